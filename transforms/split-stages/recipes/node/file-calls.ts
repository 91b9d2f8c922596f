/** Programs of a RUN that move, copy, remove or change files, and where. */

import { pathOf } from '../../../../src/app/runs.ts';
import type { Invocation } from '../../../../src/dockerfile/commands.ts';
import type { Word } from '../../../../src/dockerfile/shell.ts';
import { isBelow } from '../../../../src/project/paths.ts';
import type { Step } from '../../app.ts';

/** What others do, such as to make folders or to change owners, is done again in the runtime stage. */
const FILE_PROGRAMS: ReadonlySet<string> = new Set(['rm', 'mv', 'cp', 'sed', 'rmdir']);
/** They put a RUN together, and leave nothing. */
const SHELL_WORDS: ReadonlySet<string> = new Set(
  'cd set [ test [[ true : exit export echo printf pwd ls which date sleep'.split(' '),
);
/** Whether a call changes files below the app's folder, and nothing else. */
export function changesApp({ call, cwd, state }: Step, root: string): boolean {
  if (root === '/' || call.name === null || !FILE_PROGRAMS.has(call.name)) return false;
  const targets = [...call.args.filter((word) => looksLikePath(call, word)), ...redirects(call)];
  const paths = targets.map((word) => pathOf(withoutGlob(word), { ...state, workdir: cwd }));
  return paths.length > 0 && paths.every((path) => path !== null && path !== root && isBelow(path, root));
}

/** Whether a call copies into one of some folders, and does nothing else. */
export function copiesInto({ call, cwd, state }: Step, folders: readonly string[]): boolean {
  const target = call.args.filter(({ text }) => !text.startsWith('-')).at(-1);
  if (call.name !== 'cp' || target === undefined || redirects(call).length > 0) return false;
  if (call.args.some(({ text }) => /^(?:-\w*t|--target-directory)/.test(text))) return false;
  const path = pathOf(target, { ...state, workdir: cwd });
  return path !== null && folders.some((folder) => isBelow(path, folder));
}

/** Whether a call moves or links what the app is made of to a place outside of its folder, or the other way round. */
export function movesOut({ call, cwd, state }: Step, root: string): boolean {
  if (call.name !== 'mv' && call.name !== 'ln') return false;
  const words = call.args.filter(({ text }) => !text.startsWith('-'));
  const paths = words.map((word) => pathOf(withoutGlob(word), { ...state, workdir: cwd }));
  const isInside = (path: string | null) => path === null || (path !== root && isBelow(path, root));
  return paths.some(isInside) && !paths.every(isInside);
}

/** Whether a call only steers the shell, and writes nothing. */
export function isShellWord(call: Invocation): boolean {
  return call.name !== null && SHELL_WORDS.has(call.name) && redirects(call).length === 0;
}

function redirects({ command }: Invocation): readonly Word[] {
  return command.redirects.flatMap(({ target, operator }) =>
    target === null || operator.startsWith('<') || /^(?:\/dev\/null|\d)$/.test(target.text) ? [] : [target],
  );
}

function looksLikePath({ name, args }: Invocation, word: Word): boolean {
  if (word.text.startsWith('-')) return false;
  const first = args.find(({ text }) => !text.startsWith('-'));
  return !(name === 'sed' && word === first);
}

/** `dist/*` lies where `dist` does. */
function withoutGlob(word: Word): Word {
  if (!word.hasGlob) return word;
  const text = word.text.replace(/\/?[^/]*[*?[{].*$/, '');
  return { ...word, hasGlob: false, text, value: text === '' ? '.' : text };
}
