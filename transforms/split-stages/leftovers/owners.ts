/** chown in the RUN of a build, which cannot be repeated: COPY gives the files away instead. */
import { hasShell } from '../../../src/facts/runtime-images.ts';
import { isBelow } from '../../../src/project/paths.ts';
import type { Step } from '../app.ts';
import { type Ground, isCarriedFolder, isRoot } from './ground.ts';
import { namesMade } from './names.ts';
import { keepsNumbers } from './users.ts';
import { valuesOf } from './words.ts';

export interface Owner {
  /** Absolute: the folder that is given away with all that is in it. */
  readonly path: string;
  /** As `COPY --chown` takes it. */
  readonly chown: string;
  /** As chown was told. */
  readonly written: string;
}

/**
 * @param made users and groups that RUNs before it make, and that the runtime stage has by then.
 * @returns null when the files of the runtime stage would not belong to whom they belong to in the builder.
 */
export function ownerOf(ground: Ground, step: Step, path: string, made: readonly string[]): Owner | null {
  const { app, runtime, brought } = ground;
  const { call, state } = step;
  if (call.name !== 'chown' || call.conditional || !isRoot(state.user) || !hasShell(runtime)) return null;
  // Whom they belong to at the end only the last one says; and chown takes capabilities away.
  const others = app.steps.some((other) => other !== step && /^(?:chown|chgrp|setcap)$/.test(other.call.name ?? ''));
  const isWhole = call.args.some(({ text }) => /^-[a-zA-Z]*R|^--recursive$/.test(text));
  if (others || !isWhole) return null;
  if (namesMade(runtime, [step], made) === null || !keepsNumbers(ground)) return null;
  // Folders in between that only COPY makes would be root's.
  if (path !== app.final.workdir && !isCarriedFolder(ground, path)) return null;
  if (brought.some(({ to }) => isBelow(to, path))) return null;
  const word = call.args.find(({ text }) => !text.startsWith('-'));
  const written = word === undefined ? undefined : valuesOf(word, step)?.[0];
  const parts = /^([\w-]+)(?:(:)([\w-]*))?$/.exec(written ?? '');
  if (written === undefined || parts === null) return null;
  const [, user = '', colon, group] = parts;
  // Without a group they stay those of root; with a colon alone they get the user's own.
  const chown = colon === undefined ? `${user}:${/^\d+$/.test(user) ? '0' : 'root'}` : group === '' ? user : written;
  return colon !== undefined && group === '' && /^\d+$/.test(user) ? null : { path, chown, written };
}
