/**
 * merge-run against real shells: what the joined body does is what the separate ones did, each in a shell of its own and
 * the next only if the one before succeeded; for no failure and for each single failure.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseDocument } from '../../src/dockerfile/document.ts';
import { readShell } from '../../src/dockerfile/shell.ts';
import { mergeRun } from '../../transforms/merge-run.ts';
import { runTransform } from '../support/harness.ts';
import {
  Bodies,
  type Comparison,
  compare,
  ERREXIT_SHAPES,
  runApart,
  STUBS,
  seededRandom,
} from '../support/shell-bodies.ts';

const SEED = 20_240_607;
const CASES = 1_750;
const WANTED_PAIRS = 2_000;
const WANTED_MERGED = 1_000;
const CHUNK = 50;

/** SHELL lines to try, with what they turn on in every body. */
const SHELLS: readonly { readonly line: string; readonly options: string }[] = [
  { line: '', options: '' },
  { line: 'SHELL ["/bin/sh", "-ec"]\n', options: 'set -e;' },
  { line: 'SHELL ["/bin/bash", "-euxc"]\n', options: 'set -eux;' },
];

interface Generated extends Comparison {
  readonly text: string;
}

/** The bodies of the RUNs of a text, as the shell gets them. */
function bodiesOf(text: string): string[] {
  const parsed = parseDocument(text);
  if (!parsed.ok) throw new Error(`${parsed.problem.message}\n${text}`);
  return parsed.document.instructions.filter(({ keyword }) => keyword === 'RUN').map((run) => run.arguments.rest);
}

function always(text: string): string {
  const report = runTransform(mergeRun, text, { options: { policy: 'always' } });
  expect(report.rejected).toEqual([]);
  expect(report.error).toBeNull();
  return report.after;
}

function generate(): { readonly pairs: number; readonly merged: readonly Generated[] } {
  const random = seededRandom(SEED);
  const bodies = new Bodies(random, ERREXIT_SHAPES);
  let pairs = 0;
  const merged: Generated[] = [];
  for (let i = 0; i < CASES; i++) {
    const count = random() < 0.2 ? 3 : 2;
    const shell = SHELLS[random() < 0.85 ? 0 : 1 + Math.floor(random() * 2)]!;
    const runs = STUBS.slice(0, count).map((stubs) => `RUN ${bodies.body(stubs)}\n`);
    const text = `FROM debian:12\n${shell.line}${runs.join('')}`;
    const before = bodiesOf(text);
    if (before.length !== count || !parseable(text)) continue;
    pairs += count - 1;
    const result = always(text);
    if (result === text) continue;
    expect(always(result)).toBe(result);
    merged.push({ text: `${text}=>\n${result}`, before, after: bodiesOf(result), options: shell.options });
  }
  return { pairs, merged };
}

function parseable(text: string): boolean {
  const parsed = parseDocument(text);
  return parsed.ok && parsed.document.instructions.every((each) => each.keyword !== 'RUN' || readShell(each).readable);
}

const { pairs, merged } = generate();

describe('joined bodies do what the separate ones did', () => {
  test('enough pairs are tried and enough are joined', () => {
    expect(pairs).toBeGreaterThanOrEqual(WANTED_PAIRS);
    expect(merged.length).toBeGreaterThanOrEqual(WANTED_MERGED);
  });

  test.concurrent.each(['sh', 'bash'])(
    'under %s',
    async (shell) => {
      const wrong: string[] = [];
      for (let at = 0; at < merged.length; at += CHUNK) {
        const chunk = merged.slice(at, at + CHUNK);
        const outputs = await compare(shell, chunk);
        for (const [i, [before, after]] of outputs.entries()) {
          expect(before).toContain('@none');
          if (before !== after) wrong.push(`${chunk[i]!.text}--- before\n${before}--- after\n${after}`);
        }
      }
      expect(wrong.slice(0, 3).join('\n\n')).toBe('');
    },
    120_000,
  );

  test.concurrent.each(['sh', 'bash'])(
    'subshells stand in for processes under %s',
    async (shell) => {
      const sample = merged.filter((_, i) => i % Math.ceil(merged.length / 40) === 0);
      const outputs = await compare(shell, sample);
      for (const [i, { before, after, options }] of sample.entries()) {
        const [quickBefore, quickAfter] = outputs[i]!.map((output) =>
          output
            .split('@')
            .find((part) => part.startsWith('none'))!
            .slice(5),
        );
        expect(await runApart(shell, before, options, 'none')).toBe(quickBefore);
        expect(await runApart(shell, after, options, 'none')).toBe(quickAfter);
      }
    },
    120_000,
  );
});

