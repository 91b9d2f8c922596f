/** What the compose services say that run the image. */

import type { SkipReason } from '../../src/engine/skips.ts';
import { isBelow } from '../../src/project/paths.ts';
import type { Use, UseMount } from '../../src/project/project.ts';

/** Why a service does not let the user change; null when none of them minds. */
export function refuseUses(uses: readonly Use[], workdir: string | null): SkipReason | null {
  for (const use of uses) {
    const { file, line, user, rights, mounts, syncs } = use;
    if (user !== null) return { code: 'use-user', user, file, line };
    if (rights[0] !== undefined) return { code: 'use-rights', right: rights[0], file, line };
    const socket = mounts.find(({ target }) => target.endsWith('/docker.sock'));
    if (socket !== undefined) return { code: 'docker-socket', where: file };
    const over = mounts.find(
      ({ type, target }) => type === 'bind' && workdir !== null && workdir !== '/' && isBelow(workdir, target),
    );
    if (over !== undefined) return { code: 'mounted-over', path: over.target, file };
    // A relative one is in the working directory; they are written by the user of the container.
    const synced = syncs[0];
    if (synced !== undefined) return { code: 'synced', path: synced, file };
  }
  return null;
}

/** Mounts that come with an owner of their own. */
export function ownedMounts(uses: readonly Use[]): readonly UseMount[] {
  return uses.flatMap(({ mounts }) =>
    mounts.filter(({ type, target }) => type !== 'tmpfs' && !isBelow(target, '/tmp')),
  );
}
