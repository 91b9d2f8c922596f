/** `npm run measured`: the README's table, made of what the suite leaves. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';

const SCRIPT = path.join(import.meta.dirname, '../../scripts/measured.mjs');
const folder = mkdtempSync(path.join(tmpdir(), 'slimify-measured-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const APP = {
  app: 'go-app',
  title: 'Go',
  kind: 'Go',
  status: 'alike',
  bytes: { before: 1_030_000_000, after: 8_320_000 },
  estimate: null,
  percent: 99.2,
  rebuild: { before: { cached: 1, steps: 3, seconds: 9 }, after: { cached: 5, steps: 6, seconds: 8 } },
  coldSeconds: { before: 10, after: 11 },
  users: { before: ['0'], after: ['10001'] },
  refused: [],
};
const SLOW = {
  ...APP,
  app: 'slow',
  percent: 0.8,
  rebuild: { before: null, after: null },
  users: { before: ['990'], after: ['990'] },
};
const LEFT = {
  ...APP,
  app: 'left-alone',
  status: 'unchanged',
  percent: null,
  rebuild: { before: null, after: null },
  users: { before: ['0'], after: ['0'] },
};

function measured(...args: readonly string[]) {
  const env = { ...process.env, SLIMIFY_ROOT: folder, SLIMIFY_RESULTS: path.join(folder, 'results.json') };
  return spawnSync(process.execPath, [SCRIPT, ...args], { encoding: 'utf8', env });
}

function writeReadme(part: string): void {
  writeFileSync(path.join(folder, 'README.md'), `# A\n\n<!-- begin measured -->${part}<!-- end measured -->\n\nend\n`);
}

function writeResults(results: readonly unknown[], standIns = true): void {
  const whole = { version: 1, date: '2026-01-31', command: 'npm run it', standIns, results };
  writeFileSync(path.join(folder, 'results.json'), JSON.stringify(whole));
}

const readme = (): string => readFileSync(path.join(folder, 'README.md'), 'utf8');

beforeEach(() => {
  writeReadme('');
  writeResults([SLOW, LEFT, APP]);
});

describe('npm run measured', () => {
  test('writes the table between its markers, what gains most first', () => {
    expect(measured()).toMatchObject({ status: 0, stderr: '' });
    expect(readme()).toBe(`# A

<!-- begin measured -->
Measured on 2026-01-31 with \`npm run it\`, stand-in sizes.

3 apps were built and used, before and after; 2 were changed, 0 of them broke. Those are smaller by 50.0 % on average, the one in the middle by 50.0 %. After a change of one source file 1 of 3 steps came from the cache before, 5 of 6 after.

<details><summary>All 2 that were changed</summary>

| app | before | after | smaller by | from the cache after a change | user |
|---|--:|--:|--:|---|---|
| \`go-app\` | 1.03 GB | 8.32 MB | 99.2 % | 1 of 3 → 5 of 6 | root → 10001 |
| \`slow\` | 1.03 GB | 8.32 MB | 0.8 % | no sources | 990 |

</details>

Left as they are, as it should be: \`left-alone\`.
<!-- end measured -->

end
`);
  });

  test('says what broke, and nothing of stand-ins where the images are official', () => {
    writeResults([{ ...APP, status: 'regression' }], false);
    expect(measured().stdout).toContain('1 were changed, 1 of them broke');
    expect(readme()).toContain('with `npm run it`.\n');
  });

  test('without results it says where they come from', () => {
    rmSync(path.join(folder, 'results.json'));
    expect(measured()).toMatchObject({ status: 1, stderr: expect.stringContaining('npm run test:engine') });
    expect(readme()).toContain('<!-- begin measured --><!-- end measured -->');
  });
});

describe('npm run measured -- --check', () => {
  test('takes what it has written, with any figures', () => {
    measured();
    rmSync(path.join(folder, 'results.json'));
    expect(measured('--check')).toMatchObject({ status: 0, stderr: '' });
    writeFileSync(path.join(folder, 'README.md'), readme().replace('8.32 MB', '900 kB').replace('99.2 %', '-3 %'));
    expect(measured('--check')).toMatchObject({ status: 0, stderr: '' });
  });

  test.each([
    ['nothing', /Measured/, 'was taken'],
    ['no date', /2026-01-31/, 'one day'],
    ['no head', /\| app \|/, '| program |'],
    ['a row by hand', /1\.03 GB/, 'about a gigabyte'],
    ['no user', / \| 990 \|/, ' |'],
  ])('refuses %s', (_, from, to) => {
    measured();
    writeFileSync(path.join(folder, 'README.md'), readme().replace(from, to));
    expect(measured('--check')).toMatchObject({ status: 1, stderr: expect.stringContaining('README.md: ') });
  });

  test('refuses a README without the markers', () => {
    writeFileSync(path.join(folder, 'README.md'), '# A\n');
    expect(measured('--check')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('<!-- begin measured -->'),
    });
  });
});
