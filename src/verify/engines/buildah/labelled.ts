/** What is of a run: images by their label, containers by their name, those of builds by our mark. */
import * as v from 'valibot';
import type { Labelled } from '../../container-engine.ts';
import { buildContainers, removeBuildContainers } from '../daemonless/build-containers.ts';
import { valueOfMark } from '../daemonless/mark.ts';
import { ask } from '../daemonless/program.ts';
import { idsOf } from '../labelled.ts';
import { parseJson } from '../parse-json.ts';
import { listContainers, runOf } from './containers.ts';

const Rows = v.array(v.object({ id: v.string() }));
const Labels = v.object({
  Docker: v.object({ config: v.object({ Labels: v.nullish(v.record(v.string(), v.string()), {}) }) }),
});

export async function labelled(name: string): Promise<readonly Labelled[]> {
  return [...(await containers(name)), ...(await images(name))];
}

/** Containers first: they hold their images. */
export async function removeLabelled(found: readonly Labelled[]): Promise<void> {
  await removeById(idsOf(found, 'container'));
  await removeImages(idsOf(found, 'image'));
}

/** With what still runs in them. */
async function removeById(ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const all = await buildContainers('buildah');
  await removeBuildContainers(
    'buildah',
    all.filter(({ id }) => ids.includes(id)),
  );
}

/** One that is gone is no error. With --force: one of ours that has several names, or that a container is made of, goes as well. */
export async function removeImages(namesOrIds: readonly string[]): Promise<void> {
  if (namesOrIds.length > 0) await ask('buildah', ['rmi', '--force', ...namesOrIds]);
}

async function containers(name: string): Promise<readonly Labelled[]> {
  const names = new Map((await listContainers()).map(({ id, name: called }) => [id, called]));
  if (names.size === 0) return [];
  return (await buildContainers('buildah')).flatMap(({ id, mark }) => {
    const value = (mark === null ? null : valueOfMark(mark, name)) ?? runOf(names.get(id) ?? '');
    return value === null ? [] : [{ kind: 'container' as const, id, value }];
  });
}

/** A list of images does not show labels. */
async function images(name: string): Promise<readonly Labelled[]> {
  const { stdout } = await ask('buildah', ['images', '--all', '--json', '--no-trunc', '--filter', `label=${name}`]);
  const ids = new Set((parseJson(Rows, stdout) ?? []).map(({ id }) => id.replace(/^sha256:/, '')));
  const found = await Promise.all(
    [...ids].map(async (id): Promise<readonly Labelled[]> => {
      const inspected = await ask('buildah', ['inspect', '--type', 'image', id]);
      const value = parseJson(Labels, inspected.stdout)?.Docker.config.Labels?.[name];
      return value === undefined ? [] : [{ kind: 'image', id, value }];
    }),
  );
  return found.flat();
}
