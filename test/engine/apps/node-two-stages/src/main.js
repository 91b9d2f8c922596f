const fs = require('node:fs');
const http = require('node:http');
const ordinal = require('ordinal');

const FILE = 'data/count.txt';
const NOUN = 'caller';

function next() {
  fs.mkdirSync('data', { recursive: true });
  const count = fs.existsSync(FILE) ? Number(fs.readFileSync(FILE, 'utf8')) + 1 : 1;
  fs.writeFileSync(FILE, String(count));
  return count;
}

http.createServer((_, response) => response.end(`the ${ordinal(next())} ${NOUN}`)).listen(process.env.PORT ?? 3000);