/** The shapes of the tables, as their README writes them. */
const A: Readonly<Record<string, string>> = {
  CHAIN: 'a && b && c',
  OR: 'a || b && c',
  OR2: 'a && b || c',
  LIST: 'a; b && c',
  LISTE: 'set -e; a; b; c',
  'LISTE-or': 'set -eu; a || b; c',
  'LISTE-andlist': 'set -e; a && b; c',
  CD: 'cd /usr && a && b',
  EXPORT: 'export V=1 && a && b',
  UMASK: 'umask 077 && a && b',
  EXIT: 'a && exit 0',
  EXEC: 'exec a',
  FOR: 'for x in 1 2; do a; done',
  IF: 'if a; then b; fi',
  TRAP: "trap 'c' EXIT && a && b",
  COMMENT: 'a && b # note',
  SETX: 'set -x && a && b',
  NEG: '! a && b',
  BRACE: '{ a; b; }',
  SUB: '(cd /usr && a)',
  'SETE-chain': 'set -e && a && b',
};
const B: Readonly<Record<string, string>> = {
  CHAIN: 'd && e',
  OR: 'd || e',
  ORCHAIN: 'd && e || f',
  LIST: 'd; e',
  LISTE: 'set -e; d; e; f',
  'LISTE-and': 'set -e; d && e; f',
  IF: 'if d; then e; fi',
  NEG: '! d',
};

describe('the joins of the tables', () => {
  const tables = ['dash', 'bash'].map((name) =>
    readTable(new URL(`../shell-oracle/joins-${name}.tsv`, import.meta.url)),
  );
  const rows = Object.keys(A).flatMap((a) => Object.keys(B).map((b) => [a, b] as const));

  test.each(rows)('%s and %s', (a, b) => {
    const [body, ...more] = bodiesOf(always(`FROM debian:12\nRUN ${A[a]}\nRUN ${B[b]}\n`));
    if (more.length > 0) return;
    const join = joinOf(body!.replace(/\s+/g, ' '), A[a]!.replace(/ #.*/, ''), B[b]!);
    // The tables say of a comment what happens when it stays at the end; it is moved.
    const row = a === 'COMMENT' ? 'CHAIN' : a;
    for (const table of tables) expect(table.get(`${row} ${b}`)).toContain(join);
  });

  test('most pairs are joined', () => {
    const joined = rows.filter(([a, b]) => bodiesOf(always(`FROM debian:12\nRUN ${A[a]}\nRUN ${B[b]}\n`)).length === 1);
    expect(joined.length / rows.length).toBeGreaterThan(0.85);
  });
});

function readTable(path: URL): ReadonlyMap<string, readonly string[]> {
  const rows = readFileSync(path, 'utf8').trimEnd().split('\n');
  return new Map(
    rows.map((row) => {
      const [a, b, joins = ''] = row.split('\t');
      return [`${a} ${b}`, joins.split(', ')];
    }),
  );
}

function joinOf(merged: string, a: string, b: string): string | null {
  const withoutSet = b.replace(/^set -\w+(?:;| &&) /, '');
  const forms: readonly (readonly [string, string])[] = [
    ['A && B', `${a} && ${b}`],
    ['A && B', `${a} && ${withoutSet}`],
    ['A && {B;}', `${a} && { ${b}; }`],
    ['(A) && B', `( ${a} ) && ${b}`],
    ['(A) && {B;}', `( ${a} ) && { ${b}; }`],
    ['A; B', `${a}; ${b}`],
    ['A; B', `${a}; ${withoutSet}`],
  ];
  return forms.find(([, text]) => text === merged)?.[0] ?? null;
}
