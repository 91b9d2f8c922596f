/** The docker command, for tests that build. What they leave on the engine carries a label, by which it is cleaned up. */
import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { readTar } from './tar.ts';

const LABEL = 'org.slimify.test';
/** The process that made it: what a run leaves behind that was killed, the next one removes. */
const MINE = `${LABEL}=${process.pid}`;

export interface Output {
  readonly code: number | null;
  readonly out: string;
  readonly all: string;
}

/** One instruction of a build that was run or taken from the cache. */
export interface BuildStep {
  /** As BuildKit prints it: `RUN npm ci`, `COPY . .`. */
  readonly text: string;
  readonly cached: boolean;
}

export function docker(...args: readonly string[]): Promise<Output> {
  return finished(spawn('docker', args, { stdio: ['ignore', 'pipe', 'pipe'] }));
}

/** Starts a container with its standard input open; --rm and --name are for the caller. */
export function dockerRun(...args: readonly string[]): ChildProcess {
  return spawn('docker', ['run', '--label', MINE, ...args], { stdio: 'pipe' });
}

/** What a process wrote, once it has ended. */
export function finished(child: ChildProcess): Promise<Output> {
  let out = '';
  let all = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    out += text;
    all += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    all += text;
  });
  return new Promise((resolve) => {
    child.on('error', ({ message }) => resolve({ code: null, out, all: message }));
    child.on('close', (code) => resolve({ code, out, all }));
  });
}

/** Why nothing can be built here; null when an engine answers. */
export async function missingEngine(): Promise<string | null> {
  const { code, all } = await docker('version', '--format', '{{.Server.Version}}');
  return code === 0 ? null : all.trim().split('\n').at(-1) || 'there is no docker command';
}

/**
 * Builds a folder.
 * @returns the steps of all its stages, in the order in which they were begun.
 */
export async function build(
  tag: string,
  folder: string,
  dockerfile = 'Dockerfile',
  args: readonly string[] = [],
): Promise<readonly BuildStep[]> {
  const options = [
    '--file',
    path.join(folder, dockerfile),
    '--network=host',
    '--progress=plain',
    '--label',
    MINE,
    '--tag',
    tag,
  ];
  const given = args.flatMap((arg) => ['--build-arg', arg]);
  const { code, all } = await docker('build', ...options, ...given, folder);
  if (code !== 0) throw new Error(`${tag} does not build:\n${all.slice(-4000)}`);
  return readSteps(all);
}

/** Reads what `--progress=plain` prints: `#7 [build 3/4] RUN npm ci`, later `#7 CACHED`. */
function readSteps(progress: string): readonly BuildStep[] {
  const cached = new Set([...progress.matchAll(/^#(\d+) CACHED$/gm)].map(([, id]) => id));
  const steps = new Map([...progress.matchAll(/^#(\d+) \[[^\]]*\d+\/\d+\] (.*)$/gm)].map(([, id, text]) => [id, text]));
  return [...steps].map(([id, text = '']) => ({ text, cached: cached.has(id) }));
}

export async function inspect(tag: string): Promise<{ size: number; config: unknown; layers: number }> {
  const [image] = JSON.parse((await docker('image', 'inspect', tag)).out);
  return { size: image.Size, config: image.Config, layers: image.RootFS.Layers.length };
}

/** All below the working directory of an image, by path; null where that is the root. */
export async function filesOfApp(tag: string): Promise<ReadonlyMap<string, string> | null> {
  const folder = (await docker('image', 'inspect', '--format', '{{.Config.WorkingDir}}', tag)).out.trim();
  if (folder === '' || folder === '/') return null;
  const container = (await docker('create', '--label', MINE, tag)).out.trim();
  const copy = spawn('docker', ['cp', `${container}:${folder}`, '-'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const chunks: Buffer[] = [];
  copy.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  await new Promise((resolve) => copy.on('close', resolve));
  await docker('rm', '--volumes', container);
  return readTar(Buffer.concat(chunks));
}

/** Removes the images and containers of this process, and of those that have ended. */
export async function cleanUp(): Promise<void> {
  const format = ['--format', `{{.ID}} {{.Label "${LABEL}"}}`];
  const containers = await docker('ps', '--all', '--no-trunc', '--filter', `label=${LABEL}`, ...format);
  for (const id of idsToRemove(containers.out)) await docker('rm', '--force', '--volumes', id);
  const images = await docker('image', 'ls', '--all', '--quiet', '--no-trunc', '--filter', `label=${LABEL}`);
  const ids = [...new Set(images.out.split('\n').filter((id) => id !== ''))];
  if (ids.length === 0) return;
  const label = `{{.ID}} {{index .Config.Labels "${LABEL}"}}`;
  const labelled = await docker('image', 'inspect', '--format', label, ...ids);
  const old = idsToRemove(labelled.out);
  if (old.length > 0) await docker('image', 'rm', '--force', ...old);
}

function idsToRemove(lines: string): readonly string[] {
  const pairs = lines
    .split('\n')
    .map((line) => line.trim().split(' '))
    .filter(([id, owner]) => id !== '' && owner !== undefined);
  return pairs.flatMap(([id = '', owner]) => (Number(owner) === process.pid || !isRunning(Number(owner)) ? [id] : []));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
