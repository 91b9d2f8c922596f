/** With nothing else being built, nothing is missed: each of these was once taken for something that was. */
import { symlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { hasEngine, useBench } from '../robust/bench.ts';

const bench = useBench();

const CASES = {
  'a list, which is told of without its quotes': ['FROM busybox', 'WORKDIR /app', 'COPY ["main.sh", "tool.sh", "./"]'],
  'a link to the file': ['FROM busybox', 'WORKDIR /app', 'COPY link.sh ./'],
  'a folder that is made in scratch': ['FROM scratch', 'WORKDIR /app', 'COPY --from=busybox / /', 'COPY main.sh .'],
  'layers that are put together': ['FROM busybox', 'WORKDIR /app', 'COPY --link main.sh ./', 'COPY --link tool.sh ./'],
  'what is left once brackets are read': ['FROM busybox', 'WORKDIR /app', 'COPY [m]ain.sh ./'],
};

test.skipIf(!hasEngine)('nothing is missed where nothing else is built', async () => {
  const box = bench();
  for (const [nth, [name, lines]] of Object.entries(CASES).entries()) {
    const all = [...lines, '# harmless: one => 1', 'RUN echo one', 'CMD ["sleep", "1000"]', ''];
    box.file(`${nth}.Dockerfile`, [`# ${name}`, ...all].join('\n'));
  }
  box.file('main.sh', `echo ${Date.now()}\n`);
  box.file('tool.sh', `echo tool ${Date.now()}\n`);
  symlinkSync('main.sh', path.join(box.root, 'link.sh'));
  const { stdout, stderr } = await box.verify(['--change', 'main.sh', '--format', 'json', '.']);
  expect(stderr).not.toContain('slimify:');
  const { files } = JSON.parse(stdout) as Verified;
  const missed = files.map(({ before, sides }) => [
    before.split('\n')[0]?.slice(2),
    sides.before.rebuilt?.missed,
    sides.after.rebuilt?.missed,
  ]);
  expect(missed).toEqual(Object.keys(CASES).map((name) => [name, 0, 0]));
});

interface Verified {
  readonly files: readonly {
    readonly before: string;
    readonly sides: Readonly<Record<'before' | 'after', { readonly rebuilt: { readonly missed: number } | null }>>;
  }[];
}
