import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { BuildRequest } from '../../../../src/verify/container-engine.ts';
import { openPodman } from '../../../../src/verify/engines/podman/podman.ts';
import { never } from '../daemonless/engine.ts';
import { fakeProgram, print } from '../fake-program.ts';

const VERSION = print({ Client: { Version: '4.3.1' } });
const MADE = 'a'.repeat(64);

test('what builds have made on their way stays for the next one, and goes with the last image', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'slimify-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const cases = [
    `version*) ${VERSION};;\ninfo*) echo '{}';;`,
    `build*) printf 'STEP 1/2: FROM a\\nSTEP 2/2: RUN x\\n--> ${MADE.slice(0, 11)}\\n';;`,
    `images*) ${print([{ Id: MADE, Labels: null }])};;\nps*) echo '[]';;\nrmi*) ;;`,
  ];
  const fake = fakeProgram('podman', cases.join('\n'));
  const opened = await openPodman({ builder: null, label: 'org.slimify.run=host.1.a', folder });
  if (!opened.ok) expect.fail(opened.why);
  const { engine } = opened;
  expect([engine.name, engine.version]).toEqual(['podman', 'podman 4.3.1']);
  const request = (tag: string): BuildRequest => ({
    tag,
    dockerfile: 'FROM a\nRUN x\n',
    ignore: null,
    context: { kind: 'folder', folder },
    target: null,
    args: new Map(),
    options: [],
    isCold: false,
    abort: never(),
  });
  await engine.build(request('x:1'));
  await engine.build(request('x:2'));
  expect(await engine.labelled('org.slimify.run')).toEqual([{ kind: 'image', id: MADE, value: 'host.1.a' }]);
  const removed = (): readonly string[] => fake.calls().filter((call) => call.startsWith('rmi'));
  await engine.remove('x:1');
  expect(removed()).toEqual(['rmi --force --no-prune x:1']);
  await engine.remove('x:2');
  expect(removed().slice(1)).toEqual(['rmi --force --no-prune x:2', `rmi --no-prune ${MADE}`]);
});

test('no podman that works', async () => {
  fakeProgram('podman', `version*) echo 'Error: no' >&2; exit 125;;`);
  const opened = await openPodman({ builder: null, label: 'a=b', folder: '/' });
  expect(opened).toEqual({ ok: false, why: 'podman does not work: no' });
});
