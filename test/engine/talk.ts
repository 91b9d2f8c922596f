/**
 * The smoke test of the suite: `node talk.mjs <plan>`, with the name of an image in $IMAGE. It starts the image, holds the
 * talk of the plan with it, notes whom its processes belong to, and fails on a wrong answer. Whatever becomes of it, the
 * container has the labels of its image, by which whoever built that removes it.
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { Exchange, Talk } from './app.ts';
import { docker, type Output, startDocker } from './docker.ts';
import type { Note, Plan } from './plan.ts';

/** What is started has so long to answer: the Java ones take their time where all processors are busy. Milliseconds. */
const START = 60_000;

const plan: Plan = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'));
const image = process.env.IMAGE ?? '';
try {
  const note: Note = { image, ...(await hold(plan.talk)) };
  appendFileSync(plan.log, `${JSON.stringify(note)}\n`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  // At once: somebody may still be asking a container that has ended.
  process.exit(1);
}

function hold(talk: Talk): Promise<Omit<Note, 'image'>> {
  if (talk.over === 'http') return withContainer(async (port, name) => overHttp(talk.exchanges, port, name));
  if (talk.over === 'shell') return overShell(talk.script, talk.output);
  return withContainer(async (_, name, end) => {
    const uids = await uidsOf(name);
    const { out, all } = await end(talk.input);
    expectSame(out, talk.output, all);
    return { uids, output: out };
  });
}

async function overHttp(exchanges: readonly Exchange[], port: number, name: string): Promise<Omit<Note, 'image'>> {
  for (const exchange of exchanges) await ask(port, exchange);
  return { uids: await uidsOf(name), output: null };
}

/** Runs a script in place of what the image starts, as the user that it starts as. */
async function overShell(script: string, declared: string | undefined): Promise<Omit<Note, 'image'>> {
  const command = ['--entrypoint', 'sh', image, '-c', `id -u; ${script}`];
  const { code, out, all } = await docker('run', '--rm', ...plan.runOptions, ...command);
  if (code !== 0) throw new Error(`exit code ${code}: ${all}`);
  const [uid = '', ...lines] = out.split('\n');
  const output = lines.join('\n');
  const expected = declared ?? firstOutput();
  if (expected !== null) expectSame(output, expected, all);
  return { uids: [uid], output };
}

/** What the first image printed: where nothing is declared, the others have to print the same. */
function firstOutput(): string | null {
  if (!existsSync(plan.log)) return null;
  const first: Note = JSON.parse(readFileSync(plan.log, 'utf8').split('\n')[0] ?? '');
  return first.output;
}

function expectSame(got: string, declared: string, more: string): void {
  const expected = declared.replaceAll(plan.changed?.from ?? declared, plan.changed?.to ?? declared);
  if (got === expected) return;
  throw new Error(`answers ${JSON.stringify(got)}, not ${JSON.stringify(expected)}\n${more === got ? '' : more}`);
}

type Use<T> = (port: number, name: string, end: (input: string) => Promise<Output>) => Promise<T>;

/** Starts a container and removes it, whatever happens. One that ends before it is told to is an error. */
async function withContainer<T>(use: Use<T>): Promise<T> {
  const name = `slimify-talk-${process.pid}-${Date.now()}`;
  const port = await freePort();
  const args = ['--rm', '--interactive', '--name', name, ...plan.runOptions, '--env', `PORT=${port}`, image];
  const { child, ended } = startDocker('run', ...args);
  let mayEnd = false;
  const died = new Promise<never>((_, reject) => {
    ended.then(({ all }) => (mayEnd ? undefined : reject(new Error(`it has ended: ${all}`))));
  });
  died.catch(() => undefined);
  const end = (input: string): Promise<Output> => {
    mayEnd = true;
    child.stdin?.end(input);
    return Promise.race([ended, late()]);
  };
  try {
    return await Promise.race([use(port, name, end), died]);
  } finally {
    mayEnd = true;
    await docker('rm', '--force', '--volumes', name);
    await ended;
  }
}

async function late(): Promise<never> {
  await wait(START, undefined, { ref: false });
  throw new Error('it does not end when its input does');
}

/** The users of the processes in a container, once there are any. */
async function uidsOf(container: string): Promise<readonly string[]> {
  for (const end = Date.now() + START; Date.now() < end; await wait(50)) {
    const { code, out } = await docker('top', container, '-eo', 'pid,uid');
    const lines = out.trim().split('\n').slice(1);
    if (code === 0 && lines.length > 0) return [...new Set(lines.map((line) => line.trim().split(/\s+/)[1] ?? ''))];
  }
  throw new Error(`${container} did not start`);
}

async function ask(port: number, { method = 'GET', path, body, answer, status = 200 }: Exchange): Promise<void> {
  const init = { method, ...(body === undefined ? {} : { body }) };
  const response = await fetchSoon(`http://127.0.0.1:${port}${path}`, init);
  expectSame(await response.text(), answer, `${method} ${path}: status ${response.status}`);
  if (response.status !== status) throw new Error(`${method} ${path}: status ${response.status}, not ${status}`);
}

/** Asks until somebody listens. */
async function fetchSoon(url: string, init: RequestInit): Promise<Response> {
  for (const end = Date.now() + START; ; await wait(50)) {
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
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
