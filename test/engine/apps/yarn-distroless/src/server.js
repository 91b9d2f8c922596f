const http = require('node:http');
const { minutes } = require('units');

const PREFIX = 'it took';

http
  .createServer((request, response) => response.end(`${PREFIX} ${minutes(Number(request.url.slice(1)))}`))
  .listen(process.env.PORT ?? 3000);
