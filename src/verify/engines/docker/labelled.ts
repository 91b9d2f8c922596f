/** What carries a label: only that is ever removed. */
import type { Labelled } from '../../container-engine.ts';
import { idsOf } from '../labelled.ts';
import { docker } from './command.ts';

/** An engine that does not answer has nothing that could be removed now, and is not asked again. */
export async function labelled(name: string): Promise<readonly Labelled[]> {
  const found = await containers(name);
  return found === null ? [] : [...found, ...(await images(name))];
}

/** Containers first: they hold their images. */
export async function removeLabelled(found: readonly Labelled[]): Promise<void> {
  await removeContainers(idsOf(found, 'container'));
  await removeImages(idsOf(found, 'image'));
}

/** One that is gone, or goes in the meantime, is no error. */
export async function removeContainers(ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await docker(['rm', '--force', '--volumes', ...ids]);
}

/** With --force: an image of ours that has several names, or that a stopped container is made of, goes as well. */
export async function removeImages(namesOrIds: readonly string[]): Promise<void> {
  if (namesOrIds.length > 0) await docker(['image', 'rm', '--force', ...namesOrIds]);
}

/** Null when there is no answer. */
async function containers(name: string): Promise<readonly Labelled[] | null> {
  const format = `{{.ID}} {{.Image}} {{.Label "${name}"}}`;
  const { code, stdout } = await docker(['ps', '--all', '--no-trunc', '--filter', `label=${name}`, '--format', format]);
  if (code !== 0) return null;
  return rows(stdout).map(([id, rest]) => {
    const [image = '', value = ''] = rest.split(' ');
    return { kind: 'container', id, value, image };
  });
}

/** A list of images does not show labels. */
async function images(name: string): Promise<readonly Labelled[]> {
  const { stdout } = await docker(['images', '--no-trunc', '--filter', `label=${name}`, '--format', '{{.ID}}']);
  const ids = [...new Set(rows(stdout).map(([id]) => id))];
  if (ids.length === 0) return [];
  const format = `{{.Id}} {{index .Config.Labels "${name}"}}`;
  // Of those that have gone in the meantime it complains, and prints the others.
  const inspected = await docker(['image', 'inspect', '--format', format, ...ids]);
  return rows(inspected.stdout).map(([id, value]) => ({ kind: 'image', id, value }));
}

function rows(text: string): readonly (readonly [string, string])[] {
  return text.split('\n').flatMap((line) => {
    const [id = '', ...rest] = line.trim().split(' ');
    return id === '' ? [] : [[id, rest.join(' ')] as const];
  });
}
