/** What a script is read to do. */
import { describe, expect, test } from 'vitest';
import { type Step, tell } from '../../../src/app/hand-over/steps.ts';

function steps(text: string, start = 'api', file = 'api/build.sh'): readonly Step[] {
  return tell({ file, text, parts: [{ text, line: 1 }] }, start).steps;
}

/** Where `docker cp` goes to, after the lines in front of it. */
function target(text: string, file?: string): string | null | undefined {
  const step = steps(
    `${text}\ndocker cp c:/x "$TO"`.replace('"$TO"', () => text.match(/# to (.*)$/m)?.[1] ?? 'out'),
    'api',
    file,
  ).find(({ kind }) => kind === 'cp');
  return step?.kind === 'cp' ? step.to : undefined;
}

describe('folders', () => {
  test.each([
    ['true', 'api/out'],
    ['cd dist', 'api/dist/out'],
    ['cd dist && cd ..', 'api/out'],
    ['(cd dist)', 'api/out'],
    ['cd "$(dirname "$0")/.."', 'out'],
    ['cd "$(git rev-parse --show-toplevel)"', 'out'],
    ['HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)\ncd "$HERE/dist"', 'api/dist/out'],
    ['HERE=$(realpath dist)\ncd $HERE', 'api/dist/out'],
    ['cd $SOMEWHERE', 'api/out'],
    ['# to $PWD/dist', 'api/dist'],
    ['# to `pwd`/dist', 'api/dist'],
    ['OUT=dist\n# to ${OUT}/x', 'api/dist/x'],
    ['export OUT=dist\n# to $OUT', 'api/dist'],
    ['if true; then OUT=a; else OUT=b; fi\n# to $OUT', null],
    ['# to ${OUT:-dist}', null],
    ['# to $OUT', null],
    ['# to /tmp/x', null],
    ['# to ../../x', null],
  ])('%j: %s', (text, expected) => {
    expect(target(text)).toBe(expected);
  });
});

test('words that nobody knows stay the same', () => {
  const { containers } = tell(
    { file: 'x.sh', text: '', parts: [{ text: 'docker create --name "$NAME" ${REPO}/app:$(git describe)', line: 1 }] },
    '',
  );
  const again = tell(
    { file: 'y.sh', text: '', parts: [{ text: 'docker create --name $NAME "$REPO/app:$(git describe)"', line: 1 }] },
    '',
  );
  expect([...containers]).toEqual([...again.containers]);
});

test('commands keep their lines', () => {
  const found = steps('#!/bin/sh\n\necho a\nsh -c "strip x"\nif true; then\n  upx y\nfi\n');
  expect(found.flatMap(({ kind, line, text }) => (kind === 'other' ? [[line, text]] : []))).toEqual([
    [4, 'sh -c "strip x"'],
    [6, 'upx y'],
  ]);
});
