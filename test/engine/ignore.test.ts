import { describe, expect, test } from 'vitest';
import { type Document, parseDocument } from '../../src/dockerfile/document.ts';
import type { Edit } from '../../src/dockerfile/edit.ts';
import { readIgnores } from '../../src/engine/ignore.ts';
import { nearestName } from '../../src/engine/nearest.ts';
import { type AnyTransform, defineTransform } from '../../src/engine/transform.ts';

const known = new Set(['tidy-lists', 'join-lines']);

function transform(id: string, hadolint: readonly string[] = []): AnyTransform {
  return defineTransform({
    id,
    summary: '',
    why: '',
    risk: 'safe',
    hadolint,
    examples: [],
    defaults: {},
    optionDocs: {},
    *find() {},
  });
}

const tidy = transform('tidy-lists', ['DL3009']);
const join = transform('join-lines', ['DL3059']);

function parse(text: string): Document {
  const result = parseDocument(text);
  if (!result.ok) throw new Error(result.problem.message);
  return result.document;
}

/** An insertion behind the first place where `needle` stands. */
function behind(text: string, needle: string): readonly Edit[] {
  const at = text.indexOf(needle) + needle.length;
  return [{ span: { start: at, end: at }, text: ' x' }];
}

function heldBy(text: string, by: AnyTransform, edits: readonly Edit[]): string | null {
  return readIgnores(parse(text), known).holdsBack(by, edits);
}

function warnings(text: string): (readonly [number | null, string])[] {
  return readIgnores(parse(text), known).warnings.map(({ line, message }) => [line, message]);
}

describe('slimify-ignore', () => {
  const text = 'FROM a\n# why\n# slimify-ignore tidy-lists: kept for the audit\nRUN b\nRUN c\n';
  const comment = '# slimify-ignore tidy-lists: kept for the audit';

  test('holds the named transform back from the instruction below', () => {
    expect(heldBy(text, tidy, behind(text, 'RUN b'))).toBe(comment);
    expect(warnings(text)).toEqual([]);
  });

  test('holds no other transform back', () => {
    expect(heldBy(text, join, behind(text, 'RUN b'))).toBeNull();
  });

  test('does not reach to other instructions', () => {
    expect(heldBy(text, tidy, behind(text, 'RUN c'))).toBeNull();
    expect(heldBy(text, tidy, behind(text, 'FROM a'))).toBeNull();
  });

  test('holds an edit of several back when one of them touches', () => {
    expect(heldBy(text, tidy, [...behind(text, 'FROM a'), ...behind(text, 'RUN b')])).toBe(comment);
  });

  test('holds the joining with a neighbour back, on either side', () => {
    const gap = { start: text.indexOf('\nRUN c'), end: text.indexOf('c\n') };
    expect(heldBy(text, tidy, [{ span: gap, text: ' && ' }])).toBe(comment);
    const above = { start: text.indexOf('\n# why'), end: text.indexOf('b\n') };
    expect(heldBy(text, tidy, [{ span: above, text: ' && ' }])).toBe(comment);
  });

  test('keeps its own comment block', () => {
    const at = text.indexOf('# slimify');
    expect(heldBy(text, tidy, [{ span: { start: at, end: at + 5 }, text: '' }])).toBe(comment);
    const between = text.indexOf('RUN b');
    expect(heldBy(text, tidy, [{ span: { start: between, end: between }, text: 'USER x\n' }])).toBe(comment);
  });

  test('lets new lines in above its comment block and below its instruction', () => {
    const above = text.indexOf('# why');
    expect(heldBy(text, tidy, [{ span: { start: above, end: above }, text: 'USER x\n' }])).toBeNull();
    const below = text.indexOf('RUN c');
    expect(heldBy(text, tidy, [{ span: { start: below, end: below }, text: 'USER x\n' }])).toBeNull();
  });

  test.each(['tidy-lists, join-lines', 'join-lines,tidy-lists', 'join-lines tidy-lists'])('takes a list: %s', (ids) => {
    const both = `FROM a\n#slimify-ignore ${ids}: x\nRUN b\n`;
    expect(heldBy(both, tidy, behind(both, 'RUN b'))).not.toBeNull();
    expect(heldBy(both, join, behind(both, 'RUN b'))).not.toBeNull();
    expect(warnings(both)).toEqual([]);
  });

  test('holds for the whole stage above a FROM', () => {
    const staged = 'FROM z\nRUN a\n\n# slimify-ignore tidy-lists: x\nFROM a AS s\nRUN b\n# note\nFROM c\nRUN d\n';
    expect(heldBy(staged, tidy, behind(staged, 'RUN b'))).not.toBeNull();
    const end = staged.indexOf('# note');
    expect(heldBy(staged, tidy, [{ span: { start: end, end }, text: '' }])).toBeNull();
    expect(heldBy(staged, tidy, behind(staged, 'RUN d'))).toBeNull();
    expect(heldBy(staged, tidy, behind(staged, 'RUN a'))).toBeNull();
  });

  test('above the last FROM it holds to the end of the file', () => {
    const staged = '# slimify-ignore tidy-lists: x\nFROM a\nRUN b\n';
    expect(
      heldBy(staged, tidy, [{ span: { start: staged.length, end: staged.length }, text: 'USER x\n' }]),
    ).not.toBeNull();
  });

  test('holds in a CRLF file', () => {
    const crlf = text.replaceAll('\n', '\r\n');
    expect(heldBy(crlf, tidy, behind(crlf, 'RUN b'))).toBe(comment);
  });

  test('holds with a colon and more in the reason', () => {
    const url = 'FROM a\n# slimify-ignore tidy-lists: see https://example.org/a:b\nRUN b\n';
    expect(heldBy(url, tidy, behind(url, 'RUN b'))).not.toBeNull();
    expect(warnings(url)).toEqual([]);
  });
});

