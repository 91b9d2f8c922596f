/** Which programs the running app calls by their names. */

import type { Language } from '../../../src/app/code/languages.ts';
import { findReads } from '../../../src/app/reads.ts';
import { nameOf } from '../../../src/project/paths.ts';
import type { App } from '../app.ts';
import type { Plan } from '../recipe.ts';

export interface Needs {
  /** The start, a script or a source runs it. */
  readonly programs: ReadonlySet<string>;
  /** False when sources could not be read to the end: anything may be run. */
  readonly isComplete: boolean;
}

const LANGUAGES: Readonly<Record<string, readonly Language[]>> = {
  Go: ['go'],
  Rust: ['rust'],
  Node: ['js'],
  Python: ['python'],
  Java: ['jvm'],
  C: ['native'],
  Ruby: ['ruby'],
  Elixir: ['elixir'],
};
const ALL: readonly Language[] = ['js', 'python', 'go', 'jvm', 'rust', 'ruby', 'php', 'dotnet', 'native', 'elixir'];

/** The programs that the start and the sources run, those of shebangs and wrappers among them. */
export function needsOf({ doc, project, stage, start }: App, { ecosystem }: Plan): Needs {
  const languages = Object.hasOwn(LANGUAGES, ecosystem) ? LANGUAGES[ecosystem]! : ALL;
  const reads = findReads(doc, project, stage, languages);
  const programs = new Set<string>();
  for (const { name, call, origin, file } of start.calls) {
    for (const each of [name, ...call.wrappers]) if (each !== '') programs.add(each);
    for (const path of [file, origin?.kind === 'context' ? origin.path : null]) {
      const program = path === null ? null : interpreterOf(project.readText(path));
      if (program !== null) programs.add(program);
    }
  }
  for (const { name } of reads?.programs ?? []) if (name !== null) programs.add(nameOf(name));
  const isComplete = reads?.programs.every(({ name }) => name !== null) === true;
  return { programs, isComplete };
}

/** The program in the first line of a script. */
function interpreterOf(text: string | null): string | null {
  const words = /^\uFEFF?#!\s*(\S+)(?:\s+(?:-S\s+)?(\S+))?/.exec(text?.slice(0, 200) ?? '');
  if (words === null) return null;
  const program = nameOf(words[1]!);
  return program === 'env' ? (words[2] ?? null) : program;
}
