/**
 * Small applications, built, run and weighed before and after by `slimify verify`: the same answers, the install step from
 * the cache once a file of the sources has changed, no process that is root, and those that are split smaller.
 *
 * Needs a Docker engine with the images that setup/setup-engine.sh makes, or the official ones of the same names. What cannot
 * be built is skipped, with the reason; with SLIMIFY_REQUIRE_ENGINE=1 it fails.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Semaphore } from 'async-mutex';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildCli } from '../../scripts/build.mjs';
import { APPS } from './apps.ts';
import { type Bench, rewriteOptions, type Smoke, smokeOf, verifyOptions, withImage } from './bench.ts';
import { changeOnce, copyOf } from './copies.ts';
import { cleanUp, filesOfApp, finished, pathsOf, sizeOf } from './docker.ts';
import { expectRewritten, expectSameFiles, expectSamePaths, expectUsers, expectVerified } from './expectations.ts';
import { type ModuleServer, serveModules } from './module-server.ts';
import type { Note, Plan } from './plan.ts';
import { isEngineRequired, isStandIn, missingEngine, missingImage } from './preconditions.ts';
import { type Proven, RESULTS, type Result, resultOf, writeResults } from './results.ts';
import { rewrite, slimifyIn, type Verified, verify } from './verified.ts';

const base = mkdtempSync(path.join(tmpdir(), 'slimify-suite-'));
const slimify = slimifyIn(path.join(base, 'dist'));
const script = path.join(base, 'talk.mjs');
const missing = await missingEngine();
if (missing !== null) console.log(`engine: no app is built: ${missing}`);
const results: Result[] = [];
let modules: ModuleServer;

beforeAll(async () => {
  modules = await serveModules();
  await buildCli(path.join(base, 'dist'));
  await build({ entryPoints: [path.join(import.meta.dirname, 'talk.ts')], outfile: script, ...BUNDLE });
  await cleanUp();
}, 120_000);

afterAll(async () => {
  if (results.length > 0) {
    writeResults(results, await isStandIn('debian:bookworm-slim'));
    console.log(`engine: ${results.length} of ${APPS.length} apps were built, the figures are in ${RESULTS}`);
  }
  modules.close();
  await cleanUp();
  rmSync(base, { recursive: true, force: true });
}, 120_000);

const BUNDLE = { bundle: true, platform: 'node', format: 'esm', target: 'node20', logLevel: 'warning' } as const;

describe('real apps', () => {
  test.concurrent.for(APPS.map((app) => [app.title, app] as const))('%s', async ([, app], { skip }) => {
    const args = app.hasModules === true ? [`MODULES=${modules.url}`] : [];
    const bench: Bench = { app, folder: path.join(base, app.name), script, args };
    const copy = copyOf(app, path.join(bench.folder, 'before'));
    if (copy.withoutSyntax !== null) console.log(`engine: ${app.name}: the copy goes without ${copy.withoutSyntax}`);
    const report = await rewrite(slimify, copy.folder, rewriteOptions(app));
    expectRewritten(app, report);
    const why = missing ?? (await missingImage([report.before, report.after]));
    if (why !== null && isEngineRequired) expect.fail(why);
    if (why !== null) {
      if (missing === null) console.log(`engine: ${app.name} is not built: ${why}`);
      return skip(why);
    }

    const smoke = smokeOf(bench, 'verify', null);
    const verified = await undisturbed(app.name, () => verify(slimify, copy.folder, verifyOptions(bench, smoke)));
    await beside(async () => {
      const proven = verified.status === 'unchanged' ? await untouched(bench, copy.folder) : both(smoke, verified);
      results.push(resultOf(app, report, verified, proven));
      expectVerified(app, verified);
      const after = await written(bench);
      if (app.split === undefined && report.changed) await expectKept(bench, copy.folder, after);
      const later = await changed(bench, after);
      const [first, last] = [proven.before.uids, [...proven.after.uids, ...later]];
      expectUsers(app, first, [...new Set(last)]);
    });
  });
});

/** More apps than are ever built at once. */
const ALL = 1_000;
const builder = new Semaphore(ALL);

/** Builds at the same time as others. */
function beside<T>(work: () => Promise<T>): Promise<T> {
  return builder.runExclusive(work, 1);
}

/** Once more, with no other app beside it, when what others built kept the builder from what is in its cache. */
async function undisturbed(name: string, work: () => Promise<Verified>): Promise<Verified> {
  const first = await beside(work);
  const { before, after } = first.sides;
  if ([before, after].every((side) => (side?.rebuilt?.missed ?? 0) === 0)) return first;
  console.log(`engine: measured again, with nothing beside it: ${name}`);
  return builder.runExclusive(work, ALL);
}

/** What verify saw when it tried the two images. */
function both(smoke: Smoke, { sides }: Verified): Proven {
  const notes = smoke.notes();
  const uidsOf = (note: Note | undefined): Note['uids'] => note?.uids ?? [];
  return {
    before: { uids: uidsOf(notes[0]), bytes: sides.before?.bytes ?? null },
    after: { uids: uidsOf(notes.at(-1)), bytes: sides.after?.bytes ?? null },
  };
}

/** Where nothing changes, verify builds nothing: that it works is seen here. */
async function untouched(bench: Bench, folder: string): Promise<Proven> {
  const seen = await withImage(bench, folder, async (tag) => ({
    uids: await talk(bench, tag, 'alone', null),
    bytes: await sizeOf(tag),
  }));
  return { before: seen, after: seen };
}

/** A copy with what slimify writes. */
async function written(bench: Bench): Promise<string> {
  const { folder } = copyOf(bench.app, path.join(bench.folder, 'after'));
  const options = rewriteOptions(bench.app);
  await rewrite(slimify, folder, [...options, '--write']);
  expect((await rewrite(slimify, folder, options)).changed, 'a second run changes nothing').toBe(false);
  return folder;
}

/** Where nothing is taken out, all is there: in the folder of the app, or in the whole image. */
async function expectKept(bench: Bench, before: string, after: string): Promise<void> {
  expectSameFiles(await withImage(bench, before, filesOfApp), await withImage(bench, after, filesOfApp));
  if (bench.app.keepsAll === true)
    expectSamePaths(await withImage(bench, before, pathsOf), await withImage(bench, after, pathsOf));
}

/** Changes a line of the sources, builds again, and looks for the change in the answers: nothing old may be in the image. */
async function changed(bench: Bench, folder: string): Promise<Note['uids']> {
  const { source } = bench.app;
  if (source === null) return [];
  const change = { from: source.text, to: `${source.text} ${Date.now()}` };
  changeOnce(path.join(folder, source.file), change.from, change.to);
  return withImage(bench, folder, (tag) => talk(bench, tag, 'changed', change));
}

/** Talks to an image, as `slimify verify --smoke` does. */
async function talk(bench: Bench, image: string, when: string, change: Plan['changed']): Promise<Note['uids']> {
  const { command, notes } = smokeOf(bench, when, change);
  const env = { ...process.env, IMAGE: image };
  const { code, all } = await finished(spawn('sh', ['-c', command], { env, stdio: ['ignore', 'pipe', 'pipe'] }));
  if (code !== 0) throw new Error(`${when}: ${all}`);
  return notes().at(-1)?.uids ?? [];
}
