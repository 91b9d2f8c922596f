/** The lock of Bundler, which is written anew at the start when it does not hold for the platform of the image. */

import { closed, folderOf } from '../../../src/app/code/values.ts';
import { type Found, lineWith, type Surroundings } from './found.ts';
import type { Program } from './start.ts';

/** Platforms of the lock that an image of Linux is served by. */
const HERE = /^\s+(?:ruby|[\w-]*linux[\w-]*)\s*$/m;

/**
 * Unless it is frozen, Bundler adds the platform that is missing, and stops when it may not write.
 * Source: bundler.io/man, "bundle lock" and "bundle config"; seen with Bundler 2.3.
 */
export function lockWrites(around: Surroundings, programs: readonly Program[]): readonly Found[] {
  const { sources, project, env } = around;
  if (isOn(env.get('BUNDLE_FROZEN')) || isOn(env.get('BUNDLE_DEPLOYMENT'))) return [];
  const locks = sources.files.filter(({ path, image }) => /(?:^|\/)Gemfile\.lock$/.test(path) && image !== null);
  return locks.flatMap(({ path, image }) => {
    const text = project.disk.readText(path) ?? '';
    const platforms = /^PLATFORMS\n((?:[ \t]+\S+\n)+)/m.exec(text.replaceAll('\r\n', '\n'))?.[1];
    if (platforms === undefined || HERE.test(platforms) || !isBundled(around, programs)) return [];
    const folder = folderOf(closed(image!), false, around.workdir);
    return [{ folder, evidence: { file: path, line: lineWith(text, 'PLATFORMS') } }];
  });
}

function isOn(value: string | null | undefined): boolean {
  return value === 'true' || value === '1';
}

function isBundled({ sources, project }: Surroundings, programs: readonly Program[]): boolean {
  if (programs.some(({ isBundled = false }) => isBundled)) return true;
  return sources.files.some(
    ({ path }) => /\.r[bu]$/.test(path) && /\bbundler\/setup\b/.test(project.disk.readText(path) ?? ''),
  );
}
