import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { makeFolder } from '../../../src/verify/session/folder.ts';

const ID = { host: 'host', pid: 1, random: 'ab' };

const folder = mkdtempSync(join(tmpdir(), 'folder-test-'));

afterAll(() => rmdirSync(folder));
afterEach(() => {
  vi.unstubAllEnvs();
});

/** Only root may; in a container not even root. */
const mounted = process.platform === 'linux' && mount('size=32k');
if (mounted) spawnSync('umount', [folder]);

function mount(options: string): boolean {
  return spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]).status === 0;
}

describe.skipIf(!mounted).each([
  ['size=32k', 'the disk is full'],
  ['ro', 'the disk is read-only'],
])('a disk of its own, %s', (options, reason) => {
  beforeAll(() => void mount(options));
  afterAll(() => void spawnSync('umount', [folder]));

  test(`is no place for temporary files: ${reason}`, () => {
    vi.stubEnv('TMPDIR', folder);
    const why = `cannot write to the folder for temporary files ${folder}: ${reason}`;
    expect(makeFolder(ID)).toEqual({ ok: false, why });
    expect(readdirSync(folder)).toEqual([]);
  });
});
