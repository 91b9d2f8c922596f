const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const safeName = require('safe-name');

const UPLOADS = path.join(__dirname, 'uploads');
const THANKS = 'thank you for';

const server = http.createServer((request, response) => {
  const file = path.join(UPLOADS, safeName(request.url.slice(1)));
  if (request.method === 'PUT') {
    fs.mkdirSync(UPLOADS, { recursive: true });
    request.pipe(fs.createWriteStream(file)).on('finish', () => response.end(`${THANKS} ${path.basename(file)}`));
  } else if (fs.existsSync(file)) {
    fs.createReadStream(file).pipe(response);
  } else {
    response.writeHead(404).end('no such upload');
  }
});

server.listen(process.env.PORT || 3000);
