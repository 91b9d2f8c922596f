/** What carries a label, and the containers of builds that carry our mark: only that is ever removed. */
import * as v from 'valibot';
import type { Labelled } from '../../container-engine.ts';
import { buildContainers, removeBuildContainers } from '../daemonless/build-containers.ts';
import { valueOfMark } from '../daemonless/mark.ts';
import { ask } from '../daemonless/program.ts';
import { idsOf } from '../labelled.ts';
import { parseJson } from '../parse-json.ts';

/** Source: containers/podman, pkg/domain/entities (ListContainer, ImageSummary). */
const Rows = v.array(
  v.object({
    Id: v.string(),
    Labels: v.nullish(v.record(v.string(), v.string()), {}),
    /** Of a container. */
    Image: v.optional(v.string()),
  }),
);

export async function labelled(name: string): Promise<readonly Labelled[]> {
  const filter = ['--filter', `label=${name}`, '--format=json'];
  return [
    ...(await rows('container', name, ['ps', '--all', ...filter])),
    ...(await ofBuilds(name)),
    ...(await rows('image', name, ['images', '--all', ...filter])),
  ];
}

/** Containers first: they hold their images. */
export async function removeLabelled(found: readonly Labelled[]): Promise<void> {
  const containers = idsOf(found, 'container');
  const builds = containers.length === 0 ? [] : await buildContainers('podman');
  await removeBuildContainers(
    'podman',
    builds.filter(({ id }) => containers.includes(id)),
  );
  await removeContainers(containers.filter((id) => !builds.some((build) => build.id === id)));
  await removeImages(idsOf(found, 'image'));
}

/** At once, without waiting for their programs. One that is gone, or goes in the meantime, is no error. */
export async function removeContainers(ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await ask('podman', ['rm', '--force', '--volumes', '--time=0', ...ids]);
}

/**
 * With --force: an image of ours that has several names, or that a container is made of, goes as well. Images without a
 * name that it was made of stay: they could be somebody else's.
 */
export async function removeImages(namesOrIds: readonly string[]): Promise<void> {
  if (namesOrIds.length > 0) await ask('podman', ['rmi', '--force', '--no-prune', ...namesOrIds]);
}

async function rows(kind: Labelled['kind'], name: string, args: readonly string[]): Promise<readonly Labelled[]> {
  const { stdout } = await ask('podman', args);
  const found = new Map<string, Labelled>();
  for (const { Id: id, Labels, Image: image } of parseJson(Rows, stdout) ?? []) {
    const value = Labels?.[name];
    if (value !== undefined) found.set(id, { kind, id, value, ...(image === undefined ? {} : { image }) });
  }
  return [...found.values()];
}

async function ofBuilds(name: string): Promise<readonly Labelled[]> {
  return (await buildContainers('podman')).flatMap(({ id, mark }) => {
    const value = mark === null ? null : valueOfMark(mark, name);
    return value === null ? [] : [{ kind: 'container' as const, id, value }];
  });
}
