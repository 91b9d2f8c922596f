/** What the compose services say that run the image. */

import type { Stage } from '../../src/dockerfile/document.ts';
import type { SkipReason } from '../../src/engine/skips.ts';
import { isBelow } from '../../src/project/paths.ts';
import type { Project, Use, UseMount } from '../../src/project/project.ts';
import { quote } from './calls.ts';

/** A command that runs instead of the one of the Dockerfile. */
export interface Command {
  readonly text: string;
  /** The file that says so. */
  readonly file: string;
}

/** Uses that build the last stage. */
export function usesOf(project: Project, stage: Stage): readonly Use[] {
  return project.uses.filter(({ target }) => target === null || target.toLowerCase() === stage.name?.toLowerCase());
}

/**
 * What services run instead of the stage's own command.
 * @param own the stage's ENTRYPOINT, to which a command is handed; null when it has none.
 */
export function commandsOf(uses: readonly Use[], own: string | null): readonly Command[] {
  return uses.flatMap(({ file, entrypoint, command }) => {
    if (entrypoint === null && command === null) return [];
    const text = [entrypoint === null ? own : textOf(entrypoint), command === null ? null : textOf(command)]
      .filter((part) => part !== null && part.trim() !== '')
      .join(' ');
    return text === '' ? [] : [{ text, file }];
  });
}

function textOf(words: string | readonly string[]): string {
  return typeof words === 'string' ? words : words.map(quote).join(' ');
}

/** Why a service does not let the user change; null when none of them minds. */
export function refuseUses(uses: readonly Use[], workdir: string | null): SkipReason | null {
  for (const use of uses) {
    const { file, line, user, rights, mounts } = use;
    if (user !== null) return { code: 'use-user', user, file, line };
    if (rights[0] !== undefined) return { code: 'use-rights', right: rights[0], file, line };
    const socket = mounts.find(({ target }) => target.endsWith('/docker.sock'));
    if (socket !== undefined) return { code: 'docker-socket', where: file };
    const over = mounts.find(
      ({ type, target }) => type === 'bind' && workdir !== null && workdir !== '/' && isBelow(workdir, target),
    );
    if (over !== undefined) return { code: 'mounted-over', path: over.target, file };
  }
  return null;
}

/** Mounts that come with an owner of their own. */
export function ownedMounts(uses: readonly Use[]): readonly UseMount[] {
  return uses.flatMap(({ mounts }) =>
    mounts.filter(({ type, target }) => type !== 'tmpfs' && !isBelow(target, '/tmp')),
  );
}
