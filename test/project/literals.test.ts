import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readLiterals } from '../../src/project/literals.ts';

describe('readLiterals', () => {
  test('text and comments are blanks, code in strings stays', () => {
    const read = readLiterals('a "b # no" # yes\nc "d#{e}f" \'#{g}\'\n');
    expect(read.code).toBe('a "      "      \nc "      #{e} " \'    \'\n'.replace('"      #{e} "', '" #{e} "'));
    expect(read.strings.map(({ value }) => value)).toEqual(['b # no', null, '#{g}']);
    expect(read.isUnsure).toBe(false);
  });

  test.each([
    ['%w[a b]', 'a b'],
    ['~w(x y)', 'x y'],
    ['"""\nlong\n"""', '\nlong\n'],
    ['%q{text}', 'text'],
  ])('%s', (text, value) => {
    expect(readLiterals(`x = ${text}\n`).strings.map((each) => each.value)).toEqual([value]);
  });

  test.each(['x = <<~EOF\na\nEOF\n', '"open\n', "x = 'open", '"#{"#{"#{a'])('%s cannot be told', (text) => {
    expect(readLiterals(text).isUnsure).toBe(true);
  });

  test('a map and a modulo are code', () => {
    expect(readLiterals('%{a: 1}\nx = 5 %(3)\n"~> 1.0"').strings.map(({ value }) => value)).toEqual(['~> 1.0']);
  });

  test('anything is read, and every line stays where it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'"\'#{}%~w[](\n\\ax?`<') }), (text) => {
        const { code } = readLiterals(text);
        expect(code).toHaveLength(text.length);
        expect(code.split('\n')).toHaveLength(text.split('\n').length);
      }),
      { numRuns: 2000 },
    );
  });
});
