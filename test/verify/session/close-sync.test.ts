import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { removeFromSync } from '../../../src/verify/session/close-sync.ts';
import { openSession, type Session } from '../../../src/verify/session.ts';
import { createFakeEngine } from '../support/fake-engine.ts';

const LABEL = 'org.slimify.run=host.1.ab';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'close-sync-test-'));
  vi.stubEnv('PATH', `${join(folder, 'bin')}${delimiter}${process.env.PATH}`);
  vi.stubEnv('TMPDIR', folder);
  mkdirSync(join(folder, 'bin'));
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

/** A program that writes down what it is asked, and answers with these lines of shell. */
function program(name: string, answers: string): void {
  const file = join(folder, 'bin', name);
  writeFileSync(file, `#!/bin/sh\necho "${name} $*" >> '${folder}/asked'\n${answers}\n`);
  chmodSync(file, 0o755);
}

const asked = (): string => (existsSync(join(folder, 'asked')) ? readFileSync(join(folder, 'asked'), 'utf8') : '');

describe.skipIf(process.platform === 'win32')('a dying process', () => {
  test.each([
    ['docker', 'rm --force --volumes'],
    ['podman', 'rm --force --volumes --time=0'],
  ] as const)('has %s remove its containers, then its images', (engine, removal) => {
    program(engine, 'case "$1" in ps) echo c1; echo c2;; images) echo i1; echo i1;; esac');
    removeFromSync(engine, LABEL);
    expect(asked().split('\n')).toEqual([
      `${engine} ps --all --quiet --no-trunc --filter label=${LABEL}`,
      `${engine} ${removal} c1 c2`,
      `${engine} images --quiet --no-trunc --filter label=${LABEL}`,
      `${engine} rmi --force --no-prune i1`,
      '',
    ]);
  });

  test('has buildah remove its containers by their names', () => {
    program('buildah', 'case "$1" in containers) echo c1;; esac');
    removeFromSync('buildah', LABEL);
    expect(asked().split('\n').slice(0, 2)).toEqual([
      'buildah containers --quiet --filter name=slimify-host.1.ab-',
      'buildah rm c1',
    ]);
  });

  test('asks for nothing to be removed when nothing is there', () => {
    program('docker', 'exit 0');
    removeFromSync('docker', LABEL);
    expect(asked()).not.toMatch(/^docker rmi? /m);
  });

  test('does not wait for an engine that does not answer', () => {
    program('docker', 'sleep 60');
    const begun = Date.now();
    removeFromSync('docker', LABEL, 500);
    expect(Date.now() - begun).toBeLessThan(10_000);
  });

  test('does not mind a program that is not there', () => {
    vi.stubEnv('PATH', join(folder, 'bin'));
    expect(() => removeFromSync('buildah', LABEL)).not.toThrow();
  });

  test('leaves no folder, and asks once', async () => {
    program('docker', 'exit 0');
    const { signal } = new AbortController();
    const result = await openSession(
      { engine: 'docker', builder: null, signal },
      {
        docker: async () => async (given) => ({ ok: true, engine: createFakeEngine({}, given.label) }),
        podman: () => Promise.reject(new Error('not asked for')),
        buildah: () => Promise.reject(new Error('not asked for')),
      },
    );
    const session: Session | null = result.ok ? result.session : null;
    expect(existsSync(session!.folder)).toBe(true);
    session!.closeSync();
    session!.closeSync();
    await session!.close();
    expect(existsSync(session!.folder)).toBe(false);
    expect(asked().match(/docker ps/g)).toHaveLength(1);
  });
});
