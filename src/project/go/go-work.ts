/** go.work: the modules that are worked on together. Source: go.dev/ref/mod, "Workspaces". */
import { type Reading, readAs } from '../reading.ts';
import { readDirectives } from './directives.ts';
import { type GoReplace, replaceOf } from './go-mod.ts';

export interface GoWork {
  readonly go: string | null;
  readonly toolchain: string | null;
  /** Folders of modules, as written: `./api`, `.`. */
  readonly uses: readonly string[];
  /** These go before those of the modules. */
  readonly replaces: readonly GoReplace[];
}

export function readGoWork(path: string, text: string): Reading<GoWork> {
  const read = readDirectives(path, text);
  if (!read.ok) return read;
  const of = (verb: string) => read.value.filter((directive) => directive.verb === verb);
  return readAs({
    go: of('go')[0]?.words[0] ?? null,
    toolchain: of('toolchain')[0]?.words[0] ?? null,
    uses: of('use').flatMap(({ words }) => words.slice(0, 1)),
    replaces: of('replace').flatMap(replaceOf),
  });
}
