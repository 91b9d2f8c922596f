import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { expect, test, vi } from 'vitest';
import { archives } from '../../../../src/verify/engines/buildah/archives.ts';
import { readTar } from '../../../engine/tar.ts';
import { never } from '../daemonless/engine.ts';
import { type FakeProgram, fakeProgram } from '../fake-program.ts';

/** Its containers have the folder `root` of the test as their file system. */
function buildah(): FakeProgram {
  const mount = 'mount*) printf "%s/root\\n" "$(dirname "$0")";;';
  const fake = fakeProgram('buildah', `from*) ;;\nrm*) ;;\n${mount}\nunshare*) shift; exec "$@";;`);
  const root = path.join(fake.folder, 'root');
  mkdirSync(path.join(root, 'app/sub'), { recursive: true });
  writeFileSync(path.join(root, 'app/a.txt'), 'a');
  writeFileSync(path.join(root, '.hidden'), '');
  symlinkSync('/etc', path.join(root, 'outside'));
  return fake;
}

async function namesIn(paths: readonly string[]): Promise<Record<string, readonly string[]>> {
  const found: Record<string, readonly string[]> = {};
  for await (const archive of archives('x:1', paths, never(), 'a=b')) {
    found[archive.path] = [...readTar(await buffer(archive.tar)).keys()].sort();
  }
  return found;
}

test('a folder, a file, and a link as such; what is not there has none', async () => {
  const fake = buildah();
  expect(await namesIn(['/app/', '/none', '/app/a.txt', '/outside', '/app/a.txt/b'])).toEqual({
    '/app/': ['app/', 'app/a.txt', 'app/sub/'],
    '/app/a.txt': ['a.txt'],
    '/outside': ['outside'],
  });
  expect(fake.calls().at(-1)).toMatch(/^rm slimify-b-\d+$/);
});

test('a link is not followed: it would lead out of the image', async () => {
  buildah();
  expect(await namesIn(['/outside/passwd', '/app/../outside/passwd'])).toEqual({});
});

test('the root', async () => {
  buildah();
  expect((await namesIn(['/']))['/']).toEqual(['.hidden', 'app/', 'app/a.txt', 'app/sub/', 'outside']);
});

test('only root mounts without a namespace of users', async () => {
  const fake = buildah();
  vi.spyOn(process, 'getuid').mockReturnValue(1000);
  expect(await namesIn(['/app/a.txt'])).toEqual({ '/app/a.txt': ['a.txt'] });
  expect(fake.calls().some((call) => call.startsWith('unshare sh -c'))).toBe(true);
  vi.restoreAllMocks();
});

test('a file system that cannot be mounted is not a path that is missing', async () => {
  const fake = fakeProgram('buildah', 'from*) ;;\nrm*) ;;\nmount*) echo "Error: mounting: no" >&2; exit 125;;');
  vi.spyOn(process, 'getuid').mockReturnValue(0);
  await expect(namesIn(['/app'])).rejects.toThrow('an image cannot be read: Error: mounting: no');
  expect(fake.calls().at(-1)).toMatch(/^rm /);
  vi.restoreAllMocks();
});

test('an image that is not there', async () => {
  fakeProgram('buildah', 'from*) echo "Error: x:1: image not known" >&2; exit 125;;');
  await expect(namesIn(['/app'])).rejects.toThrow('nothing can be read out of x:1: x:1: image not known');
});
