const fs = require('node:fs');

fs.mkdirSync('dist', { recursive: true });
fs.writeFileSync('dist/main.js', fs.readFileSync('src/main.js', 'utf8').replace('SIDES', '6'));
