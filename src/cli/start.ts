/**
 * What `slimify` runs first: loads the program with the code that V8 made of it when it was built, which halves the time
 * of a start. A V8 of another version refuses it; then the program is loaded as any other, and newer versions of Node
 * keep a cache of their own.
 */
import { readFileSync } from 'node:fs';
import module from 'node:module';
import path from 'node:path';
import { Script } from 'node:vm';

/** Put in by the build. The name of the cache holds a hash of the program: V8 itself compares lengths only. */
declare const SLIMIFY_MAIN: string;
declare const SLIMIFY_CACHE: string;

/** The program: a function that is given what Node gives every file. */
type Program = (require: NodeJS.Require, file: string) => void;

const file = path.join(__dirname, SLIMIFY_MAIN);
const program = loadCached() ?? loadPlain();
program(require, file);

function loadCached(): Program | null {
  try {
    const cachedData = readFileSync(path.join(__dirname, SLIMIFY_CACHE));
    // The build writes ASCII only, so one byte is one character.
    const script = new Script(readFileSync(file, 'latin1'), { filename: file, cachedData });
    return script.cachedDataRejected === true ? null : (script.runInThisContext() as Program);
  } catch {
    return null;
  }
}

function loadPlain(): Program {
  const { enableCompileCache } = module as { enableCompileCache?: () => void };
  enableCompileCache?.();
  return require(file);
}
