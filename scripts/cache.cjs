/** Runs a program and keeps the code that V8 made of it. Arguments: the program, the cache, the program's own. */
const { readFileSync, renameSync, writeFileSync } = require('node:fs');
const { basename } = require('node:path');
const { Script } = require('node:vm');

const [file, cache, ...own] = process.argv.slice(2);
// The cache holds the name; where this machine keeps the file is nobody's business.
const script = new Script(readFileSync(file, 'latin1'), { filename: basename(file) });
process.argv = [process.argv[0], file, ...own];
process.on('exit', () => {
  writeFileSync(`${cache}.${process.pid}`, script.createCachedData());
  renameSync(`${cache}.${process.pid}`, cache);
});
script.runInThisContext()(require, file);
