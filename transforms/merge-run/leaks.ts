/** What a RUN body leaves behind in its shell: harmless when the shell ends with it, not when another body follows. */
import type { Command, Compound, List, Node, ShellBody } from '../../src/dockerfile/shell.ts';
import { setOptions } from './options.ts';

export type Leak =
  /** Matters when the next body reads the name, or its programs do. */
  | { readonly kind: 'variable'; readonly name: string }
  /** Matters when the next body calls the name. */
  | { readonly kind: 'function'; readonly name: string }
  /** `to` is the folder when it is written out. */
  | { readonly kind: 'cd'; readonly to: string | null }
  /** The shell ends before the next body starts. */
  | { readonly kind: 'end'; readonly what: string }
  /** Always matters. */
  | { readonly kind: 'other'; readonly what: string };

const LASTING: ReadonlySet<string> = new Set(
  'export readonly unset . source eval alias unalias umask ulimit trap shopt declare typeset local getopts mapfile readarray pushd popd shift enable hash let set bind'.split(
    ' ',
  ),
);
/** An assignment in front of one of these stays, in POSIX shells. */
const SPECIAL: ReadonlySet<string> = new Set([':', 'times', 'break', 'continue']);

/** Commands and compounds that run in the body's own shell: not those in subshells, substitutions and pipelines. */
export function* inOwnShell(list: List): Generator<Command | Compound> {
  for (const { node } of list.items) yield* nodeInOwnShell(node);
}

function* nodeInOwnShell(node: Node): Generator<Command | Compound> {
  if (node.kind === 'command') yield node;
  else if (node.kind === 'and-or') for (const item of node.items) yield* nodeInOwnShell(item);
  else if (node.kind === 'pipeline' && node.commands.length === 1) yield* nodeInOwnShell(node.commands[0]!);
  else if (node.kind === 'group') yield* inOwnShell(node.body);
  else if (node.kind === 'compound') {
    yield node;
    for (const body of node.bodies) yield* inOwnShell(body);
  }
}

/** Everything that the body leaves behind, the options of `set` aside. */
export function leaksOf(body: ShellBody): readonly Leak[] {
  const found: Leak[] = [];
  for (const node of inOwnShell(body.list)) {
    if (node.kind === 'compound') found.push(...compoundLeaks(node));
    else found.push(...commandLeaks(node));
  }
  for (const [, name] of body.text.matchAll(/\$\{([A-Za-z_]\w*):?=/g)) found.push({ kind: 'variable', name: name! });
  if (/\(\([^)]*(?:\+\+|--|[^=!<>]=[^=])/.test(body.text)) found.push({ kind: 'other', what: '((...))' });
  return found;
}

function compoundLeaks({ keyword, words, span: _ }: Compound): Leak[] {
  if (keyword === 'function') return [{ kind: 'function', name: words[0]?.value ?? '' }];
  if (keyword !== 'for' && keyword !== 'select') return [];
  const name = words[0]?.value ?? null;
  return [name === null ? { kind: 'other', what: keyword } : { kind: 'variable', name }];
}

function commandLeaks(command: Command): Leak[] {
  let words = command.words;
  while (words.length > 1 && (words[0]!.value === 'command' || words[0]!.value === 'builtin')) words = words.slice(1);
  const variables = command.assignments.map(({ name }): Leak => ({ kind: 'variable', name }));
  const name = words[0]?.value;
  if (words.length === 0) return variables;
  if (name === undefined || name === null) return [];
  const args = words.slice(1).map(({ value }) => value);
  if (name === 'cd') return [{ kind: 'cd', to: args.length === 1 ? args[0]! : null }];
  if (name === 'exec' || name === 'return') return [{ kind: 'end', what: name }];
  if (name === 'exit') return isFailure(args[0]) ? [] : [{ kind: 'end', what: name }];
  if (name === 'read') {
    return args.flatMap((arg): Leak[] => {
      if (arg === null) return [{ kind: 'other', what: name }];
      return /^[A-Za-z_]\w*$/.test(arg) ? [{ kind: 'variable', name: arg }] : [];
    });
  }
  if (name === 'printf' && args[0] === '-v') return [{ kind: 'other', what: 'printf -v' }];
  if (name === 'set' && setOptions(command) !== null) return [];
  if (LASTING.has(name)) return [{ kind: 'other', what: name === '.' ? 'source' : name }];
  return SPECIAL.has(name) ? variables : [];
}

/** `exit 1` fails the RUN, alone or joined. */
function isFailure(status: string | null | undefined): boolean {
  return status !== null && status !== undefined && /^\d+$/.test(status) && Number(status) % 256 !== 0;
}
