/** How `verify --format pretty` looks, and that nothing it is given can steer the terminal. */
import { describe, expect, test } from 'vitest';
import { prettyReporter } from '../../src/cli/verify/pretty.ts';
import { STATUS_WORDS, whyWords } from '../../src/cli/verify/words.ts';
import type { NotVerified, Verified } from '../../src/verify/verified.ts';
import {
  alike,
  batch,
  brokenBefore,
  brokenBeforeCheck,
  brokenBuild,
  brokenCheck,
  ENGINE,
  hostile,
  huge,
  image,
  NOTHING,
  notVerified,
  repaired,
  summary,
  unchanged,
} from './verify-samples.ts';

const PLAIN = { color: false, width: 80, write: false, quiet: false };

function block(verified: Verified, options: Partial<typeof PLAIN> = {}): string {
  return prettyReporter({ ...PLAIN, ...options }).file(verified);
}

describe('a file', () => {
  test('that is alike: sizes, times, cached steps, check, user, differences', () => {
    expect(block(alike)).toBe(`services/api/Dockerfile  alike  written
  size     1.23 GB -> 230 MB  -81%
            -587 MB  RUN set -ex; apt-get update; apt-get install -y autoconf a…
            -177 MB  RUN apt-get update; apt-get install -y --no-install-recomm…
            -143 MB  RUN npm ci
            -117 MB  ADD rootfs.tar.xz / # debian:bookworm
           and 8 more layers
  build    48.2 s -> 51.0 s without a cache
  rebuild  31.6 s -> 4.9 s, CACHED 1 of 4 -> 5 of 8 steps
           after a change of src/server.ts
  check    still running, before and after
  user     root -> node
  config   USER  not set -> node  [declared by add-user]
           ENV YARN_VERSION  1.22.22 -> not set  [declared by split-stages]
  missing  221 files, 32.6 MB below /app
            22.3 MB  /app/node_modules/typescript  148 files
             9.8 MB  /app/node_modules/esbuild  12 files
             212 kB  /app/src  41 files
             188 kB  /app/package-lock.json
              61 kB  /app/test  18 files
           and 1 more
  modes    0:0 755 -> 1000:1000 755  /app/dist and 37 below it

`);
  });

  test('from which a fix was dropped: which, why, and what the build printed', () => {
    expect(block(repaired)).toContain(`  dropped  reorder-copy  line 4: copy requirements.txt before pip install, and
                         the sources after it
           with it RUN pip install --no-cache-dir -r /srv/requirements.txt fails
           | Collecting psycopg2==2.9.9 (from -r /srv/requirements.txt (line 3))
           |   Downloading psycopg2-2.9.9.tar.gz (384 kB)
`);
  });

  test('that does not build any more: the step and its log stand first', () => {
    expect(block(brokenBuild)).toContain(`services/mail/Dockerfile  regression
  after    does not build: RUN pip install --no-cache-dir -r
           /srv/requirements.txt
           process "/bin/sh -c pip install --no-cache-dir -r
           /srv/requirements.txt" did not complete: exit code: 1
           | Collecting`);
    expect(block(brokenBuild)).toContain('  size     before: 397 MB\n  build    before: 37.4 s without a cache\n');
  });

  test('that fails its check: the outcomes, its log, and what nobody declares', () => {
    const text = block(brokenCheck);
    expect(text).toContain(`  after    exit code 1, failed
           | node:internal/modules/cjs/loader:1143
           |   throw err;
`);
    expect(text).toContain('  check    answers 200, passed -> exit code 1, failed\n');
    expect(text).toContain('  config   ENV NODE_ENV  production -> not set  [undeclared]\n');
    expect(text).toContain('behaves differently: answers 200 before, exit');
    expect(text).toContain('another ENV NPM_CONFIG_CACHE, which it does not');
  });

  test('that did not build before is said to be so, with its step and log', () => {
    expect(block(brokenBefore)).toBe(`legacy/report/Dockerfile  broken before
  before   does not build: RUN apt-get update
           process "/bin/sh -c apt-get update" did not complete successfully:
           exit code: 100
           | Err:1 http://deb.example.org stretch Release
           |   404  Not Found
           | E: The repository is not signed.

`);
    expect(block(brokenBeforeCheck)).toContain('  before   exit code 2, failed\n           | usage: app.py PORT\n');
  });

  test('that was not verified: why', () => {
    expect(block(notVerified)).toBe(`tools/Dockerfile  not verified
  why      its build context may be any of tools, tools/image, .; --context
           names one

`);
  });

  test('in which nothing changes is counted only', () => {
    expect(block(unchanged)).toBe('');
  });

  test('that should have been written and was not is said to be so', () => {
    expect(block(brokenBuild, { write: true })).toMatch(/^services\/mail\/Dockerfile {2}regression {2}not written\n/);
    expect(block(alike, { write: true })).not.toContain('not written');
    expect(block(notVerified, { write: true })).not.toContain('written');
  });

  test('of which every status has its words', () => {
    for (const [status, words] of Object.entries(STATUS_WORDS)) {
      const text = block({ ...NOTHING, status: status as keyof typeof STATUS_WORDS });
      expect(text).toBe(status === 'unchanged' ? '' : `Dockerfile  ${words}\n\n`);
    }
  });
});

