const fs = require('node:fs');
const path = require('node:path');
const ms = require('ms');

const birds = JSON.parse(fs.readFileSync(path.join(__dirname, 'generated', 'birds.json'), 'utf8'));
console.log(`seen: ${birds.join(' and ')}, within ${ms('1m')} ms`);
