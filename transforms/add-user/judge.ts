/** Whether what is started can do its work without root. */

import { history, type Origin } from '../../src/app/lineage.ts';
import { pathOf, runsOf } from '../../src/app/runs.ts';
import type { Start, StartCall } from '../../src/app/start.ts';
import type { Invocation } from '../../src/dockerfile/commands.ts';
import type { Document, Instruction, Stage } from '../../src/dockerfile/document.ts';
import { type State, stateAfter } from '../../src/dockerfile/state.ts';
import type { SkipReason } from '../../src/engine/skips.ts';
import { handsOn, isAround, isRunner } from '../../src/facts/app-programs.ts';
import { rootNeedOf } from '../../src/facts/root-programs.ts';
import { isBelow } from '../../src/project/paths.ts';
import type { Project } from '../../src/project/project.ts';

export interface Judgement {
  readonly refused: { readonly reason: SkipReason; readonly at: Instruction | null } | null;
  /** Paths that scripts of the start write to, absolute. */
  readonly writes: readonly string[];
}

/** Words that make a server of a package build, watch or write beside its sources. */
const BUILD_WORDS: Readonly<Record<string, RegExp>> = {
  next: /^(?:dev|build)$/,
  nuxt: /^(?:dev|build|generate|prepare)$/,
  npm: /^(?:install|i|ci|rebuild|exec)$/,
  yarn: /^(?:install|add|dlx)$/,
  pnpm: /^(?:install|i|add|dlx)$/,
  bun: /^(?:install|i|add|x|--hot)$/,
  dotnet: /^(?:run|watch|build|publish|test|restore|ef)$/,
  go: /./,
  uv: /./,
  pip: /./,
  pip3: /./,
  python: /^(?:pip|ensurepip)$/,
  python3: /^(?:pip|ensurepip)$/,
  composer: /./,
  bundle: /^(?:install|update)$/,
  poetry: /./,
  pipenv: /./,
  mix: /./,
};
/** Commands of scripts that write to what their arguments name. */
const WRITERS: ReadonlySet<string> = new Set('tee mkdir touch cp mv rm ln sed install chmod'.split(' '));
/** Servers that take a user to become. */
const DROPS = /^(?:gunicorn|uwsgi|celery|unicorn|supervisor|granian|hypercorn)$/;
const FREE = ['/tmp', '/dev', '/var/tmp', '/proc/self'];

export function judgeStart(doc: Document, project: Project, stage: Stage, start: Start): Judgement {
  const state = stateAfter(doc, stage);
  const built = builtBy(doc, stage);
  const writes: string[] = [];
  for (const each of start.calls) {
    const reason = judgeCall(each, project, built, state);
    if (reason !== null) return { refused: { reason, at: each.at }, writes };
    for (const path of writtenBy(each, state)) {
      if (path === null || isSystem(path)) {
        const reason: SkipReason = {
          code: 'start-needs-root',
          command: wordsOf(each),
          need: 'changes-system',
          file: each.file,
        };
        return { refused: { reason, at: each.at }, writes };
      }
      writes.push(path);
    }
  }
  const { unread } = start;
  // A loop that keeps the container up is no app.
  const isIdle = !start.calls.some((each) => each.at?.keyword !== 'HEALTHCHECK' && isWork(each));
  if (unread === null && start.isSet && isIdle)
    return { refused: { reason: { code: 'starts-nothing' }, at: null }, writes };
  if (unread === null) return { refused: null, writes };
  return { refused: { reason: { code: 'start-not-read', text: unread.text }, at: unread.at }, writes };
}

function judgeCall(each: StartCall, project: Project, built: Built, state: State): SkipReason | null {
  const { call, name, file, origin } = each;
  // A script, which was read.
  if (name === '') return null;
  const words = [call.program, ...call.args].map(({ value, text }) => value ?? text);
  if (words.some((word) => word.includes('docker.sock'))) return { code: 'docker-socket', where: wordsOf(each) };
  for (const program of [...call.wrappers, name]) {
    const need = rootNeedOf(program);
    if (need !== null && !isOwn(origin)) return { code: 'start-needs-root', command: wordsOf(each), need, file };
  }
  if (BUILD_WORDS[name] !== undefined && words.slice(1).some((word) => BUILD_WORDS[name]!.test(word)))
    return { code: 'start-needs-root', command: wordsOf(each), need: 'builds', file };
  if (DROPS.test(name) && words.some((word) => /^--(?:user|group|[ug]id)(?:=|$)/.test(word)))
    return { code: 'start-needs-root', command: wordsOf(each), need: 'switches-user', file };
  if (name === 'uwsgi' && words.some((word) => /ini|xml|ya?ml/.test(word)))
    return { code: 'start-not-read', text: wordsOf(each) };
  if (
    /^(?:node|php|perl|ruby|irb|iex|ghci|R|(?:python|pypy)[\d.]*)$/.test(name) &&
    call.args.every(({ text }) => /^-[ai]?$|^--interactive$/.test(text)) &&
    file === null
  )
    return { code: 'starts-nothing' };
  if (isRunner(name) || isAround(name) || isOwn(origin) || isPackageManager(name)) return null;
  if (isShell(name) || name === 'docker-entrypoint.sh' || handsOnQuietly(name)) {
    // A shell without a script is there for people.
    return isShell(name) && call.args.length === 0 ? { code: 'starts-nothing' } : null;
  }
  const { workdir } = state;
  const path = call.program.text.includes('/') ? pathOf(call.program, state) : null;
  if (path === null)
    return built.names.has(name) || built.installsCargo ? null : { code: 'start-not-known', program: name };
  // What is built here, or copied from where nobody can look, lies where the app is.
  const isOurs =
    workdir !== null && workdir !== '/' && isBelow(path, workdir) && (built.isBuilding || isSource(project, path));
  if (isOurs || built.paths.has(path)) return null;
  return { code: 'start-not-known', program: name };
}

