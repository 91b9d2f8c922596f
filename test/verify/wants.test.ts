import { expect, test } from 'vitest';
import { readWants } from '../../src/verify/wants.ts';

test('secrets and keys, each once, with the ids that they have by default', () => {
  const text = [
    'FROM a',
    'RUN --mount=type=secret,id=npm --mount=type=cache,target=/c ls',
    'RUN --mount=type=secret,target=/run/secrets/pip --mount=type=ssh ls',
    'RUN --mount=id=npm,type=secret,required ls',
    '',
  ];
  expect(readWants(text.join('\n')).secrets).toEqual([
    { kind: 'secret', id: 'npm' },
    { kind: 'secret', id: 'pip' },
    { kind: 'ssh', id: 'default' },
  ]);
});

test('an ONBUILD is read as well', () => {
  expect(readWants('FROM a\nONBUILD RUN --mount=type=ssh,id=k ls\n').secrets).toEqual([{ kind: 'ssh', id: 'k' }]);
});

test('of a text that is not read everything may be used, and no secret is known', () => {
  const { secrets, mayUse } = readWants('');
  expect([secrets, mayUse('x')]).toEqual([[], true]);
});
