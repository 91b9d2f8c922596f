/** Solutions: which projects belong together. Sources: learn.microsoft.com, "Solution (.sln) file"; microsoft/vs-solutionpersistence (.slnx). */
import { brokenAt, type Reading, readAs } from '../reading.ts';
import { everyElement, readXml } from '../xml.ts';

/** What a solution calls a folder, which is no project. */
const FOLDER_TYPE = '2150E333-8FDC-42A3-9474-1A3956D46DE8';
const PROJECT = /^\s*Project\("\{([^}]*)\}"\)\s*=\s*"[^"]*"\s*,\s*"([^"]+)"/;

/** @returns the paths of its projects, relative to its folder, with forward slashes. */
export function readSolution(path: string, text: string): Reading<readonly string[]> {
  if (/\.slnx$/i.test(path)) return readSlnx(path, text);
  if (!text.includes('Microsoft Visual Studio Solution File')) return brokenAt(path, null, 'it is not a solution');
  const projects = text.split(/\r?\n/).flatMap((line) => {
    const found = PROJECT.exec(line);
    return found === null || found[1]!.toUpperCase() === FOLDER_TYPE ? [] : [slashed(found[2]!)];
  });
  return readAs(projects);
}

function readSlnx(path: string, text: string): Reading<readonly string[]> {
  const read = readXml(path, text);
  if (!read.ok) return read;
  const projects = [...everyElement(read.value)].filter(({ name }) => name === 'Project');
  return readAs(projects.flatMap(({ attributes }) => slashed(attributes.get('Path') ?? '') || []));
}

/** A path as it is written on Windows. */
export function slashed(path: string): string {
  return path.replaceAll('\\', '/').trim();
}
