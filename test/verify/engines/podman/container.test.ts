import { expect, test } from 'vitest';
import type { Container } from '../../../../src/verify/container-engine.ts';
import { start } from '../../../../src/verify/engines/podman/container.ts';
import { never } from '../daemonless/engine.ts';
import { fakeProgram, print } from '../fake-program.ts';

const ID = 'a'.repeat(64);
const LABEL = 'org.slimify.run=host.1.abc';
const request = { image: 'x:1', options: [], port: null };

function inspected(running: boolean, network = 'bridge', exitCode = 0): string {
  const found = { State: { Running: running, ExitCode: exitCode }, HostConfig: { NetworkMode: network } };
  return `'container inspect'*) ${print([found])};;`;
}

async function started(more: Partial<Parameters<typeof start>[0]> = {}): Promise<Container> {
  const result = await start({ ...request, ...more }, LABEL);
  if (!result.ok) expect.fail(result.why);
  return result.container;
}

test('a published port', async () => {
  const cases = `create*) echo ${ID};;\nstart*) ;;\n${inspected(true)}\nport*) echo 127.0.0.1:43211;;\nrm*) ;;`;
  const fake = fakeProgram('podman', cases);
  const container = await started({ port: 3000, options: ['--rm', '--env=A=b'] });
  expect(await container.address()).toBe('127.0.0.1:43211');
  expect(await container.state()).toEqual({ running: true });
  await container.remove();
  expect(fake.calls()).toEqual([
    'create --pull=never --publish 127.0.0.1::3000 --env=A=b --label org.slimify.run=host.1.abc x:1',
    `start ${ID}`,
    `container inspect ${ID}`,
    `port ${ID} 3000/tcp`,
    `container inspect ${ID}`,
    `rm --force --volumes --time=0 ${ID}`,
  ]);
});

test('the host’s own network, by the user’s configuration', async () => {
  fakeProgram('podman', `create*) echo ${ID};;\nstart*) ;;\n${inspected(true, 'host')}`);
  expect(await (await started({ port: 3000 })).address()).toBe('127.0.0.1:3000');
  expect(await (await started()).address()).toBe(null);
});

test('one that has ended, and one that is gone', async () => {
  fakeProgram('podman', `create*) echo ${ID};;\nstart*) ;;\n${inspected(false, 'host', 3)}`);
  const container = await started({ port: 3000 });
  expect(await container.state()).toEqual({ running: false, exitCode: 3 });
  expect(await container.address()).toBe(null);
  const cases = `create*) echo ${ID};;\nstart*) ;;\n'container inspect'*) echo 'Error: no such container' >&2; exit 125;;`;
  fakeProgram('podman', cases);
  await expect((await started()).state()).rejects.toThrow('no such container');
});

test('one that cannot be made', async () => {
  fakeProgram('podman', 'create*) echo "Error: unknown flag: --x" >&2; exit 125;;');
  expect(await start(request, LABEL)).toEqual({ ok: false, why: 'unknown flag: --x' });
});

test('one that cannot be started is removed', async () => {
  const said = `Error: unable to start container "${ID}": runc: runc create failed: unable to start container process: exec: "nope": executable file not found in $PATH: OCI runtime attempted to invoke a command that was not found`;
  const fake = fakeProgram('podman', `create*) echo ${ID};;\nstart*) ${print(said)} >&2; exit 127;;\nrm*) ;;`);
  const why =
    'exec: "nope": executable file not found in $PATH: OCI runtime attempted to invoke a command that was not found';
  expect(await start(request, LABEL)).toEqual({ ok: false, why });
  expect(fake.calls().at(-1)).toBe(`rm --force --volumes --time=0 ${ID}`);
});

test('a command inside: its exit code, unless it is podman’s', async () => {
  const cases = [
    `create*) echo ${ID};;\nstart*) ;;`,
    'exec*ok) exit 0;;\nexec*fails) echo "Error: mine" >&2; exit 1;;\nexec*same) echo mine >&2; exit 127;;',
    'exec*none) echo "Error: crun: executable file not found in PATH" >&2; exit 127;;',
    'exec*gone) echo "Error: can only create exec sessions on running containers" >&2; exit 255;;\nexec*) sleep 60;;',
  ];
  fakeProgram('podman', cases.join('\n'));
  const container = await started();
  const codes: (number | null)[] = [];
  for (const command of ['ok', 'fails', 'same', 'none', 'gone']) codes.push(await container.exec([command], never()));
  expect(codes).toEqual([0, 1, 127, null, null]);
  expect(await container.exec(['endless'], never(300))).toBe(null);
});

test('its log, both streams', async () => {
  fakeProgram('podman', `create*) echo ${ID};;\nstart*) ;;\nlogs*) printf 'a\\n\\033[31mb\\033[0m\\n'; echo c >&2;;`);
  expect((await (await started()).logs()).toSorted()).toEqual(['a', 'b', 'c']);
});
