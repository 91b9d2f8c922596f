/**
 * Whole small projects through the whole preset, with the result as a Dockerfile one can read.
 *
 * A golden is no truth, only what we have looked at: a changed one is looked at again.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { expectSound } from './support/preset.ts';

const CASES = new URL('cases/', import.meta.url);
const GOLDENS = new URL('../__snapshots__/cases/', import.meta.url);

const names = readdirSync(CASES);

/** Every file of a case by its path, the Dockerfile too, as a build context holds them. */
function filesOf(name: string): Record<string, string> {
  const folder = fileURLToPath(new URL(`${name}/`, CASES));
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const read = entries.map(({ parentPath, name: file }) => {
    const path = `${parentPath}${parentPath.endsWith(sep) ? '' : sep}${file}`;
    return [path.slice(folder.length).split(sep).join('/'), readFileSync(path, 'utf8')] as const;
  });
  return Object.fromEntries(read);
}

test.each(names)('%s', async (name) => {
  const files = filesOf(name);
  const { after } = expectSound(files.Dockerfile!, { files });
  await expect(after).toMatchFileSnapshot(fileURLToPath(new URL(`${name}.Dockerfile`, GOLDENS)));
});

test('no golden is left over', () => {
  const wanted = names.map((name) => `${name}.Dockerfile`);
  expect(existsSync(GOLDENS) ? readdirSync(GOLDENS).filter((name) => !wanted.includes(name)) : []).toEqual([]);
});
