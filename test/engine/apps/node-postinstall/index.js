const pages = require('./generated/pages.json');

const LABEL = 'pages are';

process.stdin.resume().on('end', () => console.log(`${LABEL} ${pages.join(' and ')}`));
