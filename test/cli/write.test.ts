/** --write: what it writes, what it keeps, what it refuses. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { describe, expect, test } from 'vitest';
import { writeDockerfile } from '../../src/cli/write.ts';
import { type Sandbox, useCommand } from './support.ts';

const sandbox = useCommand();

const ONE = 'FROM a\nRUN echo one\n';
const DONE = 'FROM a\nRUN echo 1\n';
const NOBODY = 65534;
const isRoot = process.getuid?.() === 0;

describe('--write', () => {
  test('writes, says so, counts what is held back, and leaves nothing else behind', () => {
    const box = sandbox();
    box.file('Dockerfile', 'FROM a\nRUN echo one && echo three\n');
    box.file('b/Dockerfile', 'FROM a\n');
    const { code, stdout, stderr } = box.run(['-w']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('Dockerfile\n  changed\n    2  digits  write one as 1 [safe]');
    expect(stdout).toMatch(/2 files, 1 written, 1 fix, 1 more with --risk changes/);
    expect(box.read('Dockerfile')).toBe('FROM a\nRUN echo 1 && echo three\n');
    expect(readdirSync(box.root)).toEqual(['Dockerfile', 'b']);
    expect(box.run(['--check']).code).toBe(0);
  });
  test('keeps mode, CRLF, byte-order mark and a missing final newline', () => {
    const box = sandbox();
    const file = box.file('Dockerfile', '\ufeffFROM a\r\nRUN echo one');
    chmodSync(file, 0o755);
    expect(box.run(['-w']).code).toBe(0);
    expect(readFileSync(file)).toEqual(Buffer.from('\ufeffFROM a\r\nRUN echo 1'));
    expect(statSync(file).mode & 0o7777).toBe(0o755);
  });
  test('an unchanged file is not touched', () => {
    const box = sandbox();
    const file = box.file('Dockerfile', DONE);
    const { ino, mtimeMs } = statSync(file);
    box.run(['-w']);
    expect(statSync(file)).toMatchObject({ ino, mtimeMs });
  });
  test('writes what a symbolic link leads to, and the link stays', () => {
    const box = sandbox();
    box.file('real/Dockerfile', ONE);
    mkdirSync(box.path('docker'));
    symlinkSync('../real/Dockerfile', box.path('docker', 'Dockerfile'));
    expect(box.run(['-w', 'docker/Dockerfile']).code).toBe(0);
    expect(box.read('real/Dockerfile')).toBe(DONE);
    expect(lstatSync(box.path('docker', 'Dockerfile')).isSymbolicLink()).toBe(true);
  });
  test('never through a link that leaves the folder', () => {
    const box = sandbox();
    box.file('real/Dockerfile', ONE);
    mkdirSync(box.path('docker'));
    symlinkSync('../real/Dockerfile', box.path('docker', 'Dockerfile'));
    for (const [args, cwd] of [
      [['-w', 'docker'], '.'],
      [['-w', 'Dockerfile'], 'docker'],
    ] as const) {
      const { code, stderr } = box.run(args, { cwd });
      expect(code).toBe(2);
      expect(stderr).toMatch(/Dockerfile: is a symbolic link that leaves .*docker; left as it was\n$/);
      expect(box.read('real/Dockerfile')).toBe(ONE);
    }
  });
  test('a read-only file is left as it was: 2', () => {
    const box = sandbox();
    chmodSync(box.file('Dockerfile', ONE), 0o444);
    box.file('b.Dockerfile', ONE);
    const { code, stdout, stderr } = box.run(['-w']);
    expect({ code, stderr }).toEqual({ code: 2, stderr: 'slimify: Dockerfile: is read-only; left as it was\n' });
    expect(stdout).toContain('(not written)');
    expect(box.read('Dockerfile')).toBe(ONE);
    expect(box.read('b.Dockerfile')).toBe(DONE);
  });
  test('a file with two names is written in place, and both have the new text', () => {
    const box = sandbox();
    linkSync(box.file('Dockerfile', ONE), box.path('other'));
    const { code, stderr } = box.run(['-w']);
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: 'slimify: Dockerfile: written in place, because it has more than one hard link\n',
    });
    expect(box.read('other')).toBe(DONE);
    expect(readdirSync(box.root)).toEqual(['Dockerfile', 'other']);
  });
  test('in a folder that is not writable it is written in place', () => {
    const box = sandbox();
    const { file, uid } = ownedByCaller(box, 'a/Dockerfile');
    chmodSync(box.path('a'), 0o555);
    const { code, stderr } = box.run(['-w', 'a'], uid);
    chmodSync(box.path('a'), 0o755);
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: 'slimify: a/Dockerfile: written in place, because its folder is not writable\n',
    });
    expect(readFileSync(file, 'utf8')).toBe(DONE);
  });
});

describe('a signal', () => {
  test('ends a batch between two files, and leaves nothing behind', async () => {
    const box = sandbox();
    const count = 3000;
    for (let i = 0; i < count; i++) box.file(`${i}/Dockerfile`, ONE);
    const child = spawn(process.execPath, [box.program, '-w'], { cwd: box.root, stdio: ['ignore', 'pipe', 'pipe'] });
    let stderr = '';
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    child.stdout.once('data', () => child.kill('SIGINT'));
    const [code] = await once(child, 'close');
    expect(code).toBe(130);
    const written = Number(/^slimify: interrupted; (\d+) written, the rest is as it was\n$/.exec(stderr)?.[1]);
    const texts = Array.from({ length: count }, (_, i) => box.read(`${i}/Dockerfile`));
    expect(texts.filter((text) => text === DONE)).toHaveLength(written);
    expect(texts.filter((text) => text === ONE)).toHaveLength(count - written);
    expect(written).toBeLessThan(count);
    expect(readdirSync(box.root, { recursive: true })).toHaveLength(2 * count);
  });
});

describe('the old text', () => {
  test('a warning when git could not bring it back', () => {
    const box = sandbox();
    box.git('init', '-q');
    for (const name of ['clean', 'dirty', 'untracked']) box.file(`${name}/Dockerfile`, ONE);
    box.git('add', 'clean', 'dirty');
    box.git('commit', '-qm', 'x');
    box.file('dirty/Dockerfile', `${ONE}# more\n`);
    const { code, stderr } = box.run(['-w', '.']);
    expect(code).toBe(0);
    expect(stderr).toBe(
      [
        'slimify: dirty/Dockerfile: warning: it has changes that are not committed, so the old text cannot be had back from there\n',
        'slimify: untracked/Dockerfile: warning: git does not track it, so the old text cannot be had back from there\n',
      ].join(''),
    );
  });
  test('none with --quiet', () => {
    const box = sandbox();
    box.git('init', '-q');
    box.file('Dockerfile', ONE);
    expect(box.run(['-wq'])).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(box.read('Dockerfile')).toBe(DONE);
  });
});

describe('writeDockerfile', () => {
  const [before, after] = [Buffer.from(ONE), Buffer.from(DONE)];
  test('leaves a file that changed since it was read', () => {
    const box = sandbox();
    const file = box.file('Dockerfile', 'FROM other\n');
    expect(writeDockerfile(file, before, after, box.root)).toMatchObject({ ok: false, error: { code: 'changed' } });
    expect(box.read('Dockerfile')).toBe('FROM other\n');
  });
  test('a file that is gone', () => {
    const box = sandbox();
    const result = writeDockerfile(box.path('Dockerfile'), before, after, box.root);
    expect(result).toMatchObject({ ok: false, error: { code: 'not-written', message: 'no such file or folder' } });
  });
  test('keeps the owner', () => {
    const box = sandbox();
    const { file, uid } = ownedByCaller(box, 'Dockerfile');
    const owner = statSync(file).uid;
    expect(owner).toBe(uid.uid ?? process.getuid?.() ?? owner);
    expect(writeDockerfile(file, before, after, box.root)).toEqual({ ok: true, note: null });
    expect(statSync(file).uid).toBe(owner);
  });
});

/** A file in a folder that belong to whom the command is run as: as root the permissions would not count. */
function ownedByCaller(box: Sandbox, name: string): { file: string; uid: { uid?: number } } {
  const file = box.file(name, ONE);
  if (!isRoot) return { file, uid: {} };
  chownSync(file, NOBODY, NOBODY);
  chownSync(box.path(name, '..'), NOBODY, NOBODY);
  return { file, uid: { uid: NOBODY } };
}
