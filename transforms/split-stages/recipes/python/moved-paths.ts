/** Places where the app names Python, its packages or their programs by a path: behind the split they lie elsewhere. */
import { expandWord } from '../../../../src/dockerfile/expand.ts';
import type { App } from '../../app.ts';
import { type Refusal, refuse } from '../../recipe.ts';

/** Where the image's own Python has them. */
const PLACES = /\/usr\/(?:local\/)?lib\/python3?(?:\.\d+)?(?:\/|\b)|\/usr\/(?:local\/)?bin\/(?:python|pip|[\w.-]+)/g;
const SCRIPTS = /\.(?:py|sh|ini|cfg|conf|service|toml)$|(?:^|\/)[^./]+$/;
/** @param brings programs that the environment has. */
export function pathRefusal(app: App, brings: readonly string[]): Refusal | null {
  for (const { call, at, file, origin } of app.start.calls) {
    const words = [call.program, ...call.args].map(
      ({ value, text }) => value ?? expandWord(text, (name) => app.final.env.get(name) ?? null, '\\') ?? text,
    );
    const path = words.flatMap((word) => namedPlaces(word, brings))[0];
    if (path !== undefined) return refuse({ code: 'path-moves', path, file, line: null }, at ?? undefined);
    const first = origin?.kind === 'context' ? firstLine(app, origin.path) : '';
    const [own] = namedPlaces(first, brings);
    if (own !== undefined && origin?.kind === 'context')
      return refuse({ code: 'path-moves', path: own, file: origin.path, line: 1 });
  }
  const values = [...app.final.env].flatMap(([key, value]) => (key === 'PATH' || value === null ? [] : value));
  const [variable] = values.flatMap((value) => namedPlaces(value, brings));
  if (variable !== undefined) return refuse({ code: 'path-moves', path: variable, file: null, line: null });
  for (const { path, image } of app.sources.files) {
    if (image === null || !SCRIPTS.test(path)) continue;
    const refused = inFile(app, path, brings);
    if (refused !== null) return refused;
  }
  return null;
}

function inFile({ project }: App, path: string, brings: readonly string[]): Refusal | null {
  const text = project.readText(path);
  if (text === null || !text.includes('/usr/')) return null;
  for (const [i, line] of text.split('\n').entries()) {
    // Whether the first line of a file counts depends on how it is started.
    if ((i === 0 && line.startsWith('#!')) || /^\s*#/.test(line)) continue;
    const [place] = namedPlaces(line, brings);
    if (place !== undefined) return refuse({ code: 'path-moves', path: place, file: path, line: i + 1 });
  }
  return null;
}

function namedPlaces(text: string, brings: readonly string[]): readonly string[] {
  return [...text.matchAll(PLACES)].flatMap(([path]) => {
    if (path.includes('/lib/')) return path;
    const name = path.slice(path.lastIndexOf('/') + 1);
    return /^(?:python|pip)[\d.]*$/.test(name) || brings.includes(name) ? path : [];
  });
}

function firstLine({ project }: App, path: string): string {
  const line = project.readText(path)?.split('\n', 1)[0] ?? '';
  return line.startsWith('#!') ? line : '';
}