test('a layer of which no instruction is recorded is named too, and one of many lines stands in one', () => {
  const before = {
    ...alike.before!,
    image: image([
      ['', 400],
      ['RUN a &&\n    b', 300],
    ]),
  };
  const text = block({ ...alike, before });
  expect(text).toContain('-400 MB  (instruction not recorded)\n');
  expect(text).toContain('-300 MB  RUN a && b\n');
});

describe('words', () => {
  const whys: readonly NotVerified[] = [
    { code: 'no-context' },
    { code: 'several-contexts', folders: ['a', 'b'] },
    { code: 'unreadable', line: null, message: 'permission denied' },
    { code: 'not-a-dockerfile', line: 3, message: 'it has no FROM' },
    { code: 'aborted' },
    { code: 'no-space', message: 'no space left on device' },
    { code: 'engine-gone', message: 'cannot connect' },
  ];
  test.each(whys)('are there for $code, without a full stop', (why) => {
    const words = whyWords(why);
    expect(words).toMatch(/^[a-z].*[^.]$/);
    if ('message' in why) expect(words).toContain(why.message);
    expect(block({ ...notVerified, why })).toMatch(/\n {2}why {6}\S/);
  });
});

describe('what is long', () => {
  test('is counted, and its log cut to the last 20 lines', () => {
    const text = block(huge);
    expect(text).toContain('  missing  5,000 files, 37.5 MB below /app\n');
    expect(text.match(/and 4,995 more\n/g)).toHaveLength(2);
    expect(text).toContain('| 480 xx');
    expect(text).not.toContain('| 479 xx');
    expect(text.split('\n').length).toBeLessThan(80);
  });

  test('counts what was not even listed', () => {
    const files = { ...alike.files!, unlisted: { missing: 70_000, changed: 3 } };
    const text = block({ ...alike, files });
    expect(text).toContain('  missing  70,221 files, more than 32.6 MB below /app\n');
    expect(text).toContain('           and 70,001 more\n');
    expect(text).toContain('/app/dist and 37 below it\n           and 3 more\n');
  });

  test('stays within the line, but for a path', () => {
    for (const verified of batch)
      for (const line of block(verified).split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
  });
});

describe('what is foreign', () => {
  test('cannot steer the terminal or turn a line round', () => {
    const text = block(hostile, { color: false });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not get out
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
    expect(text).toContain('head<U+202E>gpj.exe␀␛[31m');
  });

  test('has no line of its own: the block is indented throughout', () => {
    const [, ...lines] = block(hostile).trimEnd().split('\n');
    for (const line of lines) expect(line).toMatch(/^ {2}/);
  });
});

describe('a run', () => {
  test('begins with the engine and ends with the totals', () => {
    const reporter = prettyReporter({ ...PLAIN, write: true });
    expect(reporter.begin(ENGINE)).toBe(`${ENGINE}\n\n`);
    expect(reporter.end(summary)).toBe(`8 files: 1 alike, 1 alike with fixes dropped, 2 regressions, 2 broken before,
         1 not verified, 1 with nothing to change, 1 written
1.63 GB -> 595 MB  -64%  6 min 53 s
`);
  });

  test('over nothing says nothing; where nothing was built there are no sizes', () => {
    expect(prettyReporter(PLAIN).end({ ...summary, files: 0 })).toBe('');
    const counts = { ...summary, files: 1, alike: 0, repaired: 0, regressions: 0, brokenBefore: 0, notVerified: 0 };
    const text = prettyReporter(PLAIN).end({ ...counts, beforeBytes: 0, afterBytes: 0, seconds: 0.26 });
    expect(text).toBe('1 file: 1 with nothing to change\n0.3 s\n');
  });

  test('that is to be quiet prints nothing', () => {
    const reporter = prettyReporter({ ...PLAIN, quiet: true });
    expect([reporter.begin(ENGINE), reporter.file(brokenBuild), reporter.end(summary)].join('')).toBe('');
  });

  test('has colours only where they are wanted, and then the same words', () => {
    const plain = batch.map((verified) => block(verified)).join('');
    const colored = batch.map((verified) => block(verified, { color: true })).join('');
    expect(plain).not.toContain('\u001b');
    expect(colored).toContain('\u001b[31mENV NODE_ENV  production -> not set  [undeclared]\u001b[39m');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape sequences of colours
    expect(colored.replaceAll(/\u001b\[\d+m/g, '')).toBe(plain);
  });
});
