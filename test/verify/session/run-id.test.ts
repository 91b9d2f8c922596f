import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { formatRunId, isDead, newRunId, parseRunId, thisHost } from '../../../src/verify/session/run-id.ts';

describe('the id of a run', () => {
  test('is read as it was written', () => {
    const id = newRunId();
    expect(parseRunId(formatRunId(id))).toEqual(id);
    expect(id).toMatchObject({ host: thisHost(), pid: process.pid });
    expect(formatRunId(id)).toMatch(/^[a-z0-9-]+\.\d+\.[0-9a-f]{12}$/);
  });

  test.each(['', 'host.1', 'host.0.ab', 'host.-1.ab', 'host.1.xyz', 'a.b.1.ab', '../host.1.ab', 'host.1.ab/..'])(
    'is not %j',
    (text) => expect(parseRunId(text)).toBeNull(),
  );

  test('is dead when its process is gone, as far as that can be known', () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    const host = thisHost();
    expect(isDead({ host, pid, random: 'ab' })).toBe(true);
    expect(isDead({ host, pid: process.pid, random: 'ab' })).toBe(false);
    expect(isDead({ host: 'elsewhere', pid, random: 'ab' })).toBe(false);
  });

  // Of the first process of a system only its owner may ask.
  test.skipIf(process.platform === 'win32')('is not dead when it is somebody else’s', () => {
    expect(isDead({ host: thisHost(), pid: 1, random: 'ab' })).toBe(false);
  });
});
