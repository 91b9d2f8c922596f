/** What the words of a RUN stand for: variables of the file and of the RUN itself replaced, paths made absolute. */

import { expandWord } from '../../../src/dockerfile/expand.ts';
import type { List, Node, Word } from '../../../src/dockerfile/shell.ts';
import { absolute } from '../../../src/project/copies.ts';
import type { Step } from '../app.ts';

/** A path of the image. With `*` and its like in it, a pattern. */
export interface Target {
  readonly path: string;
  readonly isPattern: boolean;
}

const locals = new WeakMap<List, ReadonlyMap<string, string | null>>();

/** The words that the shell makes of one; null when they are known at build time only. */
export function valuesOf(word: Word, { body, state }: Step): readonly string[] | null {
  if (word.value !== null) return [word.value];
  if (word.scripts.length > 0 || /[`]|\$\(/.test(word.text)) return null;
  const own = localsOf(body.list);
  const home = state.user === 'root' || state.user === '0' ? '/root' : null;
  const lookup = (name: string): string | null =>
    own.get(name) ?? (own.has(name) ? null : (state.env.get(name) ?? (name === 'HOME' ? home : null)));
  const text = /^~(?=\/|$)/.test(word.text) && home !== null ? home + word.text.slice(1) : word.text;
  const value = text.startsWith('~') ? null : expandWord(text, lookup, '\\');
  if (value === null) return null;
  return /^\$(?:\w+|\{\w+\})$/.test(word.text) ? value.split(/\s+/).filter((part) => part !== '') : [value];
}

/** One path that a word names; null when it cannot be told. */
export function targetOf(word: Word, step: Step): Target | null {
  const values = valuesOf(word, step);
  const value = values?.length === 1 ? values[0]! : null;
  if (value === null || value === '') return null;
  const isPattern = word.hasGlob || (word.value === null && /[*?[]/.test(value) && !/["']/.test(word.text));
  if (isPattern && /[{}]/.test(value)) return null;
  if (value.startsWith('/')) return { path: absolute(value), isPattern };
  return step.cwd === null ? null : { path: absolute(`${step.cwd}/${value}`), isPattern };
}

/** Variables that the RUN sets to what can be read; null for one that it sets to something else, or twice. */
function localsOf(list: List): ReadonlyMap<string, string | null> {
  let found = locals.get(list);
  if (found === undefined) {
    const map = new Map<string, string | null>();
    readList(list, map);
    found = map;
    locals.set(list, found);
  }
  return found;
}

function readList({ items }: List, found: Map<string, string | null>): void {
  for (const { node } of items) readNode(node, found);
}

function readNode(node: Node, found: Map<string, string | null>): void {
  switch (node.kind) {
    case 'command': {
      const { words, assignments } = node;
      if (words.length === 0) for (const { name, value } of assignments) note(found, name, value);
      if (words[0]?.value !== 'export' && words[0]?.value !== 'readonly') return;
      for (const { value } of words.slice(1)) {
        const parts = /^(\w+)=([\s\S]*)$/.exec(value ?? '');
        if (parts !== null) note(found, parts[1]!, parts[2]!);
      }
      return;
    }
    case 'pipeline':
      for (const command of node.commands) readNode(command, found);
      return;
    case 'and-or':
      for (const item of node.items) readNode(item, found);
      return;
    case 'subshell':
    case 'group':
      readList(node.body, found);
      return;
    case 'compound': {
      // What is set under a condition, or again and again, may have any value.
      const inner = new Map<string, string | null>();
      for (const body of node.bodies) readList(body, inner);
      for (const name of inner.keys()) found.set(name, null);
    }
  }
}

function note(found: Map<string, string | null>, name: string, value: string | null): void {
  found.set(name, found.has(name) && found.get(name) !== value ? null : value);
}
