/** Runs the built command in a folder of its own. */
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll } from 'vitest';

const PRESET = path.join(import.meta.dirname, 'preset.ts');

export interface Sandbox {
  /** The folder, symbolic links followed. */
  readonly root: string;
  /** Where the command is. */
  readonly program: string;
  /** Writes a file; folders on the way are made. @returns its absolute path. */
  file(name: string, content: string | Buffer): string;
  read(name: string): string;
  path(...names: string[]): string;
  /** Runs the command with the sandbox, or a folder in it, as the current one. */
  run(args: readonly string[], options?: RunOptions): Result;
  git(...args: string[]): string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly input?: string | Buffer;
  readonly env?: Readonly<Record<string, string>>;
  readonly uid?: number;
}

export interface Result {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * A fresh folder for each call; the command is built once for the test file.
 * @param options with the transforms of preset.ts; `{}` for those that slimify comes with.
 */
export function useCommand(options: { readonly preset?: string } = { preset: PRESET }): () => Sandbox {
  const base = realpathSync(mkdtempSync(path.join(tmpdir(), 'slimify-test-')));
  // Some tests run as another user.
  chmodSync(base, 0o755);
  const program = path.join(base, 'dist', 'cli.cjs');
  beforeAll(async () => {
    const { buildCli } = await import('../../scripts/build.mjs');
    await buildCli(path.dirname(program), options);
  });
  afterAll(() => rmSync(base, { recursive: true, force: true }));
  let count = 0;
  return () => {
    const root = path.join(base, `box-${count++}`);
    mkdirSync(root);
    return createSandbox(root, program);
  };
}

function createSandbox(root: string, program: string): Sandbox {
  return {
    root,
    program,
    file(name, content) {
      const file = path.join(root, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, content);
      return file;
    },
    read: (name) => readFileSync(path.join(root, name), 'utf8'),
    path: (...names) => path.join(root, ...names),
    run: (args, { cwd = '.', input = '', env = {}, uid } = {}) =>
      result(
        spawnSync(process.execPath, [program, ...args], {
          cwd: path.join(root, cwd),
          input,
          encoding: 'utf8',
          env: { PATH: process.env.PATH, ...env },
          ...(uid === undefined ? {} : { uid, gid: uid }),
        }),
      ),
    git(...args) {
      const settings = ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'core.autocrlf=false'];
      const { code, stdout, stderr } = result(
        spawnSync('git', [...settings, ...args], { cwd: root, encoding: 'utf8' }),
      );
      if (code !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
      return stdout;
    },
  };
}

function result({ status, stdout, stderr }: SpawnSyncReturns<string>): Result {
  return { code: status, stdout, stderr };
}
