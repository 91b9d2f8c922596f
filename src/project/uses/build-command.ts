/** `docker build` and its relatives in shell text. */

import { type Invocation, invocations } from '../../dockerfile/commands.ts';
import { type List, type Node, readScript, type Word } from '../../dockerfile/shell.ts';
import { absolute } from '../absolute.ts';
import { type Declared, declare, isRemote, type Repository, relativeTo, resolveIn } from './declared.ts';

/** Where a piece of shell text stands. */
export interface Script {
  readonly text: string;
  readonly file: string;
  /** 1-based line of its first line; null when it stands in one string. */
  readonly line: number | null;
  /**
   * Folders that it may be run in, absolute; the first in which the Dockerfile is there counts.
   */
  readonly folders: readonly string[];
  /** Where a `cd` that cannot be followed may lead. */
  readonly anywhere?: readonly string[];
}

/** A build as a command line says it, with paths as written. */
export interface CommandBuild {
  /** Null when it is known at build time only. */
  readonly context: string | null;
  readonly dockerfile: string | null;
  /** Whether the Dockerfile's default name is `Containerfile`, if there is one. */
  readonly isPodman: boolean;
  readonly target: string | null;
  readonly args: ReadonlyMap<string, string | null>;
}

/** Words that stand for the folder that the command runs in. */
const HERE = /^(?:\$\{?PWD\}?|\$\(pwd\)|`pwd`)(?=\/|$)/;
/** Flags without a value. Source: the command line references of docker buildx build, podman build, buildah. */
const SWITCHES: ReadonlySet<string> = new Set([
  ...['--no-cache', '--pull', '--push', '--load', '--quiet', '-q', '--rm', '--force-rm', '--squash', '--compress'],
  ...[
    '--check',
    '--disable-content-trust',
    '--debug',
    '-D',
    '--layers',
    '--no-cache-filter',
    '--squash-all',
    '--stdin',
  ],
  ...['--tls-verify', '--pull-always', '--pull-never', '--identity-label', '--compat-volumes', '--help', '-h'],
]);
const GLOBAL_VALUED: ReadonlySet<string> = new Set([
  '-H',
  '--host',
  '-c',
  '--context',
  '--config',
  '-l',
  '--log-level',
]);

/** All builds in a script. What it cannot follow, it leaves out. */
export function readBuildCommands(repository: Repository, script: Script): Declared[] {
  const { text, file, line } = script;
  if (!/\b(?:docker|podman|buildah|nerdctl)\b/.test(text)) return [];
  const reading = readScript(text);
  if (!reading.readable) return [];
  const found: Declared[] = [];
  const onBuild = (call: Invocation, folders: readonly string[]): void => {
    const build = readBuild(call);
    if (build === null) return;
    const at = line === null ? null : line + text.slice(0, call.command.span.start).split('\n').length - 1;
    found.push(...declareCommand(repository, { file, line: call.editable ? at : line }, build, folders));
  };
  walkList(reading.list, script.folders, { anywhere: script.anywhere ?? [], onBuild });
  return found;
}

/** @param folders where it may run; the first in which the Dockerfile is there counts. */
export function declareCommand(
  repository: Repository,
  { file, line }: { readonly file: string; readonly line: number | null },
  build: CommandBuild,
  folders: readonly string[],
): readonly Declared[] {
  const { base, files } = repository;
  for (const folder of folders) {
    const context = build.context === null ? null : resolveIn(folder, build.context);
    const places = placesOf(build, folder, context);
    for (const dockerfile of places) {
      const path = relativeTo(base, dockerfile);
      if (path === null || files.statOf(path)?.kind !== 'file') continue;
      const { target, args } = build;
      return declare(repository, { kind: 'command', file, line, name: null, context, dockerfile, target, args });
    }
  }
  return [];
}

/** Where its Dockerfile may lie. */
function placesOf({ dockerfile, isPodman }: CommandBuild, folder: string, context: string | null): readonly string[] {
  if (dockerfile !== null) return [resolveIn(folder, dockerfile)];
  const names = isPodman ? ['Containerfile', 'Dockerfile'] : ['Dockerfile'];
  return context === null ? [] : names.map((name) => resolveIn(context, name));
}

interface Walk {
  readonly anywhere: readonly string[];
  readonly onBuild: (call: Invocation, folders: readonly string[]) => void;
}

/** @returns the folders that the next command runs in. */
function walkList(list: List, folders: readonly string[], walk: Walk): readonly string[] {
  return list.items.reduce((at, { node }) => walkNode(node, at, walk), folders);
}

function walkNode(node: Node, folders: readonly string[], walk: Walk): readonly string[] {
  switch (node.kind) {
    case 'command':
      return walkCommand(node, folders, walk);
    case 'pipeline':
      for (const each of node.commands) walkNode(each, folders, walk);
      return folders;
    case 'and-or':
      return node.items.reduce((at, each) => walkNode(each, at, walk), folders);
    case 'subshell':
      walkList(node.body, folders, walk);
      return folders;
    case 'group':
      return walkList(node.body, folders, walk);
    case 'compound': {
      const ends = node.bodies.map((body) => walkList(body, folders, walk));
      return ends.every((end) => end === folders) ? folders : walk.anywhere;
    }
  }
}

