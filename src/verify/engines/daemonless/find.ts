/** Whether there is a podman or buildah that works. */
import * as v from 'valibot';
import type { EngineOptions } from '../../container-engine.ts';
import { parseJson } from '../parse-json.ts';
import { quick } from '../quick.ts';
import { ask, complaint, type Program } from './program.ts';

/** For a machine to answer that Podman has started for it. Milliseconds. */
const PATIENCE = 30_000;
/** Podman 4.0 has the Buildah of 1.24, and `rm --time`: the release notes of both. */
const OLDEST: Readonly<Record<Program, readonly [number, number]>> = { podman: [4, 0], buildah: [1, 24] };

const OfPodman = v.object({ Client: v.object({ Version: v.string() }) });
const OfBuildah = v.object({ version: v.string() });

export type Found = { readonly ok: true; readonly version: string } | { readonly ok: false; readonly why: string };

export async function find(program: Program, { builder }: EngineOptions): Promise<Found> {
  if (builder !== null)
    return { ok: false, why: `${program} has no builders: ${builder} would be one of docker buildx` };
  const asked = await ask(program, version(program), quick(PATIENCE));
  if (asked.stopped === 'not-found') return { ok: false, why: `there is no ${program} command on the PATH` };
  const known =
    program === 'podman'
      ? parseJson(OfPodman, asked.stdout)?.Client.Version
      : parseJson(OfBuildah, asked.stdout)?.version;
  if (known === undefined) return { ok: false, why: `${program} does not work: ${complaint(program, asked)}` };
  const [major = 0, minor = 0] = known.split('.').map(Number);
  const [oldest, smallest] = OLDEST[program];
  if (major < oldest || (major === oldest && minor < smallest)) {
    return { ok: false, why: `${program} ${known} is too old: ${oldest}.${smallest} or newer is needed` };
  }
  // Where images are kept, users' ids and the rest of its configuration are looked at only now.
  const info = await ask(program, ['info'], quick(PATIENCE));
  if (info.code !== 0) return { ok: false, why: `${program} does not work: ${complaint(program, info)}` };
  return { ok: true, version: `${program} ${known}` };
}

export async function isAlive(program: Program): Promise<boolean> {
  return (await ask(program, ['info'], quick(PATIENCE))).code === 0;
}

function version(program: Program): readonly string[] {
  return program === 'podman' ? ['version', '--format=json'] : ['version', '--json'];
}
