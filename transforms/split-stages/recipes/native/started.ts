/** Which of the programs that were built the container starts. */

import { programFolders } from '../../../../src/app/lineage.ts';
import type { StartCall } from '../../../../src/app/start.ts';
import { expandWord } from '../../../../src/dockerfile/expand.ts';
import { nameOf } from '../../../../src/project/paths.ts';
import type { App } from '../../app.ts';
import type { Carry } from '../../recipe.ts';
import { placeOf } from './words.ts';

export interface Started {
  /** The programs as they are carried. */
  readonly carries: readonly Carry[];
  /** Their calls. */
  readonly calls: readonly StartCall[];
}

/**
 * @param places absolute paths of what was built.
 * @param folders folders that only the builder has in PATH: what is called by its name there moves to /usr/local/bin.
 */
export function startedOf(app: App, places: Iterable<string>, folders: readonly string[] = []): Started {
  const known = new Set(places);
  const carries: Carry[] = [];
  const calls: StartCall[] = [];
  for (const each of app.start.calls) {
    const carry = carryOf(app, each, known, folders);
    if (carry === null) continue;
    calls.push(each);
    if (!carries.some(({ path, to }) => path === carry.path && to === carry.to)) carries.push(carry);
  }
  return { carries, calls };
}

function carryOf(app: App, each: StartCall, known: ReadonlySet<string>, folders: readonly string[]): Carry | null {
  const { call, file } = each;
  const program = call.program.value ?? expandWord(call.program.text, (name) => app.final.env.get(name) ?? null, '\\');
  if (program === null) return null;
  if (program.includes('/')) {
    // A script that goes elsewhere first.
    const isMoved = app.start.calls.some((other) => other.file === file && other.name === 'cd');
    const path = placeOf(program, isMoved ? null : app.final.workdir);
    return path !== null && known.has(path) ? { path, kind: 'file' } : null;
  }
  for (const folder of folders)
    if (known.has(`${folder}/${program}`))
      return { path: `${folder}/${program}`, kind: 'file', to: `/usr/local/bin/${program}` };
  const folder = programFolders(app.doc, app.stage).find((one) => known.has(`${one}/${program}`));
  return folder === undefined ? null : { path: `${folder}/${program}`, kind: 'file' };
}

/** What the app is called in messages. */
export function mainProgram({ carries: [first] }: Started): string {
  return first === undefined ? 'the program' : nameOf(first.path);
}

/** Files and folders of the context that a started program is given as arguments, where they lie in the image. */
export function namedAtStart(app: App, { calls }: Started): readonly Carry[] {
  return calls.flatMap(({ call }) =>
    call.args.flatMap(({ value }): readonly Carry[] => {
      const path = placeOf(value === null ? null : value.replace(/^-[\w-]*=/, ''), app.final.workdir);
      const found = path === null || path === '/' || path === app.final.workdir ? null : app.toContext(path);
      const kind = found === null ? undefined : app.project.statOf(found)?.kind;
      return path === null || (kind !== 'file' && kind !== 'folder') ? [] : [{ path, kind }];
    }),
  );
}
