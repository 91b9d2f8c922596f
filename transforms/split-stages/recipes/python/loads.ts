/** Sources that open libraries of the system by their name, which the full image may have and its slim twin not. */
import type { App } from '../../app.ts';
import { type Refusal, refuse } from '../../recipe.ts';

/** All but the libc, which every image has. */
const LOADS =
  /\b(?:find_library|LoadLibrary|CDLL|PyDLL|ffi\.dlopen)\s*\(\s*(?!\s*(?:None|["'](?:c|m|libc\.so\.6|libc|libm\.so\.6)["'])\s*[,)])/;
/** Modules of Python whose libraries come with its full image only. Source: docker-library/python, which installs tk-dev there. */
const WINDOWS = /^\s*(?:import|from)\s+(?:tkinter|turtle|_tkinter)\b/;

/**
 * Files of the full image that sources look for by themselves, and the packages that have them. Sources: `dpkg -S`; Python's
 * documentation of mimetypes, which reads /etc/mime.types; Pillow's of ImageFont.
 */
const DATA: readonly (readonly [RegExp, string])[] = [
  [/^\s*(?:import|from)\s+mimetypes\b/m, 'media-types'],
  [/\bDejaVu(?:Sans|Serif)[\w-]*\.ttf\b/, 'fonts-dejavu-core'],
];

/** Packages with data that the sources look for. */
export function dataPackages({ project, sources }: App): readonly string[] {
  const texts = sources.files.flatMap(({ path, image }) =>
    image !== null && path.endsWith('.py') ? (project.readText(path) ?? []) : [],
  );
  return DATA.flatMap(([sign, name]) => (texts.some((text) => sign.test(text)) ? name : []));
}

/** They call a compiler of C while the app runs. Sources: the documentation of PyTorch, cffi and Cython. */
const COMPILES =
  /\btorch\.compile\s*\(|@torch\.compile\b|\bimport\s+pyximport\b|\bcpp_extension\b|\bffi\w*\.(?:verify|compile)\s*\(|\bimport\s+triton\b/;

/** Sources that compile while they run: compilers stay in the builder. */
export function compileRefusal({ project, sources }: App, image: string): Refusal | null {
  for (const { path, image: place } of sources.files) {
    const text =
      place !== null && path.endsWith('.py') && !/(?:^|\/)setup\.py$/.test(path) ? project.readText(path) : null;
    const at = text === null ? -1 : text.split('\n').findIndex((line) => !/^\s*#/.test(line) && COMPILES.test(line));
    if (at >= 0) return refuse({ code: 'program-missing', program: 'gcc', image, file: path, line: at + 1 });
  }
  return null;
}

/** Refuses a source that loads a library of the system by its name; null when none does. */
export function loadRefusal({ project, sources }: App): Refusal | null {
  for (const { path, image } of sources.files) {
    const text = image !== null && path.endsWith('.py') ? project.readText(path) : null;
    if (text === null || !/CDLL|PyDLL|LoadLibrary|find_library|dlopen|tkinter|turtle/.test(text)) continue;
    const line = text.split('\n').find((each) => !/^\s*#/.test(each) && (LOADS.test(each) || WINDOWS.test(each)));
    if (line !== undefined) return refuse({ code: 'native-module', name: line.trim().slice(0, 60), path });
  }
  return null;
}
