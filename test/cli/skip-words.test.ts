/** That every reason to leave something alone is met in some test, and told in words that a line holds. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { skipWords } from '../../src/cli/skip-words.ts';
import type { SkipReason } from '../../src/engine/skips.ts';

const ROOT = path.join(import.meta.dirname, '../..');
/** They only show one off. */
const WITHOUT: ReadonlySet<string> = new Set(['skip-words.ts', 'skips.ts', 'skip-words.test.ts', 'pages.test.ts']);

function textsBelow(...folders: readonly string[]): string {
  return folders
    .flatMap((folder) =>
      readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts') && !WITHOUT.has(path.basename(name)))
        .map((name) => readFileSync(path.join(ROOT, folder, name), 'utf8')),
    )
    .join('\n');
}

const UNION = readFileSync(path.join(ROOT, 'src/engine/skips.ts'), 'utf8');
const CODES = [...UNION.matchAll(/\bcode: '([a-z-]+)'/g)].map(([, code]) => `'${code}'`);

describe('every code', () => {
  test('is there once', () => {
    expect(CODES.length).toBeGreaterThan(70);
    expect(new Set(CODES).size).toBe(CODES.length);
  });
  test.each([
    ['given by something', ['src', 'transforms']],
    ['in a test', ['test']],
  ])('is %s', (_, folders) => {
    const texts = textsBelow(...folders);
    expect(CODES.filter((code) => !texts.includes(code))).toEqual([]);
  });
});

describe('words', () => {
  test('a lockfile is missing for another reason than a source', () => {
    const hintOf = (path: string) => skipWords({ code: 'not-in-build', path, isIgnored: false }).hint;
    expect(hintOf('api/Cargo.lock')).toContain('keep it with the sources');
    expect(hintOf('Cargo.toml')).toContain('--context');
  });
  const LONG = `a\n\tb ${'c'.repeat(500)}`;
  const reasons: readonly SkipReason[] = [
    { code: 'stands-between', line: 3, text: LONG },
    { code: 'lifecycle-script', path: LONG, script: 'postinstall', command: LONG },
    { code: 'start-needs-root', command: LONG, need: 'builds', file: 'deploy/start.sh' },
    { code: 'privileged-port', port: '80', where: LONG },
    { code: 'unreadable-file', path: LONG, mode: LONG },
    { code: 'made-as-root', command: LONG, line: 12 },
    { code: 'reads-sources', command: LONG, what: LONG },
  ];
  test.each(reasons.map((reason) => [reason.code, reason] as const))('of %s are one line', (_, reason) => {
    const { message, hint } = skipWords(reason);
    for (const text of [message, hint ?? '']) {
      expect(text).not.toMatch(/[\n\t]|\.$/);
      expect(text.length).toBeLessThan(220);
    }
  });
  test('advise an output only of what can be told one', () => {
    const hint = (command: string) => skipWords({ code: 'artefact-not-known', command, line: 5 }).hint;
    expect(hint('go build ./...')).toContain('-o');
    for (const command of ['npm install', 'make', 'mv /code/node_modules /node_modules'])
      expect(hint(command)).toBeNull();
  });
  test('say of a port what is known of it', () => {
    const words = (port: string) => skipWords({ code: 'privileged-port', port, where: 'EXPOSE' }).message;
    expect(words('80')).toBe('it listens on port 80 (EXPOSE), below 1024');
    expect(words('$PORT')).toBe('it listens on port $PORT (EXPOSE), which may be below 1024');
  });
});

test('what to do about it is said of what was tried', () => {
  type Shared = Extract<SkipReason, { readonly code: 'starts-nothing' | 'start-not-read' | 'user-made' }>;
  const reasons: readonly Shared[] = [
    { code: 'starts-nothing' },
    { code: 'start-not-read', text: './run' },
    { code: 'user-made', command: 'useradd app', line: 3 },
  ];
  for (const reason of reasons) {
    expect(skipWords(reason).hint).toMatch(/USER/);
    const ofStages = skipWords({ ...reason, of: 'stages' });
    expect(ofStages.hint).not.toBeNull();
    expect(ofStages.hint).not.toMatch(/USER/);
  }
});
