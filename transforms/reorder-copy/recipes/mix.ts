/** Mix: mix.exs, mix.lock, and the settings that dependencies are compiled with. */
import { type ElixirFile, type MixProject, readElixirConfig, readMixProject } from '../../../src/project/elixir/mix.ts';
import { folderOf, inFolder } from '../../../src/project/paths.ts';
import { type Recipe, type Refusal, refuse, type Step } from '../recipe.ts';
import { instructionsOf, variable } from './around.ts';
import { localPaths } from './local-paths.ts';
import { needOf } from './need.ts';

/** Tasks that work on the dependencies alone. */
const TASKS: ReadonlySet<string> = new Set(['deps.get', 'deps.compile']);
/** Tasks that may stand beside them in one `mix do`; they are not the project's. */
const BESIDE: ReadonlySet<string> = new Set(['local.hex', 'local.rebar']);

export const mix: Recipe = (step) => {
  const { call, project, root } = step;
  if (call.name !== 'mix') return null;
  const tasks = tasksOf(call.args.map(({ value }) => value));
  if (
    !tasks.some(([task]) => TASKS.has(task ?? '')) ||
    !tasks.every(([task]) => TASKS.has(task ?? '') || BESIDE.has(task ?? ''))
  )
    return null;
  const command = `mix ${tasks.find(([task]) => TASKS.has(task ?? ''))![0]}`;
  if (variable(step, 'MIX_EXS') !== '') return refuse({ code: 'dynamic-command', text: 'MIX_EXS' });
  const path = inFolder(root, 'mix.exs');
  const main = readMixProject(project, path);
  if (main === null) return refuse({ code: 'not-in-build', path, isIgnored: project.isIgnored(path) });
  const apps = main.appsPath === null ? [] : appsOf(step, main.appsPath);
  const wrong = problemOf(main, apps, tasks, command);
  if (wrong !== null) return wrong;
  const config = configOf(step, main, command);
  if ('refused' in config) return config;
  const own = [main, ...apps];
  // Apps of the umbrella are named by their folder; their own files are what is read of them.
  const paths = own
    .flatMap((each) => each.paths)
    .map((place) => ({ path: place, text: place ?? 'a path outside of the context' }));
  const read = own.flatMap((each) => each.files).map((file) => ({ path: file, text: file }));
  const locals = localPaths(step, [...read, ...paths], command);
  if ('code' in locals) return refuse(locals);
  const lock = inFolder(root, main.lockfile ?? 'mix.lock');
  return needOf({
    tool: 'Mix',
    reads: [
      path,
      ...(project.statOf(lock)?.kind === 'file' ? [lock] : []),
      ...apps.map((app) => app.path),
      ...config.reads,
      ...locals.reads,
    ],
    writes: writesOf(step, main),
    assumptions: locals.assumptions,
  });
};

/** `mix do deps.get, deps.compile` and, since Elixir 1.14, `mix do deps.get + deps.compile`. */
function tasksOf(args: readonly (string | null)[]): readonly (readonly (string | null)[])[] {
  if (args[0] !== 'do') return [args];
  const tasks: (string | null)[][] = [[]];
  for (const arg of args.slice(1)) {
    const isEnd = arg === '+' || arg === ',' || arg?.endsWith(',') === true;
    const word = arg?.replace(/,$/, '') ?? null;
    if (word !== '+' && word !== '') tasks.at(-1)!.push(word);
    if (isEnd) tasks.push([]);
  }
  return tasks.filter((task) => task.length > 0);
}

function appsOf({ project }: Step, folder: string): readonly MixProject[] {
  return project.list(folder).flatMap((name) => readMixProject(project, inFolder(folder, `${name}/mix.exs`)) ?? []);
}

function problemOf(
  main: MixProject,
  apps: readonly MixProject[],
  tasks: readonly (readonly (string | null)[])[],
  command: string,
): Refusal | null {
  const sources = (what: string): Refusal => refuse({ code: 'reads-sources', command, what });
  const odd = [main, ...apps].find((each) => each.unknown !== null);
  if (odd !== undefined) return sources(`${odd.unknown} in ${odd.path}`);
  const alias = main.aliases.find((name) => TASKS.has(name));
  if (alias !== undefined) return sources(`the alias ${alias}`);
  // It compiles the apps of an umbrella too, unless told not to. Source: mix help deps.compile.
  const compile = tasks.find(([task]) => task === 'deps.compile');
  const compilesApps = compile !== undefined && !compile.includes('--skip-umbrella-children');
  return main.appsPath !== null && compilesApps ? sources('the apps of the umbrella') : null;
}

/** Settings that Mix loads before any task: config.exs and what it imports. runtime.exs is for the running system. */
function configOf(step: Step, main: MixProject, command: string): { readonly reads: readonly string[] } | Refusal {
  const { project, root } = step;
  const reads: string[] = [];
  const waiting = [inFolder(root, main.configPath ?? 'config/config.exs')];
  while (waiting.length > 0) {
    const path = waiting.shift()!;
    if (reads.includes(path)) continue;
    const file = project.statOf(path)?.kind === 'file' ? readElixirConfig(project, path) : null;
    if (file === null) {
      // Without settings of its own a project has none; an import has to be there.
      if (reads.length > 0) return refuse({ code: 'not-in-build', path, isIgnored: project.isIgnored(path) });
      continue;
    }
    if (file.unknown !== null) return refuse({ code: 'reads-sources', command, what: `${file.unknown} in ${path}` });
    reads.push(path);
    waiting.push(...file.files, ...file.patterns.flatMap((pattern) => imported(step, file, pattern)));
  }
  return { reads };
}

/** The files that a name with the environment in it, or with a star, can mean. */
function imported(step: Step, { path }: ElixirFile, pattern: string): readonly string[] {
  const folder = folderOf(pattern);
  const environment = isArgument(step, 'MIX_ENV') ? null : variable(step, 'MIX_ENV');
  const isAny = pattern === inFolder(folderOf(path), '*.exs');
  const own = inFolder(folder, `${environment || 'dev'}.exs`);
  if (isAny && environment !== null) return [own];
  const tail = pattern.slice(pattern.lastIndexOf('*') + 1);
  return step.project
    .list(folder)
    .filter((name) => name.endsWith(tail) && name !== 'runtime.exs')
    .map((name) => inFolder(folder, name))
    .filter((file) => file !== path);
}

/** Whether the build may give the variable another value. */
function isArgument(step: Step, name: string): boolean {
  return instructionsOf(step).some(({ keyword, arguments: args }) => keyword === 'ARG' && args.rest.includes(name));
}

function writesOf(step: Step, main: MixProject): readonly (string | null)[] {
  const { root } = step;
  const deps = variable(step, 'MIX_DEPS_PATH') || main.depsPath || 'deps';
  const build = variable(step, 'MIX_BUILD_PATH') || variable(step, 'MIX_BUILD_ROOT') || main.buildPath || '_build';
  return [deps, build].map((place) => (place.startsWith('/') ? step.toContext(place) : inFolder(root, place)));
}
