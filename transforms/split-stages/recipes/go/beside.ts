/** COPYs of what the program reads, that no step of the build can see: they belong to the runtime stage alone. */
import type { Instruction } from '../../../../src/dockerfile/document.ts';
import { overlap } from '../../../../src/project/placed.ts';
import type { App } from '../../app.ts';
import type { Carry } from '../../recipe.ts';

export interface Beside {
  readonly moves: readonly Instruction[];
  /** What the moved COPYs do not bring. */
  readonly carries: readonly Carry[];
}

/** @param carries what the program reads. */
export function besideOf(app: App, carries: readonly Carry[]): Beside {
  const own = new Set(app.stage.instructions);
  const moved = app.placed.filter(
    ({ copy, copied }) =>
      own.has(copy) &&
      carries.some(({ path }) => copied.some(({ to }) => isIn(path, to))) &&
      copied.every(({ to }) => !isSeen(app, to)),
  );
  const targets = moved.flatMap(({ copied }) => copied);
  return {
    moves: moved.map(({ copy }) => copy),
    carries: carries.filter(({ path }) => !targets.some(({ to }) => isIn(path, to))),
  };
}

/** Whether a step works there, or names it. */
function isSeen({ steps, final, placed }: App, place: string): boolean {
  if (steps.some(({ cwd, body }) => cwd === null || (cwd !== '/' && overlap(place, cwd)) || body.text.includes(place)))
    return true;
  // Something else that lies there has to stay as it is.
  const others = placed.flatMap(({ copied }) => copied).filter(({ to }) => overlap(to, place));
  return place === '/' || overlap(place, final.workdir) || others.length > 1;
}

function isIn(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}
