const http = require('node:http');
const mix = require('./build/Release/mixer.node');

http
  .createServer((request, response) => {
    const [first, second] = request.url.slice(1).split('-').map(Number);
    response.end(`mixed to ${mix(first, second)}`);
  })
  .listen(process.env.PORT);
