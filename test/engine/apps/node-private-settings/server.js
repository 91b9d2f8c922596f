const http = require('node:http');
const { motto } = require('./settings.json');

const END = 'and carry on';

http.createServer((_, response) => response.end(`${motto} ${END}`)).listen(process.env.PORT ?? 3000);
