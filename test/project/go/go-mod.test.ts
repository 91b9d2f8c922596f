import { describe, expect, test } from 'vitest';
import { isGoAtLeast, readGoMod, replacementOf } from '../../../src/project/go/go-mod.ts';
import { readGoSum } from '../../../src/project/go/go-sum.ts';
import { readGoWork } from '../../../src/project/go/go-work.ts';

function mod(text: string) {
  const read = readGoMod('go.mod', text);
  if (!read.ok) throw new Error(read.broken.why);
  return read.value;
}

describe('go.mod', () => {
  test('reads what is written on a line of its own and in blocks', () => {
    const read = mod(`module example.com/app // the app

go 1.21
toolchain go1.22.1

require example.com/a v1.0.0
require (
	example.com/b v2.0.0+incompatible // indirect
	"example.com/c" v0.0.0-20200101000000-abcdefabcdef//indirect
)
exclude example.com/d v1.1.0
retract [v1.0.0, v1.0.5] // broken
tool example.com/cmd/gen
ignore ./node_modules
`);
    expect(read.module).toBe('example.com/app');
    expect([read.go, read.toolchain]).toEqual(['1.21', 'go1.22.1']);
    expect(read.requires.map(({ path, isIndirect, line }) => [path, isIndirect, line])).toEqual([
      ['example.com/a', false, 6],
      ['example.com/b', true, 8],
      ['example.com/c', true, 9],
    ]);
    expect(read.excludes).toEqual([{ path: 'example.com/d', version: 'v1.1.0' }]);
    expect(read.tools).toEqual(['example.com/cmd/gen']);
  });

  test('tells a replacing folder from a replacing module', () => {
    const { replaces } = mod(`replace (
	example.com/a => ../a
	example.com/b v1.0.0 => example.com/fork v1.2.0
	example.com/c => "./with space"
)`);
    expect(replacementOf({ path: 'example.com/a', version: 'v9.9.9' }, replaces)).toEqual({
      kind: 'folder',
      path: '../a',
    });
    expect(replacementOf({ path: 'example.com/b', version: 'v1.0.0' }, replaces)?.path).toBe('example.com/fork');
    expect(replacementOf({ path: 'example.com/b', version: 'v1.0.1' }, replaces)).toBeNull();
    expect(replacementOf({ path: 'example.com/c', version: 'v1.0.0' }, replaces)?.path).toBe('./with space');
  });

  test('a replacement of one version goes before one of all', () => {
    const { replaces } = mod('replace a.b/c => ./all\nreplace a.b/c v1.0.0 => ./one\n');
    expect(replacementOf({ path: 'a.b/c', version: 'v1.0.0' }, replaces)?.path).toBe('./one');
  });

  test.each([
    ['require (\n\ta.b/c v1.0.0\n', 3, 'the block of require is not closed'],
    ['module a\nrequire "a.b/c v1.0.0\n', 2, 'a quote is not closed'],
  ])('says where it is broken: %j', (text, line, why) => {
    expect(readGoMod('x/go.mod', text)).toEqual({ ok: false, broken: { path: 'x/go.mod', line, why } });
  });

  test('makes nothing of half a directive', () => {
    expect(mod('require\nrequire a.b/c\nreplace a.b/c\nreplace => ./x\nreplace a.b/c =>\n')).toMatchObject({
      requires: [],
      replaces: [],
    });
  });

  test('a missing go directive is 1.16', () => {
    expect(isGoAtLeast(null, '1.16')).toBe(true);
    expect(isGoAtLeast(null, '1.17')).toBe(false);
    expect(isGoAtLeast('1.9', '1.14')).toBe(false);
    expect(isGoAtLeast('1.22.3', '1.22')).toBe(true);
    expect(isGoAtLeast('2.0', '1.22')).toBe(true);
  });
});

test('go.work names its modules', () => {
  const read = readGoWork('go.work', 'go 1.21\n\nuse .\nuse (\n\t./api // main\n\t./lib\n)\nreplace a.b/c => ./c\n');
  expect(read).toMatchObject({ ok: true, value: { go: '1.21', uses: ['.', './api', './lib'] } });
  expect(read.ok && read.value.replaces).toHaveLength(1);
});

test('go.sum tells a module from its go.mod', () => {
  const sums = readGoSum('a.b/c v1.0.0 h1:x=\na.b/c v1.0.0/go.mod h1:y=\n\nbroken\n');
  expect([...sums]).toEqual(['a.b/c v1.0.0', 'a.b/c v1.0.0/go.mod']);
});
