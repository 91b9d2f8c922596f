/** Volumes keep the owner that they have. */

import { history } from '../../src/app/lineage.ts';
import { expandWord } from '../../src/dockerfile/expand.ts';
import { stateAfter, stateBefore } from '../../src/dockerfile/state.ts';
import { absolute } from '../../src/project/copies.ts';
import { isBelow } from '../../src/project/paths.ts';
import { type Refused, refuse, type Subject } from './subject.ts';
import { ownedMounts } from './uses.ts';

/** Settings that are laid over a file, and not written to. */
const SETTINGS = /\.(?:ya?ml|json|conf|cfg|toml|ini|env|crt|pem|key|cert|xml|properties|js|ts|py|sh|html|txt)$/;

/** A VOLUME, or a mount of a compose service, on what the app writes to. */
export function findVolume({ doc, stage, uses, writes }: Subject, folders: readonly string[]): Refused | null {
  const { workdir } = stateAfter(doc, stage);
  const meets = (path: string): boolean => {
    if (isBelow(path, '/tmp')) return false;
    // What is started there may write there, whatever its own sources say.
    if (workdir !== null && workdir !== '/' && isBelow(workdir, path)) return true;
    if (folders.some((folder) => isBelow(folder, path) || isBelow(path, folder))) return true;
    return writes.kind === 'unknown' && !SETTINGS.test(path) && !/^\/etc\/|\/node_modules$/.test(path);
  };
  for (const at of history(doc, stage).filter(({ keyword }) => keyword === 'VOLUME')) {
    const { env } = stateBefore(doc, at);
    for (const word of at.arguments.words) {
      const path = expandWord(word, (name) => env.get(name) ?? null, doc.escape);
      if (path === null || meets(absolute(path))) return refuse({ code: 'data-volume', path: word, file: null }, at);
    }
  }
  for (const use of uses) {
    const mount = ownedMounts([use]).find(({ target }) => meets(target));
    if (mount !== undefined) return refuse({ code: 'data-volume', path: mount.target, file: use.file });
  }
  return null;
}
