import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test, vi } from 'vitest';
import { archives } from '../../../../src/verify/engines/podman/archives.ts';
import { never } from '../daemonless/engine.ts';
import { fakeProgram } from '../fake-program.ts';

const MADE = 'create*) echo made;;\nrm*) ;;';

/** The containers are on another machine. */
function elsewhere(): void {
  vi.spyOn(process, 'platform', 'get').mockReturnValue('darwin');
  onTestFinished(() => void vi.restoreAllMocks());
}

test('a path that is not there has none; the container goes', async () => {
  elsewhere();
  const missing = 'Error: "/none" could not be found on container made: no such file or directory';
  const fake = fakeProgram(
    'podman',
    `${MADE}\n'cp made:/app -') echo tar;;\n'cp made:/none -') echo '${missing}' >&2; exit 125;;`,
  );
  const found: string[] = [];
  for await (const { path, tar } of archives('x:1', ['/none', '/app/'], never(), 'a=b'))
    found.push(path, await text(tar));
  expect(found).toEqual(['/app/', 'tar\n']);
  expect(fake.calls()[0]).toBe('create --pull=never --network=none --image-volume=ignore --label a=b x:1 none');
  expect(fake.calls().at(-1)).toBe('rm --force --volumes --time=0 made');
});

test('an engine that fails is not a path that is missing', async () => {
  elsewhere();
  const fake = fakeProgram('podman', `${MADE}\ncp*) echo 'Error: database is locked' >&2; exit 125;;`);
  const all = archives('x:1', ['/app'], never(), 'a=b');
  await expect(all.next()).rejects.toThrow('an image cannot be read: Error: database is locked');
  expect(fake.calls().at(-1)).toContain('rm --force');
});

test('an image that is not there', async () => {
  fakeProgram('podman', 'create*) echo "Error: x:1: image not known" >&2; exit 125;;');
  const all = archives('x:1', ['/app'], never(), 'a=b');
  await expect(all.next()).rejects.toThrow('nothing can be read out of x:1: x:1: image not known');
});
