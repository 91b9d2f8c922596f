/** Commands that take away the folder in which the next RUN starts: a new process finds it made anew, this one does not. */
import type { Invocation } from '../../src/dockerfile/commands.ts';
import type { State } from '../../src/dockerfile/state.ts';
import { unquoted } from './written.ts';

/** Spellings of the folder that the shell is in. */
const HERE = /^(?:\$PWD|\$\{PWD\}|\$\(pwd\)|`pwd`)(?=\/|$)/;

/** The working folder or one around it, when the command removes or moves it. */
export function removedWorkdir(one: Invocation, { workdir, env }: State): string | null {
  const known = workdir?.replace(/\/$/, '') ?? null;
  if (known === '') return null;
  const paths = removedPaths(one).map((path) => expand(unquoted(path).replace(HERE, '.'), env));
  const hit = paths.find((path) => path === null || takesAway(path, known, env));
  return hit === undefined ? null : (hit ?? 'a variable');
}

/** What the command removes, folders and all. */
function removedPaths({ name, args }: Invocation): readonly string[] {
  const texts = args.map(({ text }) => text);
  switch (name) {
    case 'rm':
    case 'rmdir':
      return texts.filter((text) => !text.startsWith('-'));
    case 'mv':
      return texts.slice(0, -1).filter((text) => !text.startsWith('-'));
    case 'find': {
      const removes =
        texts.includes('-delete') || (texts.includes('rm') && texts.some((text) => /^-\w*[rR]/.test(text)));
      const picks = texts.some((text) => /^-(?:i?name|i?path|i?regex|mindepth|type)$/.test(text));
      const tests = texts.findIndex((text) => /^[-(!\\]/.test(text));
      if (!removes || picks) return [];
      return tests === 0 ? ['.'] : texts.slice(0, tests);
    }
    case 'userdel':
    case 'deluser':
      return texts.some((text) => /^-\w*r|^--remove/.test(text)) ? [`/home/${texts.at(-1)}`] : [];
    default:
      return [];
  }
}

function takesAway(path: string, known: string | null, env: State['env']): boolean {
  if (/^\.\.?(?:\/\.\.?)*\/?$/.test(path)) return true;
  if (known === null) return false;
  const home = env.get('HOME');
  if (/^~\/?$/.test(path)) return home == null ? /^\/(?:root|home\/[^/]+)$/.test(known) : known === home;
  const folder = path.replace(/^~\//, '').replace(/\/\*?$/, '');
  // The globs in a folder remove what lies in it: the working folder, if that lies there.
  const isInside = path.endsWith('/*');
  if (folder.startsWith('/') || folder.startsWith('../')) {
    const full = folder.startsWith('/') ? folder : resolved(`${known}/${folder}`);
    return known.startsWith(`${full}/`) || (known === full && !isInside);
  }
  return known.endsWith(`/${folder}`);
}

function resolved(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** Null when a variable of the image's environment has no known value; other variables stay as they are. */
function expand(path: string, env: State['env']): string | null {
  let isUnknown = false;
  const text = path.replace(/\$\{?(\w+)\}?/g, (all, name: string) => {
    const value = env.get(name);
    if (value === null) isUnknown = true;
    return value ?? all;
  });
  return isUnknown ? null : text;
}
