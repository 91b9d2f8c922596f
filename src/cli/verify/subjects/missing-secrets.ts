/**
 * Secrets and SSH keys that a build wants and verify does not give it by itself: a file of the repository would say which
 * files and variables of this machine a build gets.
 */
import path from 'node:path';
import type { BuildSecret } from '../../../project/project.ts';
import type { WantedSecret } from '../../../verify/wants.ts';
import { pathFrom } from '../../paths.ts';
import { shellWord } from '../../shell-word.ts';
import type { DeclaredBuild } from './declared-build.ts';
import { type Asked, placeOf } from './given-options.ts';
import { type OwnFlag, readOwnFlags, valuesOf } from './own-flags.ts';

/** What is missing, and how it is given: one line, or null. */
export function missingSecrets(
  { use, base }: Pick<DeclaredBuild, 'use' | 'base'>,
  { wants, own }: Pick<Asked, 'wants' | 'own'>,
  cwd: string,
): string | null {
  if (use === null || use.build.secrets.length === 0) return null;
  const flags = readOwnFlags(own);
  const missing = wants.secrets
    .filter((each) => !isGiven(each, flags))
    .flatMap(({ kind, id }) => {
      const ofKind = use.build.secrets.filter((each) => each.kind === kind);
      // One whose id is known at build time only may be any.
      const found = ofKind.find((each) => each.id === id) ?? ofKind.find((each) => each.id === null);
      return found === undefined ? [] : [{ ...found, id }];
    });
  if (missing.length === 0) return null;
  const names = missing.map(({ kind, id }) => `${kind === 'ssh' ? 'ssh' : 'secret'} ${id}`).join(', ');
  const options = missing.map((each) => optionFor(each, base, cwd)).join(' ');
  const [it, them] = missing.length === 1 ? ['is', 'it'] : ['are', 'them'];
  return `${names} of ${placeOf(use)} ${it} not given: verify gives no build secrets by itself; ${options} gives ${them}`;
}

function isGiven({ kind, id }: WantedSecret, flags: readonly OwnFlag[]): boolean {
  return valuesOf(flags, `--${kind}`).some((value) =>
    kind === 'ssh' ? value.replace(/=.*$/s, '') === id : value.split(',').includes(`id=${id}`),
  );
}

/** As it is typed. */
function optionFor({ kind, id, path: file, variable }: BuildSecret, base: string, cwd: string): string {
  const flag = `--build-option=--${kind}=`;
  if (kind === 'ssh')
    return `${flag}${shellWord(file === null ? `${id}` : `${id}=`)}${file === null ? '' : typed(file, base, cwd)}`;
  if (variable !== null) return `${flag}${shellWord(`id=${id},env=${variable}`)}`;
  return `${flag}${shellWord(`id=${id},src=`)}${file === null ? '<file>' : typed(file, base, cwd)}`;
}

/** A shell puts the home folder in for `~` at the start of a word only. */
function typed(file: string, base: string, cwd: string): string {
  const home = /^~\/(.*)$/s.exec(file)?.[1];
  if (home !== undefined) return `"$HOME"/${shellWord(home)}`;
  return shellWord(path.isAbsolute(file) || file.startsWith('~') ? file : pathFrom(cwd, path.join(base, file)));
}
