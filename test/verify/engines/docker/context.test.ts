import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import * as tar from 'tar-stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { NAME_IN_ARCHIVE, withDockerfile, writeDockerfile } from '../../../../src/verify/engines/docker/context.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'slimify-test-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('the ignore file lies beside the Dockerfile, byte for byte', async () => {
  const file = await writeDockerfile(folder, 'FROM busybox\r\n', '\uFEFFnode_modules\r\n');
  expect(await readFile(file, 'utf8')).toBe('FROM busybox\r\n');
  expect(await readFile(`${file}.dockerignore`, 'utf8')).toBe('\uFEFFnode_modules\r\n');
});

test.each([null, '', ' \n'])(
  'one that ignores nothing is not empty: BuildKit would take the other one (%j)',
  async (ignore) => {
    const file = await writeDockerfile(folder, 'FROM busybox\n', ignore);
    expect(await readFile(`${file}.dockerignore`, 'utf8')).toMatch(/^#.*\n$/);
  },
);

async function entriesOf(archive: Readable): Promise<readonly (readonly [string, string])[]> {
  const entries: [string, string][] = [];
  for await (const entry of archive.pipe(tar.extract())) entries.push([entry.header.name, await text(entry)]);
  return entries;
}

test.each(['', 'FROM busybox\n', `FROM busybox\n#${'x'.repeat(508)}`, '# größe\n'])(
  'the Dockerfile is put into an archive',
  async (dockerfile) => {
    const pack = tar.pack();
    pack.entry({ name: 'src/', type: 'directory' });
    pack.entry({ name: 'src/a' }, 'hello');
    pack.finalize();
    expect(await entriesOf(withDockerfile(Readable.from(pack), dockerfile))).toEqual([
      [NAME_IN_ARCHIVE, dockerfile],
      ['src/', ''],
      ['src/a', 'hello'],
    ]);
  },
);

test('an archive that breaks off breaks the other one off', async () => {
  const broken = new Readable({
    read() {
      this.destroy(new Error('gone'));
    },
  });
  await expect(text(withDockerfile(broken, 'FROM busybox\n'))).rejects.toThrow('gone');
});
