import { expect, test } from 'vitest';
import { hintWords } from '../../../../src/cli/verify/reporters/hints.ts';
import type { NotBuilt } from '../../../../src/verify/container-engine.ts';

function failed(step: string | null, message = 'exit code: 1'): NotBuilt {
  return { ok: false, cause: 'failed', step, message, log: [] };
}

test.each([
  [null, 'failed to resolve source metadata for docker.io/docker/dockerfile:1: failed to do request', 'the "# syntax"'],
  [null, 'node:99: failed to resolve source metadata for docker.io/library/node:99: not found', 'this image could not'],
  ['RUN --mount=type=secret,id=token,required cat /run/secrets/token', 'exit code: 1', '--secret=id=token,src=<file>'],
  ['RUN --mount=type=ssh git clone a', 'exit code: 1', '--build-option=--ssh=default'],
])('%s, %s', (step, message, words) => {
  expect(hintWords(failed(step, message))).toContain(words);
});

test('there is none for a program that fails, nor where time was up', () => {
  expect(hintWords(failed('RUN npm run build'))).toBeNull();
  expect(hintWords(failed('RUN --mount=type=cache,target=/c make'))).toBeNull();
  expect(hintWords({ ...failed('RUN --mount=type=secret,id=a b'), cause: 'timeout' })).toBeNull();
});