function walkCommand(node: Node, folders: readonly string[], walk: Walk): readonly string[] {
  let at = folders;
  const list: List = { kind: 'list', span: node.span, items: [{ node, background: false, terminator: null }] };
  for (const call of invocations(list)) {
    if (call.name === 'cd' || call.name === 'pushd') at = changed(call.args, at, walk);
    else if (call.name === 'popd') at = walk.anywhere;
    else walk.onBuild(call, at);
  }
  return at;
}

function changed(args: readonly Word[], folders: readonly string[], { anywhere }: Walk): readonly string[] {
  const word = args.find(({ text }) => !text.startsWith('-'));
  const value = word === undefined ? null : literal(word);
  return value === null ? anywhere : folders.map((folder) => resolveIn(folder, value));
}

/** The value of a word; `$PWD/x` is `./x`. */
function literal({ text, value }: Word): string | null {
  if (value !== null) return value;
  const plain = text.replace(/^"(.*)"$/s, '$1');
  return HERE.test(plain) && !/[$`]/.test(plain.replace(HERE, '')) ? plain.replace(HERE, '.') : null;
}

/** What a command builds; null when it builds nothing, or nobody can say what. */
function readBuild({ name, args }: Invocation): CommandBuild | null {
  const isDocker = name === 'docker' || name === 'nerdctl';
  if (!isDocker && name !== 'podman' && name !== 'buildah') return null;
  const rest = subcommand(name, args);
  return rest === null ? null : readBuildArguments(rest, !isDocker);
}

/** What stands behind `build`. */
function subcommand(name: string, args: readonly Word[]): readonly Word[] | null {
  let at = 0;
  for (; at < args.length && /^-/.test(args[at]!.text); at++) if (GLOBAL_VALUED.has(args[at]!.text)) at++;
  const first = args[at]?.value;
  if (first === 'build' || (name === 'buildah' && (first === 'bud' || first === 'build-using-dockerfile')))
    return args.slice(at + 1);
  const isGroup = first === 'buildx' || first === 'image' || first === 'builder';
  if (!isGroup) return null;
  for (at++; at < args.length && /^-/.test(args[at]!.text); at++) if (args[at]!.text === '--builder') at++;
  return args[at]?.value === 'build' || args[at]?.value === 'b' ? args.slice(at + 1) : null;
}

/** The arguments of a build. */
export function readBuildArguments(words: readonly Word[], isPodman: boolean): CommandBuild | null {
  const flags: { readonly name: string; readonly value: Word | null; readonly inline: string | null }[] = [];
  const places: Word[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (!word.text.startsWith('-') || word.text === '-') {
      places.push(word);
      continue;
    }
    const equals = word.text.indexOf('=');
    const name = equals < 0 ? word.text : word.text.slice(0, equals);
    const isAlone = equals >= 0 || SWITCHES.has(name);
    const inline = equals < 0 ? null : (word.value?.slice(word.value.indexOf('=') + 1) ?? null);
    flags.push({ name, value: isAlone ? null : (words[++at] ?? null), inline });
  }
  const valueOf = ({ value, inline }: (typeof flags)[number]): string | null =>
    inline ?? (value === null ? null : literal(value));
  const context = contextOf(places);
  const file = flags.findLast(({ name }) => name === '-f' || name === '--file');
  const dockerfile = file === undefined ? null : valueOf(file);
  if (places.length === 0 || (file !== undefined && dockerfile === null) || dockerfile === '-') return null;
  if (context === null ? dockerfile === null : isRemote(context)) return null;
  const stage = flags.findLast(({ name }) => name === '--target');
  const target = stage === undefined ? null : (valueOf(stage) ?? stage.value?.text ?? '$TARGET');
  const args = flags
    .filter(({ name }) => name === '--build-arg')
    .map((flag) => pairOf(valueOf(flag) ?? flag.value?.text.replace(/^"(.*)"$/s, '$1') ?? '', valueOf(flag) !== null));
  return { context, dockerfile, isPodman, target, args: new Map(args) };
}

/** The one place that is written out; others may only be variables in front of it. */
function contextOf(places: readonly Word[]): string | null {
  const values = places.map(literal);
  const last = values.at(-1) ?? null;
  return values.slice(0, -1).every((value) => value === null) ? last : null;
}

/** `NAME=value`, or `NAME` for what the environment holds. */
function pairOf(text: string, isKnown: boolean): readonly [string, string | null] {
  const at = text.indexOf('=');
  return at < 0 ? [text, null] : [text.slice(0, at), isKnown ? text.slice(at + 1) : null];
}

/** A folder of a repository as one that commands may run in. */
export function folderOf(base: string, folder: string): string {
  return absolute(`${base}/${folder}`);
}
