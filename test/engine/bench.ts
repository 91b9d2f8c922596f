/** Where an app is built and talked to: the copies, the plan of its smoke test, the images. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type App, dockerfileOf } from './app.ts';
import { build, docker } from './docker.ts';
import type { Note, Plan } from './plan.ts';

/** Builds and containers share the network of the host: it is there on every engine, a bridge is not. */
const NETWORK = '--network=host';

export interface Bench {
  readonly app: App;
  /** A folder of this app. */
  readonly folder: string;
  /** The smoke test: talk.ts, bundled. */
  readonly script: string;
  /** Build arguments, `name=value`. */
  readonly args: readonly string[];
}

/** A smoke test for `--smoke`, and what it has noted of each image, the first one first. */
export interface Smoke {
  readonly command: string;
  readonly notes: () => readonly Note[];
}

/** @param when names its files. */
export function smokeOf({ app, folder, script }: Bench, when: string, changed: Plan['changed']): Smoke {
  const file = path.join(folder, `${when}.json`);
  // One log for all, so that what is printed is held against what the first image printed.
  const log = path.join(folder, 'talk.log');
  const plan: Plan = { talk: app.talk, changed, log, runOptions: [NETWORK] };
  writeFileSync(file, JSON.stringify(plan));
  const command = [process.execPath, script, file].map((word) => `'${word}'`).join(' ');
  return { command, notes: () => readNotes(log) };
}

function readNotes(log: string): readonly Note[] {
  if (!existsSync(log)) return [];
  return readFileSync(log, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** What `slimify verify` is told of an app. */
export function verifyOptions({ app, args }: Bench, smoke: Smoke): readonly string[] {
  const network = [`--build-option=${NETWORK}`, `--run-option=${NETWORK}`];
  const given = args.map((arg) => `--build-arg=${arg}`);
  const change = app.source === null ? [] : ['--change', app.source.file];
  return [...rewriteOptions(app), ...network, ...given, ...change, '--smoke', smoke.command];
}

export function rewriteOptions({ only = [] }: App): readonly string[] {
  return only.length === 0 ? [] : ['--only', only.join(',')];
}

/** Builds a copy, lends its image, and removes that again. */
export async function withImage<T>({ app, args }: Bench, copy: string, use: (tag: string) => Promise<T>): Promise<T> {
  const tag = `slimify-test-${process.pid}-${app.name}:${path.basename(copy)}`;
  await build(tag, copy, dockerfileOf(app), [NETWORK, ...args.map((arg) => `--build-arg=${arg}`)]);
  try {
    return await use(tag);
  } finally {
    await docker('image', 'rm', '--force', tag);
  }
}
