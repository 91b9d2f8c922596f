const { createServer } = require('node:http');
const { writeFileSync } = require('node:fs');

createServer((_request, response) => {
  writeFileSync('data/last.txt', 'asked');
  response.end('hello');
}).listen(8080);
