/** Folders of programs that are run by hand: they count when something that is started names them. */
import type { Project } from '../../../src/project/project.ts';
import type { Source } from '../../../src/project/sources.ts';
import type { Program } from './start.ts';

/** Own knowledge of the usual name; `bin` and `tools` hold the program itself too often. */
const TOOLS = /^(?:.*\/)?scripts\//;

export function withoutTools(
  project: Project,
  files: readonly Source[],
  programs: readonly Program[],
): readonly Source[] {
  const tools = files.filter(({ path }) => TOOLS.test(path));
  if (tools.length === 0) return files;
  const isStarted = programs.some(
    ({ words, cwd }) =>
      /\/scripts(?:\/|$)/.test(cwd ?? '') || words.some((word) => word === null || /\bscripts\b/.test(word)),
  );
  const others = files.filter(({ path }) => !TOOLS.test(path));
  // With nothing else there, they are the app.
  if (isStarted || others.length === 0) return files;
  const isNamed = others.some(({ path }) => /["'`./\s]scripts["'`./]/.test(project.disk.readText(path) ?? ''));
  return isNamed ? files : others;
}
