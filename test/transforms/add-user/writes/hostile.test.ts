import { describe, expect, test } from 'vitest';
import { type Language, SYNTAX } from '../../../../src/app/code/languages.ts';
import { lex } from '../../../../src/app/code/lexer.ts';
import { findCalls } from '../../../../transforms/add-user/writes/calls.ts';
import { findKeys } from '../../../../transforms/add-user/writes/keys.ts';

const PARTS = [
  '(',
  '"',
  '`',
  '/*',
  '\\',
  '{',
  '<<A1 x\n',
  '$"{',
  '=/[',
  'open(x, ',
  'x = open(x, "w")\n',
  '\n',
  'a: b ',
];

describe('text that nobody wrote', () => {
  test.each(Object.keys(SYNTAX) as Language[])('%s: is read in a time that its length gives', (language) => {
    for (const part of PARTS) {
      const start = performance.now();
      const lexed = lex(part.repeat(60_000 / part.length), SYNTAX[language]);
      const scope = { lexed, language, file: null, env: new Map<string, string>(), constant: () => null };
      findCalls(scope, '/app');
      findKeys(scope, '/app');
      expect(performance.now() - start, part).toBeLessThan(5000);
    }
  });
});
