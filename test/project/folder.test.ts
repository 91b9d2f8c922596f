import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { folderProject } from '../../src/project/folder.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'slimify-'));
  mkdirSync(path.join(root, 'app', 'docker'), { recursive: true });
  write('secret', 'outside');
  write('app/run.sh', 'inside');
  write('app/docker/Dockerfile', 'FROM a');
});

afterEach(() => rmSync(root, { recursive: true }));

function write(file: string, text: string | Buffer): void {
  writeFileSync(path.join(root, file), text);
}

function read(file: string): string | null {
  return folderProject(path.join(root, 'app'), path.join(root, 'app/docker/Dockerfile')).readText(file);
}

test('a file of the context', () => {
  expect(read('run.sh')).toBe('inside');
  expect(read('./docker/../run.sh')).toBe('inside');
});

test('what is not there', () => {
  expect(read('none')).toBeNull();
  expect(read('docker')).toBeNull();
});

test('nothing outside, by name or through a link', () => {
  symlinkSync(path.join(root, 'secret'), path.join(root, 'app', 'link'));
  symlinkSync(root, path.join(root, 'app', 'up'));
  for (const file of ['../secret', path.join(root, 'secret'), 'link', 'up/secret'])
    expect(read(file) === null).toBe(true);
});

test('a link inside', () => {
  symlinkSync('run.sh', path.join(root, 'app', 'link'));
  expect(read('link')).toBe('inside');
  const project = folderProject(path.join(root, 'app'), path.join(root, 'app/docker/Dockerfile'));
  expect(project.statOf('link')).toMatchObject({ kind: 'file', isLink: true });
  expect(project.statOf('run.sh')).not.toHaveProperty('isLink');
});

test('what is no text', () => {
  write('app/binary', Buffer.from([65, 0, 66]));
  write('app/latin', Buffer.from([0xe9]));
  write('app/huge', Buffer.alloc(16 * 1024 * 1024 + 1, 65));
  for (const file of ['binary', 'latin', 'huge']) expect(read(file) === null).toBe(true);
});

test('what the ignore file leaves out is not in the build', () => {
  write('app/.dockerignore', '*.sh\n');
  expect(read('run.sh')).toBeNull();
  expect(read('docker/Dockerfile')).toBe('FROM a');
});

test('an ignore file named after the Dockerfile goes first', () => {
  write('app/.dockerignore', '*.sh\n');
  write('app/docker/Dockerfile.dockerignore', 'docker\n');
  expect(read('run.sh')).toBe('inside');
  expect(read('docker/Dockerfile')).toBeNull();
});

test('a context that has gone is empty', () => {
  const project = folderProject(path.join(root, 'gone'), path.join(root, 'gone', 'Dockerfile'));
  expect(project.readText('run.sh')).toBeNull();
});
