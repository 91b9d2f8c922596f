/** How `verify --format pretty` looks, and that nothing it is given can steer the terminal. */
import { describe, expect, test } from 'vitest';
import { prettyReporter } from '../../../../src/cli/verify/reporters/pretty.ts';
import { STATUS_WORDS, whyWords } from '../../../../src/cli/verify/reporters/words.ts';
import type { NotVerified, Verified } from '../../../../src/verify/verified.ts';
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
} from './samples.ts';

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
           and 6 more layers
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

  test('from which a fix was dropped: how it is left alone from now on', () => {
    const { transform, line } = repaired.dropped[0]!;
    const words = `a comment above line ${line} leaves it alone: # slimify-ignore ${transform}: <why>`;
    expect(block(repaired, { width: 300 })).toContain(`           ${words}\n`);
    const nowhere = { ...repaired, dropped: repaired.dropped.map((each) => ({ ...each, line: null })) };
    expect(block(nowhere, { width: 300 })).not.toContain('slimify-ignore');
  });

  test('from which all was dropped stays as it is, and says so', () => {
    const [dropped] = brokenCheck.dropped;
    const whole = { ...brokenCheck, report: { ...brokenCheck.report!, changed: false }, dropped: [dropped!] };
    expect(block(whole)).toContain('           nothing is left of it: the file stays as it is\n');
    expect(block({ ...whole, dropped: [] })).not.toContain('nothing is left');
    expect(block(brokenCheck)).not.toContain('nothing is left');
  });

  test('shows a log once that is both of what fails and of what was dropped', () => {
    const log = ['Error: only once'];
    const check = { passed: null, outcome: 'ended with exit code 1', log };
    const broke = { what: 'check', before: 'still running', after: check.outcome, log } as const;
    const dropped = [{ ...repaired.dropped[0]!, broke }];
    const text = block({ ...brokenCheck, after: { ...brokenCheck.after!, check }, dropped });
    expect(text.match(/only once/g)).toHaveLength(1);
    expect(text.indexOf('only once')).toBeLessThan(text.indexOf('  dropped'));
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

  test('that fails in the same way before and after says so once; a failure of another kind is shown', () => {
    const text = block({ ...brokenBefore, after: brokenBefore.before });
    expect(text).toContain('  after    does not build, for the same reason\n\n');
    expect(text.match(/The repository is not signed/g)).toHaveLength(1);
    const notFetched = (image: string) => ({
      ...brokenBefore.before!,
      failed: {
        ...brokenBefore.before!.failed!,
        step: null,
        message: `failed to resolve source metadata for ${image}: no`,
      },
    });
    const both = { ...brokenBefore, before: notFetched('a:1'), after: notFetched('a:1-slim') };
    expect(block(both)).toContain('  after    does not build, for the same reason\n');
    const failed = { ...brokenBefore.before!.failed!, step: 'RUN make' };
    expect(block({ ...brokenBefore, after: { ...brokenBefore.before!, failed } })).toContain(
      'does not build: RUN make\n',
    );
  });

  test('that fails its test in the same way after says so without the log', () => {
    const check = { passed: false, outcome: 'exit code 2', log: ['usage: app.py PORT'] };
    const text = block({ ...brokenBeforeCheck, after: { ...brokenBeforeCheck.before!, check } });
    expect(text).toContain('           | usage: app.py PORT\n  after    exit code 2, failed, as before\n  size');
    const other = { ...check, log: ["Cannot find module 'a'"] };
    const shown = block({ ...brokenBeforeCheck, after: { ...brokenBeforeCheck.before!, check: other } });
    expect(shown).toContain("  after    exit code 2, failed\n           | Cannot find module 'a'\n");
  });

  test('of which a step was put together of several lines shows it in one', () => {
    const failed = { ...brokenBefore.before!.failed!, step: 'RUN a     && b' };
    expect(block({ ...brokenBefore, before: { ...brokenBefore.before!, failed } })).toContain(
      'does not build: RUN a && b\n',
    );
  });

  test('whose log ends with the message does not say it twice', () => {
    const message = 'node:99: not found';
    const log = ['>>> FROM node:99', `ERROR: failed to solve: ${message}`];
    const failed = { ...brokenBefore.before!.failed!, step: null, message, log };
    const text = block({ ...brokenBefore, before: { ...brokenBefore.before!, failed } });
    expect(text).toContain(`           ${message}\n           | >>> FROM node:99\n\n`);
  });

  test('with which an ignore file was written says so', () => {
    const files = [{ path: '.dockerignore', before: null, after: 'node_modules\n' }];
    const text = block({ ...alike, report: { ...alike.report!, files } });
    expect(text).toMatch(/^services\/api\/Dockerfile {2}alike {2}written, with \.dockerignore\n/);
  });

  test('of which every status has its words', () => {
    for (const [status, words] of Object.entries(STATUS_WORDS)) {
      const text = block({ ...NOTHING, status: status as keyof typeof STATUS_WORDS });
      expect(text).toBe(status === 'unchanged' ? '' : `Dockerfile  ${words}\n\n`);
    }
  });
});

