/**
 * What holds for any Dockerfile, whatever the transforms make of it.
 *
 * The seed is fixed, so that a red run can be repeated; SLIMIFY_SEED and SLIMIFY_RUNS look elsewhere and longer.
 */
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { parseDocument } from '../src/dockerfile/document.ts';
import { applyPatch, createPatch, invertPatch } from '../src/dockerfile/edit.ts';
import { toSource } from '../src/dockerfile/lines.ts';
import type { Report } from '../src/engine/report.ts';
import { type AnyTransform, RISKS } from '../src/engine/transform.ts';
import {
  brokenDockerfile,
  dockerfile,
  type GeneratedDockerfile,
  plainDockerfile,
} from './support/dockerfile-arbitrary.ts';
import { commentsOf, preset, runPreset, toCrlf } from './support/preset.ts';

vi.setConfig({ testTimeout: 120_000 });

const seed = Number(process.env.SLIMIFY_SEED ?? 20_240_817);
const runs = Number(process.env.SLIMIFY_RUNS ?? 300);
console.log(`properties: seed ${seed}, ${runs} runs each`);

const FILES = {
  'package.json': '{"name":"app","scripts":{"build":"tsc"}}',
  'package-lock.json': '{"lockfileVersion":3}',
  'requirements.txt': 'flask\n',
};

function check<T>(arbitrary: fc.Arbitrary<T>, predicate: (value: T) => void): void {
  fc.assert(fc.property(arbitrary, predicate), { seed, numRuns: runs });
}

/** Words of the generator that no transform has a reason to add or to take away. */
const PACKAGES = ['curl', 'git', 'vim', 'jq', 'tzdata', 'nano', 'wget', 'flask', 'gunicorn', 'pm2', 'numpy', 'bundler'];

/** How often a marker stands in the text. */
function count(text: string, marker: string): number {
  return text.split(marker).length - 1;
}

/** What must hold of every result, however it came about. */
function expectValid(input: GeneratedDockerfile, report: Report): void {
  expect(report.before).toBe(input.text);
  expect(report.error).toBeNull();
  expect(report.rejected).toEqual([]);
  if (!report.changed) {
    expect(report.after).toBe(input.text);
    return;
  }
  const parsed = parseDocument(report.after);
  if (!parsed.ok) throw new Error(`the result does not parse: ${parsed.problem.message}`);
  const comments = commentsOf(parsed.document).join('\n');
  const before = parseDocument(input.text);
  const visible = before.ok ? commentsOf(before.document).join('\n') : '';
  for (const note of input.notes) {
    expect(count(report.after, note)).toBe(1);
    // A tail that a shell body hides behind an opaque line is no comment to us, before or after.
    if (visible.includes(note)) expect(comments).toContain(note);
  }
  for (const name of PACKAGES) {
    const word = new RegExp(`(?<![\\w./-])${name}(?![\\w.-])`, 'g');
    expect(report.after.match(word)?.length, name).toBe(input.text.match(word)?.length);
  }
  const lines = report.after.split(/\r?\n/);
  for (const kept of input.kept) expect(lines.filter((line) => line === kept)).toHaveLength(1);
  expect(report.after.startsWith('\uFEFF')).toBe(input.text.startsWith('\uFEFF'));
  expect(/\n$/.test(report.after)).toBe(/\n$/.test(input.text));
  if (input.text.includes('\r\n')) expect(report.after).not.toMatch(/(?<!\r)\n/);
  else expect(report.after).not.toContain('\r');
  const last = parsed.document.lines.length;
  for (const { line } of [...report.applied, ...report.held, ...report.skipped]) {
    if (line !== null) expect(line >= 1 && line <= Math.max(last, input.text.split('\n').length)).toBe(true);
  }
}

describe('the generator', () => {
  test('gives Dockerfiles that we read, and that the preset has something to say about', () => {
    const samples = fc.sample(dockerfile, { seed, numRuns: 500 });
    const readable = samples.filter(({ text }) => parseDocument(text).ok);
    const changed = readable.filter(({ text }) => runPreset(text).changed);
    expect(readable.length).toBeGreaterThan(450);
    expect(changed.length).toBeGreaterThan(preset.length === 0 ? -1 : 100);
  });
});

describe.each(RISKS)('the preset at risk %s', (risk) => {
  test('gives a valid result that keeps every comment, and a second run changes nothing', () => {
    let second = 0;
    check(dockerfile, (input) => {
      const report = runPreset(input.text, { risk });
      expectValid(input, report);
      expect(report.rounds).toBeLessThanOrEqual(2);
      if (report.rounds > 1) second++;
      const again = runPreset(report.after, { risk });
      expect(again.after).toBe(report.after);
      expect(again.applied).toEqual([]);
    });
    if (second > 0) console.log(`properties: ${second} of ${runs} files needed a second round at risk ${risk}`);
  });

  test('does the same with a build context at hand', () => {
    check(dockerfile, (input) => expectValid(input, runPreset(input.text, { risk, files: FILES })));
  });

  test('gives the CRLF twin of the result for the CRLF twin', () => {
    check(plainDockerfile, ({ text }) => {
      // A heredoc's CRs reach the shell: its CRLF twin runs other commands.
      if (text.includes('<<')) return;
      expect(runPreset(toCrlf(text), { risk }).after).toBe(toCrlf(runPreset(text, { risk }).after));
    });
  });
});

