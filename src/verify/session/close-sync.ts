/** The last thing that a dying process does: no promise is kept any more, and there is no adaptor to ask. */
import { spawnSync } from 'node:child_process';
import type { EngineName } from '../container-engine.ts';

/** Milliseconds for all of it. What is not done then, the next run does. */
const BUDGET = 10_000;

interface Removal {
  readonly list: readonly string[];
  /** The filter of the list, when it is not the label. */
  readonly by?: (value: string) => string;
  readonly remove: readonly string[];
}

/** Sources: docs.docker.com/reference/cli/docker, docs.podman.io, buildah's man pages. */
const LIST_CONTAINERS = ['ps', '--all', '--quiet', '--no-trunc'];
const LIST_IMAGES = ['images', '--quiet', '--no-trunc'];
/** What an image was made of, and has no name, could be somebody else's. */
const IMAGES: Removal = { list: LIST_IMAGES, remove: ['rmi', '--force', '--no-prune'] };

const REMOVALS: Readonly<Record<EngineName, readonly Removal[]>> = {
  docker: [{ list: LIST_CONTAINERS, remove: ['rm', '--force', '--volumes'] }, IMAGES],
  // Without a time it waits for their programs.
  podman: [{ list: LIST_CONTAINERS, remove: ['rm', '--force', '--volumes', '--time=0'] }, IMAGES],
  buildah: [
    // Its containers have no labels: their names say whose they are.
    { list: ['containers', '--quiet'], by: (value) => `name=slimify-${value}-`, remove: ['rm'] },
    { list: LIST_IMAGES, remove: ['rmi', '--force'] },
  ],
};

/** Removes what carries this label (`name=value`). Never throws, and prints nothing. */
export function removeFromSync(engine: EngineName, label: string, budget = BUDGET): void {
  const until = Date.now() + budget;
  const value = label.slice(label.indexOf('=') + 1);
  for (const { list, by, remove } of REMOVALS[engine]) {
    const listed = ask(engine, [...list, '--filter', by?.(value) ?? `label=${label}`], until);
    const ids = [...new Set(listed.split(/\s+/).filter((id) => id !== ''))];
    if (ids.length > 0) ask(engine, [...remove, ...ids], until);
  }
}

function ask(program: string, args: readonly string[], until: number): string {
  const timeout = until - Date.now();
  if (timeout <= 0) return '';
  const { stdout } = spawnSync(program, args, {
    timeout,
    killSignal: 'SIGKILL',
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    windowsHide: true,
  });
  return stdout ?? '';
}
