/** Scripts that run later: where in the image they lie, and which of them are known to do no harm. */
import { expandWord } from '../../src/dockerfile/expand.ts';
import type { Word } from '../../src/dockerfile/shell.ts';
import type { State } from '../../src/dockerfile/state.ts';
import { absolute } from '../../src/project/absolute.ts';
import { type Call, SHELLS } from './calls.ts';

/** A script that a call runs. */
export type Script =
  | ScriptFile
  /** Text fetched while building. */
  | { readonly kind: 'remote'; readonly label: string };

/** A file in the image. */
export interface ScriptFile {
  readonly kind: 'file';
  readonly label: string;
  /** Where it may lie, absolute; none when that is not known. */
  readonly paths: readonly string[];
  readonly language: 'shell' | 'other';
}

/** Where a shell looks for a program. */
const PROGRAM_FOLDERS = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];
/** What runs a file of another language. */
const INTERPRETER = /^(?:python[\d.]*|perl|ruby|node|php)$/;
/** Where distributions keep their own programs. */
const SYSTEM_FOLDER = /^\/(?:usr\/)?s?bin\/[^/]+$/;

/** The script that a call runs, or null when it runs a program. Sourced files count only when this file copies them. */
export function scriptOf(call: Call, siblings: readonly Call[], state: State): Script | null {
  const { invocation, name } = call;
  if (name !== null && SHELLS.has(name)) return shellScript(call, siblings, state);
  if (name === '.' || name === 'source') {
    const file = invocation.args[0];
    return file === undefined ? null : fileAt(file, state);
  }
  const { program, args } = invocation;
  if (name === 'make') return { ...fileAt(program, state), paths: makefiles(args, state), language: 'other' };
  if (name !== null && INTERPRETER.test(name)) {
    const file = args.find(({ text }) => !text.startsWith('-'));
    return file === undefined ? null : { ...fileAt(file, state), language: 'other' };
  }
  const file = fileAt(program, state);
  if (!program.text.includes('/')) {
    const isKnown = call.use !== null || program.value === null;
    return isKnown ? null : { ...file, paths: PROGRAM_FOLDERS.map((folder) => `${folder}/${program.value}`) };
  }
  const isElsewhere = !SYSTEM_FOLDER.test(program.value ?? '') && file.paths.length > 0;
  return isElsewhere || /\.(?:sh|bash)["']?$/.test(program.text) ? file : null;
}

function fileAt(word: Word, state: State): ScriptFile {
  const path = pathOf(word, state);
  return { kind: 'file', label: word.text, paths: path === null ? [] : [path], language: 'shell' };
}

function makefiles(args: readonly Word[], { workdir }: State): readonly string[] {
  if (workdir === null || args.some(({ text }) => /^-[Cf]|^--(?:directory|file)/.test(text))) return [];
  return ['GNUmakefile', 'makefile', 'Makefile'].map((name) => absolute(`${workdir}/${name}`));
}

function shellScript({ invocation }: Call, siblings: readonly Call[], state: State): Script | null {
  const { args } = invocation;
  const file = args.find(({ text }, i) => !/^[-+]/.test(text) && !/^-[a-z]*o$/.test(args[i - 1]?.text ?? ''));
  const fetched = /https?:\/\/[^\s"')|;]+/.exec(args.map(({ text }) => text).join(' '))?.[0];
  if (fetched !== undefined) return { kind: 'remote', label: fetched };
  if (file !== undefined && !args.some(({ text }) => text === '-s')) return fileAt(file, state);
  const { item, part } = invocation.path;
  const beside = siblings.filter((other) => other.invocation.path.item === item && other.invocation.path.part === part);
  const url = beside.flatMap((other) => other.invocation.args).find(({ text }) => text.includes('://'));
  // Without input a shell does nothing: `CMD ["bash"]`.
  return url === undefined ? null : { kind: 'remote', label: url.text.replaceAll(/["']/g, '') };
}

/** The path in the image, absolute; null when it is not known. */
function pathOf(word: Word, { env, workdir }: State): string | null {
  const value = word.value ?? expandWord(word.text, (name) => env.get(name) ?? null, '\\');
  if (value === null || value === '' || /[`$*?[\]~(<]/.test(value)) return null;
  return value.startsWith('/') ? absolute(value) : workdir === null ? null : absolute(`${workdir}/${value}`);
}

/**
 * Files whose name says what they are, and which install no system packages: what Autoconf, Gradle and Maven generate, start
 * scripts of servers, files that set up a shell, installers of conda. Own knowledge of these; a file in the context is read.
 */
const HARMLESS =
  /(?:^|\/)(?:[Cc]onfigure|gradlew|mvnw|b2|wait-for(?:-it)?(?:\.sh)?|nvm\.sh|sdkman-init\.sh|rustup(?:-init)?(?:\.sh)?|catalina\.sh|zkServer\.sh|standalone\.sh|kafka-server-start\.sh|activate|\.\w*(?:rc|profile)|profile|environment|os-release|google-cloud-sdk\/install\.sh)$|[Cc]onda|Mini(?:forge)|Mambaforge|cmake-|bazel-/;
/** ROS, Intel and others set up an environment so. */
const SETS_UP = /(?:^|\/)(?:setup|env|setvars)\.(?:ba)?sh$/;
/** Entry points of official images, unless this file copies its own. */
const OFFICIAL = /(?:^|\/)docker-(?:php-)?entrypoint(?:\.sh)?$/;
/** Names of scripts that come without an ending. */
const SCRIPT_NAME = /\/(?:entrypoint|docker-entrypoint|start|run|init|setup|install|build)[\w-]*$/;

/** A program in a folder of its own is a script only when its name says so, or when it was copied from where we cannot look. */
export function isUnknownScript(
  label: string,
  found: 'unreadable' | 'not-copied' | null,
  { isSourced, isHanded }: { readonly isSourced: boolean; readonly isHanded: boolean },
): boolean {
  const name = label.replaceAll(/["']/g, '');
  if (HARMLESS.test(name) || (isSourced && SETS_UP.test(name))) return false;
  if (isHanded) return true;
  if (found === 'unreadable') return isSourced || /\.(?:ba)?sh$/.test(name) || SCRIPT_NAME.test(name);
  return !isSourced && !OFFICIAL.test(name) && /\.(?:ba)?sh$/.test(name);
}
