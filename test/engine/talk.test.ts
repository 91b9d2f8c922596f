/** The smoke test of the suite, against a docker command that only pretends: what it takes, and what it fails on. */
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Talk } from './app.ts';
import { finished } from './docker.ts';
import type { Note, Plan } from './plan.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'slimify-talk-'));
const [script, log] = [path.join(folder, 'talk.mjs'), path.join(folder, 'log')];

/** The image's name says what it does: it greets over HTTP, shouts what it reads, ends at once, never ends. */
const DOCKER = `#!${process.execPath}
const { createServer } = require('node:http');
const { existsSync, readFileSync, writeFileSync } = require('node:fs');
const args = process.argv.slice(2);
const file = (name) => ${JSON.stringify(folder)} + '/' + name + '.pid';
const after = (word) => args[args.indexOf(word) + 1];
if (args[0] === 'top') console.log('PID UID\\n1 10001\\n7 0\\n8 0');
else if (args[0] === 'rm') {
  if (existsSync(file(args.at(-1)))) try { process.kill(Number(readFileSync(file(args.at(-1)), 'utf8'))); } catch {}
} else if (args.includes('--entrypoint')) console.log('990\\n' + (args.at(-3) === 'broken' ? 'other' : 'tool 1.0'));
else {
  writeFileSync(file(after('--name')), String(process.pid));
  const port = Number(after('--env').slice('PORT='.length));
  if (args.at(-1) === 'server') createServer((request, response) => {
    response.statusCode = request.url === '/gone' ? 404 : 200;
    response.end('hello ' + request.url);
  }).listen(port, '127.0.0.1');
  else if (args.at(-1) === 'dead') { console.error('no such program'); process.exit(1); }
  else process.stdin.on('data', (text) => process.stdout.write(String(text).toUpperCase()));
}
`;

beforeAll(async () => {
  const bundle = { bundle: true, platform: 'node', format: 'esm', target: 'node20' } as const;
  await build({ entryPoints: [path.join(import.meta.dirname, 'talk.ts')], outfile: script, ...bundle });
  writeFileSync(path.join(folder, 'docker'), DOCKER);
  chmodSync(path.join(folder, 'docker'), 0o755);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(() => rmSync(log, { force: true }));

async function talk(image: string, said: Talk, changed: Plan['changed'] = null) {
  const plan: Plan = { talk: said, changed, log, runOptions: ['--network=host'] };
  const file = path.join(folder, 'plan.json');
  writeFileSync(file, JSON.stringify(plan));
  const env = { ...process.env, PATH: `${folder}:${process.env.PATH}`, IMAGE: image };
  return finished(spawn(process.execPath, [script, file], { env, stdio: ['ignore', 'pipe', 'pipe'] }));
}

function notes(): readonly Note[] {
  if (!existsSync(log)) return [];
  const lines = readFileSync(log, 'utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line));
}

describe('over HTTP', () => {
  const http = (path: string, answer: string, status?: number): Talk => ({
    over: 'http',
    exchanges: [{ path, answer, ...(status === undefined ? {} : { status }) }],
  });

  test('the right answers pass, and the users are noted', async () => {
    expect(await talk('server', http('/a', 'hello /a'))).toMatchObject({ code: 0, all: '' });
    expect(await talk('server', http('/gone', 'hello /gone', 404))).toMatchObject({ code: 0 });
    expect(notes()).toEqual(Array(2).fill({ image: 'server', uids: ['10001', '0'], output: null }));
  });

  test('a wrong answer, a wrong status and a container that ends fail, and nothing is noted', async () => {
    const wrong = await talk('server', http('/a', 'good day'));
    expect(wrong).toMatchObject({ code: 1, all: expect.stringContaining('answers "hello /a", not "good day"') });
    expect(await talk('server', http('/gone', 'hello /gone'))).toMatchObject({ code: 1 });
    const dead = await talk('dead', http('/a', 'hello /a'));
    expect(dead).toMatchObject({ code: 1, all: expect.stringContaining('no such program') });
    expect(notes()).toEqual([]);
  });

  test('a changed text has to show in the answers', async () => {
    const changed = { from: 'hello', to: 'hello 2' };
    expect(await talk('server', http('/a', 'hello /a'), changed)).toMatchObject({ code: 1 });
    expect(await talk('server', http('/a', 'good day'), { from: 'good day', to: 'hello /a' })).toMatchObject({
      code: 0,
    });
  });
});

describe('over standard input', () => {
  test('what it writes has to be right', async () => {
    expect(await talk('shout', { over: 'stdin', input: 'a\n', output: 'A\n' })).toMatchObject({ code: 0 });
    expect(await talk('shout', { over: 'stdin', input: 'a\n', output: 'a\n' })).toMatchObject({ code: 1 });
    expect(notes()).toEqual([{ image: 'shout', uids: ['10001', '0'], output: 'A\n' }]);
  });
});

describe('by a script', () => {
  test('what is declared has to come', async () => {
    expect(await talk('tool', { over: 'shell', script: 'x', output: 'tool 1.0\n' })).toMatchObject({ code: 0 });
    expect(await talk('tool', { over: 'shell', script: 'x', output: 'tool 2.0\n' })).toMatchObject({ code: 1 });
    expect(notes()).toEqual([{ image: 'tool', uids: ['990'], output: 'tool 1.0\n' }]);
  });

  test('where nothing is declared, what the first image wrote', async () => {
    expect(await talk('tool', { over: 'shell', script: 'x' })).toMatchObject({ code: 0 });
    expect(await talk('tool', { over: 'shell', script: 'x' })).toMatchObject({ code: 0 });
    expect(await talk('broken', { over: 'shell', script: 'x' })).toMatchObject({ code: 1 });
    expect(notes()).toHaveLength(2);
  });
});
