const http = require('node:http');

http.get(`http://localhost:${process.env.PORT}/1m`, ({ statusCode }) => process.exit(statusCode === 200 ? 0 : 1));
