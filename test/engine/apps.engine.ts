/**
 * Small applications, built and run before and after on a real engine: the same answers, the install step from the cache
 * once a line of the sources has changed, no process that is root, and those that are split smaller.
 *
 * Needs a Docker engine at DOCKER_HOST with the images that setup/setup-engine.sh makes, or the official ones of the
 * same names. Where none answers, it says so and passes.
 */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildCli } from '../../scripts/build.mjs';
import { APPS, type App, type Exchange } from './apps.ts';
import {
  type BuildStep,
  build,
  cleanUp,
  docker,
  dockerRun,
  filesOfApp,
  finished,
  inspect,
  missingEngine,
} from './docker.ts';

/** Containers are reached on the host's own network: it is there on every engine, a bridge is not. */
const NETWORK = '--network=host';
const START_MS = 20_000;

const base = mkdtempSync(path.join(tmpdir(), 'slimify-apps-'));
const missing = await missingEngine();
if (missing !== null) console.log(`engine: no app is built, no Docker engine answers (${missing})`);

/** What splits save, for whoever reads along. */
const weighed: string[] = [];

/** Serves Go modules, so that there is something to download. */
const modules = createHttpServer((request, response) => {
  const file = path.join(import.meta.dirname, 'modules', path.posix.normalize(request.url ?? '/'));
  if (existsSync(file) && statSync(file).isFile()) response.end(readFileSync(file));
  else response.writeHead(404).end();
});

beforeAll(async () => {
  await new Promise<void>((resolve) => modules.listen(0, '127.0.0.1', resolve));
  await cleanUp();
  await buildCli(path.join(base, 'dist'));
});
afterAll(async () => {
  if (weighed.length > 0) console.log(weighed.sort().join('\n'));
  modules.close();
  await cleanUp();
  rmSync(base, { recursive: true, force: true });
});

describe('real apps', () => {
  test.concurrent.each(APPS.map((app) => [app.title, app] as const))('%s', async (_, app) => {
    const before = folderOf(app, 'before');
    const after = folderOf(app, 'after');
    rewrite(after);
    if (missing !== null) return;

    const [first, second] = [await observe(app, before), await observe(app, after)];
    if (app.hasUser === true) expect(first.uids).toEqual(second.uids);
    else expect(first.uids).toEqual(['0']);
    if (app.mayStayRoot !== true) expect(second.uids).not.toContain('0');
    expect(second.uids).not.toEqual([]);
    const text = readFileSync(path.join(after, app.dockerfile ?? 'Dockerfile'), 'utf8');
    expect(
      isSplit(text) && !isSplit(readFileSync(path.join(before, app.dockerfile ?? 'Dockerfile'), 'utf8')),
      text,
    ).toBe(app.split !== undefined);
    const smaller = app.split ?? app.rebased;
    if (app.split === undefined) expect(second.files).toEqual(first.files);
    if (smaller !== undefined) {
      const share = 1 - second.size / first.size;
      weighed.push(`${(share * 100).toFixed(1)} % smaller: ${app.name}, ${mega(first.size)} to ${mega(second.size)}`);
      expect(share, text).toBeGreaterThan(smaller);
    }
    if (app.install === null) return;
    expect(stepOf(first.rebuilt, app.install)?.cached ?? false, 'cached in the build before').toBe(false);
    expect(stepOf(second.rebuilt, app.install), text).toMatchObject({ cached: true });
  });
});

