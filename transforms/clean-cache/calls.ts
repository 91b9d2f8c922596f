/** The programs of a shell body, with the package manager that each one is. */
import { type Invocation, invocations } from '../../src/dockerfile/commands.ts';
import type { List, Word } from '../../src/dockerfile/shell.ts';
import {
  INFORMATIVE,
  isInstall,
  type Manager,
  managerOf,
  type Verb,
  verbOf,
} from '../../src/facts/package-managers.ts';

export interface Call {
  readonly invocation: Invocation;
  /** Position among the calls of its body, which is the order of the text. */
  readonly order: number;
  /** Base name of the program, that of `$VENV/bin/pip` too; null when it is known at build time only. */
  readonly name: string | null;
  /** Null when the program is no package manager that we know. */
  readonly use: Use | null;
  /** The manager among the arguments of a program that we do not know: `retry apt-get install`, `ssh host apk add`. */
  readonly handedOn: Use | null;
}

/** A call of a package manager. */
export interface Use {
  readonly manager: Manager;
  /** Null when the verb is known at build time only. */
  readonly verb: Verb | null;
  /** Behind the program, or behind `-m pip`. */
  readonly args: readonly Word[];
}

const cache = new WeakMap<List, readonly Call[]>();

/** Every program that the list may run, in order of the text. */
export function callsOf(list: List): readonly Call[] {
  let calls = cache.get(list);
  if (calls === undefined) {
    calls = invocations(list).map(toCall);
    cache.set(list, calls);
  }
  return calls;
}

function toCall(invocation: Invocation, order: number): Call {
  const name = invocation.name ?? tailName(invocation.program.text);
  const values = invocation.args.map(({ value }) => value);
  const found = name === null ? null : managerOf(name, values);
  if (found === null) return { invocation, order, name, use: null, handedOn: handedOn(invocation, name) };
  const verb = verbOf(found.manager, values.slice(found.from));
  const use = { manager: found.manager, verb, args: invocation.args.slice(found.from) };
  return { invocation, order, name, use, handedOn: null };
}

/** Programs that do not run their arguments. */
const TEXT_ONLY: ReadonlySet<string> = new Set(
  'echo printf grep egrep sed awk which type man ln cp mv rm mkdir cat test [ chmod chown touch ls tee export set dpkg curl wget git'.split(
    ' ',
  ),
);

function handedOn({ args }: Invocation, name: string | null): Use | null {
  if (name !== null && TEXT_ONLY.has(name)) return null;
  for (const [i, { value }] of args.entries()) {
    const found = value === null || value.includes('=') ? null : managerOf(value.slice(value.lastIndexOf('/') + 1), []);
    if (found === null || i + 1 >= args.length) continue;
    const rest = args.slice(i + 1);
    const values = rest.map((arg) => arg.value);
    return { manager: found.manager, verb: verbOf(found.manager, values), args: rest };
  }
  return null;
}

/** The base name in `"$VENV"/bin/pip`, and `pip` for `pip${VERSION}`; null when a variable holds the name itself. */
function tailName(text: string): string | null {
  const last = text.replaceAll(/["']/g, '').split('/').at(-1)!;
  if (/^[\w.-]+$/.test(last)) return text.includes('/') ? last : null;
  return /^pip\$(?:\w+|\{\w+\})$/.test(last) ? 'pip' : null;
}

/** Whether the call puts packages in, and does not only say how it would be called. */
export function installs(use: Use): boolean {
  return use.verb !== null && isInstall(use.manager, use.verb) && !use.args.some(isInformative);
}

function isInformative({ value }: Word): boolean {
  return value !== null && INFORMATIVE.has(value);
}

/** Whether one of the options stands among the words, alone or as `--name=value`. */
export function hasOption(words: readonly Word[], options: readonly string[]): boolean {
  return words.some(({ text }) => options.some((option) => text === option || text.startsWith(`${option}=`)));
}

/** Whether the call runs as another user, or with a password: `gosu`, `sudo -u`, `sudo -S`. */
export function runsAsOther({ invocation }: Call): boolean {
  const { wrappers, command } = invocation;
  if (wrappers.some((wrapper) => wrapper === 'gosu' || wrapper === 'su-exec')) return true;
  return (
    wrappers.includes('sudo') &&
    hasOption(command.words, ['-u', '--user', '-i', '--login', '-S', '--stdin', '-A', '--askpass'])
  );
}

/** Shells that a call is handed to: `bash -c`. */
export const SHELLS: ReadonlySet<string> = new Set(['sh', 'bash', 'dash', 'ash', 'zsh', 'ksh']);