test('in whatever order the transforms run, each result is valid and it ends', () => {
  const orders = fc.shuffledSubarray([...preset], { minLength: preset.length });
  check(fc.tuple(dockerfile, orders), ([input, transforms]) => {
    const report = runPreset(input.text, { transforms });
    expectValid(input, report);
    const again = runPreset(report.after, { transforms });
    expect(again.after).toBe(report.after);
  });
});

test('any subset of the transforms gives a valid result', () => {
  check(
    fc.tuple(dockerfile, fc.subarray([...preset])),
    ([input, transforms]: [GeneratedDockerfile, AnyTransform[]]) => {
      expectValid(input, runPreset(input.text, { transforms }));
    },
  );
});

test('any subset of the fixes gives a valid result, and only those', () => {
  check(fc.tuple(dockerfile, fc.infiniteStream(fc.boolean())), ([input, coins]) => {
    const answers = new Map<string, boolean>();
    const accept = ({ key }: { readonly key: string }): boolean => {
      const answer = answers.get(key) ?? coins.next().value === true;
      answers.set(key, answer);
      return answer;
    };
    const report = runPreset(input.text, { risk: 'changes', accept });
    expectValid(input, report);
    for (const { key } of report.applied) expect(answers.get(key)).toBe(true);
    for (const { heldBy } of report.held) expect(heldBy).toBe('accept');
    if (![...answers.values()].includes(true)) expect(report.changed).toBe(false);
  });
});

test('a fix that was refused does not come back when another one edits its instruction', () => {
  const text = 'FROM python:3.12\nRUN pip install flask && gem install x && apt-get update && apt-get install -y git\n';
  const { applied } = runPreset(text);
  expect(applied.length).toBeGreaterThan(1);
  for (const { key, message } of applied) {
    const report = runPreset(text, { accept: (fix) => fix.key !== key });
    expect(report.applied.map((fix) => fix.message)).not.toContain(message);
    expect(report.held.map((fix) => fix.message)).toContain(message);
    expect(report.rounds).toBe(1);
  }
});

test('a document accounts for its text: instructions in order, each character of a logical line at its place', () => {
  check(dockerfile, ({ text }) => {
    const parsed = parseDocument(text);
    if (!parsed.ok) return;
    let end = 0;
    for (const { span, logical, segments, startLine, endLine } of parsed.document.instructions) {
      expect(span.start).toBeGreaterThanOrEqual(end);
      expect(span.end).toBeGreaterThan(span.start);
      expect(endLine).toBeGreaterThanOrEqual(startLine);
      end = span.end;
      const read = Array.from({ length: logical.trimEnd().length }, (_, i) => text[toSource(segments, i)]).join('');
      expect(read).toBe(logical.trimEnd());
    }
    expect(end).toBeLessThanOrEqual(text.length);
  });
});

test('edits at any instructions can be undone', () => {
  const words = fc.array(fc.tuple(fc.nat(), fc.nat(), fc.constantFrom('', 'x', '# new\n', 'RUN true\n', '\r\n')));
  check(fc.tuple(dockerfile, words), ([{ text }, wanted]) => {
    const parsed = parseDocument(text);
    if (!parsed.ok) return;
    const { instructions } = parsed.document;
    const edits = wanted.map(([which, width, replacement]) => {
      const { span } = instructions[which % instructions.length]!;
      return { span: { start: span.start, end: Math.min(span.start + (width % 30), span.end) }, text: replacement };
    });
    const patch = createPatch(text, edits);
    if (patch === null) return;
    const after = applyPatch(text, patch);
    expect(applyPatch(after, invertPatch(text, patch))).toBe(text);
  });
});

describe('text that is no Dockerfile', () => {
  test.each([
    ['broken', brokenDockerfile],
    ['any string', fc.string({ unit: 'binary', maxLength: 300 })],
    ['any lines', fc.array(fc.string({ unit: 'grapheme' })).map((lines) => `FROM a\nRUN ${lines.join(' \\\n')}`)],
  ])('is an answer, not a crash: %s', (_, arbitrary) => {
    check(arbitrary, (text) => {
      const parsed = parseDocument(text);
      for (const risk of RISKS) {
        const report = runPreset(text, { risk });
        expect(report.rejected).toEqual([]);
        expect(report.error?.code).not.toBe('unstable');
        if (!parsed.ok) expect(report.after).toBe(text);
        if (report.changed) expect(parseDocument(report.after).ok).toBe(true);
      }
    });
  });
});
