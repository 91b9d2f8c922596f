import { expect, test } from 'vitest';
import type { VertexStatus } from '../../../../src/verify/engines/docker/progress.ts';
import { type Trace, traceBuild } from '../../../../src/verify/engines/docker/trace.ts';

const ignore = (): void => undefined;

function at(seconds: number): string {
  return `2024-05-05T05:05:${String(seconds).padStart(2, '0')}.000000000Z`;
}

function vertex(name: string, more: Partial<VertexStatus> = {}): VertexStatus {
  return { digest: name, name, inputs: [], started: null, completed: null, cached: false, error: '', ...more };
}

function ran(name: string, from: number, to: number | null, more: Partial<VertexStatus> = {}): VertexStatus {
  return vertex(name, { started: at(from), completed: to === null ? null : at(to), ...more });
}

function tell(trace: Trace, ...vertexes: readonly VertexStatus[]): Trace {
  for (const one of vertexes) trace.take({ vertexes: [one], logs: [] });
  return trace;
}

test('steps come in the order in which they began, and each is told of once', () => {
  const begun: string[] = [];
  const trace = tell(
    traceBuild((text) => begun.push(text)),
    vertex('[3/3] RUN two'),
    vertex('[2/3] RUN one'),
    ran('[1/3] FROM busybox', 0, 1),
    ran('[2/3] RUN one', 1, null),
    ran('[2/3] RUN one', 1, 3),
    ran('[3/3] RUN two', 3, 4, { cached: true }),
    ran('exporting to image', 4, 5),
  );
  expect(trace.steps()).toEqual([
    { text: 'RUN one', stage: null, cached: false, fresh: null, seconds: 2 },
    { text: 'RUN two', stage: null, cached: true, fresh: null, seconds: 1 },
  ]);
  expect(begun).toEqual(['RUN one', 'RUN two']);
});

test('what ran at the same time is counted once, and what is no instruction not at all', () => {
  const trace = tell(
    traceBuild(ignore),
    ran('[1/3] FROM busybox', 0, 10),
    ran('[a 2/3] RUN one', 10, 14),
    ran('[b 2/3] RUN two', 11, 13),
    ran('[b 3/3] RUN three', 13, 16),
    ran('[c 2/2] RUN four', 20, 21),
    ran('exporting to image', 21, 30),
  );
  expect(trace.seconds()).toBe(7);
});

test('one that is begun twice, first to look its key up, counts both', () => {
  const trace = tell(traceBuild(ignore), ran('[2/2] COPY . .', 1, 2), ran('[2/2] COPY . .', 4, 6));
  expect(trace.steps()).toEqual([{ text: 'COPY . .', stage: null, cached: false, fresh: null, seconds: 3 }]);
});

test('of what a step is made from, base images are always the same, and the context is looked at each time', () => {
  const [base, workdir, context] = ['[a 1/5] FROM busybox', '[a 2/5] WORKDIR /app', '[internal] load build context'];
  const cached = { cached: true };
  const trace = tell(
    traceBuild(ignore),
    ran(base, 0, 1),
    ran(context, 0, 1),
    ran(workdir, 1, 2, { ...cached, inputs: [base] }),
    ran('[a 3/5] COPY package.json .', 1, 2, { inputs: [workdir, context] }),
    ran('[a 4/5] RUN npm ci', 2, 3, { inputs: ['[a 3/5] COPY package.json .'] }),
    ran('[b 2/4] RUN one', 2, 3, { inputs: [workdir] }),
    ran('[b 3/4] RUN two', 3, 4, { inputs: ['nobody told of this one'] }),
    ran('[b 4/4] RUN --mount=from=x three', 3, 4, { ...cached, inputs: ['[b 2/4] RUN one', 'nor of that one'] }),
    ran('[c 2/2] COPY --from=a --from=b all', 4, 5, {
      inputs: ['[a 4/5] RUN npm ci', '[b 3/4] RUN two', '[b 4/4] RUN --mount=from=x three'],
    }),
  );
  expect(trace.steps().map(({ text, fresh }) => [text, fresh])).toEqual([
    ['WORKDIR /app', 'nothing'],
    ['COPY package.json .', 'context'],
    ['RUN npm ci', 'step'],
    ['RUN one', 'nothing'],
    ['RUN two', null],
    ['RUN --mount=from=x three', 'step'],
    ['COPY --from=a --from=b all', 'step'],
  ]);
});

test('what is done with the result of a step later on is told of as if it were made from nothing', () => {
  const [base, context, copy] = ['[1/3] FROM busybox', 'copy /context /', '[2/3] COPY --link src /src'];
  const link = '[2/3] LINK COPY --link src /src';
  const trace = tell(
    traceBuild(ignore),
    ran(base, 0, 1),
    ran(context, 0, 1, { inputs: ['[internal] load remote build context'] }),
    ran(copy, 1, 2, { inputs: [context] }),
    ran(link, 2, 3, { inputs: [base, copy] }),
    ran(link, 3, 4),
    ran('[3/3] RUN make', 4, 5, { inputs: [link], cached: true }),
    ran('[3/3] RUN make', 5, 6),
  );
  expect(trace.steps().map(({ text, cached, fresh, seconds }) => [text, cached, fresh, seconds])).toEqual([
    ['COPY --link src /src', false, 'context', 3],
    ['RUN make', true, 'step', 2],
  ]);
});

