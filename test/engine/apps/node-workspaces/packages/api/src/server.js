const http = require('node:http');
const { priceOf } = require('@shop/prices');

const CURRENCY = 'crowns';

http
  .createServer((request, response) => {
    const price = priceOf(request.url.slice(1));
    if (price === null) response.statusCode = 404;
    response.end(price === null ? 'not sold' : `${price} ${CURRENCY}`);
  })
  .listen(process.env.PORT || 8080);
