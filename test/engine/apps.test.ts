/** The list of apps and what they are declared to be: what needs no engine. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { dockerfileOf } from './app.ts';
import { APPS } from './apps.ts';
import { copyOf } from './copies.ts';

const FOLDER = path.join(import.meta.dirname, 'apps');
const base = mkdtempSync(path.join(tmpdir(), 'slimify-apps-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));

test('every folder is an app, and every app has its folder', () => {
  expect(APPS.map(({ name }) => name).sort()).toEqual(readdirSync(FOLDER).sort());
  expect(new Set(APPS.map(({ title }) => title)).size).toBe(APPS.length);
});

test.each(APPS.map((app) => [app.name, app] as const))(
  '%s has a Dockerfile, and its source has the text once',
  (_, app) => {
    const { folder } = copyOf(app, path.join(base, app.name));
    expect(existsSync(path.join(folder, dockerfileOf(app)))).toBe(true);
    if (app.source === null) return;
    const { file, text } = app.source;
    expect(readFileSync(path.join(folder, file), 'utf8').split(text)).toHaveLength(2);
  },
);

test('some must be left as they are, some are refused in part', () => {
  expect(APPS.filter(({ staysAsIs }) => staysAsIs === true).length).toBeGreaterThanOrEqual(5);
  expect(APPS.filter(({ refused, staysAsIs }) => refused !== undefined && staysAsIs !== true)).not.toEqual([]);
});
