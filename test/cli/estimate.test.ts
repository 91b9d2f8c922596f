/** What people and programs are told of an estimate. */
import { describe, expect, test } from 'vitest';
import { estimateWords, roundBytes } from '../../src/cli/estimate-words.ts';
import { jsonReporter } from '../../src/cli/reporters/json.ts';
import { prettyReporter } from '../../src/cli/reporters/pretty.ts';
import { add, count, emptySummary, type FileResult } from '../../src/cli/result.ts';
import type { Counted, Estimate } from '../../src/engine/estimate.ts';
import type { Report } from '../../src/engine/report.ts';
import { slimify } from '../../src/index.ts';

const SOURCE = 'looked up';
const FULL: Counted = {
  kind: 'base-image',
  what: 'a',
  beforeBytes: 1.13e9,
  afterBytes: 0,
  source: SOURCE,
  date: '2026-07',
};
const SLIM: Counted = { ...FULL, what: 'b', beforeBytes: 0, afterBytes: 227.33e6 };
const SAME: Counted = { ...FULL, afterBytes: 1.13e9 };
const LISTS: Counted = { ...FULL, kind: 'fix', what: 'the lists', beforeBytes: 19.9e6, date: '2026-11' };

function estimateOf(...counts: readonly Counted[]): Estimate {
  const beforeBytes = counts.reduce((sum, one) => sum + one.beforeBytes, 0);
  const afterBytes = counts.reduce((sum, one) => sum + one.afterBytes, 0);
  return { beforeBytes, afterBytes, savedBytes: beforeBytes - afterBytes, counts };
}

function resultOf(report: Report, path = 'Dockerfile'): FileResult {
  const nothing = { sideFiles: [], error: null, written: false };
  return { path, patchPath: path, contexts: () => [], named: true, report, ...nothing };
}

function reportWith(estimate: Estimate | null): Report {
  return { ...slimify('FROM debian:12\nRUN apt-get update && apt-get install -y git\n'), estimate };
}

function pretty(quiet = false) {
  return prettyReporter({ write: false, quiet, color: false, explainSkips: false, width: 100 });
}

describe('in words', () => {
  test.each([
    ['new base image', estimateOf(FULL, SLIM), 'about 1.1 GB -> 227 MB (base images only, 2026-07)'],
    ['base image that stays', estimateOf(SAME, LISTS), 'about 20 MB less (the lists only, 2026-11)'],
    [
      'new base image and a fix',
      estimateOf({ ...FULL, date: '2019' }, SLIM, LISTS),
      'about 1.1 GB -> 227 MB (base images and the lists only, 2019 to 2026-11)',
    ],
    [
      'unknown base image that stays',
      { ...estimateOf(LISTS), beforeBytes: null, afterBytes: null },
      'about 20 MB less (the lists only, 2026-11)',
    ],
    [
      'image that is empty',
      estimateOf(FULL, { ...SLIM, afterBytes: 0, date: '2026-11' }),
      'about 1.1 GB -> 0 B (base images only, 2026-07)',
    ],
    [
      'image that grows',
      estimateOf({ ...FULL, beforeBytes: 8.3e6 }, SLIM),
      'about 8 MB -> 227 MB (base images only, 2026-07)',
    ],
  ])('a %s', (_, estimate, words) => {
    expect(estimateWords(estimate)).toBe(words);
  });
  test('one side alone says nothing', () => {
    expect(estimateWords({ ...estimateOf(FULL), afterBytes: null, savedBytes: null })).toBeNull();
  });
  test.each([
    [1.04e9, '1 GB'],
    [1.05e9, '1.1 GB'],
    [999.6e6, '1 GB'],
    [19.9e6, '20 MB'],
    [0, '0 B'],
    [250.16e9, '250 GB'],
  ])('%d bytes are %s', (bytes, words) => {
    expect(roundBytes(bytes)).toBe(words);
  });
});

describe('--format pretty', () => {
  test('has a line of its own behind what changes', () => {
    const text = pretty().file(resultOf(reportWith(estimateOf(SAME, LISTS))));
    expect(text).toMatch(/\n {2}estimate: about 20 MB less \(the lists only, 2026-11\)\n$/);
    expect(text.match(/estimate/g)).toHaveLength(1);
  });
  test.each([
    ['there is none', null],
    ['one side alone is known', { ...estimateOf(FULL), afterBytes: null, savedBytes: null }],
  ])('has none where %s', (_, estimate) => {
    expect(pretty().file(resultOf(reportWith(estimate)))).not.toContain('estimate');
  });
  test('says nothing with --quiet', () => {
    expect(pretty(true).file(resultOf(reportWith(estimateOf(FULL, SLIM))))).toBe('');
  });
  test('has the total of a batch, and in how many files', () => {
    const total = emptySummary();
    for (const estimate of [estimateOf(FULL, SLIM), null, estimateOf(SAME, LISTS)]) {
      const summary = emptySummary();
      count(summary, resultOf(reportWith(estimate)));
      add(total, summary);
    }
    expect(pretty().end(total)).toContain('3 files, 3 to change, 3 fixes, about 923 MB less in 2 of them (estimate)');
  });
  test('has no total where nothing is known', () => {
    const summary = emptySummary();
    count(summary, resultOf(reportWith(null)));
    expect(pretty().end(summary)).not.toContain('estimate');
  });
});

test('--format json has it as the library gives it', () => {
  const estimate = estimateOf(FULL, SLIM);
  expect(JSON.parse(jsonReporter.file(resultOf(reportWith(estimate)))).estimate).toEqual(estimate);
  expect(JSON.parse(jsonReporter.file({ ...resultOf(reportWith(null)), report: null })).estimate).toBeNull();
});
