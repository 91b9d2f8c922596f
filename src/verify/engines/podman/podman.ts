/** Podman, by the podman command. */
import type { OpenEngine } from '../../container-engine.ts';
import { open } from '../daemonless/engine.ts';
import { archives } from './archives.ts';
import { start } from './container.ts';
import { inspect } from './inspect.ts';
import { labelled, removeImages, removeLabelled } from './labelled.ts';

export const openPodman: OpenEngine = (options) => {
  const { label } = options;
  return open('podman', options, {
    inspect: (image) => inspect(image, label),
    archives: (image, paths, abort) => archives(image, paths, abort, label),
    start: (request) => start(request, label),
    removeImage: (image) => removeImages([image]),
    labelled,
    removeLabelled,
  });
};
