/** Runs the built `slimify verify` against the engine that is there, and looks at what it leaves. */
import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll } from 'vitest';
import { LABEL } from '../../../src/verify/session.ts';
import { openReal } from '../support/real-engine.ts';

const base = mkdtempSync(path.join(tmpdir(), 'slimify-test-'));
const program = path.join(base, 'dist', 'cli.cjs');
const session = await openReal();

export const hasEngine = session !== null;

/** Neither needs a network, and not every engine has one. */
const USUAL = ['--cached', '--wait', '0.2', '--build-option=--network=none', '--run-option=--network=none'];

export interface Bench {
  readonly root: string;
  /** Where the command has its temporary files. */
  readonly temporary: string;
  file(name: string, content: string): void;
  read(name: string): string;
  begin(args: readonly string[], options?: Begin): Running;
  verify(args: readonly string[], options?: Begin): Promise<Ended>;
}

interface Begin {
  readonly env?: Readonly<Record<string, string>>;
  readonly stdio?: SpawnOptions['stdio'];
}

export interface Running {
  readonly child: ChildProcess;
  readonly pid: number;
  /** Until it has said that on standard error. */
  said(text: string): Promise<void>;
  kill(signal: NodeJS.Signals): void;
  readonly ended: Promise<Ended>;
}

export interface Ended {
  readonly pid: number;
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** When; milliseconds. */
  readonly at: number;
}

/** A fresh folder for each call; the command is built once, with the transforms of preset.ts. */
export function useBench(): () => Bench {
  beforeAll(async () => {
    const { buildCli } = await import('../../../scripts/build.mjs');
    await buildCli(path.dirname(program), { preset: path.join(import.meta.dirname, 'preset.ts') });
  });
  afterAll(async () => {
    await session?.close();
    rmSync(base, { recursive: true, force: true });
  });
  let count = 0;
  return () => {
    const [root, temporary] = [path.join(base, `box-${++count}`), path.join(base, `tmp-${count}`)];
    for (const folder of [root, temporary]) mkdirSync(folder);
    const begin = (args: readonly string[], options: Begin = {}): Running => start(root, temporary, args, options);
    return {
      root,
      temporary,
      file: (name, content) => writeFileSync(path.join(root, name), content),
      read: (name) => readFileSync(path.join(root, name), 'utf8'),
      begin,
      verify: (args, options) => begin(args, options).ended,
    };
  };
}

function start(cwd: string, temporary: string, args: readonly string[], { env, stdio = 'pipe' }: Begin): Running {
  const child = spawn(process.execPath, [program, 'verify', ...USUAL, ...args], {
    cwd,
    env: { ...process.env, TMPDIR: temporary, ...env },
    stdio,
  });
  let [stdout, stderr] = ['', ''];
  child.stdout?.setEncoding('utf8').on('data', (more: string) => {
    stdout += more;
  });
  child.stderr?.setEncoding('utf8').on('data', (more: string) => {
    stderr += more;
  });
  const pid = child.pid!;
  const ended = once(child, 'close').then(([code]) => ({ pid, code, stdout, stderr, at: Date.now() }));
  return {
    child,
    pid,
    said: async (text) => {
      await until(() => stderr.includes(text) || child.exitCode !== null, 30_000);
      if (!stderr.includes(text)) throw new Error(`it has not said ${text}, but ${stderr}${stdout}`);
    },
    kill: (signal) => void child.kill(signal),
    ended,
  };
}

/** What a run has left on the engine: kinds. */
export async function leftOnEngine(pid: number): Promise<readonly string[]> {
  const found = await session!.engine.labelled(LABEL);
  return found.filter(({ value }) => value.split('.')[1] === `${pid}`).map(({ kind }) => kind);
}

/** What it has left anywhere. */
export async function left({ temporary }: Bench, pid: number): Promise<readonly string[]> {
  return [...(await leftOnEngine(pid)), ...readdirSync(temporary)];
}

let markers = 0;

/** Seconds so many that nobody else sleeps as long: it is found again by them. */
export function longTime(): string {
  return `${7_000_000 + (process.pid % 10_000) * 100 + ++markers}`;
}

/** Whether something sleeps so long. Of an engine on another machine that is not known, and it is not. */
export function isAsleep(seconds: string): boolean {
  if (process.platform !== 'linux') return false;
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .some((pid) => /^(?:\/bin\/)?sleep\0/.test(commandLine(pid)) && commandLine(pid).includes(`\0${seconds}\0`));
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1');
  } catch {
    return '';
  }
}

/** @returns whether it has come to that in time. */
export async function until(isSo: () => boolean | Promise<boolean>, patience: number): Promise<boolean> {
  const end = Date.now() + patience;
  while (!(await isSo())) {
    if (Date.now() > end) return false;
    await wait(50);
  }
  return true;
}

export function docker(...args: readonly string[]): string {
  const { stdout, stderr, status } = spawnSync('docker', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`docker ${args.join(' ')}: ${stderr}`);
  return stdout.trim();
}

/** Path, status and why of each file, out of a report in JSON. */
export function outcomes(stdout: string): readonly unknown[] {
  const { files } = JSON.parse(stdout);
  return files.map(({ path: name, status, why }: { path: string; status: string; why: { code: string } | null }) => [
    name,
    status,
    why?.code ?? null,
  ]);
}

/** The most memory that it ever holds, in megabytes; to be asked while it runs. */
export async function peakOf(pid: number): Promise<number> {
  let peak = 0;
  for (;;) {
    const now = /^VmHWM:\s*(\d+)/m.exec(statusOf(pid))?.[1];
    if (now === undefined) return peak / 1024;
    peak = Number(now);
    await wait(50);
  }
}

function statusOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'latin1');
  } catch {
    return '';
  }
}
