/** What a program of a RUN does for an app of Node.js. */
import { programOf } from '../../../../src/app/call-words.ts';
import type { Invocation } from '../../../../src/dockerfile/commands.ts';

export type ManagerName = 'npm' | 'yarn' | 'pnpm' | 'bun';

/** A program with its words; a word is null when it is known at build time only. */
export interface Tool {
  readonly name: string;
  readonly words: readonly (string | null)[];
}

export type NodeCall =
  /** Dependencies of a project. `folder`: as an option says, else null. */
  | {
      readonly kind: 'install';
      readonly manager: ManagerName;
      readonly folder: string | null;
      readonly options: readonly string[];
    }
  | { readonly kind: 'add'; readonly manager: ManagerName; readonly packages: readonly string[] }
  | { readonly kind: 'global'; readonly manager: ManagerName; readonly packages: readonly string[] }
  | { readonly kind: 'prune' }
  /** A script of package.json, and those around it. */
  | { readonly kind: 'script'; readonly manager: ManagerName; readonly name: string; readonly folder: string | null }
  | { readonly kind: 'tool'; readonly tool: Tool }
  /** It leaves nothing that an app could use. */
  | { readonly kind: 'quiet' };

/** Where a manager is told to work. Source: the managers' manuals. */
const FOLDER_OPTIONS: ReadonlySet<string> = new Set(['--prefix', '-C', '--cwd', '--dir']);
/** Options whose value is the next word. Source: the same. */
const VALUED: ReadonlySet<string> = new Set(
  [...FOLDER_OPTIONS].concat(
    '--registry --cache --loglevel --omit --include --only --network-timeout --network-concurrency --cache-folder --filter -F -w --workspace --modules-folder --store-dir --fetch-retries --maxsockets --node-options'.split(
      ' ',
    ),
  ),
);
const INSTALL = /^(?:install|i|ci|clean-install|ic|install-clean)$/;
const ADD = /^(?:add|install|i)$/;
const QUIET =
  /^(?:cache|config|set|get|ls|list|audit|fund|version|--version|-v|help|whoami|login|ping|doctor|outdated|view|info|import|fetch|store|licenses|root|prefix|bin|env|test|t|tst|lint|check|typecheck|type-check|policies)$/;
/** Scripts of these names check, and make nothing. */
const CHECKS = /^(?:test|lint|check|typecheck|type-check|format|prettier|audit|coverage)(?::|$)/;

/** @returns null when the program has nothing to do with Node.js. */
export function readNodeCall(call: Invocation): NodeCall | null {
  const { name } = programOf(call);
  const words = call.args.map(({ value }) => value);
  if (name === 'corepack') return { kind: 'quiet' };
  if (name === 'npm' || name === 'yarn' || name === 'pnpm' || name === 'bun') return readManager(name, words);
  if (name === 'npx' || name === 'pnpx' || name === 'bunx') return runner(words);
  if (name === 'node' || name === 'nodejs') {
    const isQuestion = words.length === 1 && /^(?:-v|--version)$/.test(words[0] ?? '');
    return isQuestion ? { kind: 'quiet' } : { kind: 'tool', tool: { name: 'node', words } };
  }
  const isLocal = /(?:^|\/)node_modules\//.test(call.program.text);
  return isLocal && call.name !== null ? { kind: 'tool', tool: { name: call.name.replace(/\.js$/, ''), words } } : null;
}

/** A manager's words, as in a RUN or a script of package.json. */
export function readManager(manager: ManagerName, words: readonly (string | null)[]): NodeCall {
  const { plain, options, folder } = partsOf(words);
  const [verb = null, ...rest] = plain;
  const isGlobal = options.some((option) => /^(?:-g|--global|--location=global)$/.test(option)) || verb === 'global';
  const packages = rest.filter((word) => word !== null && word !== 'add');
  if (isGlobal) return { kind: 'global', manager, packages: packages as readonly string[] };
  if (verb === null) {
    const isQuestion = options.some((option) => /^(?:-v|--version)$/.test(option));
    return isQuestion || manager === 'npm' || manager === 'bun'
      ? { kind: 'quiet' }
      : { kind: 'install', manager, folder, options };
  }
  if (ADD.test(verb) && rest.length > 0 && !rest.every((word) => word === '.'))
    return { kind: 'add', manager, packages: packages as readonly string[] };
  if (INSTALL.test(verb)) return { kind: 'install', manager, folder, options };
  // Its bundler: a script of this name is run by `bun run build`.
  if (manager === 'bun' && verb === 'build')
    return { kind: 'tool', tool: { name: 'bun build', words: words.slice(words.indexOf(verb) + 1) } };
  // By itself it takes away what no manifest names.
  if (verb === 'prune' && !options.some((option) => /^(?:--production|--prod|-P|--omit=dev)/.test(option)))
    return { kind: 'quiet' };
  if (verb === 'prune' || (verb === 'workspaces' && rest[0] === 'focus')) return { kind: 'prune' };
  if (verb === 'exec' || verb === 'dlx' || verb === 'x') return runner(rest);
  if (verb === 'run' || verb === 'run-script') {
    const [name = null] = rest;
    if (name === null) return { kind: 'tool', tool: { name: manager, words } };
    return CHECKS.test(name) ? { kind: 'quiet' } : { kind: 'script', manager, name, folder };
  }
  if (QUIET.test(verb)) return { kind: 'quiet' };
  if (verb === 'rebuild' || verb === 'link' || verb === 'pkg') return { kind: 'tool', tool: { name: manager, words } };
  if (manager === 'npm' && verb !== 'start') return { kind: 'tool', tool: { name: manager, words } };
  return { kind: 'script', manager, name: verb, folder };
}

function runner(words: readonly (string | null)[]): NodeCall {
  const at = words.findIndex((word) => word === null || !/^(?:-y|--yes|--no|--no-install|--bun|--)$/.test(word));
  const name = words[at];
  if (name === undefined || name === null || name.startsWith('-'))
    return { kind: 'tool', tool: { name: 'npx', words } };
  return { kind: 'tool', tool: { name: name.replace(/(?<=.)@[^@/]*$/, ''), words: words.slice(at + 1) } };
}

interface ManagerWords {
  readonly plain: readonly (string | null)[];
  readonly options: readonly string[];
  readonly folder: string | null;
}

function partsOf(words: readonly (string | null)[]): ManagerWords {
  const plain: (string | null)[] = [];
  const options: string[] = [];
  let folder: string | null = null;
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (word === '--') break;
    if (word === null || !word.startsWith('-')) {
      plain.push(word);
      continue;
    }
    const [name, value] = word.split('=', 2) as [string, string | undefined];
    const next = value ?? (VALUED.has(name) ? words[++at] : undefined);
    if (FOLDER_OPTIONS.has(name)) folder = next ?? null;
    options.push(next === undefined ? name : `${name}=${next}`);
  }
  return { plain, options, folder };
}
