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

export function docker(...args: readonly string[]): Promise<Output> {
  return dockerGiven('', ...args);
}

/** @param input what the command reads from its standard input. */
export function dockerGiven(input: string, ...args: readonly string[]): Promise<Output> {
  const { child, ended } = startDocker(...args);
  child.stdin?.end(input);
  return ended;
}

/** Starts the command with its standard input open. */
export function startDocker(...args: readonly string[]): {
  readonly child: ChildProcess;
  readonly ended: Promise<Output>;
} {
  const child = spawn('docker', args, { stdio: 'pipe' });
  // A container may end before it has read all that it was given.
  child.stdin.on('error', () => undefined);
  return { child, ended: finished(child) };
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

/** Builds a folder, with what the cache has. */
export async function build(
  tag: string,
  folder: string,
  dockerfile: string,
  options: readonly string[] = [],
): Promise<void> {
  const own = ['--file', path.join(folder, dockerfile), '--progress=plain', '--label', MINE, '--tag', tag];
  const { code, all } = await docker('buildx', 'build', '--load', ...own, ...options, folder);
  if (code !== 0) throw new Error(`${tag} does not build:\n${all.slice(-4000)}`);
}

/** Bytes of an image. */
export async function sizeOf(tag: string): Promise<number> {
  return Number((await docker('image', 'inspect', '--format', '{{.Size}}', tag)).out);
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

/** Every path of the image that belongs to it, with its mode and owner. It needs GNU find in the image. */
export async function pathsOf(tag: string): Promise<ReadonlySet<string>> {
  const skip = ['/proc', '/sys', '/dev'].map((folder) => `-path ${folder} -prune -o`).join(' ');
  const find = ['run', '--rm', '--network=none', '--user=0', '--entrypoint', 'sh', tag, '-c'];
  const { code, out, all } = await docker(...find, `find / -xdev ${skip} -printf '%p %m %u:%g\\n'`);
  if (code !== 0) throw new Error(`what is in ${tag} cannot be listed: ${all.slice(-500)}`);
  return new Set(out.trimEnd().split('\n'));
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
