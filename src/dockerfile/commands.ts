/** Which programs a shell body runs, seen through sudo, env, xargs, sh -c and their like. */
import { type Command, type List, type Node, type Redirect, readScript, type Word } from './shell.ts';

export interface Invocation {
  /** Base name of the program, `apt-get` for `/usr/bin/apt-get`; null when it is known at build time only. */
  readonly name: string | null;
  /** The program as written; empty text for none. */
  readonly program: Word;
  readonly args: readonly Word[];
  readonly command: Command;
  /** Base names of the wrappers in front, outermost first: `sudo`, `env`. */
  readonly wrappers: readonly string[];
  /** Variables set for this command alone, by the shell or by `env`; null is a value known at build time only. */
  readonly env: ReadonlyMap<string, string | null>;
  /** Under an if, for, while, case, function or behind `||`: it may not run although the RUN succeeds. */
  readonly conditional: boolean;
  /** False inside `sh -c '...'` and backticks, where spans are not those of the Dockerfile. */
  readonly editable: boolean;
  /** Index of the top-level list item, and of the `&&`/`||` item in it, that this stands in. */
  readonly path: { readonly item: number; readonly part: number };
}

/** Wrappers that run the rest of their words: the options of each that take a value. Source: their manual pages. */
const WRAPPERS: Readonly<Record<string, { readonly valued: readonly string[]; readonly skip?: number }>> = {
  sudo: { valued: ['-u', '-g', '-h', '-p', '-C', '-D', '-R', '-T', '-U', '--user', '--group', '--chdir'] },
  env: { valued: ['-u', '-C', '--unset', '--chdir'] },
  time: { valued: ['-f', '-o'] },
  nice: { valued: ['-n'] },
  ionice: { valued: ['-c', '-n'] },
  nohup: { valued: [] },
  exec: { valued: ['-a'] },
  command: { valued: [] },
  builtin: { valued: [] },
  eatmydata: { valued: [] },
  chronic: { valued: [] },
  stdbuf: { valued: ['-i', '-o', '-e'] },
  timeout: { valued: ['-s', '-k', '--signal', '--kill-after'], skip: 1 },
  xargs: {
    valued: ['-n', '-I', '-P', '-L', '-d', '-a', '-E', '-s', '--max-args', '--max-procs', '--delimiter', '--arg-file'],
  },
  gosu: { valued: [], skip: 1 },
  'su-exec': { valued: [], skip: 1 },
  setarch: { valued: [], skip: 1 },
  linux32: { valued: [] },
  fakeroot: { valued: ['-l', '-s', '-i', '-b'] },
};

const SHELLS: ReadonlySet<string> = new Set(['sh', 'bash', 'dash', 'ash', 'zsh']);

const known = new WeakMap<List, readonly Invocation[]>();

/** Every program that the list may run, in order of the text; those inside substitutions before their command. */
export function invocations(list: List): readonly Invocation[] {
  let found = known.get(list);
  if (found === undefined) {
    found = readInvocations(list);
    known.set(list, found);
  }
  return found;
}

function readInvocations(list: List): readonly Invocation[] {
  const found: Invocation[] = [];
  for (const [item, { node }] of list.items.entries()) {
    const parts = node.kind === 'and-or' ? node.items : [node];
    for (const [part, child] of parts.entries()) {
      const behindOr = node.kind === 'and-or' && node.operators.slice(0, part).some(({ text }) => text === '||');
      collect(child, { conditional: behindOr, editable: true, path: { item, part } }, found);
    }
  }
  return found;
}

interface Where {
  readonly conditional: boolean;
  readonly editable: boolean;
  readonly path: { readonly item: number; readonly part: number };
}

function collectList(list: List, where: Where, found: Invocation[]): void {
  for (const { node } of list.items) collect(node, where, found);
}

function collect(node: Node, where: Where, found: Invocation[]): void {
  switch (node.kind) {
    case 'command':
      collectScripts([...node.assignments, ...node.words], where, found);
      collectScripts(targetsOf(node.redirects), where, found);
      if (node.words.length > 0) found.push(...resolve(node, where));
      return;
    case 'pipeline':
      for (const command of node.commands) collect(command, where, found);
      return;
    case 'and-or':
      for (const [i, item] of node.items.entries()) {
        const behindOr = node.operators.slice(0, i).some(({ text }) => text === '||');
        collect(item, behindOr ? { ...where, conditional: true } : where, found);
      }
      return;
    case 'subshell':
    case 'group':
      collectScripts(targetsOf(node.redirects), where, found);
      collectList(node.body, where, found);
      return;
    case 'compound':
      collectScripts([...node.words, ...targetsOf(node.redirects)], where, found);
      for (const body of node.bodies) collectList(body, { ...where, conditional: true }, found);
  }
}

/** What runs inside the substitutions of words and assignments. */
function collectScripts(
  holders: readonly { readonly scripts: readonly List[] }[],
  where: Where,
  found: Invocation[],
): void {
  for (const { scripts } of holders)
    for (const script of scripts) collectList(script, { ...where, editable: false }, found);
}

function targetsOf(redirects: readonly Redirect[]): readonly Word[] {
  return redirects.flatMap(({ target }) => target ?? []);
}

/** The program that a command runs in the end; several for `sh -c 'a && b'`. */
function resolve(command: Command, where: Where): Invocation[] {
  const env = new Map(command.assignments.map(({ name, value }) => [name, value] as const));
  const wrappers: string[] = [];
  let words = command.words;
  while (true) {
    const program = words[0];
    if (program === undefined) return [];
    const name = program.value === null ? null : baseName(program.value);
    const wrapper = name === null ? undefined : WRAPPERS[name];
    const rest = wrapper === undefined ? null : unwrap(name!, wrapper, words.slice(1), env);
    if (rest !== null && rest.length > 0) {
      wrappers.push(name!);
      words = rest;
      continue;
    }
    const own: Invocation = { name, program, args: words.slice(1), command, wrappers, env, ...where };
    const inner = name !== null && SHELLS.has(name) ? innerScript(words.slice(1)) : null;
    if (inner === null) return [own];
    const found: Invocation[] = [];
    collectList(inner, { ...where, editable: false }, found);
    return found.map((each) => ({ ...each, wrappers: [...wrappers, name!, ...each.wrappers] }));
  }
}

function unwrap(
  name: string,
  { valued, skip = 0 }: { readonly valued: readonly string[]; readonly skip?: number },
  words: readonly Word[],
  env: Map<string, string | null>,
): readonly Word[] | null {
  let at = 0;
  for (; at < words.length; at++) {
    const text = words[at]!.value;
    if (text === null) break;
    if (text === '--') {
      at++;
      break;
    }
    if (/^-./.test(text)) {
      if (name === 'command' && /^-[vV]/.test(text)) return null;
      if (valued.includes(text)) at++;
      continue;
    }
    const assignment = name === 'env' || name === 'sudo' ? /^([A-Za-z_]\w*)=([\s\S]*)$/.exec(text) : null;
    if (assignment === null) break;
    env.set(assignment[1]!, assignment[2]!);
  }
  return words.slice(at + skip);
}

/** The list behind `sh -c`, when it is written out; null when there is none or it cannot be read. */
function innerScript(args: readonly Word[]): List | null {
  const flag = args.findIndex(({ value }) => value !== null && /^-[a-z]*c$/.test(value));
  const script = flag < 0 ? undefined : args[flag + 1]?.value;
  if (script === undefined || script === null) return null;
  const reading = readScript(script);
  return reading.readable ? reading.list : null;
}

function baseName(program: string): string {
  return program.slice(program.lastIndexOf('/') + 1);
}
