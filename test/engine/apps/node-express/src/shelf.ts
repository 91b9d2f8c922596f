import { readFileSync } from 'node:fs';
import path from 'node:path';

const list = path.join(__dirname, '..', 'data', 'titles.txt');

export function shelf(letter: string): string[] {
  const titles = readFileSync(list, 'utf8').trim().split('\n');
  return titles.filter((title) => title.startsWith(letter)).concat('and that is all');
}
