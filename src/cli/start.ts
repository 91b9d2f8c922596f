/**
 * What `slimify` runs first: loads the program with the code that V8 made of it when it was built, which halves the time
 * of a start. It is named after the V8 that made it; for any other one the program is loaded as every program is, and
 * later versions of Node keep a cache of their own.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Script } from 'node:vm';

/** Put in by the build: the part that every start needs, the one that some files need, and the one of a command that has minutes. The names hold a hash of them: V8 itself compares lengths only. */
declare const SLIMIFY_MAIN: string;
declare const SLIMIFY_LATER: string;
declare const SLIMIFY_RARE: string;

/** A part of the program: a function that is given what Node gives every file, and the way to the other parts, or what it needs of them. */
type Part = (require: NodeJS.Require, file: string, ...others: readonly unknown[]) => unknown;

const start = (name: string, ...others: readonly unknown[]): unknown => {
  const file = path.join(__dirname, name);
  const part = loadCached(file) ?? loadPlain(file);
  return part(require, file, ...others);
};
const OTHERS = [SLIMIFY_LATER, SLIMIFY_RARE] as const;
start(SLIMIFY_MAIN, (nth: 0 | 1, ...others: readonly unknown[]) => start(OTHERS[nth], ...others));

function loadCached(file: string): Part | null {
  try {
    const cache = `${file}.${process.versions.v8}-${process.arch}.cache`;
    const cachedData = readFileSync(cache);
    // The build writes ASCII only, so one byte is one character. Refused (another flag of V8), it is compiled by now.
    return new Script(readFileSync(file, 'latin1'), { filename: file, cachedData }).runInThisContext() as Part;
  } catch {
    return null;
  }
}

function loadPlain(file: string): Part {
  // Loading it costs as much as a small file does.
  const { enableCompileCache } = require('node:module') as { enableCompileCache?: () => void };
  enableCompileCache?.();
  return require(file);
}
