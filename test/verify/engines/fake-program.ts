/** A `docker`, `podman` or `buildah` on the PATH that says what a test wants it to say. */
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished, vi } from 'vitest';
import type { EngineName } from '../../../src/verify/container-engine.ts';

export interface FakeProgram {
  /** A folder for the test. */
  readonly folder: string;
  /** The arguments of the calls so far, a line each. */
  calls(): readonly string[];
}

/** @param cases of a shell's `case "$*" in`: `'version'*) echo 1;;` */
export function fakeProgram(name: EngineName, cases: string): FakeProgram {
  const folder = mkdtempSync(path.join(tmpdir(), 'slimify-test-'));
  const program = path.join(folder, name);
  const calls = path.join(folder, 'calls');
  writeFileSync(calls, '');
  writeFileSync(
    program,
    `#!/bin/sh\nprintf '%s\\n' "$*" >> '${calls}'\ncase "$*" in\n${cases}\n*) echo "unexpected: $*" >&2; exit 99;;\nesac\n`,
  );
  chmodSync(program, 0o755);
  vi.stubEnv('PATH', `${folder}:${process.env.PATH}`);
  onTestFinished(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });
  return { folder, calls: () => readFileSync(calls, 'utf8').split('\n').slice(0, -1) };
}

/** What prints this, however it is quoted. */
export function print(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return `printf '%s\\n' '${text.replaceAll("'", `'\\''`)}'`;
}
