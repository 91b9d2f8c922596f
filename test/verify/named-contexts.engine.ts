/** Additional contexts of a compose file, with a real Docker. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { hasEngine, useBench } from './robust/bench.ts';
import { openReal } from './support/real-engine.ts';

const bench = useBench();
const session = await openReal();
afterAll(() => session?.close());

const DOCKERFILE = `FROM base
# harmless: one => 1
RUN --mount=type=secret,id=token test ! -e /run/secrets/token
RUN grep -q 10.0.0.7 /etc/hosts && echo one
COPY --from=shared lib.txt /lib.txt
COPY main.sh /main.sh
RUN test "$(cat /lib.txt)" = shared
CMD ["sh", "/main.sh"]
`;

test.skipIf(!hasEngine)(
  'what compose gives the build is there, before and after, and with a changed file',
  async () => {
    const box = bench();
    for (const name of ['app', 'shared']) mkdirSync(path.join(box.root, name));
    const build =
      '{ context: app, additional_contexts: [shared=./shared, base=docker-image://busybox], extra_hosts: [db=10.0.0.7], secrets: [token] }';
    box.file('compose.yaml', `services:\n  web:\n    build: ${build}\nsecrets:\n  token: { file: token.txt }\n`);
    box.file('token.txt', 'secret');
    box.file('shared/lib.txt', 'shared');
    box.file('app/Dockerfile', DOCKERFILE);
    box.file('app/main.sh', 'sleep 1000\n');
    const { code, stdout, stderr } = await box.verify(['--format', 'json', 'app']);
    expect(JSON.parse(stdout).files).toMatchObject([
      { path: 'app/Dockerfile', status: 'alike', sides: { after: { rebuilt: { steps: expect.any(Array) } } } },
    ]);
    expect(code).toBe(0);
    expect(stderr).toContain('secret token of compose.yaml:2 is not given');
  },
);

test.skipIf(session === null)('a stage that is called as a context is not built: the context is taken', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'slimify-test-'));
  writeFileSync(path.join(folder, 'who'), 'the context');
  const { engine, nextTag, signal } = session!;
  const built = await engine.build({
    tag: nextTag(),
    dockerfile:
      'FROM busybox AS builder\nRUN false\nFROM busybox\nCOPY --from=builder who /who\nRUN test "$(cat /who)" = "the context"\n',
    ignore: null,
    context: { kind: 'folder', folder },
    target: null,
    args: new Map(),
    options: ['--network=none', `--build-context=builder=${folder}`],
    isCold: false,
    abort: { signal, timeout: 120_000 },
  });
  rmSync(folder, { recursive: true });
  expect(built).toMatchObject({ ok: true });
});
