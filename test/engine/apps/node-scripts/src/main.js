import http from 'node:http';
import ms from 'ms';

http
  .createServer((request, response) => response.end(`${process.env.FERRY} crosses in ${ms(ms(request.url.slice(1)))}`))
  .listen(process.env.PORT);