describe('warnings', () => {
  test('an unknown id, with the id that was meant', () => {
    expect(warnings('FROM a\n# slimify-ignore tidy-list: x\nRUN b\n')).toEqual([
      [2, 'slimify-ignore: there is no transform tidy-list; did you mean tidy-lists?'],
    ]);
  });

  test('an unknown id that is like none', () => {
    expect(warnings('FROM a\n# slimify-ignore everything: x\nRUN b\n')).toEqual([
      [2, 'slimify-ignore: there is no transform everything'],
    ]);
  });

  test('no reason; it holds all the same', () => {
    const text = 'FROM a\n# slimify-ignore tidy-lists\nRUN b\n';
    expect(warnings(text)).toEqual([[2, 'slimify-ignore without a reason; write it behind a colon']]);
    expect(heldBy(text, tidy, behind(text, 'RUN b'))).not.toBeNull();
    expect(warnings('FROM a\n# slimify-ignore tidy-lists:  \nRUN b\n')).toHaveLength(1);
  });

  test('no id; everything is held back', () => {
    const text = 'FROM a\n# slimify-ignore: x\nRUN b\n';
    expect(warnings(text)).toEqual([[2, 'slimify-ignore names no transform, so all of them are held back here']]);
    expect(heldBy(text, tidy, behind(text, 'RUN b'))).not.toBeNull();
  });

  test.each([
    ['a blank line below', 'FROM a\n# slimify-ignore tidy-lists: x\n\nRUN b\n', 2],
    ['nothing below', 'FROM a\nRUN b\n# slimify-ignore tidy-lists: x\n', 3],
  ])('%s: no effect', (_, text, line) => {
    expect(warnings(text)).toEqual([
      [line, 'slimify-ignore has no effect: it does not stand right above an instruction'],
    ]);
    expect(heldBy(text, tidy, behind(text, 'RUN b'))).toBeNull();
  });

  test('inside an instruction: no effect', () => {
    const text = 'FROM a\nRUN b \\\n  # slimify-ignore tidy-lists: x\n  && c\n';
    expect(warnings(text)).toEqual([[3, 'inside an instruction this has no effect: # slimify-ignore tidy-lists: x']]);
    expect(heldBy(text, tidy, behind(text, '&& c'))).toBeNull();
  });

  test.each(['# slimify-ignored tidy-lists: x', '# see slimify-ignore tidy-lists: x', '# slimify ignore x'])(
    'other words are other comments: %s',
    (comment) => {
      const text = `FROM a\n${comment}\nRUN b\n`;
      expect(warnings(text)).toEqual([]);
      expect(heldBy(text, tidy, behind(text, 'RUN b'))).toBeNull();
    },
  );
});

