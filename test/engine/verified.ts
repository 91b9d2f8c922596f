/** Runs the command as a user would, and reads of its reports what the suite asks for. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import * as v from 'valibot';
import { finished, type Output } from './docker.ts';

const fix = v.object({ transform: v.string(), message: v.string() });

const estimate = v.object({
  beforeBytes: v.nullable(v.number()),
  afterBytes: v.nullable(v.number()),
  savedBytes: v.nullable(v.number()),
});

const rewritten = v.object({
  files: v.tuple([
    v.object({
      before: v.string(),
      after: v.string(),
      changed: v.boolean(),
      skipped: v.array(v.object({ transform: v.nullable(v.string()), code: v.string() })),
      rejected: v.array(fix),
      estimate: v.nullable(estimate),
      error: v.null(),
    }),
  ]),
});

const steps = v.array(v.object({ text: v.string(), cached: v.boolean() }));
const side = v.object({
  bytes: v.nullable(v.number()),
  /** For the message of a test that fails. */
  failed: v.unknown(),
  check: v.unknown(),
  coldSeconds: v.nullable(v.number()),
  rebuilt: v.nullable(v.object({ seconds: v.number(), steps, missed: v.number() })),
});

const verified = v.object({
  files: v.tuple([
    v.object({
      status: v.string(),
      dropped: v.array(v.object({ transform: v.string(), why: v.unknown() })),
      sides: v.object({ before: v.nullable(side), after: v.nullable(side) }),
      changedFile: v.nullable(v.string()),
      config: v.array(v.object({ field: v.string(), key: v.nullable(v.string()), declaredBy: v.nullable(v.string()) })),
    }),
  ]),
});

export type Rewritten = v.InferOutput<typeof rewritten>['files'][0];
export type Verified = v.InferOutput<typeof verified>['files'][0];
export type Rebuilt = NonNullable<v.InferOutput<typeof side>['rebuilt']>;

/** Runs the built command in a folder. */
type Slimify = (folder: string, args: readonly string[]) => Promise<Output>;

/** @param dist where the command was built. */
export function slimifyIn(dist: string): Slimify {
  const command = path.join(dist, 'cli.cjs');
  return (folder, args) =>
    finished(spawn(process.execPath, [command, ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] }));
}

/** What it makes of the Dockerfile in a folder; nothing is written without `--write` among the options. */
export async function rewrite(slimify: Slimify, folder: string, options: readonly string[]): Promise<Rewritten> {
  const ran = await slimify(folder, ['--no-config', '--format', 'json', ...options, '.']);
  if (ran.code !== 0) throw new Error(`slimify ends with ${ran.code}:\n${ran.all}`);
  return v.parse(rewritten, JSON.parse(ran.out)).files[0];
}

/** Builds before and after and compares. A regression is told by its status. */
export async function verify(slimify: Slimify, folder: string, options: readonly string[]): Promise<Verified> {
  const ran = await slimify(folder, ['verify', '--no-config', '--format', 'json', ...options, '.']);
  if (ran.code !== 0 && ran.code !== 1)
    throw new Error(`slimify verify ends with ${ran.code}:\n${ran.all.slice(-8000)}`);
  return v.parse(verified, JSON.parse(ran.out)).files[0];
}
