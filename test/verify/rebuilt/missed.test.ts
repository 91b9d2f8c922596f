import { describe, expect, test } from 'vitest';
import { type FileStat, memoryProject, type Project } from '../../../src/project/project.ts';
import type { BuildStep } from '../../../src/verify/container-engine.ts';
import { countMissed } from '../../../src/verify/rebuilt/missed.ts';

const files = { 'package.json': '{}', 'src/main.js': '1\n', 'src/tool.js': '2\n', 'a b/i.js': '3\n' };
const inMemory = memoryProject({ ...files, 'link/main.js': '1\n', 'link.js': '1\n' });
const statOf = (path: string): FileStat | null => {
  const stat = inMemory.statOf(path);
  return stat === null || !/^link(?:\.js)?$/.test(path) ? stat : { ...stat, isLink: true };
};
/** `link` leads to `src`, and `link.js` to a file of it. */
const project: Project = { ...inMemory, statOf, disk: { ...inMemory.disk, statOf } };

function missed(...steps: readonly (readonly [text: string, fresh: BuildStep['fresh'], cached?: boolean])[]): number {
  const all = steps.map(([text, fresh, cached = false]) => ({ text, stage: null, cached, fresh, seconds: 1 }));
  return countMissed(all, 'src/main.js', project);
}

describe('should have been in the cache', () => {
  test.each([
    ['what is made from nothing new', 'RUN apt-get update', 'nothing'],
    ['a COPY without the file that has changed', 'COPY package.json ./', 'context'],
    ['one with flags, of several files', 'COPY --chown=1:1 --link src/tool.js package.json /srv/', 'context'],
    ['one by a pattern', 'COPY package*.json .', 'context'],
    ['a list, which is printed without quotes', 'COPY --chown=1:1 [a b/i.js, package.json, /srv/]', 'context'],
  ] as const)('%s', (_, text, fresh) => {
    expect(missed([text, fresh])).toBe(1);
  });
});

describe('is run for a reason', () => {
  test.each([
    ['a COPY of the file', 'COPY src/main.js .', 'context'],
    ['a COPY of its folder', 'COPY src/ /src/', 'context'],
    ['a COPY of all', 'COPY . .', 'context'],
    ['one by a pattern', 'COPY src/*.js .', 'context'],
    ['what is downloaded, which may have changed', 'ADD https://example.com/x /x', 'context'],
    ['a RUN that looks into the context', 'RUN --mount=type=bind,target=/src make', 'context'],
    ['what is run because of another step', 'RUN npm ci', 'step'],
    ['what the engine says nothing of', 'RUN npm ci', null],
    ['a COPY that cannot be read', 'COPY $UNKNOWN /x', 'context'],
    ['a list with its folder', 'COPY [src, /x/]', 'context'],
    ['one without blanks', 'COPY  [package.json,src,/x/]', 'context'],
    ['a bracket that a backslash may have stood before', 'COPY src/[main].js /x/', 'context'],
    ['one in a list', 'COPY [src/[main].js, /x/]', 'context'],
    ['a COPY of a link to its folder', 'COPY link /x/', 'context'],
    ['one of what is behind a link', 'COPY package.json link/main.js /x/', 'context'],
    ['one of a link to the file', 'COPY ./link.js /x/', 'context'],
  ] as const)('%s', (_, text, fresh) => {
    expect(missed([text, fresh])).toBe(0);
  });
});

test('what was in the cache is not missed, and what follows from a step is not counted', () => {
  const all = [
    ['WORKDIR /app', 'nothing', true],
    ['RUN apt-get update', 'nothing'],
    ['COPY package.json .', 'step'],
    ['RUN npm ci', 'step'],
  ] as const;
  expect(missed(...all)).toBe(1);
});
