/** Sources that open libraries of the system by their name, which the full image may have and its slim twin not. */
import type { App } from '../../app.ts';
import { type Refusal, refuse } from '../../recipe.ts';

/** All but the libc, which every image has. */
const LOADS =
  /\b(?:find_library|LoadLibrary|CDLL|PyDLL)\s*\(\s*(?!\s*(?:None|["'](?:c|m|libc\.so\.6|libc|libm\.so\.6)["'])\s*[,)])/;
/** Modules of Python whose libraries come with its full image only. Source: docker-library/python, which installs tk-dev there. */
const WINDOWS = /^\s*(?:import|from)\s+(?:tkinter|turtle|_tkinter)\b/;

export function loadRefusal({ project, sources }: App): Refusal | null {
  for (const { path, image } of sources.files) {
    const text = image !== null && path.endsWith('.py') ? project.readText(path) : null;
    if (text === null || !/CDLL|PyDLL|LoadLibrary|find_library|tkinter|turtle/.test(text)) continue;
    const line = text.split('\n').find((each) => !/^\s*#/.test(each) && (LOADS.test(each) || WINDOWS.test(each)));
    if (line !== undefined) return refuse({ code: 'native-module', name: line.trim().slice(0, 60), path });
  }
  return null;
}
