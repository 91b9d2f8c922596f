/** What is printed of foreign text. */
import { expect, test } from 'vitest';
import { printable } from '../../src/cli/printable.ts';

test('control characters are shown, a tab stays, a CR at the end is dropped', () => {
  expect(printable('a\u001b[31m\tb\u0000\u007f\u009b\rc\r')).toBe('a␛[31m\tb␀␡␡␍c');
});

test('what turns the direction of text round is named', () => {
  expect(printable('user\u202e \u2066// admin\u2069')).toBe('user<U+202E> <U+2066>// admin<U+2069>');
});

test('all other text stays as it is', () => {
  expect(printable('größe 😀 שלום')).toBe('größe 😀 שלום');
});
