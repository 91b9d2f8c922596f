/** What becomes of what a run has made when its process dies. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LABEL } from '../../../src/verify/session.ts';
import { buildReal, openReal } from '../support/real-engine.ts';

const session = await openReal();
const bundle = mkdtempSync(join(tmpdir(), 'slimify-test-'));
const program = join(bundle, 'run.mjs');

/** Opens a run, builds an image, starts a container; says so; then does as it is told. */
const RUN = `
import { openReal, buildReal } from './test/verify/support/real-engine.ts';
const session = await openReal();
const image = await buildReal(session, 'FROM busybox\\nCMD ["sleep", "1000"]\\n');
const started = await session.engine.start({ image, options: ['--network=none'], port: null });
if (!started.ok) throw new Error(started.why);
process.on('exit', () => session.closeSync());
process.stdin.on('data', (text) => (String(text).startsWith('throw') ? fail() : process.exit(0)));
function fail() { throw new Error('a bug'); }
console.log(session.folder);
`;

beforeAll(async () => {
  const resolveDir = fileURLToPath(new URL('../../..', import.meta.url));
  await build({
    stdin: { contents: RUN, resolveDir, sourcefile: 'run.ts', loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: program,
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
  });
});

afterAll(async () => {
  await session?.close();
  rmSync(bundle, { recursive: true, force: true });
});

/** A process that has an image and a container, and its folder. */
async function run(): Promise<{ readonly child: ChildProcess; readonly folder: string; readonly value: string }> {
  const child = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'inherit'] });
  const folder = await new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').once('data', (text: string) => resolve(text.trim()));
    child.once('exit', (code) => reject(new Error(`ended with exit code ${code}`)));
  });
  return { child, folder, value: folder.slice(folder.indexOf('slimify-verify-') + 'slimify-verify-'.length) };
}

async function end(child: ChildProcess, work: () => void): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  work();
  await ended;
}

async function left(value: string): Promise<readonly string[]> {
  const found = await session!.engine.labelled(LABEL);
  return found.filter((one) => one.value === value).map(({ kind }) => kind);
}

describe.skipIf(session === null)('on a real engine', () => {
  test.each(['exit', 'throw'])('%s leaves nothing', async (how) => {
    const { child, folder, value } = await run();
    expect(await left(value)).toEqual(['container', 'image']);
    await end(child, () => child.stdin!.write(how));
    expect(existsSync(folder)).toBe(false);
    expect(await left(value)).toEqual([]);
  });

  test('what is killed is cleaned up by the next run, and what is alive is not', async () => {
    const killed = await run();
    const alive = await run();
    await end(killed.child, () => killed.child.kill('SIGKILL'));
    expect(existsSync(killed.folder)).toBe(true);
    expect(await left(killed.value)).toEqual(['container', 'image']);
    const next = await openReal();
    expect(existsSync(killed.folder)).toBe(false);
    expect(await left(killed.value)).toEqual([]);
    expect(await left(alive.value)).toEqual(['container', 'image']);
    expect(existsSync(alive.folder)).toBe(true);
    await next!.close();
    await end(alive.child, () => alive.child.stdin!.write('exit'));
    expect(await left(alive.value)).toEqual([]);
  });

  test('close leaves nothing', async () => {
    const run = await openReal();
    const image = await buildReal(run!, 'FROM busybox\nCMD ["sleep", "1000"]\n');
    await run!.engine.start({ image, options: ['--network=none'], port: null });
    await run!.close();
    expect(existsSync(run!.folder)).toBe(false);
    expect(await left(image.split(':')[1]!.replace(/\.\d+$/, ''))).toEqual([]);
  });

  test('Ctrl-C while it builds leaves nothing', async () => {
    const controller = new AbortController();
    const run = await openReal(controller.signal);
    setTimeout(() => controller.abort(), 3_000);
    const begun = Date.now();
    await expect(buildReal(run!, `FROM busybox\nRUN echo ${begun} && sleep 60\n`)).rejects.toThrow();
    await run!.close();
    expect(Date.now() - begun).toBeLessThan(15_000);
    expect(existsSync(run!.folder)).toBe(false);
    expect(
      await left(
        run!
          .nextTag()
          .split(':')[1]!
          .replace(/\.\d+$/, ''),
      ),
    ).toEqual([]);
  });
});
