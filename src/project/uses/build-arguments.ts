/** What a call of `docker build` and its relatives asks for. */
import type { Invocation } from '../../dockerfile/commands.ts';
import type { Word } from '../../dockerfile/shell.ts';
import { isRemote } from './written-paths.ts';

/** A build as a command line says it, with paths as written. */
export interface CommandBuild {
  /** Null when it is known at build time only. */
  readonly context: string | null;
  readonly dockerfile: string | null;
  /** Whether the Dockerfile's default name is `Containerfile`, if there is one. */
  readonly isPodman: boolean;
  readonly target: string | null;
  readonly args: ReadonlyMap<string, string | null>;
  /** Additional contexts by name, as written; null is known at build time only. */
  readonly contexts?: ReadonlyMap<string, string | null>;
}

/** Words that stand for the folder that the command runs in. */
const HERE = /^(?:\$\{?PWD\}?|\$\(pwd\)|`pwd`)(?=\/|$)/;
/** Flags without a value. Source: the command line references of docker buildx build, podman build, buildah. */
const SWITCHES: ReadonlySet<string> = new Set([
  ...['--no-cache', '--pull', '--push', '--load', '--quiet', '-q', '--rm', '--force-rm', '--squash', '--compress'],
  ...[
    '--check',
    '--disable-content-trust',
    '--debug',
    '-D',
    '--layers',
    '--no-cache-filter',
    '--squash-all',
    '--stdin',
  ],
  ...['--tls-verify', '--pull-always', '--pull-never', '--identity-label', '--compat-volumes', '--help', '-h'],
]);
/** Options of the engine itself whose value is the next word. Source: as above. */
export const ENGINE_VALUED: ReadonlySet<string> = new Set([
  '-H',
  '--host',
  '-c',
  '--context',
  '--config',
  '-l',
  '--log-level',
]);

/** What a command builds; null when it builds nothing, or nobody can say what. */
export function readBuild({ name, args }: Invocation): CommandBuild | null {
  const isDocker = name === 'docker' || name === 'nerdctl';
  if (!isDocker && name !== 'podman' && name !== 'buildah') return null;
  const rest = subcommand(name, args);
  return rest === null ? null : readBuildArguments(rest, !isDocker);
}

/** What stands behind `build`. */
function subcommand(name: string, args: readonly Word[]): readonly Word[] | null {
  let at = 0;
  for (; at < args.length && /^-/.test(args[at]!.text); at++) if (ENGINE_VALUED.has(args[at]!.text)) at++;
  const first = args[at]?.value;
  if (first === 'build' || (name === 'buildah' && (first === 'bud' || first === 'build-using-dockerfile')))
    return args.slice(at + 1);
  const isGroup = first === 'buildx' || first === 'image' || first === 'builder';
  if (!isGroup) return null;
  for (at++; at < args.length && /^-/.test(args[at]!.text); at++) if (args[at]!.text === '--builder') at++;
  return args[at]?.value === 'build' || args[at]?.value === 'b' ? args.slice(at + 1) : null;
}

/** The arguments of a build. */
export function readBuildArguments(words: readonly Word[], isPodman: boolean): CommandBuild | null {
  const flags: { readonly name: string; readonly value: Word | null; readonly inline: string | null }[] = [];
  const places: Word[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (!word.text.startsWith('-') || word.text === '-') {
      places.push(word);
      continue;
    }
    const equals = word.text.indexOf('=');
    const name = equals < 0 ? word.text : word.text.slice(0, equals);
    const isAlone = equals >= 0 || SWITCHES.has(name);
    const inline = equals < 0 ? null : (word.value?.slice(word.value.indexOf('=') + 1) ?? null);
    flags.push({ name, value: isAlone ? null : (words[++at] ?? null), inline });
  }
  const valueOf = ({ value, inline }: (typeof flags)[number]): string | null =>
    inline ?? (value === null ? null : literal(value));
  const context = contextOf(places);
  const file = flags.findLast(({ name }) => name === '-f' || name === '--file');
  const dockerfile = file === undefined ? null : valueOf(file);
  if (places.length === 0 || (file !== undefined && dockerfile === null) || dockerfile === '-') return null;
  if (context === null ? dockerfile === null : isRemote(context)) return null;
  const stage = flags.findLast(({ name }) => name === '--target');
  const target = stage === undefined ? null : (valueOf(stage) ?? stage.value?.text ?? '$TARGET');
  const pairs = (wanted: string): ReadonlyMap<string, string | null> =>
    new Map(
      flags
        .filter(({ name }) => name === wanted)
        .map((flag) =>
          pairOf(valueOf(flag) ?? flag.value?.text.replace(/^"(.*)"$/s, '$1') ?? '', valueOf(flag) !== null),
        ),
    );
  const [args, contexts] = [pairs('--build-arg'), pairs('--build-context')];
  return { context, dockerfile, isPodman, target, args, contexts };
}

/** The one place that is written out; others may only be variables in front of it. */
function contextOf(places: readonly Word[]): string | null {
  const values = places.map(literal);
  const last = values.at(-1) ?? null;
  return values.slice(0, -1).every((value) => value === null) ? last : null;
}

/** `NAME=value`, or `NAME` for what the environment holds. */
function pairOf(text: string, isKnown: boolean): readonly [string, string | null] {
  const at = text.indexOf('=');
  return at < 0 ? [text, null] : [text.slice(0, at), isKnown ? text.slice(at + 1) : null];
}

/** The value of a word; `$PWD/x` is `./x`. */
export function literal({ text, value }: Word): string | null {
  if (value !== null) return value;
  const plain = text.replace(/^"(.*)"$/s, '$1');
  return HERE.test(plain) && !/[$`]/.test(plain.replace(HERE, '')) ? plain.replace(HERE, '.') : null;
}
