/** The words of `mvn` and `gradle`. Sources: `mvn --help`, `gradle --help`. */

import { readWords } from '../../../../src/app/call-words.ts';
import type { Invocation } from '../../../../src/dockerfile/commands.ts';
import { GRADLE_VALUED } from '../../../../src/facts/gradle-options.ts';

export interface BuildCall {
  readonly tool: 'Maven' | 'Gradle';
  /** Goals and phases, or tasks. */
  readonly goals: readonly string[];
  readonly profiles: readonly string[];
  /** Of -D for Maven, of -P for Gradle. */
  readonly given: ReadonlyMap<string, string>;
  /** Of -f or -p, as written; null for the folder that it runs in. */
  readonly place: string | null;
  /** Of -pl; null for all. */
  readonly modules: readonly string[] | null;
  /** A word of it is known at build time only, or moves what it makes in ways that are not followed. */
  readonly isUnsure: boolean;
}

const MAVEN_VALUED: ReadonlySet<string> = new Set([
  ...['-f', '--file', '-s', '--settings', '-gs', '--global-settings', '-P', '--activate-profiles', '-T', '--threads'],
  ...['-pl', '--projects', '-rf', '--resume-from', '-D', '--define', '-l', '--log-file', '-t', '--toolchains', '-b'],
]);

/** Whether a call is one of Maven, or of its wrapper. */
export function isMaven({ name }: Invocation): boolean {
  return name === 'mvn' || name === 'mvnw';
}

/** Whether a call is one of Gradle, or of its wrapper. */
export function isGradle({ name }: Invocation): boolean {
  return name === 'gradle' || name === 'gradlew';
}

/** @param standing words of `.mvn/maven.config`. */
export function readMaven(call: Invocation, standing: readonly string[]): BuildCall {
  // Maven's options are words: `-pl` is not `-p -l`, and `-DskipTests` not seven of them.
  const words = [...standing, ...call.args.map(({ value }) => value)];
  const goals: string[] = [];
  const profiles: string[] = [];
  const given = new Map<string, string>();
  let place: string | null = null;
  let modules: readonly string[] | null = null;
  let isUnsure = false;
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? null;
    if (word === null) {
      isUnsure = true;
      continue;
    }
    const define = /^(?:-D|--define=)([^=]+)(?:=([\s\S]*))?$/.exec(word);
    if (define !== null) given.set(define[1]!, define[2] ?? 'true');
    else if (/^-P./.test(word)) profiles.push(...word.slice(2).split(','));
    else if (!word.startsWith('-')) goals.push(word);
    else {
      const [name = '', inline] = word.split('=', 2);
      const value = inline ?? (MAVEN_VALUED.has(name) ? (words[++at] ?? null) : '');
      if (value === null) isUnsure = true;
      else if (name === '-f' || name === '--file') place = value;
      else if (name === '-P' || name === '--activate-profiles') profiles.push(...value.split(','));
      else if (name === '-pl' || name === '--projects') modules = value.split(',');
      else if (name === '-D' || name === '--define')
        given.set(value.split('=')[0]!, value.split('=').slice(1).join('='));
    }
  }
  const moves = [...given.keys()].some((name) =>
    /^(?:project\.build\.|maven\.main\.skip$|jar\.|shade\.|spring-boot\.repackage)/.test(name),
  );
  const names = profiles.map((name) => name.replace(/^\+/, ''));
  return {
    tool: 'Maven',
    goals,
    profiles: names,
    given,
    place,
    modules,
    isUnsure: isUnsure || moves || names.some((name) => /^[!-]/.test(name)),
  };
}

/** What a call of Gradle asks for. */
export function readGradle(call: Invocation): BuildCall {
  const words = readWords(call.args, GRADLE_VALUED);
  const values = (...names: readonly string[]) =>
    words.options.filter(({ name }) => names.includes(name)).map(({ value }) => value);
  const given = new Map(
    values('-P', '--project-prop').map(
      (text) => [(text ?? '').split('=')[0]!, (text ?? '').split('=').slice(1).join('=')] as const,
    ),
  );
  const goals = words.rest.flatMap(({ value }) => value ?? []);
  const odd =
    values('-b', '--build-file', '-c', '--settings-file', '-I', '--init-script', '--include-build').length > 0;
  const isUnsure =
    odd || words.rest.some(({ value }) => value === null) || words.options.some(({ value }) => value === null);
  return {
    tool: 'Gradle',
    goals,
    profiles: [],
    given,
    place: values('-p', '--project-dir').at(-1) ?? null,
    modules: null,
    isUnsure,
  };
}
