import { describe, expect, test } from 'vitest';
import { literalOf, readBlocks } from '../../../src/project/gradle/blocks.ts';

describe('blocks', () => {
  test('lie in each other, with what stands in front of them', () => {
    const root = readBlocks(
      'version = "1" // {\ntasks {\n  named<Jar>("jar") { archiveVersion.set("") }\n  x = "}"\n}\n',
    );
    expect(root.own.trim()).toBe('version = "1"');
    expect(root.blocks.map(({ head }) => head)).toEqual(['tasks']);
    expect(root.blocks[0]!.blocks.map(({ head, own }) => [head, own.trim()])).toEqual([
      ['named<Jar>("jar")', 'archiveVersion.set("")'],
    ]);
    expect(root.blocks[0]!.own).toContain('x = "}"');
  });

  test.each(['{'.repeat(5000), '}'.repeat(5000), '"', "'''", 'a { "', '/*'])('of a broken text', (text) => {
    expect(() => readBlocks(text)).not.toThrow();
  });
});

describe('what a name is set to', () => {
  test.each([
    ["version = '1.0'", '1.0'],
    ['version "1.0"', '1.0'],
    ['project.version = "1.0"', '1.0'],
    ['version.set("1.0")', '1.0'],
    ["version = '1'\nversion = '2'", '2'],
    ['version = "1.$x"', null],
    ["version = '1' + suffix", null],
    ['version = project.findProperty("v")', null],
    ['version = if (x) "1" else "2"', null],
    ['javaVersion = "1"', undefined],
    ['id "x" version "1"', undefined],
  ])('%j: %j', (text, value) => {
    expect(literalOf(readBlocks(text), 'version')).toBe(value);
  });
});
