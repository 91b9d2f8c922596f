import { describe, expect, test } from 'vitest';
import { type Ended, whyNotBuilt } from '../../../../src/verify/engines/docker/failure.ts';
import { tail } from '../../../../src/verify/process/last-lines.ts';

const ENDED: Ended = { stopped: null, failed: null, running: null, text: [], timeout: 60_000, isAlive: true };
const FAILED = {
  step: 'RUN npm ci',
  error: 'process "/bin/sh -c npm ci" did not complete successfully: exit code: 3',
  log: 'one\n\u001b[31mtwo\u001b[0m\n',
};

test('an instruction that failed: its own exit code and log', () => {
  expect(whyNotBuilt({ ...ENDED, failed: FAILED, text: ['ERROR: failed to solve: process …'] })).toEqual({
    ok: false,
    cause: 'failed',
    step: 'RUN npm ci',
    message: 'exit code: 3',
    log: ['one', 'two'],
  });
});

test.each([
  [
    'failed to solve: dockerfile parse error on line 2: unknown instruction: RUNN',
    'dockerfile parse error on line 2: unknown instruction: RUNN',
  ],
  ['failed to build: failed to solve: target stage "x" could not be found', 'target stage "x" could not be found'],
  ['unable to prepare context: path "/nope" not found', 'unable to prepare context: path "/nope" not found'],
])('a failure without a step: %s', (said, message) => {
  const text = ['Dockerfile:2', '   2 | >>> RUNN x', `ERROR: ${said}`];
  expect(whyNotBuilt({ ...ENDED, text })).toEqual({ ok: false, cause: 'failed', step: null, message, log: text });
});

test('a base image that nobody knows has no step', () => {
  const failed = { step: null, error: 'failed to do request', log: '' };
  const text = ['ERROR: failed to solve: nosuch:1: failed to resolve source metadata for docker.io/library/nosuch:1'];
  expect(whyNotBuilt({ ...ENDED, failed, text })).toMatchObject({
    cause: 'failed',
    step: null,
    message: 'nosuch:1: failed to resolve source metadata for docker.io/library/nosuch:1',
  });
});

test('a file that is not there is said without the names of the cache', () => {
  const error = 'failed to calculate checksum of ref ab-cd::ef: "/nothere": not found';
  expect(whyNotBuilt({ ...ENDED, failed: { step: 'COPY nothere /x', error, log: '' } })).toMatchObject({
    step: 'COPY nothere /x',
    message: '"/nothere": not found',
  });
});

test('a message over several lines becomes one', () => {
  const text = ['ERROR: failed to solve: one', 'two'];
  expect(whyNotBuilt({ ...ENDED, text }).message).toBe('one two');
});

describe('stopped', () => {
  const running = { step: 'RUN sleep infinity', error: '', log: 'asleep\n' };

  test('when its time is up it says where it was', () => {
    expect(whyNotBuilt({ ...ENDED, stopped: 'timeout', running, timeout: 90_000 })).toEqual({
      ok: false,
      cause: 'timeout',
      step: 'RUN sleep infinity',
      message: 'not done after 90 seconds',
      log: ['asleep'],
    });
  });

  test('by the user', () => {
    expect(whyNotBuilt({ ...ENDED, stopped: 'aborted', running })).toMatchObject({
      cause: 'aborted',
      step: 'RUN sleep infinity',
    });
  });

  test('a full disk that a stopped build has come upon does not matter', () => {
    const failed = { ...FAILED, log: 'no space left on device' };
    expect(whyNotBuilt({ ...ENDED, stopped: 'timeout', failed }).cause).toBe('timeout');
  });
});

describe('no space', () => {
  test.each([
    ['in the log', { failed: { ...FAILED, log: 'npm error ENOSPC: no space left on device, write\n' } }],
    ['in the error', { failed: { ...FAILED, error: 'write /var/lib/docker/x: no space left on device' } }],
    ['of a program that does not say so', { failed: { ...FAILED, log: 'one\nhead: standard output: I/O error\n' } }],
    ['of the client', { text: ['ERROR: open /home/me/.docker/buildx/refs/x: no space left on device'] }],
    ['of the export', { failed: { step: null, error: 'failed to write layer: disk quota exceeded', log: '' } }],
  ])('%s', (_, ended) => {
    expect(whyNotBuilt({ ...ENDED, ...ended }).cause).toBe('no-space');
  });

  test('the message is the line that says so', () => {
    const failed = { ...FAILED, log: "one\ndd: error writing '/big': No space left on device\n76+0 records out\n" };
    expect(whyNotBuilt({ ...ENDED, failed })).toMatchObject({
      step: 'RUN npm ci',
      message: "dd: error writing '/big': No space left on device",
    });
  });

  test('is said even when the engine died of it', () => {
    expect(whyNotBuilt({ ...ENDED, isAlive: false, text: ['ERROR: no space left on device'] }).cause).toBe('no-space');
  });
});

describe('the engine went away', () => {
  test('when it hangs until the time is up', () => {
    const running = { step: 'RUN sleep infinity', error: '', log: 'asleep' };
    expect(whyNotBuilt({ ...ENDED, stopped: 'timeout', isAlive: false, running })).toMatchObject({
      cause: 'engine-gone',
      message: 'docker does not answer any more',
    });
  });

  test('when it does not answer any more', () => {
    const running = { step: 'RUN npm ci', error: '', log: '' };
    const text = ['ERROR: failed to solve: Unavailable: error reading from server: EOF'];
    expect(whyNotBuilt({ ...ENDED, isAlive: false, running, text })).toMatchObject({
      cause: 'engine-gone',
      step: 'RUN npm ci',
      message: 'Unavailable: error reading from server: EOF',
    });
  });

  test('when it is back already', () => {
    const text = ['ERROR: failed to solve: Unavailable: error reading from server: EOF'];
    expect(whyNotBuilt({ ...ENDED, text }).cause).toBe('engine-gone');
  });

  test('but not when an instruction says so of something else', () => {
    const failed = { ...FAILED, log: 'connection refused\n' };
    const text = ['ERROR: failed to solve: process "…" did not complete successfully: connection refused'];
    expect(whyNotBuilt({ ...ENDED, failed, text }).cause).toBe('failed');
  });
});

test('the end of a log, as a terminal would show it', () => {
  expect(tail('10%\r50%\r100%\r\ndone  \r\n\n\n')).toEqual(['100%', 'done']);
  expect(tail(Array.from({ length: 99 }, (_, i) => `${i}`).join('\n'), 2)).toEqual(['97', '98']);
  expect(tail('')).toEqual([]);
});