describe('slimify-ignore-file', () => {
  test.each(['# slimify-ignore-file', '# slimify-ignore-file: made by a machine', '#slimify-ignore-file'])(
    '%s',
    (comment) => {
      const ignores = readIgnores(parse(`${comment}\nFROM a\nRUN b\n`), known);
      expect(ignores.wholeFile).toBe(comment);
      expect(ignores.warnings).toEqual([]);
    },
  );

  test('holds wherever it stands', () => {
    expect(readIgnores(parse('FROM a\n\n# slimify-ignore-file\n\nRUN b\n'), known).wholeFile).not.toBeNull();
  });

  test('is not said by a heredoc or by another comment', () => {
    expect(readIgnores(parse('FROM a\nRUN <<E\n# slimify-ignore-file\nE\n'), known).wholeFile).toBeNull();
    expect(readIgnores(parse('# no slimify-ignore-file\nFROM a\n'), known).wholeFile).toBeNull();
  });
});

describe('hadolint ignore', () => {
  const text = 'FROM a\n# hadolint ignore=DL3008,DL3009\nRUN b\nRUN c\n';

  test('holds the transforms back that answer to one of its rules', () => {
    expect(heldBy(text, tidy, behind(text, 'RUN b'))).toBe('# hadolint ignore=DL3008,DL3009');
    expect(heldBy(text, join, behind(text, 'RUN b'))).toBeNull();
    expect(heldBy(text, transform('other'), behind(text, 'RUN b'))).toBeNull();
  });

  test('does not reach to other instructions', () => {
    expect(heldBy(text, tidy, behind(text, 'RUN c'))).toBeNull();
  });

  test('above a FROM it holds for that line only', () => {
    const from = '# hadolint ignore=DL3009\nFROM a\nRUN b\n';
    expect(heldBy(from, tidy, behind(from, 'RUN b'))).toBeNull();
    expect(heldBy(from, tidy, behind(from, 'FROM a'))).not.toBeNull();
  });

  test.each(['#hadolint ignore = DL3008 , DL3009', '# hadolint   ignore=DL3009 they are needed'])(
    'reads %s',
    (comment) => {
      const spaced = `FROM a\n${comment}\nRUN b\n`;
      expect(heldBy(spaced, tidy, behind(spaced, 'RUN b'))).toBe(comment);
    },
  );

  test('the global one holds for the file', () => {
    const global = '# hadolint global ignore=DL3009\n\nFROM a\nRUN b\n';
    expect(heldBy(global, tidy, behind(global, 'RUN b'))).toBe('# hadolint global ignore=DL3009');
    expect(heldBy(global, join, behind(global, 'RUN b'))).toBeNull();
  });
});

test('a file without such comments costs nothing', () => {
  const document = parse('FROM a\nRUN b\n');
  expect(readIgnores(document, known)).toBe(readIgnores(parse('FROM c\n'), known));
});

test('the same document is read once', () => {
  const document = parse('FROM a\n# slimify-ignore tidy-lists: x\nRUN b\n');
  expect(readIgnores(document, known)).toBe(readIgnores(document, known));
});

test.each([
  ['tidy-list', 'tidy-lists'],
  ['join_lines', 'join-lines'],
  ['JOIN-LINES', 'join-lines'],
  ['x', null],
  ['reorder-everything', null],
])('the name nearest to %s is %s', (name, nearest) => {
  expect(nearestName(name, known)).toBe(nearest);
});
