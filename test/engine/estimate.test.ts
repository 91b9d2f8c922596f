import { describe, expect, test } from 'vitest';
import { type Document, parseDocument } from '../../src/dockerfile/document.ts';
import { type Estimate, estimate, type Saver } from '../../src/engine/estimate.ts';
import { slimify } from '../../src/engine/pipeline.ts';
import { defineTransform, fixKey, type Saving } from '../../src/engine/transform.ts';
import { sizeOf } from '../../src/facts/image-sizes.ts';
import { noProject } from '../../src/project/project.ts';

const LISTS: Saving = { what: 'the lists', bytes: 20e6, source: 'du', date: '2026-11' };
const SLIM = 'FROM node:22-slim\n';

function parse(text: string): Document {
  const parsed = parseDocument(text);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  return parsed.document;
}

function between(before: string, after: string, applied: readonly Saver[] = [], held: readonly Saver[] = []) {
  return estimate(parse(before), parse(after), applied, held);
}

function bytes(reference: string): number {
  return sizeOf(reference)!.bytes;
}

function figures(found: Estimate | null) {
  return found === null ? null : [found.beforeBytes, found.afterBytes, found.savedBytes];
}

describe('base images', () => {
  test('are counted one against the other, with what was looked up and when', () => {
    expect(between('FROM node:22\n', SLIM)).toEqual({
      beforeBytes: bytes('node:22'),
      afterBytes: bytes('node:22-slim'),
      savedBytes: bytes('node:22') - bytes('node:22-slim'),
      counts: [
        {
          kind: 'base-image',
          what: 'node:22',
          beforeBytes: bytes('node:22'),
          afterBytes: 0,
          source: expect.stringMatching(/^node:22-bookworm: ./),
          date: expect.stringMatching(/^20\d\d/),
        },
        expect.objectContaining({ what: 'node:22-slim', beforeBytes: 0, afterBytes: bytes('node:22-slim') }),
      ],
    });
  });

  test.each([
    ['an ARG', 'ARG TAG=22\nFROM node:${TAG}\n'],
    ['an ARG with a default of its own', 'FROM node:${TAG:-22}\n'],
    ['a whole reference in an ARG', 'ARG IMAGE="node:22"\nFROM $IMAGE\n'],
    ['a platform', 'FROM --platform=$BUILDPLATFORM node:22\n'],
    ['another stage', 'FROM node:22 AS base\nFROM base AS app\nFROM APP\n'],
    ['a stage with the name of an image', 'FROM node:22 AS debian\nFROM debian\n'],
    ['a digest behind the tag', `FROM node:22@sha256:${'0'.repeat(64)}\n`],
    ['a mirror of the official images', 'FROM docker.io/library/node:22\n'],
    ['lower case, and a builder that is left behind', 'from golang:1.22 as build\nfrom node:22\n'],
    ['continuation lines', 'FROM \\\n  node:22 \\\n  AS app\n'],
  ])('are found through %s', (_, before) => {
    expect(figures(between(before, SLIM))).toEqual([
      bytes('node:22'),
      bytes('node:22-slim'),
      bytes('node:22') - bytes('node:22-slim'),
    ]);
  });

  test.each([
    ['its tag is not known', 'ARG TAG\nFROM node:$TAG\n'],
    ['the builder sets its variable', 'FROM node:22-$TARGETARCH\n'],
    ['there is a digest alone', `FROM node@sha256:${'0'.repeat(64)}\n`],
    ['it is somebody else’s', 'FROM example.org/node:22\n'],
    ['its reference is no name', 'FROM node:22:22\n'],
    ['its variable refers to itself', 'ARG A=$A\nFROM $A\n'],
    ['it is a stage that comes later', 'FROM later\nFROM node:22 AS later\nFROM later-than-that\n'],
  ])('is unknown where %s: the other side alone has a figure, and nothing is saved', (_, before) => {
    expect(figures(between(before, SLIM))).toEqual([null, bytes('node:22-slim'), null]);
  });

  test('scratch is empty', () => {
    expect(figures(between('FROM golang:1.26\n', 'FROM golang:1.26 AS build\nFROM scratch\n'))).toEqual([
      bytes('golang:1.26'),
      0,
      bytes('golang:1.26'),
    ]);
  });
});

describe('nothing is said', () => {
  test.each([
    ['the base image stays, and no fix knows what it saves', 'FROM node:22\nRUN a\n', 'FROM node:22\nRUN b\n'],
    ['it stays, and nobody knows it', 'FROM a\nRUN a\n', 'FROM a\nRUN b\n'],
    [
      'only a builder’s base changes',
      'FROM node:22 AS a\nFROM debian:12\n',
      'FROM node:22-slim AS a\nFROM debian:12\n',
    ],
    ['neither base image is known', 'FROM a\n', 'FROM b\n'],
    ['one figure stands for both', 'FROM node:20\n', 'FROM node:22-bookworm\n'],
  ])('where %s', (_, before, after) => {
    expect(between(before, after)).toBeNull();
  });
});

