import { describe, expect, test } from 'vitest';
import { start } from '../../../../src/verify/engines/docker/container.ts';
import { fakeProgram } from '../fake-program.ts';

const LABEL = 'org.slimify.run=here.1.abc';
const HERE = '127.0.0.1';
const REQUEST = { image: 'slimify:1', options: [], port: null };
const CREATED = `'create'*) echo abc123;;`;
const STARTED = `'start abc123') echo abc123;;`;

describe('what docker is told', () => {
  test.each([
    [{ ...REQUEST, options: ['--env=A=b', '-d', '--rm'] }, 'create --pull=never --env=A=b'],
    [{ ...REQUEST, port: 3000 }, 'create --pull=never --publish 127.0.0.1::3000'],
    [{ ...REQUEST, options: ['--network=host'], port: 3000 }, 'create --pull=never --network=host'],
  ])('%j', async (request, call) => {
    const { calls } = fakeProgram('docker', `${CREATED}\n${STARTED}`);
    expect((await start(request, LABEL, HERE)).ok).toBe(true);
    expect(calls()).toEqual([`${call} --label ${LABEL} slimify:1`, 'start abc123']);
  });
});

async function container(cases: string, port: number | null = 3000, host = HERE) {
  const docker = fakeProgram('docker', `${CREATED}\n${STARTED}\n${cases}`);
  const started = await start({ ...REQUEST, port }, LABEL, host);
  return { docker, container: started.ok ? started.container : expect.fail(started.why) };
}

test('its port is where docker has published it', async () => {
  const port = `'port abc123 3000/tcp') echo 0.0.0.0:49153; echo '[::]:49153';;`;
  expect(await (await container(port)).container.address()).toBe('127.0.0.1:49153');
  expect(await (await container(port, 3000, 'build.example')).container.address()).toBe('build.example:49153');
  expect(await (await container(port, null)).container.address()).toBeNull();
});

test('it is published no more when it has ended', async () => {
  const port = `'port'*) echo "Error: No public port '3000/tcp' published for abc123" >&2; exit 1;;`;
  expect(await (await container(port)).container.address()).toBeNull();
});

test('its state', async () => {
  const up = await container(`'container inspect'*) echo '{"Running":true,"ExitCode":0}';;`);
  expect(await up.container.state()).toEqual({ running: true });
  const down = await container(`'container inspect'*) echo '{"Running":false,"ExitCode":137}';;`);
  expect(await down.container.state()).toEqual({ running: false, exitCode: 137 });
});

test('the end of its log, both streams, as a terminal would show it', async () => {
  const { container: started } = await container(`'logs --tail 100 abc123') printf 'a\\033[1mb\\nc\\n';;`);
  expect(await started.logs()).toEqual(['ab', 'c']);
});

test('it is removed with its volumes', async () => {
  const { docker, container: started } = await container(`'rm'*) echo 'No such container' >&2; exit 1;;`);
  await started.remove();
  expect(docker.calls().at(-1)).toBe('rm --force --volumes abc123');
});

describe('what cannot be started', () => {
  const oci =
    'failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: ' +
    'unable to start container process: exec: "/nope": stat /nope: no such file or directory: unknown';

  test('is removed, and said in one line', async () => {
    const { calls } = fakeProgram(
      'docker',
      `${CREATED}\n'start abc123') echo 'Error response from daemon: ${oci}' >&2; echo 'Error: failed to start containers: abc123' >&2; exit 1;;\n'rm'*) ;;`,
    );
    expect(await start(REQUEST, LABEL, HERE)).toEqual({
      ok: false,
      why: 'unable to start container process: exec: "/nope": stat /nope: no such file or directory',
    });
    expect(calls().at(-1)).toBe('rm --force --volumes abc123');
  });

  test('because the engine is gone: that is said, and not what it means for the container', async () => {
    fakeProgram(
      'docker',
      `${CREATED}\n'start abc123') echo 'error during connect: Post "x": EOF' >&2; echo 'Error: failed to start containers: abc123' >&2; exit 1;;\n'rm'*) ;;`,
    );
    await expect(start(REQUEST, LABEL, HERE)).rejects.toThrow(
      'no container can be started: error during connect: Post "x": EOF',
    );
  });

  test('an option that docker does not know', async () => {
    fakeProgram('docker', `'create'*) printf "unknown flag: --foo\\nSee 'docker create --help'.\\n" >&2; exit 125;;`);
    expect(await start(REQUEST, LABEL, HERE)).toEqual({ ok: false, why: 'unknown flag: --foo' });
  });

  test.each([
    'Cannot connect to the Docker daemon at unix:///x.sock. Is the docker daemon running?',
    'Error response from daemon: mkdir /var/lib/docker/overlay2/x: no space left on device',
  ])('when the engine is at fault it is not the image: %s', async (said) => {
    fakeProgram('docker', `'create'*) echo '${said}' >&2; exit 1;;`);
    await expect(start(REQUEST, LABEL, HERE)).rejects.toThrow('no container can be started: ');
    fakeProgram('docker', `${CREATED}\n'start'*) echo '${said}' >&2; exit 1;;\n'rm'*) ;;`);
    await expect(start(REQUEST, LABEL, HERE)).rejects.toThrow('no container can be started: ');
  });
});
