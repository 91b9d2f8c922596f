import { expect, test } from 'vitest';
import { type Trace, traceBuild } from '../../../../src/verify/engines/daemonless/progress.ts';

const isOurs = (step: string): boolean => step.startsWith('LABEL "org.slimify.run"=');

/** Each line comes a second after the one before; those of the standard error begin with `!`. */
function traceOf(text: string, onStep: (step: string) => void = () => undefined): Trace {
  let seconds = 0;
  const trace = traceBuild(onStep, isOurs, () => seconds * 1000);
  for (const line of text.split('\n')) {
    seconds++;
    if (line.startsWith('!')) trace.onStderr(line.slice(1));
    else trace.onStdout(line);
  }
  return trace;
}

const STAGES = `[1/3] STEP 1/3: FROM alpine:3 AS build
[1/3] STEP 2/3: ENV A=1
--> Using cache 2342dfd41364cf2bb5f4d7c6a6de4d1e4ad6a0b1d5c6e2ab8d9ad1ad5b7c2e11
--> 2342dfd4136
[1/3] STEP 3/3: RUN echo one && sleep 1
one
!two
--> ab6fb2de5ce
[2/3] STEP 1/2: FROM alpine:3
[2/3] STEP 2/2: COPY a /a
--> 4946d6514cd
[3/3] STEP 1/3: FROM alpine:3 AS last
[3/3] STEP 2/3: COPY --from=build /x /x
--> a8a73e16f66
[3/3] STEP 3/3: LABEL "org.slimify.run"="host.1.abc"
[3/3] COMMIT slimify-verify:1
--> ee355b84c4c
Successfully tagged localhost/slimify-verify:1
ee355b84c4c94b78b594d22abeb0b2f8101c7ac81edc8e1657ad1f56517b353b`;

test('steps with their stages, what is cached, how long each took; not FROM, nor the label of ours', () => {
  const seen: string[] = [];
  const trace = traceOf(STAGES, (step) => seen.push(step));
  expect(trace.steps()).toEqual([
    { text: 'ENV A=1', stage: 'build', cached: true, fresh: null, seconds: 0 },
    { text: 'RUN echo one && sleep 1', stage: 'build', cached: false, fresh: null, seconds: 3 },
    { text: 'COPY a /a', stage: null, cached: false, fresh: null, seconds: 1 },
    { text: 'COPY --from=build /x /x', stage: null, cached: false, fresh: null, seconds: 1 },
  ]);
  expect(seen).toEqual(trace.steps().map(({ text }) => text));
  expect(trace.seconds()).toBe(5);
  expect(trace.running()).toBe(null);
});

test('the images that it made: neither those from the cache nor a base image', () => {
  expect(traceOf(STAGES).made()).toEqual(['ab6fb2de5ce', '4946d6514cd', 'a8a73e16f66', 'ee355b84c4c']);
  expect(traceOf('STEP 1/1: FROM alpine:3\nCOMMIT x\n--> 625101a889c\nSuccessfully tagged x').made()).toEqual([]);
});

test('one stage; a step that fails is the one that runs, with its log', () => {
  const trace = traceOf(`STEP 1/3: FROM alpine:3
STEP 2/3: RUN echo first
first
--> 2d92a033d5d
STEP 3/3: RUN echo "fails now"; exit 7
fails now
!err`);
  expect(trace.running()).toBe('RUN echo "fails now"; exit 7');
  expect(trace.log()).toEqual(['fails now', 'err']);
  expect(trace.steps().map(({ stage, seconds }) => [stage, seconds])).toEqual([
    [null, 2],
    [null, null],
  ]);
  trace.end();
  expect(trace.steps().at(-1)?.seconds).toBe(2);
});

test('what a program prints is not taken for progress', () => {
  const trace = traceOf(
    'STEP 1/2: FROM a\nSTEP 2/2: RUN x\n--> Compiling\n--> done: abc\n  STEP 1/1: RUN y\nCOMMITTED',
  );
  expect(trace.running()).toBe('RUN x');
  expect(trace.steps().length).toBe(1);
  expect(trace.log().length).toBe(4);
});

test('nothing runs while a base image is fetched', () => {
  const trace = traceOf('STEP 1/2: FROM a\n!Trying to pull a...\n!Copying blob sha256:1');
  expect([trace.running(), trace.steps(), trace.seconds()]).toEqual([null, [], 0]);
  expect(trace.log().length).toBe(2);
});

test('of a long log the end is kept', () => {
  const lines = Array.from({ length: 10_000 }, (_, at) => `line ${at}`);
  const log = traceOf(['STEP 1/2: FROM a', 'STEP 2/2: RUN x', ...lines].join('\n')).log();
  expect(log.at(-1)).toBe('line 9999');
  expect(log.length).toBeLessThan(2_500);
});