describe('what fixes save', () => {
  const before = 'FROM debian:12\nRUN a\nRUN b\n';

  test('is counted on top of the base image', () => {
    const found = between(before, before, [{ line: 2, saves: LISTS }]);
    expect(figures(found)).toEqual([bytes('debian:12') + 20e6, bytes('debian:12'), 20e6]);
    expect(found!.counts).toEqual([
      expect.objectContaining({ what: 'debian:12', beforeBytes: bytes('debian:12'), afterBytes: bytes('debian:12') }),
      { kind: 'fix', what: 'the lists', beforeBytes: 20e6, afterBytes: 0, source: 'du', date: '2026-11' },
    ]);
  });
  test('is all that is known on an unknown base image that stays', () => {
    const found = between('FROM a\nRUN a\n', 'FROM a\nRUN b\n', [{ line: 2, saves: LISTS }]);
    expect(figures(found)).toEqual([null, null, 20e6]);
    expect(found!.counts.map(({ what }) => what)).toEqual(['the lists']);
  });
  test('is no estimate of its own where unknown base images take turns', () => {
    expect(between('FROM a\nRUN a\n', 'FROM b\nRUN b\n', [{ line: 2, saves: LISTS }])).toBeNull();
  });
  test('comes on top where the base image changes', () => {
    expect(figures(between('FROM node:22\nRUN a\n', SLIM, [{ line: 2, saves: LISTS }]))).toEqual([
      bytes('node:22') + 20e6,
      bytes('node:22-slim'),
      bytes('node:22') - bytes('node:22-slim') + 20e6,
    ]);
  });
  test('counts once for the same thing', () => {
    const twice = [2, 3].map((line) => ({ line, saves: LISTS }));
    expect(between(before, before, twice)!.savedBytes).toBe(20e6);
  });
  test('counts for each thing', () => {
    const other = { ...LISTS, what: 'the cache', bytes: 5e6 };
    const both = [
      { line: 2, saves: LISTS },
      { line: 3, saves: other },
    ];
    expect(between(before, before, both)!.savedBytes).toBe(25e6);
  });
  test('does not count while a fix that is held leaves the same thing', () => {
    const held = [{ line: 3, saves: LISTS }];
    expect(between(before, before, [{ line: 2, saves: LISTS }], held)).toBeNull();
  });
  test('counts where what is held is in another image', () => {
    const stages = 'FROM a AS other\nRUN a\nFROM debian:12\nRUN b\n';
    const held = [{ line: 2, saves: LISTS }];
    expect(between(stages, stages, [{ line: 4, saves: LISTS }], held)!.savedBytes).toBe(20e6);
  });
  test.each([
    ['in a stage that is copied from', 'FROM debian:12 AS a\nRUN a\nFROM debian:12\nCOPY --from=a /x /x\n', 2],
    ['in a stage with a name of its own', 'FROM debian:12 AS test\nRUN a\nFROM debian:12\n', 2],
    ['in text that another fix wrote', 'FROM debian:12\nRUN a\n', null],
    ['above the first FROM', 'ARG A=1\nFROM debian:12\n', 1],
  ])('does not count %s', (_, text, line) => {
    expect(between(text, text, [{ line, saves: LISTS }])).toBeNull();
  });
  test('counts in a stage that the last one is built FROM', () => {
    const text = 'FROM debian:12 AS base\nRUN a\nFROM base\nRUN b\n';
    expect(between(text, text, [{ line: 2, saves: LISTS }])!.savedBytes).toBe(20e6);
  });
});

describe('a report', () => {
  const transform = defineTransform({
    id: 'two',
    summary: '',
    why: '',
    risk: 'assumes',
    examples: [],
    defaults: {},
    optionDocs: {},
    *find({ doc }) {
      for (const run of doc.instructions.filter(({ logical }) => /^RUN one/.test(logical))) {
        const edits = [
          {
            span: { start: run.span.start, end: run.span.end },
            text: run.logical.includes('unsound') ? 'NONSENSE' : 'RUN two',
          },
        ];
        const risk = run.logical.includes('risky') ? ('changes' as const) : ('safe' as const);
        const key = fixKey('two', doc, run);
        yield { kind: 'fix', key, at: run.span, message: 'two', risk, declares: [], comments: [], edits, saves: LISTS };
      }
    },
  });
  const run = (text: string) => slimify(text, { project: noProject, transforms: [transform], risk: 'assumes' });

  test('has it, by the lines of the file on disk', () => {
    const { estimate: found, applied } = run('# a comment\nFROM debian:12\nRUN one\n');
    expect(found).toMatchObject({ savedBytes: 20e6 });
    expect(applied[0]!.saves).toEqual(LISTS);
  });
  test('minds what is held back', () => {
    expect(run('FROM debian:12\nRUN one\nRUN one risky\n').estimate).toBeNull();
  });
  test('minds what a comment keeps as it is', () => {
    expect(run('FROM debian:12\nRUN one\n# slimify-ignore two\nRUN one more\n').estimate).toBeNull();
    expect(run('FROM a\n# slimify-ignore two\nRUN one\nFROM debian:12\nRUN one\n').estimate).not.toBeNull();
  });
  test('minds what a check has undone', () => {
    const found = run('FROM debian:12\nRUN one\nRUN one unsound\n');
    expect(found.rejected).toHaveLength(1);
    expect(found.estimate).toBeNull();
  });
  test.each([
    ['nothing changes', 'FROM debian:12\nRUN two\n'],
    ['the file is broken', 'FROM debian:12\nRUN one\nNONSENSE\n'],
    ['it is no Dockerfile', 'one\n'],
    ['it is told to be left alone', '# slimify-ignore-file\nFROM debian:12\nRUN one\n'],
  ])('has none where %s', (_, text) => {
    expect(run(text)).toMatchObject({ changed: false, estimate: null });
  });
});
