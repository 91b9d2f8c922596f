import { expect, it } from 'vitest';
import { isBuilt, isForLinux } from '../../../src/project/go/constraints.ts';
import { isStandard, programName } from '../../../src/project/go/import-path.ts';
import { readGoSource } from '../../../src/project/go/source-file.ts';

it('reads package and imports in every form, and stops at the first declaration', () => {
  const source = readGoSource(
    '\uFEFF// Package main\n/* import "a" */\npackage main // here\n\nimport "fmt"\nimport (\n\t_ "embed"\n\tweb `example.com/web`; . "net"\n)\n\nvar s = `import "not"`\n',
  );
  expect(source?.package).toBe('main');
  expect(source?.imports).toEqual(['fmt', 'embed', 'example.com/web', 'net']);
});

it('reads what C code links, with its conditions left out', () => {
  const text =
    'package a\n\n/*\n#cgo linux LDFLAGS: -lm -ldl\n#cgo CFLAGS: -lno\n*/\n// #cgo pkg-config: opencv4\nimport "C"\n';
  expect(readGoSource(text)).toMatchObject({ imports: ['C'], linkFlags: ['-lm', '-ldl'], pkgConfig: ['opencv4'] });
});

it.each([
  ['nothing', ''],
  ['another language', '#!/bin/sh\n'],
  ['no name', 'package "a"\n'],
  ['an import of no string', 'package a\nimport b\n'],
  ['a list that is not closed', 'package a\nimport (\n"b"\n'],
])('does not read %s', (_what, text) => {
  expect(readGoSource(text)).toBeNull();
});

it('reads build constraints of both forms, above the package only', () => {
  expect(readGoSource('//go:build linux && !cgo\n\npackage a\n')?.constraint).toBe('linux && !cgo');
  expect(readGoSource('// +build linux,!cgo darwin\n// +build amd64\n\npackage a\n')?.constraint).toBe(
    '(linux && !cgo || darwin) && (amd64)',
  );
  expect(readGoSource('package a\n//go:build linux\n')?.constraint).toBeNull();
});

it.each([
  ['linux', true],
  ['windows || (darwin && arm64)', false],
  ['!windows', true],
  ['ignore', false],
  ['cgo', null],
  ['linux && amd64', null],
  ['linux || amd64', true],
  ['extra', true],
  ['other', false],
  ['!(other || windows)', true],
  ['linux &&', null],
  ['(linux', null],
])('weighs %s', (expression, answer) => {
  expect(isBuilt(expression, new Set(['extra']))).toBe(answer);
});

it('cannot say whether a tag is set when the tags are not known', () => {
  expect(isBuilt('other', null)).toBeNull();
});

it.each([
  ['main.go', true],
  ['net_linux.go', true],
  ['net_linux_arm64.go', true],
  ['linux.go', true],
  ['windows.go', true],
  ['net_windows.go', false],
  ['net_darwin_amd64.go', false],
  ['main_test.go', false],
  ['_old.go', false],
  ['main.c', false],
])('tells by its name whether %s is for Linux', (name, answer) => {
  expect(isForLinux(name)).toBe(answer);
});

it.each([
  ['example.com/app', 'app'],
  ['example.com/app/v2', 'app'],
  ['example.com/app/v1', 'v1'],
  ['example.com/app/v10/cmd/serve', 'serve'],
  ['app', 'app'],
  ['v2', 'v2'],
])('names the program of %s', (path, name) => {
  expect(programName(path)).toBe(name);
});

it('knows the standard library by a first element without a dot', () => {
  expect(isStandard('net/http')).toBe(true);
  expect(isStandard('example.com/net/http')).toBe(false);
});