function mega(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

/** The comment that a split writes above what runs. */
function isSplit(text: string): boolean {
  return /^# (?:What runs|\S+ is what runs): /m.test(text);
}

/** A copy of an app's folder, as it lies on a machine where it is worked on. */
function folderOf({ name, untracked = {}, modes = {} }: App, when: string): string {
  const folder = path.join(base, name, when);
  cpSync(path.join(import.meta.dirname, 'apps', name), folder, { recursive: true });
  for (const [file, text] of Object.entries(untracked)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  }
  for (const [file, mode] of Object.entries(modes)) chmodSync(path.join(folder, file), mode);
  return folder;
}

/** Runs the command over a folder, as a user would. */
function rewrite(folder: string): void {
  const command = [path.join(base, 'dist', 'cli.cjs'), '--no-config', '--write', folder];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8' });
  expect(status, `${stdout}${stderr}`).toBe(0);
  const again = spawnSync(
    process.execPath,
    [...command, '--check'].filter((word) => word !== '--write'),
  );
  expect(again.status, 'a second run changes nothing').toBe(0);
}

interface Observed {
  /** Of all processes that ran. */
  readonly uids: readonly string[];
  /** The files in the folder of the app, before anything has changed; null where it has none of its own. */
  readonly files: ReadonlyMap<string, string> | null;
  /** Bytes of the image. */
  readonly size: number;
  /** The steps of the build after one line of the sources has changed. */
  readonly rebuilt: readonly BuildStep[];
}

/** Builds and uses an app, changes a line, and builds and uses it again. */
async function observe(app: App, folder: string): Promise<Observed> {
  const args = app.hasModules === true ? [`MODULES=http://127.0.0.1:${portOf(modules)}`] : [];
  const tag = `slimify-test-${process.pid}-${app.name}:${path.basename(folder)}`;
  await build(tag, folder, app.dockerfile, args);
  const files = await filesOfApp(tag);
  const { size } = await inspect(tag);
  const uids = await use(app, tag, (text) => text);
  const { file, text } = app.source;
  const changed = `${text} ${Date.now()}`;
  changeOnce(path.join(folder, file), text, changed);
  const rebuilt = await build(tag, folder, app.dockerfile, args);
  const later = await use(app, tag, (answer) => answer.replaceAll(text, changed));
  await docker('image', 'rm', tag);
  return { uids: [...new Set([...uids, ...later])], files: files === null ? null : withoutOwn(files), size, rebuilt };
}

/** What slimify itself rewrites is copied into some images, and it makes folders for the user to write into. */
function withoutOwn(files: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const isKept = (name: string) => !name.endsWith('/') && !/\/(?:Dockerfile|\.dockerignore)$/.test(name);
  return new Map([...files].filter(([name]) => isKept(name)));
}

function changeOnce(file: string, text: string, changed: string): void {
  const parts = readFileSync(file, 'utf8').split(text);
  if (parts.length !== 2) throw new Error(`${file} must have "${text}" once`);
  writeFileSync(file, parts.join(changed));
}

function stepOf(steps: readonly BuildStep[], start: string): BuildStep | undefined {
  return steps.find(({ text }) => text.startsWith(start));
}

/** Runs the image, talks to it, and says whom its processes belong to. */
async function use({ talk }: App, tag: string, expected: (answer: string) => string): Promise<readonly string[]> {
  const name = tag.replace(':', '-');
  const port = await freePort();
  const child = dockerRun('--rm', '--interactive', '--name', name, NETWORK, '--env', `PORT=${port}`, tag);
  const ended = finished(child);
  const died = ended.then(({ all }) => Promise.reject(new Error(`it has ended: ${all}`)));
  died.catch(() => undefined);
  try {
    if (talk.over === 'http') {
      for (const exchange of talk.exchanges) await Promise.race([ask(port, exchange, expected), died]);
      return await uidsOf(name);
    }
    const uids = await Promise.race([uidsOf(name), died]);
    child.stdin?.end(talk.input);
    const { out, all } = await ended;
    expect(out, all).toBe(expected(talk.output));
    return uids;
  } finally {
    await docker('rm', '--force', '--volumes', name);
    await ended;
  }
}

/** The users of the processes in a container, once there are any. */
async function uidsOf(container: string): Promise<readonly string[]> {
  for (const end = Date.now() + START_MS; Date.now() < end; await wait(50)) {
    const { code, out } = await docker('top', container, '-eo', 'pid,uid');
    const lines = out.trim().split('\n').slice(1);
    if (code === 0 && lines.length > 0) return [...new Set(lines.map((line) => line.trim().split(/\s+/)[1] ?? ''))];
  }
  throw new Error(`${container} did not start`);
}

async function ask(port: number, exchange: Exchange, expected: (answer: string) => string): Promise<void> {
  const { method = 'GET', path: where, body, answer, status = 200 } = exchange;
  const response = await fetchSoon(`http://127.0.0.1:${port}${where}`, {
    method,
    ...(body === undefined ? {} : { body }),
  });
  const got = { where, status: response.status, text: await response.text() };
  expect(got).toEqual({ where, status, text: expected(answer) });
}

/** Asks until somebody listens. */
async function fetchSoon(url: string, init: RequestInit): Promise<Response> {
  for (const end = Date.now() + START_MS; ; await wait(50)) {
    try {
      return await fetch(url, init);
    } catch (error) {
      if (Date.now() > end) throw error;
    }
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const port = portOf(server);
      server.close(() => resolve(port));
    });
  });
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
