/** What parts of a shell body do beside running programs. */
import type { List, Node, Redirect, Word } from '../../src/dockerfile/shell.ts';

/** Leaves something in the shell that the rest may need. */
const LEAKS: ReadonlySet<string> = new Set(
  'cd set export . source eval alias unalias umask ulimit trap shopt declare typeset readonly unset local exec exit return read pushd popd hash'.split(
    ' ',
  ),
);

/** Whether a part leaves something behind in its shell. */
export function leaks(part: Node): boolean {
  switch (part.kind) {
    case 'command':
      return part.words.length === 0 || LEAKS.has(part.words[0]!.value ?? '');
    case 'and-or':
      return part.items.some(leaks);
    case 'group':
      return part.body.items.some(({ node }) => leaks(node));
    case 'compound':
      return (
        part.keyword === 'function' ||
        part.keyword === 'for' ||
        part.bodies.some(({ items }) => items.some(({ node }) => leaks(node)))
      );
    default:
      return false;
  }
}

/** Whether a part asks how the one before it ended, or which process it is. */
export function readsStatus(part: Node): boolean {
  return wordsOf(part).some(({ text }) => /\$[?!_$]/.test(text));
}

/** Redirections that no program of `invocations` has: of blocks, and of commands without words. */
export function looseRedirects(list: List): readonly Redirect[] {
  return list.items.flatMap(({ node }) => looseOf(node));
}

function looseOf(node: Node): readonly Redirect[] {
  switch (node.kind) {
    case 'command': {
      const inner = [...node.words, ...node.assignments].flatMap(({ scripts }) => scripts.flatMap(looseRedirects));
      return node.words.length === 0 ? [...node.redirects, ...inner] : inner;
    }
    case 'pipeline':
      return node.commands.flatMap(looseOf);
    case 'and-or':
      return node.items.flatMap(looseOf);
    case 'subshell':
    case 'group':
      return [...node.redirects, ...looseRedirects(node.body)];
    case 'compound':
      return [...node.redirects, ...node.bodies.flatMap(looseRedirects)];
  }
}

function wordsOf(node: Node): readonly Word[] {
  switch (node.kind) {
    case 'command':
      return node.words;
    case 'pipeline':
      return node.commands.flatMap(wordsOf);
    case 'and-or':
      return node.items.flatMap(wordsOf);
    case 'subshell':
    case 'group':
      return node.body.items.flatMap(({ node: inner }) => wordsOf(inner));
    case 'compound':
      return [...node.words, ...node.bodies.flatMap(({ items }) => items.flatMap(({ node: inner }) => wordsOf(inner)))];
  }
}
