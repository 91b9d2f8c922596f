import { expect, test } from 'vitest';
import type { Container, Started } from '../../../../src/verify/container-engine.ts';
import { start } from '../../../../src/verify/engines/buildah/container.ts';
import { never } from '../daemonless/engine.ts';
import { fakeProgram, print } from '../fake-program.ts';

const LABEL = 'org.slimify.run=host.1.abc';

/** An image that names this to be run. */
function imageOf(config: unknown): string {
  const image = { FromImageID: 'a', Manifest: '{"layers":[]}', Docker: { config } };
  return `inspect*) ${print(image)};;\nfrom*) ;;\nrm*) ;;`;
}

function startIt(options: readonly string[] = []): Promise<Started> {
  return start({ image: 'x:1', options, port: null }, LABEL);
}

async function started(options: readonly string[] = []): Promise<Container> {
  const result = await startIt(options);
  if (!result.ok) expect.fail(result.why);
  return result.container;
}

test('entrypoint and command of the image, options of the user; what it printed, and its exit code', async () => {
  const image = imageOf({ Entrypoint: ['sh', '-c'], Cmd: ['echo a b'] });
  const ends = `echo out; echo err >&2; echo 'Error: while running runtime: exit status 5' >&2; exit 5`;
  const fake = fakeProgram('buildah', `${image}\nrun*) ${ends};;`);
  const container = await started(['--rm', '--env=A=b']);
  expect(await container.state()).toEqual({ running: false, exitCode: 5 });
  expect((await container.logs()).toSorted()).toEqual(['err', 'out']);
  expect(await container.address()).toBe(null);
  await container.remove();
  const [, from = '', run = '', ...rest] = fake.calls();
  const name = from.split(' ')[3]!;
  expect(name).toMatch(/^slimify-host\.1\.abc-\d+$/);
  expect(run).toBe(`run --env=A=b ${name} -- sh -c echo a b`);
  expect(rest).toEqual([`rm ${name}`]);
});

test('an image without a program', async () => {
  fakeProgram('buildah', imageOf({}));
  expect(await startIt()).toEqual({ ok: false, why: 'the image names no program to run' });
});

const RAN = 'Error: while running runtime: exit status 1';

test.each([
  [
    `error running container: from /usr/bin/runc creating container for [/none]: time="x" level=error msg="runc create failed: unable to start container process: exec: \\"/none\\": stat /none: no such file or directory"\n: exit status 1\n${RAN}`,
    'exec: "/none": stat /none: no such file or directory',
  ],
  [
    'process failed to start with error: fork/exec /none: no such file or directory\nError: exit status 1',
    'fork/exec /none: no such file or directory',
  ],
  ['Error: determining run uid: user: unknown user', 'determining run uid: user: unknown user'],
])('what cannot be started: %s', async (said, why) => {
  const fake = fakeProgram('buildah', `${imageOf({ Cmd: ['/none'] })}\nrun*) ${print(said)} >&2; exit 1;;`);
  expect(await startIt()).toEqual({ ok: false, why });
  expect(fake.calls().at(-1)).toMatch(/^rm slimify-/);
});

test('a program that fails at once has been started', async () => {
  fakeProgram(
    'buildah',
    `${imageOf({ Cmd: ['x'] })}\nrun*) echo "Error: Cannot find module" >&2; echo 'Error: while running runtime: exit status 1' >&2; exit 1;;`,
  );
  const container = await started();
  expect(await container.state()).toEqual({ running: false, exitCode: 1 });
  expect(await container.logs()).toEqual(['Error: Cannot find module']);
});

test('a command inside: its exit code, unless it could not be run', async () => {
  const notRun = 'error running container: from /usr/bin/runc creating container for [none]: no such file';
  const cases = [
    'run*ok) ;;\nrun*fails) echo "Error: while running runtime: exit status 4" >&2; exit 4;;',
    `run*none) echo '${notRun}' >&2; exit 1;;\nrun*endless) sleep 60;;\nrun*) exit 0;;`,
  ];
  fakeProgram('buildah', `${imageOf({ Cmd: ['x'] })}\n${cases.join('\n')}`);
  const container = await started();
  expect(await container.exec(['ok'], never())).toBe(0);
  expect(await container.exec(['fails'], never())).toBe(4);
  expect(await container.exec(['none'], never())).toBe(null);
  expect(await container.exec(['endless'], never(300))).toBe(null);
});
