/** The programs that the goals of a make call link, by the rules of its Makefile. */
import { optionOf, readWords } from '../../../../src/app/call-words.ts';
import { invocations } from '../../../../src/dockerfile/commands.ts';
import { readScript } from '../../../../src/dockerfile/shell.ts';
import { isSomeFiles, MAKEFILES, type Makefile, readMakefile } from '../../../../src/project/make/makefile.ts';
import type { App, Step } from '../../app.ts';
import { isRefusal, type Refusal } from '../../recipe.ts';
import { placeOf, textOf } from '../native/words.ts';
import { type Built, byCompiler, fileAt } from './built.ts';
import { byLists, cmakeFolder } from './cmake.ts';
import { isCompiler } from './compile.ts';

/** Goals that leave no program. */
const CLEANING: ReadonlySet<string> = new Set(['clean', 'distclean', 'mrproper', 'test', 'check', 'fmt', 'lint']);
const MAKE_VALUED: ReadonlySet<string> = new Set('-C -f -j -l -o -W -I --directory --file --makefile'.split(' '));

/** What a make call builds. Null: cannot be told. */
export function byMake(app: App, step: Step): readonly Built[] | Refusal | null {
  const words = readWords(step.call.args, MAKE_VALUED);
  if (words.options.some(({ name }) => ['-f', '--file', '--makefile', '-e', '-I'].includes(name))) return null;
  const given = words.rest.map((word) => textOf(word, step));
  if (given.includes(null)) return null;
  const goals = given.filter((text) => text !== null && !text.includes('=')) as string[];
  if (goals.length > 0 && goals.every((goal) => CLEANING.has(goal))) return [];
  const folder = optionOf(words, ['-C', '--directory']);
  const cwd = folder === undefined ? step.cwd : placeOf(folder, step.cwd);
  if (cwd === null || folder === null) return null;
  const configured = cmakeFolder(app, cwd);
  if (configured !== null) return goals.every((goal) => goal === 'all') ? byLists(app, configured, cwd, step) : null;
  const path = MAKEFILES.map((name) => fileAt(app, `${cwd}/${name}`)).find((found) => found !== null);
  const text = path === undefined || path === null ? null : app.project.readText(path);
  if (text === null) return null;
  const makefile = readMakefile(text, givenTo(given as string[]), new Map([...step.state.env, ...step.call.env]));
  return makefile === null ? null : linkedByRules(makefile, goals, cwd, step);
}

/** `make CC=clang`. */
function givenTo(words: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const word of words) {
    const equals = word.indexOf('=');
    if (equals > 0) found.set(word.slice(0, equals).replace(/[:+?]$/, ''), word.slice(equals + 1));
  }
  return found;
}

/** The programs that the rules of some goals link: each of their recipes has to be readable. */
function linkedByRules(
  makefile: Makefile,
  goals: readonly string[],
  cwd: string,
  step: Step,
): readonly Built[] | Refusal | null {
  const { rules } = makefile;
  const first = rules.find(({ target }) => !target.startsWith('.'))?.target;
  const waiting = goals.length > 0 ? [...goals] : first === undefined ? [] : [first];
  const seen = new Set<string>();
  const built: Built[] = [];
  for (let goal = waiting.pop(); goal !== undefined; goal = waiting.pop()) {
    if (seen.has(goal) || isSomeFiles(goal)) continue;
    seen.add(goal);
    const own = rules.filter(({ target }) => target === goal);
    waiting.push(...own.flatMap(({ needs }) => needs));
    const isObject = /\.(?:o|a|d|c|h|cc|cpp|cxx|hpp)$/.test(goal);
    const lines = own.flatMap(({ recipe }) => recipe);
    // Built by a rule of make's own.
    if (
      lines.length === 0 &&
      own.some(({ needs }) => needs.some((need) => /\.(?:o|c|cc|cpp)$/.test(need))) &&
      !isObject
    ) {
      const { CPP, FLAGS } = implicitOf(own.flatMap(({ needs }) => needs));
      lines.push(
        implicitLine(
          makefile,
          goal,
          own.flatMap(({ needs }) => needs),
          CPP,
          FLAGS,
        ),
      );
    }
    for (const line of lines) {
      const found = line === null ? null : byRecipe(line, cwd, step);
      if (found === null || isRefusal(found)) return isObject && found === null ? null : found;
      built.push(...found);
    }
  }
  return built.length === 0 ? null : built;
}

function implicitOf(needs: readonly string[]): { readonly CPP: boolean; readonly FLAGS: string } {
  const isCpp = needs.some((need) => /\.(?:cc|cpp|cxx|C)$/.test(need));
  return { CPP: isCpp, FLAGS: isCpp ? 'CXXFLAGS' : 'CFLAGS' };
}

/** Source: the GNU make manual, "Catalogue of Built-In Rules": objects are linked by the C compiler. */
function implicitLine(
  makefile: Makefile,
  goal: string,
  needs: readonly string[],
  isCpp: boolean,
  flags: string,
): string | null {
  const values = [isCpp ? 'CXX' : 'CC', flags, 'LDFLAGS', 'LDLIBS', 'LOADLIBES'].map((name) => makefile.value(name));
  if (values.includes(null)) return null;
  const [compiler, ...rest] = values;
  return `${compiler} ${needs.join(' ')} ${rest.join(' ')} -o ${goal}`;
}

/** Programs of a recipe that make no programs. */
const BESIDE: ReadonlySet<string> = new Set([
  'echo',
  'mkdir',
  'rm',
  'printf',
  'ar',
  'ranlib',
  'strip',
  'chmod',
  'touch',
  'true',
  ':',
  'test',
  '[',
]);

function byRecipe(line: string, cwd: string, step: Step): readonly Built[] | Refusal | null {
  const reading = readScript(line);
  if (!reading.readable) return reading.reason === 'empty' ? [] : null;
  const built: Built[] = [];
  for (const call of invocations(reading.list)) {
    if (isCompiler(call)) {
      const found = byCompiler({ ...step, call, cwd });
      if (found === null || isRefusal(found)) return found;
      built.push(...found.map((each) => ({ ...each, step })));
    } else if (!BESIDE.has(call.name ?? '')) return null;
  }
  return built;
}
