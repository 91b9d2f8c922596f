/** Several Dockerfiles at a time, on an engine that shares among builds what they have in common. */
import { expect, test } from 'vitest';
import { hasEngine, useBench } from './robust/bench.ts';

const bench = useBench();

test.skipIf(!hasEngine)('what another build has in hand is found in the cache once that one is done', async () => {
  const box = bench();
  const common = ['FROM busybox', '# harmless: one => 1', 'WORKDIR /app', `RUN echo ${Date.now()}`];
  const file = (name: string, ...lines: readonly string[]): void =>
    box.file(`${name}.Dockerfile`, [...common, ...lines, 'CMD ["sleep", "1000"]', ''].join('\n'));
  // While this one builds the first time, the other one comes as far as the change.
  file('long', `RUN sleep 12 && echo ${Date.now()}`, 'RUN echo one');
  file('short', 'COPY tool.sh .', 'RUN echo one', 'COPY main.sh .', 'RUN echo end');
  box.file('tool.sh', 'echo tool\n');
  box.file('main.sh', 'echo main\n');
  const args = ['--jobs', '2', '--change', 'main.sh', '--format', 'json', 'long.Dockerfile', 'short.Dockerfile'];
  const { stdout, stderr } = await box.verify(args);
  expect(stderr).not.toContain('slimify:');
  const { files } = JSON.parse(stdout) as Verified;
  const { before, after } = files.find(({ path }) => path === 'short.Dockerfile')!.sides;
  for (const { rebuilt } of [before, after]) {
    expect(rebuilt.missed).toBe(0);
    expect(rebuilt.steps.map(({ cached }) => cached)).toEqual([true, true, true, true, false, false]);
  }
});

interface Verified {
  readonly files: readonly {
    readonly path: string;
    readonly sides: Readonly<Record<'before' | 'after', { readonly rebuilt: Rebuilt }>>;
  }[];
}

interface Rebuilt {
  readonly missed: number;
  readonly steps: readonly { readonly text: string; readonly cached: boolean }[];
}
