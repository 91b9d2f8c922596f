const fs = require('node:fs');

const birds = fs
  .readdirSync('birds')
  .sort()
  .map((file) => file.replace(/\..*/, ''));
fs.mkdirSync('generated', { recursive: true });
fs.writeFileSync('generated/birds.json', JSON.stringify(birds));
