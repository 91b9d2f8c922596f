/** Two programs that end in an error end alike, be it a database that nobody has started or a library that is gone. */

/** What programs and their runtimes print when a part of the image is not there, or not theirs. Own knowledge of their words. */
const LACKS: readonly RegExp[] = [
  /Cannot find (?:module|package)\b|ERR_MODULE_NOT_FOUND/,
  /ModuleNotFoundError|No module named\b|\bImportError\b/,
  /error while loading shared libraries|Error loading shared library|cannot open shared object file|version `GLIBC/,
  /ClassNotFoundException|NoClassDefFoundError|Could not find or load main class|Unable to access jarfile/,
  /cannot load such file|Failed opening required|Can't locate \S+ in @INC/,
  /\bENOENT\b|no such file or directory|: (?:command )?not found$/i,
  /\b(?:EACCES|EPERM)\b|permission denied|operation not permitted|read-only file system/i,
];
/** Characters of a line that are shown. */
const SHOWN = 200;

/**
 * The first line that says that something is missing, in a way in which it was not said before; other lines differ from
 * run to run. Null when there is none.
 */
export function newLackIn(before: readonly string[], after: readonly string[]): string | null {
  const isNew = LACKS.filter((lack) => !before.some((line) => lack.test(line.trimEnd())));
  const line = after.find((each) => isNew.some((lack) => lack.test(each.trimEnd())));
  return line === undefined ? null : line.trim().slice(0, SHOWN);
}