describe('a note', () => {
  function tried(outcome: string, before: readonly string[], after: readonly string[], passed: boolean | null = null) {
    const check = (log: readonly string[]) => ({ passed, outcome, log });
    return {
      ...alike,
      before: { ...alike.before!, check: check(before) },
      after: { ...alike.after!, check: check(after) },
    };
  }

  test.each([
    [['DATABASE_URL is not set', ''], 'DATABASE_URL is not set'],
    [
      ['x.js:1', "Error: Cannot find module 'a'", '    at b (c.js:1)', '}', '', 'Node.js v20.20.2'],
      "Error: Cannot find module 'a'",
    ],
    [
      ['TypeError [ERR_INVALID_ARG_TYPE]: the path', '    at b', 'Node.js v20'],
      'TypeError [ERR_INVALID_ARG_TYPE]: the path',
    ],
    [['Traceback', '  File "a.py"', "KeyError: 'PORT'"], "KeyError: 'PORT'"],
    [['panic: no port', '', 'goroutine 1 [running]:', 'main.main()'], 'panic: no port'],
  ])('says that little was tried where both end with an error, and with which: %#', (log, line) => {
    const text = block(tried('ended with exit code 1', log, log), { width: 500 });
    expect(text).toContain(`  check    ended with exit code 1, before and after
  note     it ends with an error both times, so little was tried (${line}); --run-option`);
  });

  test('says that steps were run that are in the cache', () => {
    const rebuilt = { ...alike.after!.rebuilt!, missed: 2 };
    expect(block({ ...alike, after: { ...alike.after!, rebuilt } })).toContain(
      '  note     steps were run again in which',
    );
    expect(block(alike)).not.toContain('  note ');
  });

  test('says that nothing was tried where neither can be started', () => {
    const text = block(tried('cannot be started: no command specified', [], []));
    expect(text).toContain('  note     it cannot be started either time, so nothing was tried;');
  });

  test('quotes no line of a long log that tells nothing', () => {
    expect(block(tried('ended with exit code 1', [], Array(20).fill('working')))).toContain('so little was tried;');
  });

  test('says it without a log too', () => {
    expect(block(tried('ended with exit code 1', [], []))).toContain('so little was tried;');
  });

  test('says so where neither is healthy', () => {
    expect(block(tried('still running, not healthy', [], []))).toContain(
      '  note     it is not healthy either time, so',
    );
  });

  test('tells what the new one complains of alone, however it ends', () => {
    const line = "Error: Cannot find module 'express'";
    const text = `  note     the new one prints what the old one does not: ${line}`.slice(0, 60);
    expect(block(tried('still running', ['ready'], [line]))).toContain(text);
    expect(block(tried('ended with exit code 1', ['DATABASE_URL is not set'], [line]))).toContain(text);
    expect(block(tried('answers 200', [], [line], true))).toContain(text);
  });

  test('is not there for what ends well, runs on, or passes the test of the user', () => {
    for (const outcome of ['ended with exit code 0', 'still running', 'still running, healthy'])
      expect(block(tried(outcome, ['12:01'], ['12:02']))).not.toContain('  note ');
    expect(block(tried('exit code 3', [], [], true))).not.toContain('  note ');
    expect(block(brokenCheck)).not.toContain('  note ');
  });
});

