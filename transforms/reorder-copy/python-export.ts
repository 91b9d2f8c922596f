/** Requirements that a program of the same RUN prints from a lockfile: pip then reads no file of the context for them. */
import type { Invocation } from '../../src/dockerfile/commands.ts';
import { sameRunBefore } from './around.ts';
import { isCallOf } from './call-words.ts';
import { from } from './in-image.ts';
import type { Step } from './recipe.ts';

/** They look at a file and leave it as it is. */
const READERS = /^(?:cat|test|\[|ls|grep|head|tail|wc)$/;
/** `uv export` names the project itself, unless told not to. Source: `uv export --help`. */
const WITHOUT_PROJECT: ReadonlySet<string> = new Set(['--no-emit-project', '--no-emit-workspace', '--no-emit-local']);

/** Whether `poetry export`, `uv export` or `pipenv requirements` has made the file, and nobody else. */
export function isExported(step: Step, imagePath: string): boolean {
  const makers = sameRunBefore(step).filter((call) => names(step, call, imagePath));
  return makers.length > 0 && makers.every(isExporter);
}

/** Whether what comes in by a pipe, or by `<(...)`, is such a list. */
export function isPiped({ call, calls }: Step): boolean {
  const { item, part } = call.path;
  const others = calls.filter((each) => each !== call && each.path.item === item && each.path.part === part);
  return others.length > 0 && others.every(isExporter);
}

function isExporter(call: Invocation): boolean {
  if (isCallOf(call, 'poetry', ['export']) || isCallOf(call, 'pipenv', ['requirements'])) return true;
  return (
    isCallOf(call, 'uv', ['export']) && call.args.some(({ value }) => value !== null && WITHOUT_PROJECT.has(value))
  );
}

/** Whether a program has the path among its words, or sends its output there. */
function names({ cwd }: Step, { name, args, command }: Invocation, imagePath: string): boolean {
  if (READERS.test(name ?? '') && command.redirects.length === 0) return false;
  const targets = command.redirects.flatMap(({ operator, target }) => (operator.includes('>') ? (target ?? []) : []));
  return [...args, ...targets].some(({ value }) => {
    const path = value?.replace(/^--?[\w-]+=/, '');
    return path !== undefined && path !== '' && from(cwd, path) === imagePath;
  });
}
