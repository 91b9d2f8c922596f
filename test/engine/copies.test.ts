import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { APPS } from './apps.ts';
import { changeOnce, copyOf, withoutSyntax } from './copies.ts';

const base = mkdtempSync(path.join(tmpdir(), 'slimify-copies-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));

function copied(name: string) {
  const app = APPS.find((each) => each.name === name);
  if (app === undefined) throw new Error(`there is no app ${name}`);
  return copyOf(app, path.join(base, name));
}

describe('the syntax line', () => {
  test('is taken out, wherever it stands among the directives', () => {
    expect(withoutSyntax('# escape=\\\n#syntax = a/b:1\nFROM c\n')).toEqual({
      text: '# escape=\\\nFROM c\n',
      line: '#syntax = a/b:1',
    });
  });

  test('a comment behind something else is none', () => {
    const text = 'FROM c\n# syntax=a/b:1\n';
    expect(withoutSyntax(text)).toEqual({ text, line: null });
  });

  test('is named for those who read along', () => {
    const { folder, withoutSyntax: line } = copied('debian-parcel');
    expect(line).toBe('# syntax=docker/dockerfile:1');
    expect(readFileSync(path.join(folder, 'Dockerfile'), 'utf8')).toMatch(/^FROM /);
  });
});

describe('a copy', () => {
  test('has what lies about besides, and permissions that no checkout keeps', () => {
    const { folder } = copied('node-workspaces');
    expect(readFileSync(path.join(folder, 'node_modules/@shop/prices/index.js'), 'utf8')).toContain('wrong');
    expect(statSync(path.join(copied('node-private-settings').folder, 'settings.json')).mode & 0o777).toBe(0o600);
  });

  test('has the line ends of Windows where they are wanted', () => {
    expect(readFileSync(path.join(copied('tool-sudo').folder, 'Dockerfile'), 'utf8')).toMatch(/^FROM [^\n]*\r\n/);
  });
});

test('a text is changed where it is there once, and nowhere else', () => {
  const file = path.join(base, 'source');
  writeFileSync(file, 'one two two');
  changeOnce(file, 'one', 'three');
  expect(readFileSync(file, 'utf8')).toBe('three two two');
  expect(() => changeOnce(file, 'two', 'four')).toThrow('once');
  expect(() => changeOnce(file, 'five', 'six')).toThrow('once');
});
