/** When clean-cache says how much it saves. */
import { describe, expect, test } from 'vitest';
import { slimify } from '../../src/engine/pipeline.ts';
import type { Report } from '../../src/engine/report.ts';
import type { Risk } from '../../src/engine/transform.ts';
import { noProject } from '../../src/project/project.ts';
import { cleanCache } from '../../transforms/clean-cache.ts';

const INSTALL = 'RUN apt-get update && apt-get install -y git\n';

function run(text: string, risk: Risk = 'assumes'): Report {
  return slimify(text, { project: noProject, transforms: [cleanCache], risk });
}

function saved(text: string, risk?: Risk): number | null {
  return run(text, risk).estimate?.savedBytes ?? null;
}

describe('the package lists of apt', () => {
  test.each([
    ['debian:bookworm', 19.9e6],
    ['debian:12-slim', 19.9e6],
    ['node:22-trixie', 21.7e6],
    ['python:3.12', 19.9e6],
    ['ubuntu:22.04', 82.3e6],
  ])('are as big as they are on %s', (image, bytes) => {
    expect(saved(`FROM ${image}\n${INSTALL}`)).toBe(bytes);
  });
  test('are said with what was measured', () => {
    expect(run(`FROM debian:12\n${INSTALL}`).applied[0]!.saves).toEqual({
      what: 'the apt package lists',
      bytes: 19.9e6,
      date: expect.stringMatching(/^20\d\d-\d\d$/),
      source: expect.stringContaining('apt-get update'),
    });
  });
  test.each(['example.org/base:1', 'ubuntu', 'debian:buster', '$BASE'])('are of no known size on %s', (image) => {
    const { applied, estimate } = run(`FROM ${image}\n${INSTALL}`);
    expect(applied.map(({ saves }) => saves)).toEqual([undefined]);
    expect(estimate).toBeNull();
  });
  test('count once where several RUNs fetch them', () => {
    const { applied, estimate } = run(`FROM debian:12\n${INSTALL}ENV A=1\n${INSTALL.replace('git', 'curl')}`);
    expect(applied).toHaveLength(2);
    expect(estimate).toMatchObject({ savedBytes: 19.9e6 });
  });
  test('count where another RUN deletes them already', () => {
    const clean = 'RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n';
    expect(saved(`FROM debian:12\n${clean}ENV A=1\n${INSTALL}`)).toBe(19.9e6);
  });
  test.each([
    ['a RUN that a later one needs them of', `RUN apt-get update\nENV A=1\nRUN apt-get install -y curl\n`],
    [
      'a RUN that cannot be read',
      'RUN ["apt-get", "update", $X]\nRUN <<EOF python3\nimport os; os.system("apt-get update")\nEOF\n',
    ],
    ['a RUN that ends early', 'RUN apt-get update && apt-get install -y curl && exec true\n'],
    [
      'a RUN with a cache mounted',
      'RUN --mount=type=cache,target=/var/lib/apt/lists apt-get update && apt-get install -y curl\n',
    ],
  ])('do not count while there is %s', (_, other) => {
    const { applied, estimate } = run(`FROM debian:12\n${INSTALL}${other}`);
    expect(applied.map(({ saves }) => saves)).toEqual(applied.map(() => undefined));
    expect(estimate).toBeNull();
  });
  test('do not count in a builder', () => {
    expect(saved(`FROM debian:12 AS build\n${INSTALL}FROM debian:12\nCOPY --from=build /x /x\n`)).toBeNull();
  });
});

test.each([
  ['pip', 'FROM python:3.12\nRUN pip install flask\n'],
  ['npm', 'FROM node:22\nRUN npm install -g serve\n'],
  ['apk', 'FROM alpine:3.20\nRUN apk add git\n'],
])('nobody knows what %s would store', (_, text) => {
  expect(run(text)).toMatchObject({ changed: true, estimate: null });
});
