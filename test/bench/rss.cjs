// Loaded before the program with `node -r`: writes the peak memory of the process, in bytes, when it ends.
const { writeFileSync } = require('node:fs');

process.on('exit', () => {
  writeFileSync(process.env.BENCH_RSS_FILE, String(process.resourceUsage().maxRSS * 1024));
});
