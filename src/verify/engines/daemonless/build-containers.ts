/** The containers that a killed build leaves: Podman calls them external, Buildah working containers. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { parseJson } from '../parse-json.ts';
import { processesIn, processesWith, signal } from './processes.ts';
import { ask, type Program } from './program.ts';

export interface BuildContainer {
  readonly id: string;
  /** What the build was told (`nextMark`); null when somebody else's did. */
  readonly mark: string | null;
  /** Of its file system the part that can be written to; null when that is not known. */
  readonly layer: string | null;
}

/** Source: containers/podman, cmd/podman/system/info.go; containers/buildah, info.go. */
const Store = v.object({
  store: v.pipe(
    v.record(v.string(), v.unknown()),
    v.transform((store) => new Map(Object.entries(store).map(([name, value]) => [name.toLowerCase(), value]))),
    v.transform((store) => ({ root: store.get('graphroot'), driver: store.get('graphdrivername') })),
    v.object({ root: v.string(), driver: v.string() }),
  ),
});
/** Source: containers/podman, pkg/domain/entities (ListContainer); containers/buildah, cmd/buildah/containers.go. */
const External = v.array(v.object({ Id: v.string(), State: v.string() }));
const Working = v.array(v.object({ id: v.string(), builder: v.boolean() }));
/** Of the state that a build keeps beside its container: containers/buildah, buildah.go (builderState). */
const State = v.object({
  mountpoint: v.optional(v.string(), ''),
  CommonBuildOpts: v.optional(v.nullable(v.object({ Secrets: v.nullish(v.array(v.string()), []) })), null),
});

/** Of all, ours and others'. */
export async function buildContainers(program: Program): Promise<readonly BuildContainer[]> {
  const ids = await list(program);
  if (ids.length === 0) return [];
  const info = await ask(program, program === 'podman' ? ['info', '--format=json'] : ['info']);
  const store = parseJson(Store, info.stdout);
  if (store === null) return [];
  const { root, driver } = store.store;
  return Promise.all(
    ids.map((id) => look(id, path.join(root, `${driver}-containers`, id, 'userdata', 'buildah.json'))),
  );
}

export async function removeMarked(program: Program, isOurs: (mark: string) => boolean): Promise<void> {
  const all = await buildContainers(program);
  await removeBuildContainers(
    program,
    all.filter(({ mark }) => mark !== null && isOurs(mark)),
  );
}

/** With what still runs in them, and the builds that they are of. */
export async function removeBuildContainers(program: Program, containers: readonly BuildContainer[]): Promise<void> {
  if (containers.length === 0) return;
  for (const { mark, layer } of containers) {
    if (mark !== null) signal(builds(program, mark), 'SIGKILL');
    if (layer !== null) signal(processesIn(layer), 'SIGKILL');
  }
  const ids = containers.map(({ id }) => id);
  await ask(program, program === 'podman' ? ['rm', '--force', ...ids] : ['rm', ...ids]);
}

/** The file's name follows the mark. */
function builds(program: Program, mark: string): readonly number[] {
  return processesWith(program, (argument) => argument.startsWith(`${mark},`));
}

async function list(program: Program): Promise<readonly string[]> {
  if (program === 'podman') {
    const { stdout } = await ask('podman', ['ps', '--all', '--external', '--format=json']);
    return (parseJson(External, stdout) ?? []).filter(({ State }) => isExternal(State)).map(({ Id }) => Id);
  }
  const { stdout } = await ask('buildah', ['containers', '--json']);
  return (parseJson(Working, stdout) ?? []).filter(({ builder }) => builder).map(({ id }) => id);
}

function isExternal(state: string): boolean {
  return state.toLowerCase() === 'storage';
}

async function look(id: string, file: string): Promise<BuildContainer> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const state = parseJson(State, text);
  const [mark = null] = (state?.CommonBuildOpts?.Secrets ?? []).flatMap((secret) => secret.split(',').slice(0, 1));
  return { id, mark, layer: layerOf(state?.mountpoint ?? '') };
}

/** `…/overlay/<id>/merged`, `…/vfs/dir/<id>`. */
function layerOf(mountpoint: string): string | null {
  return /\b[0-9a-f]{64}\b/.exec(mountpoint)?.[0] ?? null;
}
