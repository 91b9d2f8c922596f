/** What else could build where the engine that is not there was nobody's choice. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { ENGINES, type EngineName } from '../../verify/container-engine.ts';

/** Behind what is wrong; '' where that engine is there, or no other one. */
export function otherEngine(engine: EngineName): string {
  if (isOnPath(engine)) return '';
  const others = ENGINES.filter((each) => each !== engine && isOnPath(each));
  return others.map((each, index) => `${index === 0 ? ';' : ','} ${each} is there: --engine ${each}`).join('');
}

function isOnPath(program: string): boolean {
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter((folder) => folder !== '');
  return folders.some((folder) =>
    ['', '.exe'].some((extension) => existsSync(path.join(folder, `${program}${extension}`))),
  );
}
