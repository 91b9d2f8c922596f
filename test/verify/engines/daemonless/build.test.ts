import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pack } from 'tar-stream';
import { expect, onTestFinished, test } from 'vitest';
import type { BuildRequest } from '../../../../src/verify/container-engine.ts';
import { type Builder, build } from '../../../../src/verify/engines/daemonless/build.ts';
import { chains } from '../../../../src/verify/engines/daemonless/chains.ts';
import { fakeProgram, print } from '../fake-program.ts';
import { never } from './engine.ts';

function builder(folder: string, made: string[] = []): Builder {
  return {
    program: 'podman',
    options: { builder: null, label: 'org.slimify.run=host.1.abc', folder },
    chains: chains('org.slimify.run=host.1.abc'),
    isAlive: async () => true,
    onMade: (ids) => made.push(...ids),
  };
}

function request(more: Partial<BuildRequest> = {}): BuildRequest {
  return {
    tag: 'slimify-verify:1',
    dockerfile: 'FROM scratch\n',
    ignore: null,
    context: { kind: 'folder', folder: '/context' },
    target: null,
    args: new Map(),
    options: [],
    isCold: false,
    abort: never(),
    ...more,
  };
}

function runFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'slimify-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** What a command is given as a file, it prints as a step, so that a test sees it. */
const SHOW = `build*) while [ $# -gt 1 ]; do
    case "$1" in --file) echo "STEP 1/1: RUN file $(cat "$2")";; --ignorefile) echo "STEP 1/1: RUN ignore $(tr '\\n' '|' < "$2")";; esac
    shift
  done
  echo "STEP 1/1: RUN context $1 $(ls -1 "$1" 2>/dev/null)";;`;

async function stepsOf(folder: string, more: Partial<BuildRequest>): Promise<readonly string[]> {
  const built = await build(request(more), builder(folder));
  return built.ok ? built.steps.map(({ text }) => text) : [built.message];
}

test('the options, in the order in which the last of two counts', async () => {
  const fake = fakeProgram('podman', 'build*) echo "STEP 1/1: RUN x"; echo "--> ab6fb2de5ce";;');
  const folder = runFolder();
  const made: string[] = [];
  const more = { target: 'one', args: new Map([['A', 'b=c']]), options: ['--format=oci', '--label=x=y'], isCold: true };
  expect(await build(request(more), builder(folder, made))).toMatchObject({ ok: true, steps: [{ text: 'RUN x' }] });
  expect(made).toEqual(['ab6fb2de5ce']);
  const [call = ''] = fake.calls();
  expect(call.replaceAll(/[^ =]+\/build-\w+\//g, '<run>/').replace(/:\d+,/, ':<n>,')).toBe(
    [
      'build --format=docker --layers --no-cache --target one --build-arg A=b=c --format=oci --label=x=y --force-rm',
      '--file <run>/Dockerfile --ignorefile <run>/ignore --label org.slimify.run=host.1.abc',
      '--secret id=org.slimify.run=host.1.abc:<n>,src=<run>/ignore --tag slimify-verify:1 /context',
    ].join(' '),
  );
  expect(readdirSync(folder)).toEqual([]);
});

test('the Dockerfile and the ignore file are ours; one without a pattern would count as none', async () => {
  fakeProgram('podman', SHOW);
  const nothing = '.slimify-ignores-nothing|';
  const given = ['RUN file FROM scratch', `RUN ignore |${nothing}`, 'RUN context /context'];
  expect(await stepsOf(runFolder(), {})).toEqual(given);
  const ignore = 'node_modules\n!node_modules/a';
  expect((await stepsOf(runFolder(), { ignore }))[1]).toBe(`RUN ignore node_modules|!node_modules/a|${nothing}`);
});

test('an archive is unpacked into the folder of the run, and removed again', async () => {
  fakeProgram('podman', SHOW);
  const folder = runFolder();
  const archive = pack();
  archive.entry({ name: 'src/a.txt' }, 'a');
  archive.finalize();
  const steps = await stepsOf(folder, { context: { kind: 'archive', open: () => archive as unknown as Readable } });
  expect(steps.at(-1)).toMatch(/^RUN context \S+\/context src$/);
  expect(steps.at(-1)).toContain(folder);
  expect(readdirSync(folder)).toEqual([]);
});

test('an archive that cannot be unpacked', async () => {
  const fake = fakeProgram('podman', 'never) ;;');
  const open = () => Readable.from(['no archive']);
  const built = await build(request({ context: { kind: 'archive', open } }), builder(runFolder()));
  expect(built).toMatchObject({ ok: false, cause: 'failed', step: null });
  expect(fake.calls()).toEqual([]);
});

test('a folder that is gone is our bug, a full disk is not', async () => {
  fakeProgram('podman', 'never) ;;');
  await expect(build(request(), builder('/no/such/folder'))).rejects.toThrow('ENOENT');
});

test('a program that is not there', async () => {
  const fake = fakeProgram('podman', 'never) ;;');
  rmSync(path.join(fake.folder, 'podman'));
  const before = process.env.PATH;
  process.env.PATH = fake.folder;
  const built = await build(request(), builder(runFolder()));
  process.env.PATH = before;
  expect(built).toMatchObject({ ok: false, cause: 'engine-gone', message: 'there is no podman command' });
});

test('a build that fails looks for the container that it has left, and for no other', async () => {
  const fake = fakeProgram('podman', `build*) echo "Error: no" >&2; exit 125;;\nps*) echo '[]';;`);
  expect(await build(request(), builder(runFolder()))).toMatchObject({ ok: false, cause: 'failed', message: 'no' });
  expect(fake.calls().slice(1)).toEqual(['ps --all --external --format=json']);
});

test('at the end of its time', async () => {
  fakeProgram('podman', `build*) echo "STEP 1/1: RUN x"; echo begun; sleep 60;;\nps*) echo '[]';;`);
  const began = performance.now();
  const built = await build(request({ abort: never(500) }), builder(runFolder()));
  expect(built).toEqual({
    ok: false,
    cause: 'timeout',
    step: 'RUN x',
    message: 'not done after 0.5 seconds',
    log: ['begun'],
  });
  expect(performance.now() - began).toBeLessThan(5_000);
});

test('a cached image that somebody else removes meanwhile says nothing about the Dockerfile', async () => {
  const said = 'Error: checking if cached image exists from a previous build: getting history of "a": image not known';
  const lost = `if [ ! -e "$0.again" ]; then touch "$0.again"; ${print(said)} >&2; exit 125; fi`;
  const fake = fakeProgram('podman', `build*) ${lost}; echo "STEP 1/1: RUN x";;\nps*) echo '[]';;`);
  expect(await build(request(), builder(runFolder()))).toMatchObject({ ok: true, steps: [{ text: 'RUN x' }] });
  expect(fake.calls().filter((call) => call.startsWith('build')).length).toBe(2);
  const always = fakeProgram('podman', `build*) ${print(said)} >&2; exit 125;;\nps*) echo '[]';;`);
  expect(await build(request(), builder(runFolder()))).toMatchObject({ ok: false, cause: 'failed' });
  expect(always.calls().filter((call) => call.startsWith('build')).length).toBe(3);
});
