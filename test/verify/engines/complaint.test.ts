import { describe, expect, test } from 'vitest';
import { complaint as ofDaemonless } from '../../../src/verify/engines/daemonless/program.ts';
import { complaint as ofDocker } from '../../../src/verify/engines/docker/command.ts';
import type { Ran } from '../../../src/verify/process.ts';

const ran = (stopped: Ran['stopped'], stderr = ''): Ran => ({
  code: stopped === null ? 1 : null,
  stdout: '',
  stderr,
  stopped,
});

describe.each([
  ['docker', ofDocker],
  ['podman', (each: Ran) => ofDaemonless('podman', each)],
] as const)('why %s failed', (name, complaint) => {
  test.each([
    ['not-found', `there is no ${name} command`],
    ['timeout', `${name} does not answer`],
    ['aborted', 'stopped'],
  ] as const)('%s', (stopped, why) => {
    expect(complaint(ran(stopped))).toBe(why);
  });

  test('what it said last', () => {
    expect(complaint(ran(null, 'Error: no such image\n'))).toBe('no such image');
    expect(complaint(ran(null))).toBe(`${name} ended with exit code 1`);
  });
});
