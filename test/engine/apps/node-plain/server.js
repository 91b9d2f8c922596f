import { createServer } from 'node:http';
import ms from 'ms';
import { phrase } from './lib/phrase.js';

const server = createServer((request, response) => {
  response.end(phrase(ms(request.url.slice(1))));
});
server.listen(process.env.PORT ?? 8080);