describe('the config', () => {
  const gone = (key: string, declaredBy: string | null = 'split-stages') =>
    ({ field: 'ENV', key, before: '1', after: null, declaredBy }) as const;

  test('tells of many variables that are gone in one line; never of one that nobody declares', () => {
    const config = [gone('A'), gone('B', null), gone('C'), gone('D')];
    const text = block({ ...alike, config });
    expect(text).toContain('  config   ENV A, C, D  not set any more  [declared by split-stages]\n');
    expect(text).toContain('           ENV B  1 -> not set  [undeclared]\n');
    expect(block({ ...alike, config: [gone('A'), gone('C')] })).toContain('ENV C  1 -> not set');
  });

  test.each([
    ['/go/bin:/usr/bin:/bin', '/usr/bin:/bin', 'without /go/bin'],
    ['/usr/bin:/bin', '/opt/venv/bin:/usr/bin:/bin', 'with /opt/venv/bin'],
    ['/go/bin:/bin', '/opt/venv/bin:/bin', 'without /go/bin, with /opt/venv/bin'],
    ['/a:/b', '/b:/a', '/a:/b -> /b:/a'],
    ['/a', '/b', '/a -> /b'],
    ['/a:x', '/a', '/a:x -> /a'],
  ])('names the folders that make the difference: %s, %s', (before, after, words) => {
    const difference = { field: 'ENV', key: 'PATH', before, after, declaredBy: 'split-stages' } as const;
    expect(block({ ...alike, config: [difference] })).toContain(`  config   ENV PATH  ${words}  [declared`);
  });
});

test('where the app has no folder of its own, no file is looked for', () => {
  const files = { folders: [], missing: [], changed: [] };
  expect(block({ ...alike, files })).toContain(
    '  missing  not looked for: the app has no folder of its own in the image\n',
  );
});

test('of an image without a file of the user’s nothing is said of files', () => {
  const files = { folders: [], missing: [], changed: [] };
  expect(block({ ...alike, files, report: { ...alike.report!, before: 'FROM a\nCMD b\n' } })).not.toContain(
    '  missing',
  );
});

test('of many folders that were looked into, only the number is told', () => {
  const files = { ...alike.files!, folders: ['/a', '/b', '/c', '/d', '/e', '/f'] };
  expect(block({ ...alike, files })).toContain('  missing  221 files, 32.6 MB below 6 files and folders of the app\n');
});

test.each([
  [true, false, 'before: 31.6 s, CACHED 1 of 4 steps\n           after: does not build\n'],
  [false, true, 'before: does not build\n'],
  [false, false, 'does not build\n'],
])('a build that fails once a file has changed is said to: %s, %s', (before, after, words) => {
  const side = (name: 'before' | 'after', works: boolean) =>
    works ? alike[name]! : { ...alike[name]!, rebuilt: null };
  const text = block({ ...alike, before: side('before', before), after: side('after', after) });
  expect(text).toContain(`  rebuild  ${words}           after a change of src/server.ts\n`);
});

test('what little is left is never said to be nothing', () => {
  const sized = (bytes: number) => ({ ...alike.after!, image: { ...alike.after!.image!, bytes } });
  expect(block({ ...alike, before: sized(1_030_000_000), after: sized(3_690_000) })).toContain('-99.6%\n');
  expect(block({ ...alike, before: sized(1_000_000_000), after: sized(10_000) })).toContain('-99.9%\n');
});

test('layers that nobody sees in the size are not named', () => {
  const of = (bytes: number) =>
    image([
      ['ADD rootfs', 100_000],
      ['COPY . .', bytes],
    ]);
  const text = block({
    ...alike,
    before: { ...alike.before!, image: of(0.1) },
    after: { ...alike.after!, image: of(0.2) },
  });
  expect(text).toMatch(/ {2}size {5}\S+ GB -> \S+ GB {2}\S+\n {2}build/);
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
