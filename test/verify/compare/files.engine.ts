/** Comparing files of real images. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { appFolders } from '../../../src/verify/compare/app-folders.ts';
import { compareConfigs } from '../../../src/verify/compare/config.ts';
import { compareFiles } from '../../../src/verify/compare/files.ts';
import type { Session } from '../../../src/verify/session.ts';
import { buildReal, openReal } from '../support/real-engine.ts';

const BEFORE = `FROM debian:bookworm-slim
WORKDIR /app
RUN mkdir -p lib/deep logs && echo one > lib/deep/a && echo two > lib/b && echo three > keep && ln -s keep link
COPY <<END /usr/local/bin/run
#!/bin/sh
END
EXPOSE 80 53/udp
HEALTHCHECK --interval=30s CMD true
`;
const AFTER = `FROM debian:bookworm-slim
WORKDIR /app
RUN mkdir -p logs && echo three > keep && ln -s keep link && chmod 640 keep && chown -R 7:8 .
EXPOSE 53/udp 80/tcp
HEALTHCHECK CMD true
USER 7
`;

let session: Session | null = null;
beforeAll(async () => {
  session = await openReal();
});
afterAll(() => session?.close());

test('what is missing, what has another owner, what is configured otherwise', async (context) => {
  if (session === null) return context.skip();
  const { engine, signal } = session;
  const [before, after] = [await buildReal(session, BEFORE), await buildReal(session, AFTER)];
  const configs = [(await engine.inspect(before)).config, (await engine.inspect(after)).config] as const;
  expect(compareConfigs(...configs, [])).toEqual([
    { field: 'USER', key: null, before: null, after: '7', declaredBy: null },
  ]);
  const folders = appFolders(BEFORE, configs[0]);
  expect(folders).toEqual(['/app', '/usr/local/bin/run']);
  const files = await compareFiles(engine, before, after, folders, { signal, timeout: 60_000 });
  const own = (id: number, mode: number) => ({ uid: id, gid: id === 0 ? 0 : 8, mode });
  expect(files).toEqual({
    folders,
    missing: [
      { path: '/usr/local/bin/run', count: 1, bytes: 10 },
      { path: '/app/lib', count: 2, bytes: 8 },
    ],
    changed: [
      { path: '/app', before: own(0, 0o755), after: own(7, 0o755), below: 2 },
      { path: '/app/keep', before: own(0, 0o644), after: own(7, 0o640), below: 0 },
    ],
  });
});
