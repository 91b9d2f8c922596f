/** `verify --format markdown`: a comment that GitHub takes, and that nobody's log can break. */
import { describe, expect, test } from 'vitest';
import { code, fenced, prose } from '../../../../src/cli/verify/reporters/markdown/text.ts';
import { markdownReporter } from '../../../../src/cli/verify/reporters/markdown.ts';
import type { Verified } from '../../../../src/verify/verified.ts';
import { alike, batch, brokenBuild, ENGINE, hostile, huge, summary, unchanged } from './samples.ts';

/** What GitHub takes. */
const LIMIT = 65_536;

function comment(files: readonly Verified[]): string {
  const reporter = markdownReporter();
  expect(reporter.begin(ENGINE)).toBe('');
  for (const verified of files) expect(reporter.file(verified)).toBe('');
  return reporter.end(summary);
}

/** With what stands between fences left out. */
function outsideFences(text: string): string {
  return text.replaceAll(/^(`{3,})text\n[\s\S]*?\n\1$/gm, '');
}

function rowsOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| Dockerfile'));
}

describe('the comment', () => {
  test('has the totals, and a row for each file that was looked at', () => {
    const text = comment(batch);
    expect(text).toContain(
      '8 Dockerfiles: **2 regressions**, 1 alike, 1 alike with fixes dropped, 2 broken before, 1 not verified, ' +
        '1 with nothing to change, 1 written. Together 1.63 GB → 595 MB (-64%).',
    );
    expect(rowsOf(text)).toEqual([
      '| `services/api/Dockerfile` | 1.23 GB | 230 MB | -81% | 48.2 s → 51.0 s | 1 of 4 → 5 of 8 | `root` → `node` | ✅ alike (still running), written |',
      '| `services/worker/Dockerfile` | 397 MB | 365 MB | -8% | 37.4 s → 36.9 s | 2 of 4 → 2 of 4 | `root` | ⚠️ alike, some fixes dropped (answers 200) |',
      '| `services/mail/Dockerfile` | 397 MB |  |  | 37.4 s → – | 2 of 4 → – | `root` | ❌ regression |',
      '| `web/Dockerfile` | 1.23 GB | 230 MB | -81% | 48.2 s → 51.0 s | 1 of 4 → 5 of 8 | `root` → `node` | ❌ regression |',
      '| `legacy/report/Dockerfile` |  |  |  |  |  |  | ⚠️ broken before |',
      '| `legacy/mail/Dockerfile` | 397 MB |  |  | 37.4 s → – | 2 of 4 → – | `root` | ⚠️ broken before |',
      '| `tools/Dockerfile` |  |  |  |  |  |  | ❔ not verified |',
    ]);
    expect(text).toMatch(/\nBuilt with docker 26\.1\.5, buildx 0\.13\.1 in 6 min 53 s\.\n$/);
  });

  test('says more of each file that is not simply alike, and of no other', () => {
    const summaries = [...comment(batch).matchAll(/<summary><code>(.*?)<\/code>: (.*?)<\/summary>/g)];
    expect(summaries.map(([, path, words]) => `${path} ${words}`)).toEqual([
      'services/worker/Dockerfile alike, some fixes dropped',
      'services/mail/Dockerfile regression',
      'web/Dockerfile regression',
      'legacy/report/Dockerfile broken before',
      'legacy/mail/Dockerfile broken before',
      'tools/Dockerfile not verified',
    ]);
  });

  test('has no column that is empty throughout', () => {
    expect(comment([alike])).toContain('| change | cold build | steps');
    const cached = (side: Verified['before']) => ({ ...side!, coldSeconds: null });
    const text = comment([{ ...alike, before: cached(alike.before), after: cached(alike.after) }]);
    expect(text).toContain(
      '| change | steps cached after a source change | user | result |\n|---|--:|--:|--:|--:|---|---|\n',
    );
    expect(rowsOf(text)[0]).toContain('| -81% | 1 of 4 → 5 of 8 |');
  });

  test('says how what was dropped is left alone from now on', () => {
    expect(comment(batch)).toMatch(/\nA comment above line \d+ leaves it alone: # slimify-ignore [a-z-]+:/);
  });

  test('notes where little was tried though both are alike', () => {
    const check = { passed: null, outcome: 'ended with exit code 1', log: ['DATABASE_URL is not set'] };
    const text = comment([{ ...alike, before: { ...alike.before!, check }, after: { ...alike.after!, check } }]);
    expect(text).toContain('**Note:** it ends with an error both times');
    expect(text).toContain('(DATABASE_URL is not set)');
    expect(rowsOf(text)[0]).toMatch(/ alike \(ended with exit code 1\), written, see its note \|$/);
    expect(comment([alike])).not.toMatch(/\*\*Note:\*\*|see its note/);
  });

  test('notes that only the old one builds once a source file has changed', () => {
    const after = { ...alike.after!, rebuilt: null };
    expect(comment([{ ...alike, after }])).toContain(
      '**Note:** once src/server.ts has changed it does not build any more',
    );
    const before = { ...alike.before!, rebuilt: null };
    expect(comment([{ ...alike, before, after }])).not.toContain('**Note:**');
  });

  test('shows the step that failed and its log', () => {
    expect(comment([brokenBuild])).toContain(`
**After:** does not build: \`RUN pip install --no-cache-dir -r /srv/requirements.txt\`<br>process "/bin/sh -c pip install --no-cache-dir -r /srv/requirements.txt" did not complete: exit code: 1

\`\`\`text
Collecting psycopg2==2.9.9 (from -r /srv/requirements.txt (line 3))
`);
  });

  test('shows what was dropped, what nobody declares, and what is missing', () => {
    const text = comment(batch);
    expect(text).toContain('**Dropped:** `reorder-copy` (line 4): copy requirements.txt before pip install');
    expect(text).toContain('**Undeclared:** `ENV NODE_ENV` is `production` before, not set after');
    expect(text).toContain('With it the image has another ENV NPM_CONFIG_CACHE, which it does not declare');
    expect(text).toContain('**Missing:** 9 files, 31 kB below `/app`: `/app/views` (31 kB)');
    expect(text).not.toContain('**Undeclared:** `USER`');
  });

  test('has no table where nothing was looked at', () => {
    expect(comment([unchanged])).not.toContain('|');
  });
});

