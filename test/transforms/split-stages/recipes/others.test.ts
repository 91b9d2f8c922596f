import { expect, test } from 'vitest';
import { others } from '../../../../transforms/split-stages/recipes/others.ts';
import { recipes } from '../../../../transforms/split-stages/recipes.ts';
import { ask, refusalOf } from './support.ts';

test.each([
  ['haskell:9.8', 'stack install', 'Haskell'],
  ['swift:5.10', 'swift build -c release', 'Swift'],
  ['php:8.3-apache', 'docker-php-ext-install pdo_mysql', 'PHP'],
  ['ubuntu:24.04', 'php composer.phar install', 'PHP'],
  ['crystallang/crystal:1.12', 'shards build', 'Crystal'],
])('FROM %s, RUN %s: the reason names %s', (base, run, tool) => {
  const answer = ask(others, `FROM ${base}\nWORKDIR /app\nCOPY . .\nRUN ${run}\nCMD ["/app/x"]\n`, { x: '' });
  expect(answer).toMatchObject({ refused: { code: 'no-recipe', tool, of: 'stages' } });
});

test('a folder that only the base knows hides no reason', () => {
  expect(refusalOf(others, 'FROM haskell:9.8\nCOPY . .\nRUN stack install\nCMD ["x"]\n', { x: '' })).toBe('no-recipe');
  expect(refusalOf(others, 'FROM haskell:9.8\nWORKDIR app\nCOPY . .\nRUN stack install\nCMD ["x"]\n', { x: '' })).toBe(
    'no-recipe',
  );
  const text = 'FROM haskell:9.8\nWORKDIR $WHERE\nRUN stack install\nCMD ["x"]\n';
  expect(refusalOf(others, text, { x: '' })).toBe('dynamic-command');
});

test('what none of them builds is nothing to say of, and the last to be asked', () => {
  expect(ask(others, 'FROM debian:12\nRUN make\nCMD ["x"]\n', {})).toBeNull();
  expect(recipes.at(-1)).toBe(others);
});
