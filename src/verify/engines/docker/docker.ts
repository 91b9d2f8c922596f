/** Docker with BuildKit, by the docker command: it knows the user's contexts, builders and credentials. */
import type { OpenEngine } from '../../container-engine.ts';
import { archives } from './archives.ts';
import { build } from './build.ts';
import { start } from './container.ts';
import { findDocker, isAlive } from './find.ts';
import { inspect } from './inspect.ts';
import { labelled, removeImages, removeLabelled } from './labelled.ts';

export const openDocker: OpenEngine = async (options) => {
  const found = await findDocker(options.builder);
  if (!found.ok) return found;
  const { builder, label } = options;
  const answers = (): Promise<boolean> => isAlive(builder);
  return {
    ok: true,
    engine: {
      name: 'docker',
      version: found.version,
      build: (request) => build(request, options, answers),
      inspect: (image) => inspect(image, label),
      archives: (image, paths, abort) => archives(image, paths, abort, label),
      start: (request) => start(request, label, found.host),
      remove: (image) => removeImages([image]),
      isAlive: answers,
      labelled,
      removeLabelled,
    },
  };
};
