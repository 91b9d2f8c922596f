const { createServer } = require('node:http');

createServer((request, response) => response.end(`low tide at port ${request.url.slice(1)}`)).listen(
  Number(process.env.PORT || 80),
);
