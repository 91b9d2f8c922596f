/**
 * What `slimify` runs first: loads the program with the code that V8 made of it when it was built, which halves the time
 * of a start. It is named after the V8 that made it; for any other one the program is loaded as every program is, and
 * later versions of Node keep a cache of their own.
 */
import { readFileSync } from 'node:fs';
import module from 'node:module';
import path from 'node:path';
import { Script } from 'node:vm';

/** Put in by the build. It holds a hash of the program: V8 itself compares lengths only. */
declare const SLIMIFY_MAIN: string;

/** The program: a function that is given what Node gives every file. */
type Program = (require: NodeJS.Require, file: string) => void;

const file = path.join(__dirname, SLIMIFY_MAIN);
const program = loadCached() ?? loadPlain();
program(require, file);

function loadCached(): Program | null {
  try {
    const cache = `${file}.${process.versions.v8}-${process.arch}.cache`;
    const cachedData = readFileSync(cache);
    // The build writes ASCII only, so one byte is one character. Refused (another flag of V8), it is compiled by now.
    return new Script(readFileSync(file, 'latin1'), { filename: file, cachedData }).runInThisContext() as Program;
  } catch {
    return null;
  }
}

function loadPlain(): Program {
  const { enableCompileCache } = module as { enableCompileCache?: () => void };
  enableCompileCache?.();
  return require(file);
}