describe('foreign text', () => {
  test('cannot break out of the table: every row has as many cells as the head', () => {
    const text = comment([hostile]);
    const head = text.split('\n').find((each) => each.startsWith('| Dockerfile'));
    const count = (row = '') => row.split('|').length;
    for (const row of rowsOf(text)) expect(count(row)).toBe(count(head));
  });

  test('cannot open or close anything, or call anybody', () => {
    const text = outsideFences(comment([hostile]));
    expect([...new Set(text.match(/<[^>]*>/g))].sort()).toEqual(
      ['<!-- -->', '</code>', '</details>', '</summary>', '<br>', '<code>', '<details>', '<summary>'].sort(),
    );
    expect(text).not.toMatch(/@\w/);
    expect(text.match(/`[^`\n]*`/g)).toEqual(['`merge-run`']);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not get out
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
  });

  test('cannot break out of a fence', () => {
    expect(fenced(['a', '```', '`````', '~~~'])).toBe('``````text\na\n```\n`````\n~~~\n``````');
    expect(fenced(['a\n```\nb'])).toBe('````text\na␊```␊b\n````');
  });

  test('stays readable where it is harmless', () => {
    expect(code('a b/Dockerfile')).toBe('`a b/Dockerfile`');
    expect(code('größe/Dockerfile')).toBe('<code>größe/Dockerfile</code>');
    expect(code('a`|b')).toBe('<code>a&#96;&#124;b</code>');
    expect(prose('set NODE_ENV, see _this_ *now*')).toBe('set NODE_ENV, see &#95;this&#95; &#42;now&#42;');
    expect(prose('@scope/a, #12 and #')).toBe('@<!-- -->scope/a, #<!-- -->12 and #');
  });
});

describe('a comment that would be too long', () => {
  test('shows shorter logs, and says so', () => {
    const text = comment(Array.from({ length: 25 }, () => huge));
    expect(text.length).toBeLessThanOrEqual(LIMIT);
    expect(text).toContain('The logs are cut to their last 5 lines');
    expect(text).toContain('499 xxx');
    expect(text).not.toContain('494 xxx');
  });

  test('then leaves the logs out', () => {
    const text = comment(Array.from({ length: 45 }, () => huge));
    expect(text.length).toBeLessThanOrEqual(LIMIT);
    expect(text).toContain('The logs are left out');
    expect(text).toContain('<details>');
    expect(text).not.toContain('499 xxx');
  });

  test('then everything but the table', () => {
    const text = comment(Array.from({ length: 120 }, () => huge));
    expect(text.length).toBeLessThanOrEqual(LIMIT);
    expect(text).toContain('What was found for each file is left out');
    expect(rowsOf(text)).toHaveLength(120);
  });

  test('then rows, those of broken files last', () => {
    const many = Array.from({ length: 5_000 }, (_, file) => ({ ...alike, path: `services/${file}/Dockerfile` }));
    const text = comment([...many, brokenBuild]);
    expect(text.length).toBeLessThanOrEqual(LIMIT);
    expect(text.length).toBeGreaterThan(LIMIT - 1_000);
    const rows = rowsOf(text);
    expect(rows.at(-1)).toContain('services/mail/Dockerfile');
    expect(text).toContain(`\nand ${(5_001 - rows.length).toLocaleString('en-GB')} more\n`);
  });
});
