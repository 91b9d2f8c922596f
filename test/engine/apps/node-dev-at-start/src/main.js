const readline = require('node:readline');
const ms = require('ms');
const { isColorSupported } = require('picocolors');

readline.createInterface({ input: process.stdin }).on('line', (line) => {
  console.log(`${line} of SIDES, after ${ms(1000)}, ${isColorSupported ? 'in colour' : 'in black'}`);
});
