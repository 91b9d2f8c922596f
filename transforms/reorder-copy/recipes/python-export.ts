/** Requirements that a program of the same RUN prints from a lockfile: pip then reads no file of the context for them. */

import { type CallWords, isCallOf } from '../../../src/app/call-words.ts';
import { type Invocation, invocations } from '../../../src/dockerfile/commands.ts';
import { readShell } from '../../../src/dockerfile/shell.ts';
import { stateBefore } from '../../../src/dockerfile/state.ts';
import { type Refusal, refuse, type Step } from '../recipe.ts';
import { instructionsOf, sameRunBefore } from './around.ts';
import { fileAt, from } from './in-image.ts';
import { laidOver } from './need.ts';

/** They look at a file and leave it as it is. */
const READERS = /^(?:cat|test|\[|ls|grep|head|tail|wc)$/;
/** `uv export` names the project itself, unless told not to. Source: `uv export --help`. */
const WITHOUT_PROJECT: ReadonlySet<string> = new Set(['--no-emit-project', '--no-emit-workspace', '--no-emit-local']);

/** Whether `poetry export`, `uv export` or `pipenv requirements` has made the file, and nobody else. */
export function isExported(step: Step, imagePath: string): boolean {
  // What is copied may have come behind it.
  const earlier = fileAt(step, imagePath) === null ? earlierCalls(step) : [];
  const own = sameRunBefore(step).map((call) => ({ call, folder: step.cwd }));
  const makers = [...earlier, ...own].filter(({ call, folder }) => names(folder, call, imagePath));
  return makers.length > 0 && makers.every(({ call }) => isExporter(call));
}

/** The programs of the RUNs in front of this one, and where those run. */
function earlierCalls(step: Step): readonly { readonly call: Invocation; readonly folder: string }[] {
  return instructionsOf(step).flatMap((instruction) => {
    const body = readShell(instruction);
    const folder = stateBefore(step.doc, instruction).workdir;
    return body.readable && folder !== null ? invocations(body.list).map((call) => ({ call, folder })) : [];
  });
}

/** A list that the project has of its own: the later COPY would lay it over the one that is made. */
export function takenOutput(step: Step, { options }: CallWords): Refusal | null {
  const named = options.filter(({ name }) => /^(?:-o|--output|--output-file)$/.test(name)).map(({ value }) => value);
  const paths = named.flatMap((path) => (path === null ? [] : (step.toContext(from(step.cwd, path)) ?? [])));
  const [taken] = paths.flatMap((path) => laidOver(step.project, path) ?? []);
  return taken === undefined ? null : refuse(taken);
}

/** Whether what comes in by a pipe, or by `<(...)`, is such a list. */
export function isPiped({ call, calls }: Step): boolean {
  const { item, part } = call.path;
  const others = calls.filter((each) => each !== call && each.path.item === item && each.path.part === part);
  return others.length > 0 && others.every(isExporter);
}

function isExporter(call: Invocation): boolean {
  if (isCallOf(call, 'poetry', ['export']) || isCallOf(call, 'pipenv', ['requirements'])) return true;
  if (isCallOf(call, 'pipenv', ['lock']))
    return call.args.some(({ value }) => value === '-r' || value === '--requirements');
  return (
    isCallOf(call, 'uv', ['export']) && call.args.some(({ value }) => value !== null && WITHOUT_PROJECT.has(value))
  );
}

/** Whether a program has the path among its words, or sends its output there. */
function names(cwd: string, { name, args, command }: Invocation, imagePath: string): boolean {
  if (READERS.test(name ?? '') && command.redirects.length === 0) return false;
  const targets = command.redirects.flatMap(({ operator, target }) => (operator.includes('>') ? (target ?? []) : []));
  return [...args, ...targets].some(({ value }) => {
    const path = value?.replace(/^--?[\w-]+=/, '');
    return path !== undefined && path !== '' && from(cwd, path) === imagePath;
  });
}
