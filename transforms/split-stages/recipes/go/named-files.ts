/** Files of the context that the start hands to the program by their path, as arguments or in variables. */
import { absolute } from '../../../../src/project/copies.ts';
import type { App } from '../../app.ts';
import type { Carry } from '../../recipe.ts';
import { holdsSources } from './image.ts';

export function namedFiles(app: App): readonly Carry[] {
  const { start, final, uses } = app;
  const words = [
    ...start.calls.flatMap(({ call }) => [...call.args.map(({ value }) => value), ...call.env.values()]),
    ...final.env.values(),
    ...uses.flatMap(({ environment }) => [...environment.values()]),
  ];
  return words.flatMap((word) => {
    if (word === null || word === '') return [];
    return [word, word.slice(word.indexOf('=') + 1)].flatMap((text) => fileOf(app, text) ?? []);
  });
}

function fileOf(app: App, text: string): Carry | null {
  const { toContext, project, final } = app;
  if (!/^[\w./@+-]+$/.test(text) || /^(?:\.{0,2}\/?)$/.test(text)) return null;
  const path = absolute(text.startsWith('/') ? text : `${final.workdir}/${text}`);
  const found = toContext(path);
  const kind = found === null || found === '' ? undefined : project.statOf(found)?.kind;
  if (kind === 'file') return { path, kind };
  // What is read below a folder of sources is found in them.
  return kind === 'folder' && path !== final.workdir && !holdsSources(app, path) ? { path, kind } : null;
}
