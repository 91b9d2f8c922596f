import http from 'node:http';
import ms from 'ms';

http
  .createServer((request, response) => response.end(`lit for ${ms(Number(request.url.slice(1)))}`))
  .listen(process.env.PORT);
