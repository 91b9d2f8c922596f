/** Where pip and its kin put packages, as far as that is in the copied tree: a virtual environment beside the app. */

import type { Step } from '../recipe.ts';
import { sameRunBefore, variable } from './around.ts';
import { prefixOf } from './call-text.ts';
import { from } from './in-image.ts';

/** Names that people give to environments. */
const USUAL = ['.venv', 'venv', 'env'];

/** Paths in the context of the environments that the call may write to. */
export function environmentsOf(step: Step): readonly string[] {
  const { cwd, root, project } = step;
  const path = variable(step, 'PATH') ?? '';
  const onPath = path.split(':').flatMap((entry) => /^(\/.+)\/bin\/?$/.exec(entry)?.[1] ?? []);
  const activated = sameRunBefore(step).flatMap(({ name, args }) => {
    const script = name === '.' || name === 'source' ? args[0]?.value : undefined;
    const folder = script === undefined || script === null ? undefined : /^(.*)\/bin\/activate$/.exec(script)?.[1];
    return folder === undefined ? [] : [from(cwd, folder)];
  });
  const places = [prefixOf(step), variable(step, 'VIRTUAL_ENV') || null, ...onPath, ...activated];
  const found = places.flatMap((place) => (place === null ? [] : (step.toContext(place) ?? [])));
  // One that was copied along: it may be the one in use.
  const copied = USUAL.map((name) => (root === '' ? name : `${root}/${name}`)).filter(
    (folder) => project.statOf(`${folder}/pyvenv.cfg`) !== null,
  );
  // `/app/bin` on the PATH is the app's own.
  return [...new Set([...found, ...copied])].filter((folder) => folder !== '' && folder !== root);
}
