import { copyFileSync, mkdirSync } from 'node:fs';
import { buildSync } from 'esbuild';

mkdirSync('build', { recursive: true });
copyFileSync('public/index.html', 'build/index.html');
buildSync({ entryPoints: ['src/main.js'], bundle: true, outfile: 'build/main.js' });