test('nothing can be said of what is made from nothing, and is never told of as cached; a download is part of its ADD', () => {
  const [url, scratch] = ['[2/3] ADD https://example.com/x /x', '[1/3] WORKDIR /app'];
  const trace = tell(
    traceBuild(ignore),
    ran(scratch, 0, 0),
    ran(`${url} `, 0, 1),
    ran(url, 1, 2, { inputs: [scratch, `${url} `] }),
  );
  expect(trace.steps().map(({ text, fresh, seconds }) => [text, fresh, seconds])).toEqual([
    ['WORKDIR /app', null, 0],
    ['ADD https://example.com/x /x', 'context', 2],
  ]);
});

test('a folder that is another context may be new', () => {
  const [lib, context] = ['[context lib] load from client', 'copy /context /'];
  const trace = tell(
    traceBuild(ignore),
    ran(lib, 0, 1),
    ran(context, 0, 1),
    ran('[2/2] COPY a /a', 1, 2, { inputs: [lib, context] }),
  );
  expect(trace.steps().map(({ fresh }) => fresh)).toEqual([null]);
});

test('steps of another build that came to the same are not ours', () => {
  const [base, workdir, run] = ['[1/3] FROM debian:12', '[2/3] WORKDIR /app', '[3/3] RUN make'];
  const [otherBase, otherWorkdir] = ['[builder 1/9] FROM debian:bookworm', '[builder 2/9] WORKDIR /app'];
  const trace = tell(
    traceBuild(ignore),
    vertex(run, { inputs: [workdir] }),
    vertex(workdir, { inputs: [base] }),
    vertex(base),
    ran(otherBase, 0, 1),
    ran(otherWorkdir, 1, 9, { inputs: [otherBase] }),
    ran(base, 10, 10),
    ran(workdir, 10, 11, { cached: true, inputs: [base] }),
    ran(run, 11, 13, { inputs: [workdir] }),
  );
  expect(trace.steps().map(({ text, cached }) => [text, cached])).toEqual([
    ['WORKDIR /app', true],
    ['RUN make', false],
  ]);
  expect(trace.seconds()).toBe(3);
});

test('what the last step is put together with need not be a step', () => {
  const [base, copy, link] = ['[1/2] FROM busybox', '[2/2] COPY --link a /a', 'merging'];
  const trace = tell(
    traceBuild(ignore),
    vertex('[internal] load .dockerignore'),
    vertex(link, { inputs: [base, copy] }),
    ran(copy, 1, 2, { inputs: ['[internal] load build context'] }),
    ran(base, 0, 1),
    ran(link, 2, 3, { inputs: [base, copy] }),
  );
  expect(trace.steps().map(({ text }) => text)).toEqual(['COPY --link a /a']);
});

test('the one that failed is not one that was cancelled because of it', () => {
  const trace = tell(
    traceBuild(ignore),
    ran('[a 2/2] RUN sleep 9', 1, 2, { error: 'process "x" did not complete successfully: context canceled' }),
    ran('[b 2/2] RUN false', 1, 2, { error: 'exit code: 1' }),
  );
  const [first, second] = [Buffer.from('größe\n').subarray(0, 3), Buffer.from('größe\n').subarray(3)];
  for (const data of [first, second]) {
    trace.take({ vertexes: [], logs: [{ vertex: '[b 2/2] RUN false', data: data.toString('base64') }] });
  }
  expect(trace.failed()).toEqual({ step: 'RUN false', error: 'exit code: 1', log: 'größe\n' });
});

test('what failed can be no step', () => {
  const trace = tell(traceBuild(ignore), ran('[internal] load metadata for x', 1, 2, { error: 'not found' }));
  expect(trace.failed()).toMatchObject({ step: null, error: 'not found' });
});

test('running is the last that has begun and not ended, or was cancelled', () => {
  const trace = tell(traceBuild(ignore), ran('[2/3] RUN one', 1, 2));
  expect(trace.running()).toBeNull();
  tell(trace, ran('[3/3] RUN two', 2, null));
  expect(trace.running()).toMatchObject({ step: 'RUN two' });
  tell(trace, ran('[3/3] RUN two', 2, 3, { error: 'context canceled' }));
  expect(trace.running()).toMatchObject({ step: 'RUN two' });
});

test('of a long log the end is kept', () => {
  const trace = tell(traceBuild(ignore), ran('[2/2] RUN yes', 1, 2, { error: 'exit code: 1' }));
  const data = Buffer.from('yes\n'.repeat(10_000)).toString('base64');
  for (let i = 0; i < 20; i++) trace.take({ vertexes: [], logs: [{ vertex: '[2/2] RUN yes', data }] });
  expect(trace.failed()?.log.length).toBe(100_000);
});
