/**
 * The images that builds of this run made on their way, one a step: they are the cache of its later builds. They have
 * neither a label nor a name, so only who made them knows them; those of a run that was killed stay, as after any build.
 */
import * as v from 'valibot';
import type { Labelled } from '../../container-engine.ts';
import { parseJson } from '../parse-json.ts';
import { ask, type Program } from './program.ts';

export interface MadeImages {
  /** @param ids possibly short */
  add(ids: readonly string[]): void;
  /** As what carries the label of this run: those that are still there and that nobody has given a name. */
  list(name: string): Promise<readonly Labelled[]>;
  remove(): Promise<void>;
}

/** Source: containers/podman, pkg/domain/entities (ImageSummary). */
const OfPodman = v.array(v.object({ Id: v.string(), Names: v.nullish(v.array(v.string()), []) }));
/** Source: containers/buildah, cmd/buildah/images.go. */
const OfBuildah = v.array(v.object({ id: v.string(), names: v.nullish(v.array(v.string()), []) }));
/** Builds print so many characters of an id, at least. */
const SHORT = 11;

/** @param label `name=value` */
export function madeImages(program: Program, label: string): MadeImages {
  const made = new Set<string>();
  const at = label.indexOf('=');
  const left = async (): Promise<readonly string[]> => {
    if (made.size === 0) return [];
    const there = await unnamed(program);
    for (const id of made) if (!there.some((one) => one.startsWith(id))) made.delete(id);
    return there.filter((id) => made.has(id.slice(0, SHORT)));
  };
  return {
    add: (ids) => {
      for (const id of ids) made.add(id.slice(0, SHORT));
    },
    list: async (name) => {
      if (name !== label.slice(0, at)) return [];
      return (await left()).map((id) => ({ kind: 'image', id, value: label.slice(at + 1) }));
    },
    remove: async () => {
      const ids = await left();
      if (ids.length > 0) await ask(program, program === 'podman' ? ['rmi', '--no-prune', ...ids] : ['rmi', ...ids]);
    },
  };
}

async function unnamed(program: Program): Promise<readonly string[]> {
  if (program === 'podman') {
    const { stdout } = await ask('podman', ['images', '--all', '--format=json']);
    return (parseJson(OfPodman, stdout) ?? []).filter(({ Names }) => !Names?.length).map(({ Id }) => Id);
  }
  const { stdout } = await ask('buildah', ['images', '--all', '--json', '--no-trunc']);
  const found = (parseJson(OfBuildah, stdout) ?? []).filter(({ names }) => !names?.length);
  return found.map(({ id }) => id.replace(/^sha256:/, ''));
}
