import { expect, test } from 'vitest';
import { type Ended, whyNotBuilt } from '../../../../src/verify/engines/daemonless/failure.ts';
import type { Ran } from '../../../../src/verify/process.ts';

const ran: Ran = { code: 1, stdout: '', stderr: '', stopped: null };

function why(more: Partial<Ended>): ReturnType<typeof whyNotBuilt> {
  return whyNotBuilt({ program: 'podman', ran, step: null, log: [], timeout: 2_000, isAlive: true, ...more });
}

test('an instruction that fails: its text is not in the message, nor the message in the log', () => {
  const step = 'RUN echo "fails: now"; exit 7';
  const log = ['fails: now', `Error: building at STEP "${step}": while running runtime: exit status 7`];
  expect(why({ step, log })).toEqual({
    ok: false,
    cause: 'failed',
    step,
    message: 'exit code 7',
    log: ['fails: now'],
  });
});

test('an instruction that cannot be read stands there as the builder read it', () => {
  const log = ['Error: building at STEP "FOO ": Build error: Unknown instruction: "FOO"'];
  expect(why({ step: 'FOO bar', log }).message).toBe('Build error: Unknown instruction: "FOO"');
});

test('what a program prints of an error is its log; what the builder logs is not', () => {
  const step = 'RUN node x';
  const log = [
    "Error: Cannot find module 'x'",
    'time="2026-01-01T00:00:00Z" level=warning msg="something else"',
    `Error: building at STEP "${step}": while running runtime: exit status 1`,
  ];
  expect(why({ step, log }).log).toEqual(["Error: Cannot find module 'x'"]);
});

test('before any instruction', () => {
  const said = 'Error: creating build container: short-name "nosuch:1" did not resolve to an alias';
  expect(why({ log: [said] })).toMatchObject({
    cause: 'failed',
    step: null,
    message: 'creating build container: short-name "nosuch:1" did not resolve to an alias',
  });
});

test('stopped by us', () => {
  const log = [
    'started',
    'container exited on killed',
    'Error: building at STEP "RUN x": while running runtime: exit status 1',
  ];
  const stopped = { step: 'RUN x', log, isAlive: true };
  expect(why({ ...stopped, ran: { ...ran, stopped: 'timeout' } })).toEqual({
    ok: false,
    cause: 'timeout',
    step: 'RUN x',
    message: 'not done after 2 seconds',
    log: ['started'],
  });
  expect(why({ ...stopped, ran: { ...ran, stopped: 'aborted' } })).toMatchObject({
    cause: 'aborted',
    message: 'stopped',
  });
});

test('a full disk: of an instruction, and of the store', () => {
  const step = 'RUN dd';
  const said = `Error: building at STEP "${step}": while running runtime: exit status 1`;
  expect(why({ step, log: ["dd: writing '/x': No space left on device", said] }).cause).toBe('no-space');
  const commit =
    'Error: committing container for step {…}: writing blob: storing blob to file: no space left on device';
  expect(why({ step, log: [commit] })).toMatchObject({ cause: 'no-space' });
});

test('an engine that went away; what an instruction says of its own connections is its failure', () => {
  const gone = 'Error: unable to connect to Podman socket: dial unix /run/podman.sock: connect: connection refused';
  expect(why({ log: [gone] }).cause).toBe('engine-gone');
  expect(why({ log: ['x'], isAlive: false }).cause).toBe('engine-gone');
  expect(why({ ran: { ...ran, code: null } })).toMatchObject({ cause: 'engine-gone', message: 'podman was killed' });
  const step = 'RUN curl localhost';
  const log = ['curl: connection refused', `Error: building at STEP "${step}": while running runtime: exit status 7`];
  expect(why({ step, log }).cause).toBe('failed');
  const added =
    'Error: building at STEP "ADD http://localhost/x /": dial tcp 127.0.0.1:80: connect: connection refused';
  expect(why({ step: 'ADD http://localhost/x /', log: [added] }).cause).toBe('failed');
});

test('one that says nothing, and a program that is gone', () => {
  expect(why({}).message).toBe('podman build failed and does not say why');
  expect(why({ ran: { ...ran, code: null, stopped: 'not-found' } }).message).toBe('there is no podman command');
});

test('the end of a long log', () => {
  const log = Array.from({ length: 100 }, (_, at) => `\u001b[31mline ${at}\u001b[0m`);
  expect(why({ log }).log.length).toBe(40);
  expect(why({ log }).log.at(-1)).toBe('line 99');
});
