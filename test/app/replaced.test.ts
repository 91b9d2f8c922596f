/** Additional contexts that are taken for a stage or an image. */
import { describe, expect, test } from 'vitest';
import { replacedIn } from '../../src/app/replaced.ts';
import { parseDocument } from '../../src/dockerfile/document.ts';
import { NOTHING_GIVEN } from '../../src/project/uses/given.ts';
import { service } from '../support/uses.ts';

describe('what is replaced', () => {
  const found = (text: string, ...names: readonly string[]) => {
    const parsed = parseDocument(text);
    if (!parsed.ok) throw new Error('no document');
    const contexts = new Map(names.map((name) => [name, { kind: 'folder', folder: name }] as const));
    return replacedIn(parsed.document, [service, { ...service, build: { ...NOTHING_GIVEN, contexts } }]);
  };
  test.each([
    ['an image', 'FROM node:20\n', 'docker.io/library/node:20'],
    ['an image of an ARG', 'ARG V=20\nFROM node:$V\n', 'node:20'],
    ['an image of an earlier stage', 'FROM node AS a\nFROM a\n', 'node'],
    ['a stage', 'FROM a AS Build\nFROM b\nCOPY --from=build /x /x\n', 'build'],
  ])('%s', (_, text, name) => {
    expect(found(text, 'other', name)).toEqual({ name, file: 'compose.yaml' });
  });
  test.each([
    ['nothing', 'FROM node:20\n', []],
    ['another tag', 'FROM node:20\n', ['node', 'node:18']],
    ['what has no image', 'FROM scratch\n', ['scratch']],
    ['what is only copied from', 'FROM node:20\nCOPY --from=shared /x /x\n', ['shared']],
  ])('%s', (_, text, names) => {
    expect(found(text, ...names)).toBeNull();
  });
});
