/** Runs the program and keeps the code that V8 made of a part of it. Arguments: all parts, that part, the cache, the program's own. */
const { readFileSync, renameSync, writeFileSync } = require('node:fs');
const { basename } = require('node:path');
const { Script } = require('node:vm');

const [main, later, rare, part, cache, ...own] = process.argv.slice(2);
process.argv = [process.argv[0], main, ...own];
run(main)(require, main, (nth, ...others) => {
  const file = [later, rare][nth];
  return run(file)(require, file, ...others);
});

function run(file) {
  // The cache holds the name; where this machine keeps the file is nobody's business.
  const script = new Script(readFileSync(file, 'latin1'), { filename: basename(file) });
  if (file === part) process.on('exit', () => keep(script));
  return script.runInThisContext();
}

function keep(script) {
  writeFileSync(`${cache}.${process.pid}`, script.createCachedData());
  renameSync(`${cache}.${process.pid}`, cache);
}
