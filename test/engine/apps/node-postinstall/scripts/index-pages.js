const fs = require('node:fs');

const folder = fs.existsSync('pages') ? 'pages' : null;
const pages = folder === null ? [] : fs.readdirSync(folder).sort();
fs.mkdirSync('generated', { recursive: true });
fs.writeFileSync('generated/pages.json', JSON.stringify(pages));
