/** Files of the context that the start hands to the program by their path, as arguments or in variables. */
import { absoluteFrom } from '../../../../src/project/absolute.ts';
import type { App } from '../../app.ts';
import type { Carry } from '../../recipe.ts';
import { holdsSources } from './image.ts';

/**
 * Files and folders of the context among the words of the start and the values of variables; folders of sources are
 * left out.
 */
export function namedFiles(app: App): readonly Carry[] {
  const { start, final, uses } = app;
  return texts([
    ...argumentsOf(app),
    ...start.calls.flatMap(({ call }) => [...call.env.values()]),
    ...final.env.values(),
    ...uses.flatMap(({ environment }) => [...environment.values()]),
  ]).flatMap((text) => fileOf(app, text) ?? []);
}

/** Folders with sources in them that the program is told of as well: of the rest of what lies there it may read anything. */
export function namedSources(app: App): readonly string[] {
  const paths = texts(argumentsOf(app)).flatMap((text) =>
    /^[\w./@+-]+$/.test(text) && text !== '/' ? absoluteFrom(app.final.workdir, text) : [],
  );
  return paths.filter((path) => path !== '/' && holdsSources(app, path));
}

function argumentsOf({ start }: App): readonly (string | null)[] {
  return start.calls.flatMap(({ call, name }) => (name === 'cd' ? [] : call.args.map(({ value }) => value)));
}

/** Each word, and what stands behind `=` in it. */
function texts(words: readonly (string | null)[]): readonly string[] {
  return words.flatMap((word) =>
    word === null || word === '' ? [] : [word, word.slice(word.indexOf('=') + 1)].filter((text) => text !== ''),
  );
}

function fileOf(app: App, text: string): Carry | null {
  const { toContext, project, final } = app;
  if (!/^[\w./@+-]+$/.test(text) || /^(?:\.{0,2}\/?)$/.test(text)) return null;
  const path = absoluteFrom(final.workdir, text);
  const found = toContext(path);
  const kind = found === null || found === '' ? undefined : project.statOf(found)?.kind;
  if (kind === 'file') return { path, kind };
  // What is read below a folder of sources is found in them.
  return kind === 'folder' && path !== final.workdir && !holdsSources(app, path) ? { path, kind } : null;
}
