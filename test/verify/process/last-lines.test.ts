import { expect, test } from 'vitest';
import { lastLines, short, tail } from '../../../src/verify/process/last-lines.ts';

test('keeps all of a little', () => {
  const { add, lines } = lastLines();
  add('a');
  add('');
  expect(lines()).toEqual(['a', '']);
});

test('keeps the end of many lines', () => {
  const { add, lines } = lastLines();
  for (let count = 1; count <= 5_000; count++) add(`${count}`);
  expect(lines()).toHaveLength(1_000);
  expect(lines().at(-1)).toBe('5000');
});

test('keeps few long lines, and at least one', () => {
  const { add, lines } = lastLines();
  for (let count = 1; count <= 100; count++) add('x'.repeat(900_000));
  expect(lines()).toHaveLength(2);
  add('y'.repeat(3_000_000));
  expect(lines()).toHaveLength(1);
});

test('a tail has no controls of terminals, nothing that was written over, no blank end, no line beyond reading', () => {
  const log = `one\n\u001b[31mtwo\u001b[0m\n10%\r20%\r\n${'x'.repeat(1_000_000)}\n\n`;
  expect(tail(log, 3)).toEqual(['two', '20%', `${'x'.repeat(2_000)}…`]);
});

test('what is short enough stays as it is', () => {
  expect(short('x'.repeat(2_000))).toHaveLength(2_000);
  expect(short('x'.repeat(2_001))).toHaveLength(2_001);
});
