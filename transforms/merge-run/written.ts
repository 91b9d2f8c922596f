/** Paths that a body writes to, as far as they can be read. */
import type { Invocation } from '../../src/dockerfile/commands.ts';
import type { List, Node, Redirect, ShellBody, Word } from '../../src/dockerfile/shell.ts';
import type { State } from '../../src/dockerfile/state.ts';

const WRITING_REDIRECTS: ReadonlySet<string> = new Set(['>', '>>', '>|', '&>', '&>>', '<>', '>&']);
/** Their operands are what they write. */
const WRITERS: ReadonlySet<string> = new Set(
  'tee mv rm mkdir mknod unlink touch truncate curl wget dpkg-divert update-alternatives'.split(' '),
);
/** Their last operand is. */
const COPIERS: ReadonlySet<string> = new Set(['cp', 'ln', 'install']);

/** Absolute where that is known; what is relative, once for each folder that the body may be in. Quotes are removed. */
export function writtenPaths(
  { list, text }: ShellBody,
  all: readonly Invocation[],
  { workdir }: State,
): readonly string[] {
  const found: string[] = [...redirectsIn(list)];
  for (const one of all) found.push(...targetsOf(one.command.redirects), ...operandsWritten(one));
  const moves = [...text.matchAll(/\b(?:cd|pushd)\s+["']?([^\s;&|)"']+)/g)].map(([, folder]) => folder!);
  const folders = [workdir ?? '', ...moves];
  return found.flatMap((path) => {
    if (/^[/~$`]/.test(path)) return [path.replace(/\/{2,}/g, '/')];
    return folders.map((folder) => `${folder.replace(/\/+$/, '')}/${path.replace(/^(?:\.\/)+/, '')}`);
  });
}

function operandsWritten({ name, args }: Invocation): readonly string[] {
  if (name === null) return [];
  const texts = args.map(({ text }) => unquoted(text).replace(/^--?\w[\w-]*=/, ''));
  const operands = texts.filter((text) => !text.startsWith('-'));
  const last = operands.at(-1);
  if (WRITERS.has(name) && name !== 'mv') return texts;
  if (name === 'sed') return args.some(({ text }) => /^-\w*i|^--in-place/.test(text)) ? texts : [];
  if (last === undefined || !(COPIERS.has(name) || name === 'mv')) return [];
  // The target may be a folder, in which the sources keep their names.
  const inside = operands.map((source) => source.split('/').at(-1)!);
  if (operands.length === 1 || args.some(({ text }) => /^-\w*t$|^--target/.test(text)))
    return [...operands, ...operands.flatMap((folder) => inside.map((each) => `${folder}/${each}`)), ...inside];
  const copies = inside.slice(0, -1).map((each) => `${last.replace(/\/$/, '')}/${each}`);
  return name === 'mv' ? [...operands, ...copies] : [last, ...copies];
}

function* redirectsIn(list: List): Generator<string> {
  for (const { node } of list.items) yield* nodeRedirects(node);
}

function* nodeRedirects(node: Node): Generator<string> {
  if (node.kind === 'pipeline') for (const command of node.commands) yield* nodeRedirects(command);
  else if (node.kind === 'and-or') for (const item of node.items) yield* nodeRedirects(item);
  else {
    yield* targetsOf(node.redirects);
    if (node.kind === 'subshell' || node.kind === 'group') yield* redirectsIn(node.body);
    else if (node.kind === 'compound') for (const body of node.bodies) yield* redirectsIn(body);
  }
}

function targetsOf(redirects: readonly Redirect[]): string[] {
  const targets = redirects.flatMap(({ operator, target }): readonly Word[] =>
    WRITING_REDIRECTS.has(operator) && target !== null ? [target] : [],
  );
  return targets.map(({ text }) => unquoted(text));
}

/** The text of a word without quotes and escapes. */
export function unquoted(text: string): string {
  return text.replace(/["'\\]/g, '');
}
