/** What the start asks Java for: the jar, the class path, the agents; and the scripts of the build that it starts itself. */
import { callText } from '../../../../src/app/call-words.ts';
import { programFolders } from '../../../../src/app/lineage.ts';
import type { StartCall } from '../../../../src/app/start.ts';
import { expandWord } from '../../../../src/dockerfile/expand.ts';
import { absoluteFrom } from '../../../../src/project/absolute.ts';
import type { App } from '../../app.ts';
import { type Refusal, refuse } from '../../recipe.ts';

export interface Want {
  readonly call: StartCall;
  /** `jar`: behind -jar. `entry`: of a class path or module path. `file`: named by an option. `program`: started itself. */
  readonly kind: 'jar' | 'entry' | 'file' | 'program';
  /** Absolute. The shell replaces a pattern in its last part. */
  readonly path: string;
  readonly isPattern: boolean;
}

const CLASS_PATH: ReadonlySet<string> = new Set(['-cp', '-classpath', '--class-path', '-p', '--module-path']);
/** They take the next word, which is no file. Source: the `java` command's manual. */
const VALUED: ReadonlySet<string> = new Set([
  ...['--add-modules', '--add-opens', '--add-exports', '--add-reads', '--limit-modules', '--describe-module', '-d'],
  ...['--enable-native-access', '--illegal-native-access', '--finalization'],
]);
/** They name files that are not followed: an archive of classes holds the paths of what it was made of. */
const NOT_READ =
  /^(?:@|-Xbootclasspath|--patch-module|--upgrade-module-path|-XX:(?:SharedArchiveFile|AOTCache|AOTConfiguration|CRaCRestoreFrom|Flags|VMOptionsFile)=|-agentpath:|-splash:)/;
const BUILD_TOOLS: ReadonlySet<string> = new Set([
  'mvn',
  'mvnw',
  'gradle',
  'gradlew',
  'sbt',
  'kotlinc',
  'javac',
  'jshell',
]);
/** Nothing is built into them but by copying it there. */
const SYSTEM = /^\/(?:usr\/)?(?:local\/)?s?bin$/;
/** Java reads its options from these as well. */
const OPTION_VARIABLES = ['JAVA_TOOL_OPTIONS', 'JDK_JAVA_OPTIONS', '_JAVA_OPTIONS'];

/** Everything that Java, or a program in a folder, is started with. */
export function readWants(app: App): readonly Want[] | Refusal {
  const wants: Want[] = [];
  for (const started of app.start.calls) {
    const { call, name } = started;
    if (BUILD_TOOLS.has(name))
      return refuse({ code: 'start-builds', command: callText(started.call) }, started.at ?? undefined);
    if (
      name === 'cd' &&
      call.args[0]?.value !== undefined &&
      absoluteFrom(app.final.workdir, call.args[0].value ?? '$') !== app.final.workdir
    )
      return refuse({ code: 'start-not-read', text: callText(started.call) }, started.at ?? undefined);
    // For a script that starts Java in the end, and whose words are not Java's own.
    if (name !== 'java' && /-javaagent:|-Xbootclasspath|-XX:SharedArchiveFile/.test(callText(started.call)))
      return refuse({ code: 'start-not-read', text: callText(started.call) }, started.at ?? undefined);
    const found = name === 'java' ? readJava(app, started) : programOf(app, started);
    if ('refused' in found) return found;
    wants.push(...found);
  }
  return wants;
}

function programOf(app: App, started: StartCall): readonly Want[] {
  const program = started.call.program.value;
  if (program === null || started.origin?.kind === 'context') return [];
  const folders = program.includes('/')
    ? ['']
    : programFolders(app.doc, app.stage).filter((folder) => !SYSTEM.test(folder));
  return folders.map((folder) => ({
    call: started,
    kind: 'program',
    path: absoluteFrom(app.final.workdir, folder === '' ? program : `${folder}/${program}`),
    isPattern: false,
  }));
}

interface Text {
  readonly value: string;
  readonly isPattern: boolean;
}

function readJava(app: App, started: StartCall): readonly Want[] | Refusal {
  const words = wordsOf(app, started);
  const cannot = () => refuse({ code: 'start-not-read', text: callText(started.call) }, started.at ?? undefined);
  const wants: Want[] = [];
  const add = (kind: Want['kind'], { value, isPattern }: Text) =>
    wants.push({ call: started, kind, path: absoluteFrom(app.final.workdir, value), isPattern });
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    // What the shell puts there, nobody knows before: JAVA_OPTS and the like, given when the container starts.
    if (word === null || word === undefined) continue;
    const { value } = word;
    const next = words[at + 1];
    if (NOT_READ.test(value)) return cannot();
    const [option = '', given] = splitAt(value, '=');
    if (value === '-jar') {
      if (next === null || next === undefined) return cannot();
      add('jar', next);
      return wants;
    }
    if (CLASS_PATH.has(option)) {
      const entries = given === undefined ? next : { value: given, isPattern: false };
      if (given === undefined) at++;
      // With a pattern, Java would get several words of which it takes the first one only.
      if (entries === null || entries === undefined || (entries.isPattern && !/^[^*]*\/\*$/.test(entries.value)))
        return cannot();
      for (const entry of entries.value.split(':').filter((each) => each !== ''))
        add('entry', { value: entry.replace(/\/\*$/, ''), isPattern: false });
    } else if (value.startsWith('-javaagent:')) {
      add('file', { value: splitAt(value.slice('-javaagent:'.length), '=')[0]!, isPattern: false });
    } else if (value === '-m' || value === '--module' || value.startsWith('--module=')) return wants;
    else if (VALUED.has(value)) at++;
    // The name of a class: what follows is the app's own.
    else if (!value.startsWith('-') && value !== '') {
      // A source, which is compiled when it is started.
      if (value.endsWith('.java'))
        return refuse({ code: 'start-builds', command: callText(started.call) }, started.at ?? undefined);
      return wants;
    }
  }
  return wants;
}

/** Options, variables that the image sets replaced; null for a word that is known at run time only. */
function wordsOf(app: App, { call }: StartCall): readonly (Text | null)[] {
  const set = variablesOf(app);
  const before = OPTION_VARIABLES.flatMap((name) => split(call.env.get(name) ?? set.get(name) ?? ''));
  const own = call.args.flatMap(({ value, text, hasGlob }): readonly (Text | null)[] => {
    if (value !== null) return [{ value, isPattern: hasGlob }];
    const known = /\$\(|`/.test(text) ? null : expandWord(text, (name) => set.get(name) ?? null, '\\');
    if (known === null) return [null];
    // Unquoted, the shell makes several words of it.
    return text.startsWith('"') ? [{ value: known, isPattern: false }] : split(known);
  });
  return [...before, ...own];
}

function split(text: string): readonly Text[] {
  return text
    .split(/\s+/)
    .filter((each) => each !== '')
    .map((value) => ({ value, isPattern: false }));
}

/** What the image sets for what runs: an ARG is gone by then. */
function variablesOf({ instructions, base, final }: App): ReadonlyMap<string, string> {
  const pairs = instructions.flatMap(({ keyword, arguments: args }) => (keyword === 'ENV' ? args.pairs : []));
  const names = [...Object.keys(base.env), ...pairs.map(({ key }) => key)];
  return new Map(
    names.flatMap((name) => {
      const value = final.env.get(name);
      return value === null || value === undefined ? [] : [[name, value] as const];
    }),
  );
}

function splitAt(text: string, mark: string): readonly [string, string?] {
  const at = text.indexOf(mark);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
