const fs = require('node:fs');

fs.mkdirSync('dist', { recursive: true });
fs.copyFileSync('src/main.js', 'dist/main.js');