/** Without a context a name has to say that it is no shell script, which might do anything. */
function isSource({ hasContext }: Project, path: string): boolean {
  return !hasContext && /\.(?:[cm]?js|py|rb|php|pl)$/.test(path);
}

/** A program that is the app, and not one around it; a script that reads its input is one as well. */
function isWork({ name, file }: StartCall): boolean {
  if (name === 'read' && file !== null) return true;
  return name !== '' && !isAround(name) && !isShell(name) && !handsOn(name);
}

function isOwn(origin: Origin): boolean {
  return origin?.kind === 'context' || origin?.kind === 'made';
}

function isShell(name: string): boolean {
  return name === 'sh' || name === 'bash' || name === 'dash' || name === 'ash';
}

function handsOnQuietly(name: string): boolean {
  return /^(?:tini|dumb-init|catatonit|docker-php-entrypoint|opentelemetry-instrument|ddtrace-run|cross-env|dotenv|bundle|__cacert_entrypoint\.sh)$/.test(
    name,
  );
}

function isPackageManager(name: string): boolean {
  return name === 'npm' || name === 'yarn' || name === 'pnpm' || name === 'bun';
}

function wordsOf({ call }: StartCall): string {
  return [call.program, ...call.args].map(({ text }) => text).join(' ');
}

const COMPILER =
  /^(?:go|g?cc|[cg]\+\+|clang(?:\+\+)?|rustc|cargo|make|cmake|ninja|swift|nim|nimble|crystal|shards|dub|dmd|ghc|stack|cabal|zig|dotnet|mvn|mvnw|gradle|gradlew|sbt|mix|v)$/;

/** What RUNs of the image build: paths that they are told (`-o /app/server`), names of `go install`, and whether they build. */
interface Built {
  readonly paths: ReadonlySet<string>;
  readonly names: ReadonlySet<string>;
  readonly isBuilding: boolean;
  readonly installsCargo: boolean;
}

function builtBy(doc: Document, stage: Stage): Built {
  const paths = new Set<string>();
  const names = new Set<string>();
  let isBuilding = false;
  let installsCargo = false;
  for (const { state, calls } of runsOf(doc, history(doc, stage))) {
    for (const { name, args } of calls ?? []) {
      if (name === null || !COMPILER.test(name)) continue;
      isBuilding = true;
      const at = args.findIndex(({ value }) => value === '-o');
      const path = at < 0 || args[at + 1] === undefined ? null : pathOf(args[at + 1]!, state);
      if (path !== null) paths.add(path);
      // `cargo install --path .` names its programs in a manifest.
      if (name === 'cargo' && args[0]?.value === 'install') installsCargo = true;
      const module = name === 'go' && args[0]?.value === 'install' ? args.at(-1)?.value : null;
      const base = /([\w.-]+)(?:@[\w.-]+)?$/.exec(module ?? '')?.[1];
      if (base !== undefined) names.add(base);
    }
  }
  return { paths, names, isBuilding, installsCargo };
}

/** Paths that a call of a script writes to; null for one known at run time only. */
function writtenBy({ call, file }: StartCall, state: State): readonly (string | null)[] {
  const written: (string | null)[] = [];
  for (const { operator, target } of call.command.redirects) {
    if (!operator.includes('>') || target === null || /^\d+$/.test(target.text) || target.text === '-') continue;
    written.push(pathOf(target, state));
  }
  if (call.name !== null && WRITERS.has(call.name) && (call.name !== 'sed' || editsInPlace(call))) {
    const paths = call.args.filter(({ text }) => !text.startsWith('-'));
    const from = call.name === 'sed' || call.name === 'chmod' ? 1 : 0;
    const targets = call.name === 'cp' || call.name === 'ln' ? paths.slice(-1) : paths.slice(from);
    written.push(...targets.map((word) => pathOf(word, state)));
  }
  // Outside a script nobody but the author's own command line writes.
  return file === null && written.length === 0
    ? []
    : written.filter((path) => path === null || !FREE.some((free) => isBelow(path, free)));
}

function editsInPlace({ args }: Invocation): boolean {
  return args.some(({ text }) => /^-[a-zA-Z]*i|^--in-place/.test(text));
}

const SYSTEM =
  /^\/(?:etc|usr|bin|sbin|lib\w*|boot|proc|sys|root|run|var\/run|var\/spool)(?:\/|$)|^\/(?:var|opt|home|mnt|media)?$|^\/var\/(?:lib|log|cache)$/;
const APP_BELOW_SYSTEM = /^\/usr\/(?:src|share\/nginx|local\/(?:src|app))\/|^\/usr\/src\/?\w/;

/** Whether a folder is one that many share, which must not be given away. */
export function isSystem(path: string): boolean {
  return SYSTEM.test(path) && !APP_BELOW_SYSTEM.test(path);
}
