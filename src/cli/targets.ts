/** Turns the paths on the command line into files, each once. */
import { realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { COMMANDS } from './arguments.ts';
import { isInside, shownPath } from './paths.ts';
import { type FileError, systemError } from './read.ts';
import { didYouMean } from './suggest.ts';

export interface Target {
  /** As printed. */
  readonly path: string;
  readonly absolute: string;
  /** The same with symbolic links followed. */
  readonly real: string;
  /** The user named it; else it was found in a folder or by a pattern. */
  readonly named: boolean;
  /** Nothing outside this folder is written, whatever a symbolic link says. */
  readonly within: string;
}

type Found = Omit<Target, 'real'>;

/** A path that leads nowhere, or a folder in which there is nothing for us. */
export interface Nothing {
  readonly path: string;
  readonly error: FileError | null;
  readonly note: string | null;
}

const LOOKS_LIKE_PATTERN = /[*?{[]/;
/** As commands are written; a path would mostly have a dot, a slash or a capital in it. */
const LOOKS_LIKE_COMMAND = /^[a-z]+$/;

export interface ExpandOptions {
  /** The first word may have been meant as a command; not so behind one. */
  readonly mayBeCommand?: boolean;
}

/** Files in the order of the arguments, in path order within each. */
export async function* expandPaths(
  paths: readonly string[],
  cwd: string,
  { mayBeCommand = false }: ExpandOptions = {},
): AsyncGenerator<Target | Nothing> {
  const seen = new Set<string>();
  for (const [at, given] of paths.entries()) {
    for await (const target of expandOne(given, cwd)) {
      const isMissing = 'error' in target && target.error?.code === 'not-found';
      if (mayBeCommand && at === 0 && isMissing && LOOKS_LIKE_COMMAND.test(given))
        yield { ...target, error: { ...target.error, message: `${target.error.message}${commandHint(given)}` } };
      else if ('absolute' in target) {
        const real = realPath(target.absolute);
        if (seen.has(real)) continue;
        seen.add(real);
        yield { ...target, real };
      } else yield target;
    }
  }
}

function commandHint(word: string): string {
  return didYouMean(word, COMMANDS, 'the command ') || '; slimify --help shows the commands';
}

/** Two names of one file are one file. What cannot be resolved is its own: reading it will say why. */
function realPath(file: string): string {
  try {
    return realpathSync.native(file);
  } catch {
    return file;
  }
}

async function* expandOne(given: string, cwd: string): AsyncGenerator<Found | Nothing> {
  if (given === '') {
    // Most often a variable of a script that is not set: the current folder is the last thing that was meant.
    yield { path: "''", error: { code: 'not-found', line: null, message: 'an empty path names nothing' }, note: null };
    return;
  }
  const absolute = path.resolve(cwd, given);
  let isFolder: boolean;
  try {
    isFolder = statSync(absolute).isDirectory();
  } catch (cause) {
    if (LOOKS_LIKE_PATTERN.test(given)) yield* expandPattern(given, cwd);
    else yield { path: shownPath(given), error: systemError(cause), note: null };
    return;
  }
  if (isFolder) yield* expandFolder(given, absolute);
  else {
    const within = isInside(cwd, absolute) ? cwd : path.dirname(absolute);
    yield { path: shownPath(given), absolute, named: true, within };
  }
}

async function* expandFolder(given: string, absolute: string): AsyncGenerator<Found | Nothing> {
  const { findDockerfiles } = await import('./discover.ts');
  const shown = (file: string): string => shownPath(path.join(given, path.relative(absolute, file)));
  const unreadable: Nothing[] = [];
  let count = 0;
  const report = (folder: string, cause: unknown): void => {
    unreadable.push({ path: shown(folder), error: systemError(cause), note: null });
  };
  for (const file of findDockerfiles(absolute, report)) {
    count++;
    yield { path: shown(file), absolute: file, named: false, within: absolute };
  }
  yield* unreadable;
  if (count === 0 && unreadable.length === 0)
    yield { path: shownPath(given), error: null, note: 'no Dockerfile in this folder' };
}

async function* expandPattern(given: string, cwd: string): AsyncGenerator<Found | Nothing> {
  const { matchPattern } = await import('./discover.ts');
  const found = matchPattern(given, cwd);
  if (found.length === 0) {
    yield {
      path: given,
      error: { code: 'not-found', line: null, message: 'no file matches this pattern' },
      note: null,
    };
    return;
  }
  for (const absolute of found) {
    const shown = isInside(cwd, absolute) ? path.relative(cwd, absolute) : absolute;
    yield { path: shownPath(shown), absolute, named: false, within: cwd };
  }
}
