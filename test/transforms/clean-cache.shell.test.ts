/**
 * clean-cache against real shells: with the clean-up added, a RUN still does what it did and succeeds or fails as it did,
 * for no failure and for each single failure; and where it succeeds, the clean-up has run behind what it cleans.
 */
import { describe, expect, test } from 'vitest';
import { parseDocument } from '../../src/dockerfile/document.ts';
import { cleanCache } from '../../transforms/clean-cache.ts';
import { runTransform } from '../support/harness.ts';
import { Bodies, type Comparison, compare, ERREXIT_SHAPES, STUBS, seededRandom } from '../support/shell-bodies.ts';

const SEED = 20_241_121;
const CASES = 1_500;
const WANTED_CHANGED = 700;
const CHUNK = 50;
const CLEANED = 'CLEANED';

/** What the stubs `a` and `b` stand for, and the command that is added for them. */
const MANAGERS = [
  { base: 'node:20', a: 'npm ci', b: 'npm install', clean: 'npm cache clean --force' },
  { base: 'debian:12', a: 'apt-get update', b: 'apt-get install -y x', clean: 'rm -rf /var/lib/apt/lists/*' },
  { base: 'fedora:40', a: 'dnf install -y x', b: 'dnf upgrade', clean: 'dnf clean all' },
] as const;

const SHELLS = [
  { line: '', options: '' },
  { line: 'SHELL ["/bin/sh", "-ec"]\n', options: 'set -e;' },
] as const;

interface Generated extends Comparison {
  readonly text: string;
}

function generate(): readonly Generated[] {
  const random = seededRandom(SEED);
  const bodies = new Bodies(random, ERREXIT_SHAPES);
  const changed: Generated[] = [];
  for (let i = 0; i < CASES; i++) {
    const manager = MANAGERS[i % MANAGERS.length]!;
    const shell = SHELLS[random() < 0.8 ? 0 : 1];
    const body = bodies.body(STUBS[0]!);
    const named = body.replace(/\ba\b/g, manager.a).replace(/\bb\b/g, manager.b);
    const text = `FROM ${manager.base}\n${shell.line}RUN ${named}\n`;
    const report = runTransform(cleanCache, text);
    expect(report.rejected).toEqual([]);
    if (!report.changed) continue;
    const unnamed = (from: string) =>
      bodyOf(from).replaceAll(manager.clean, `echo ${CLEANED}`).replaceAll(manager.a, 'a').replaceAll(manager.b, 'b');
    const [before, after] = [unnamed(text), unnamed(report.after)];
    expect(after).toContain(CLEANED);
    changed.push({ text: `${text}=>\n${report.after}`, before: [before], after: [after], options: shell.options });
  }
  return changed;
}

function bodyOf(text: string): string {
  const parsed = parseDocument(text);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  return parsed.document.instructions.at(-1)!.arguments.rest;
}

const changed = generate();

describe('a RUN with its clean-up does what it did', () => {
  test('enough RUNs are changed', () => {
    expect(changed.length).toBeGreaterThanOrEqual(WANTED_CHANGED);
  });

  test.concurrent.each(['sh', 'bash'])(
    'under %s',
    async (shell) => {
      const wrong: string[] = [];
      for (let at = 0; at < changed.length; at += CHUNK) {
        const chunk = changed.slice(at, at + CHUNK);
        for (const [i, [before, after]] of (await compare(shell, chunk)).entries()) {
          expect(before).toContain('@none');
          const same = before === withoutCleanUp(after);
          if (!same || !isCleaned(chunk[i]!, after))
            wrong.push(`${chunk[i]!.text}--- before\n${before}--- after\n${after}`);
        }
      }
      expect(wrong.slice(0, 3).join('\n\n')).toBe('');
    },
    120_000,
  );
});

function withoutCleanUp(output: string): string {
  return output.replaceAll(`${CLEANED}\n`, '');
}

/**
 * Whether the clean-up ran behind the last call of what it cleans, where nothing failed. What `eval` and `trap` run is
 * text to us, and not seen; and what a substitution logs comes out wherever its value is used.
 */
function isCleaned({ before }: Comparison, output: string): boolean {
  if (before.some((body) => /\b(?:eval|trap)\b|W=\$\(/.test(body))) return true;
  const none = output.split('@').find((part) => part.startsWith('none'))!;
  const lines = none.trimEnd().split('\n');
  if (lines.at(-1) !== 'succeeded') return true;
  const last = lines.findLastIndex((line) => /^[ab][ |]/.test(line));
  return last < 0 || lines.lastIndexOf(CLEANED) > last;
}
