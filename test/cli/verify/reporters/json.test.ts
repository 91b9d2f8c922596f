/** `verify --format json`: the contract of docs/json.md. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { unifiedDiff } from '../../../../src/cli/diff.ts';
import { jsonReporter } from '../../../../src/cli/verify/reporters/json.ts';
import type { Verified } from '../../../../src/verify/verified.ts';
import {
  alike,
  batch,
  brokenBuild,
  brokenCheck,
  ENGINE,
  hostile,
  huge,
  image,
  NO_SIDE,
  notVerified,
  repaired,
  summary,
  unchanged,
} from './samples.ts';

function text(files: readonly Verified[]): string {
  const reporter = jsonReporter();
  const parts = files.map((verified) => reporter.file(verified));
  return `${reporter.begin(ENGINE)}${parts.join('')}${reporter.end(summary)}`;
}

function entry(verified: Verified) {
  return JSON.parse(text([verified])).files[0];
}

describe('a file', () => {
  test('is the contract of docs/json.md', () => {
    const { before, after } = alike.report!;
    expect(entry(alike)).toEqual({
      path: 'services/api/Dockerfile',
      status: 'alike',
      why: null,
      changed: true,
      written: true,
      before,
      after,
      diff: unifiedDiff(alike.path, before, after),
      applied: expect.arrayContaining([
        {
          key: 'split-stages:1f3a1',
          transform: 'split-stages',
          line: 1,
          message: 'run on node:20-slim with production dependencies and dist',
          risk: 'assumes',
          assumption: 'the app uses no program of node:20 that node:20-slim lacks',
        },
      ]),
      estimate: null,
      dropped: [],
      sides: {
        before: expect.objectContaining({ built: true, failed: null, bytes: 1_234_000_000, coldSeconds: 48.24 }),
        after: expect.objectContaining({ built: true, failed: null, check: alike.after!.check }),
      },
      changedFile: 'src/server.ts',
      config: alike.config,
      files: { ...alike.files, unlisted: { missing: 0, changed: 0 } },
    });
  });

  test('has maps of the image config as objects, whatever their names', () => {
    const config = { env: new Map([['__proto__', 'x']]), labels: new Map([['a.b', '1']]) };
    const side = { ...NO_SIDE, image: image([['RUN a', 1]], config) };
    const { sides } = entry({ ...alike, before: side });
    expect(JSON.stringify(sides.before.config.env)).toBe('{"__proto__":"x"}');
    expect(sides.before.config.labels).toEqual({ 'a.b': '1' });
    expect(sides.before.layers).toEqual([{ by: 'RUN a', bytes: 1_000_000 }]);
  });

  test('has steps as they are described', () => {
    const { coldSteps, rebuilt } = entry(alike).sides.after;
    expect(Object.keys(rebuilt)).toEqual(['seconds', 'steps', 'missed']);
    for (const step of [...coldSteps, ...rebuilt.steps])
      expect(Object.keys(step)).toEqual(['text', 'stage', 'cached', 'seconds']);
  });

  test('says what failed, and with which log', () => {
    const { sides } = entry(brokenBuild);
    expect(sides.after).toMatchObject({ built: false, bytes: null, layers: null, config: null, rebuilt: null });
    expect(sides.after.failed).toMatchObject({ cause: 'failed', step: expect.stringMatching(/^RUN pip/) });
    expect(sides.after.failed.log).toHaveLength(5);
  });

  test('says what was dropped, in words and by its code', () => {
    const [dropped] = entry(repaired).dropped;
    expect(dropped).toMatchObject({
      key: 'reorder-copy:77aa',
      transform: 'reorder-copy',
      line: 4,
      why: 'with it RUN pip install --no-cache-dir -r /srv/requirements.txt fails',
      broke: { what: 'build' },
    });
    expect(entry(brokenCheck).dropped.map(({ broke }: { broke: { what: string } }) => broke.what)).toEqual([
      'check',
      'config',
    ]);
  });

  test('says why it was not verified', () => {
    expect(entry(notVerified)).toMatchObject({
      status: 'not-verified',
      why: { code: 'several-contexts', folders: ['tools', 'tools/image', '.'], message: expect.any(String) },
      changed: false,
      before: null,
      after: null,
      diff: '',
      applied: [],
      sides: { before: null, after: null },
      files: null,
    });
  });

  test('has no diff when nothing changes', () => {
    expect(entry(unchanged)).toMatchObject({ status: 'unchanged', changed: false, diff: '' });
  });

  test('has the same fields in the same order, whatever came of it', () => {
    const orders = [...batch, hostile].map((verified) => Object.keys(entry(verified)).join());
    expect(new Set(orders).size).toBe(1);
  });
});

describe('the whole', () => {
  test('comes file by file: one line each, with the totals at the end', () => {
    const lines = text(batch).trimEnd().split('\n');
    expect(lines).toHaveLength(batch.length + 2);
    expect(lines[0]).toBe(`{"version":1,"engine":"${ENGINE}","files":[`);
    expect(JSON.parse(text(batch)).files.map((file: { path: string }) => file.path)).toEqual(
      batch.map((verified) => verified.path),
    );
    expect(JSON.parse(text(batch)).summary).toEqual(summary);
  });

  test('is valid without files, and with all that strings may hold', () => {
    expect(JSON.parse(text([]))).toEqual({ version: 1, engine: ENGINE, files: [], summary });
    expect(JSON.parse(text([hostile, huge])).files[0].path).toBe(hostile.path);
  });

  test('names every field in docs/json.md', () => {
    const page = readFileSync(path.join(import.meta.dirname, '../../../../docs/json.md'), 'utf8');
    const section = page.slice(page.indexOf('# `slimify verify --format json`'));
    const { version, engine, files, summary: totals } = JSON.parse(text(batch));
    const fields = new Set<string>();
    const collect = (value: unknown): void => {
      if (Array.isArray(value)) for (const each of value) collect(each);
      else if (value !== null && typeof value === 'object')
        for (const [name, below] of Object.entries(value)) {
          fields.add(name);
          if (name !== 'env' && name !== 'labels') collect(below);
        }
    };
    collect(files);
    expect(fields.size).toBeGreaterThan(40);
    for (const name of fields) expect(section, name).toContain(`\`${name}\``);
    for (const name of Object.keys({ version, engine, ...totals })) expect(section).toContain(`"${name}"`);
  });
});
