const http = require('node:http');
const polite = require('polite');

const GREETING = 'good day';

http
  .createServer((request, response) => {
    if (request.url !== '/') response.statusCode = 404;
    response.end(request.url === '/' ? polite(GREETING) : 'nothing here');
  })
  .listen(Number(process.env.PORT ?? 3000));
