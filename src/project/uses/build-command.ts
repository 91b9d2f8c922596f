/** `docker build` and its relatives in shell text. */

import { type Invocation, invocations } from '../../dockerfile/commands.ts';
import { type List, type Node, readScript, type Word } from '../../dockerfile/shell.ts';
import { absolute } from '../absolute.ts';
import type { BuildGiven } from '../uses.ts';
import { type CommandBuild, literal, readBuild } from './build-arguments.ts';
import { type Declared, declare, type Repository } from './declared.ts';
import { contextFrom, NOTHING_GIVEN } from './given.ts';
import { relativeTo, resolveIn } from './written-paths.ts';

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
      const given = { ...NOTHING_GIVEN, contexts: contextsOf(build, folder) };
      const at = { kind: 'command', file, line, name: null } as const;
      return declare(repository, { ...at, context, dockerfile, target, args, build: given });
    }
  }
  return [];
}

function contextsOf({ contexts = new Map() }: CommandBuild, folder: string): BuildGiven['contexts'] {
  return new Map([...contexts].map(([name, value]) => [name, contextFrom('a variable', value, folder)] as const));
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

/** A folder of a repository as one that commands may run in. */
export function folderOf(base: string, folder: string): string {
  return absolute(`${base}/${folder}`);
}
