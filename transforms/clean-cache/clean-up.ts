/** Managers that have a command to empty their cache: it is added behind the RUN's last call of the manager. */
import type { BaseImage } from '../../src/facts/base-images.ts';
import type { Manager, ManagerId } from '../../src/facts/package-managers.ts';
import { placeAtEnd, placeBehind } from './append.ts';
import { type Call, hasOption, installs, runsAsOther, SHELLS } from './calls.ts';
import { copies, failsOnEmpty, isCleaned, mountOver } from './cleaned.ts';
import { askLater, type Question } from './later.ts';
import type { Place } from './place.ts';
import { assumedShell, isLimited, leaveAlone, type Run, type Wish } from './run.ts';
import { yarnEvidence } from './yarn.ts';

/** The managers cleaned so, and how their cache is called. */
const CACHES: Readonly<Partial<Record<ManagerId, string>>> = {
  dnf: 'the dnf cache',
  yum: 'the yum cache',
  microdnf: 'the microdnf cache',
  tdnf: 'the tdnf cache',
  zypper: 'the zypper cache',
  pacman: 'the downloaded pacman packages',
  npm: 'the npm cache',
  'yarn-classic': 'the yarn cache',
  conda: 'the conda package cache',
  mamba: 'the mamba package cache',
  micromamba: 'the micromamba package cache',
  composer: 'the composer cache',
};

/**
 * Without `-f`, which old releases do not know and which removes packages that are in use: those are hard-linked
 * and cost nothing twice. What costs are the archives.
 */
const COMMANDS: Readonly<Partial<Record<ManagerId, string>>> = { conda: 'conda clean -ay', mamba: 'mamba clean -ay' };

/** Options that send the cache somewhere else, or fill it for its own sake; the author has plans for it. */
const CACHE_OPTIONS = [
  '--installroot',
  '--root',
  '--cache',
  '--cache-folder',
  '--cachedir',
  '--cache-dir',
  '--pkg-cache-dir',
  '--downloadonly',
  '--download-only',
];

/** The caches of a RUN that a command empties. */
export function* cleanUps(run: Run): Iterable<Wish> {
  for (const manager of new Set(run.calls.flatMap(({ use }) => use?.manager ?? []))) {
    const what = CACHES[manager.id];
    if (what !== undefined) yield* cleanUp(run, manager, what);
  }
}

function* cleanUp(run: Run, manager: Manager, what: string): Iterable<Wish> {
  const own = run.calls.filter(({ use }) => use?.manager === manager);
  // What is read from the cache alone adds nothing to it.
  const fills = own.filter(({ use }) => use !== null && installs(use) && !hasOption(use.args, offlineOptions(manager)));
  const lastFill = fills.at(-1);
  if (lastFill === undefined || isCleaned(run, manager, lastFill.order) || isSwitchedOff(run, manager, fills)) return;
  const mount = mountOver(run, manager);
  if (mount !== null) return yield leaveAlone({ code: 'cache-mount', path: mount });
  const evidence = manager.id === 'yarn-classic' ? yarnEvidence(run, fills) : { kind: 'proven' as const };
  if (evidence.kind === 'not-classic') return yield leaveAlone({ code: 'yarn-not-classic', evidence: evidence.what });
  const later = askLater(run, cacheQuestion(manager));
  if (later.needed !== null) return yield leaveAlone(later.needed);
  const copier = run.calls.find((call) => call.order > lastFill.order && copies(call, manager.cachePaths));
  if (copier !== undefined)
    return yield leaveAlone({ code: 'needed-later', line: run.instruction.startLine, command: copier.name! });
  if (own.some((call) => run.body.list.items[call.invocation.path.item]?.background))
    return yield leaveAlone({ code: 'cannot-append', why: 'background' });
  const goes = own.find((call) => call.order > lastFill.order && removesItself(call));
  const last = own.findLast(({ order }) => goes === undefined || order < goes.order)!;
  const place = placeFor(run, manager, last);
  if (typeof place === 'string') return yield leaveAlone({ code: 'cannot-append', why: place });
  const assumptions = [
    ...assumedShell(run),
    ...(evidence.kind === 'assumed' ? [evidence.assumption] : []),
    ...(/conda|mamba/.test(manager.id) && !isOwnImage(run.base) ? [SOFT_LINKS] : []),
    ...(manager.id === 'npm' && replacesItself(lastFill, last) ? [NEW_NPM] : []),
  ];
  yield { kind: 'append', place, command: commandOf(manager, last), what, assumptions };
}

const SOFT_LINKS = 'conda is not set up to link packages into environments by symbolic links (allow_softlinks)';
const NEW_NPM = "the npm that this RUN installs runs on the image's Node";

/** `npm install -g npm@latest` may leave an npm that does not start, if nothing uses it after that. */
function replacesItself({ use }: Call, last: Call): boolean {
  return use === last.use && use!.args.some(({ text }) => /^npm(?:@|$)/.test(text));
}

/** Whether the manager is gone behind the call: `npm uninstall -g npm`. */
function removesItself({ use }: Call): boolean {
  const { manager, verb, args } = use!;
  if (verb === null || !/^(?:uninstall|unlink|un|r|rm|remove|erase)$/.test(verb.text)) return false;
  return args.slice(verb.index + 1).some(({ value }) => value !== null && manager.program.test(value));
}

/** Images whose own instructions clean in the same way. Source: ContinuumIO/docker-images, mamba-org/micromamba-docker. */
function isOwnImage({ name }: BaseImage): boolean {
  return name !== null && /conda|mamba/.test(name);
}

/** Whether nothing is written to the usual cache, or to none that may go. */
function isSwitchedOff({ state, instruction }: Run, manager: Manager, fills: readonly Call[]): boolean {
  const isOff = manager.disabledBy.some(({ variable, values }) => {
    const value = fills[0]?.invocation.env.get(variable) ?? state.env.get(variable);
    return value !== undefined && (values === null || (value !== null && values.includes(value.toLowerCase())));
  });
  if (isOff) return true;
  const isMoved = fills.some(
    ({ use, invocation }) =>
      hasOption(use!.args, [...CACHE_OPTIONS, ...manager.noCacheSpellings]) ||
      manager.cacheVariables.some((variable) => invocation.env.has(variable)),
  );
  // `export npm_config_cache=...` in the RUN itself.
  return isMoved || manager.cacheVariables.some((variable) => instruction.logical.includes(`${variable}=`));
}

/** With `--prefer-offline` a call is only slower without the cache. */
function offlineOptions({ offline }: Manager): readonly string[] {
  return offline.filter((option) => option !== '--prefer-offline');
}

/** Later calls that say that they want what is in the cache, or that fail when it is empty. */
function cacheQuestion(manager: Manager): Question {
  const options = offlineOptions(manager);
  const program = manager.id === 'yarn-classic' ? 'yarn' : manager.id;
  return {
    words: new RegExp(String.raw`\b${program}\b`),
    effect: (call) => {
      const isOffline = call.use?.manager === manager && hasOption(call.use.args, options);
      if (isOffline || failsOnEmpty(call, manager.cachePaths)) return 'needs';
      return copies(call, manager.cachePaths) ? 'needs' : null;
    },
    folders: manager.cachePaths,
    mentions: () => false,
    effectOfUrl: () => 'harmless',
    assume: null,
  };
}

function placeFor(run: Run, manager: Manager, last: Call): Place | 'background' | 'ends-early' | 'no-place' {
  const command = commandOf(manager, last);
  if (isRemoval(command)) {
    const place = placeAtEnd(run);
    return place.kind === 'place' ? place : place.why;
  }
  if (runsAsOther(last) || isLimited(run, last) || !isThere(run, manager) || losesFolder(run, last)) return 'no-place';
  if (SECRET_READERS.includes(manager.id) && [...last.invocation.env.keys()].some((name) => SECRET.test(name)))
    return 'no-place';
  if (!isInOwnShell(run, last) && (isChanged(run) || !/^[\w./-]+$/.test(last.invocation.program.text)))
    return 'no-place';
  const place = placeBehind(run, last);
  return place.kind === 'place' ? place : place.why;
}

/** Old releases of these fail when their configuration names a variable that is not set. Source: npm 6, Yarn 1. */
const SECRET_READERS: readonly ManagerId[] = ['npm', 'yarn-classic'];
/** A variable that a configuration file may read: `NPM_TOKEN=... npm ci`. */
const SECRET = /token|auth|pass|secret|key|^npm_(?!config)/i;

function isRemoval(command: string): boolean {
  return /^(?:sudo )?rm /.test(command);
}

function commandOf(manager: Manager, { invocation }: Call): string {
  const command = COMMANDS[manager.id] ?? manager.cleanUp!;
  if (!invocation.wrappers.includes('sudo')) return withProgram(command, invocation.program.text);
  // Which home folder the cache is in may depend on them.
  const options = command.startsWith('rm ') ? [] : invocation.command.words.filter(({ text }) => /^-[EH]+$/.test(text));
  return ['sudo', ...options.map(({ text }) => text), withProgram(command, invocation.program.text)].join(' ');
}

function withProgram(command: string, program: string): string {
  if (command.startsWith('rm ')) return command;
  return command.replace(/^\S+/, () => program);
}

/** Whether the manager is there whatever way the RUN took: it was called on every way, or the image has it. */
function isThere(run: Run, manager: Manager): boolean {
  const { calls, base } = run;
  const isCalled = (call: Call) =>
    call.use?.manager === manager && !call.invocation.conditional && !mayHaveOtherPath(run, call);
  if (calls.some(isCalled)) return true;
  if (!base.known) return false;
  return base.packageManager === manager.id || base.tools.some((tool) => manager.program.test(tool));
}

/** Whether the call runs in a shell that reads startup files of its own, `bash -lc`: PATH may be another one there. */
function mayHaveOtherPath({ instruction }: Run, { invocation }: Call): boolean {
  if (!invocation.wrappers.some((wrapper) => SHELLS.has(wrapper))) return false;
  return /sh["']?\s(?:-\S+\s+)*(?:--login|-[a-z]*[li][a-z]*)\s/.test(instruction.logical);
}

/** Whether the call stands in the RUN's own shell: not in a subshell, an if, a function or behind `sh -c`. */
function isInOwnShell({ body }: Run, { invocation }: Call): boolean {
  const { path, command, editable } = invocation;
  const node = body.list.items[path.item]?.node;
  const part = node?.kind === 'and-or' ? node.items[path.part] : node;
  return editable && (part === command || part?.kind === 'pipeline' || part?.kind === 'group');
}

/** Whether the RUN makes programs known to the shell that it does not know at its start. */
function isChanged({ instruction }: Run): boolean {
  return /\bPATH\b|\bnvm\b|\bactivate\b|(?:^|[;&|({"'\s])(?:\.|source)\s/.test(instruction.logical);
}

/** Whether the folder that the RUN has gone into is deleted between the call and the end of its part. */
function losesFolder({ calls }: Run, last: Call): boolean {
  if (!calls.some(({ name, order }) => (name === 'cd' || name === 'pushd') && order < last.order)) return false;
  const { item, part } = last.invocation.path;
  return calls.some(
    ({ name, order, invocation: { path } }) =>
      name === 'rm' && order > last.order && path.item === item && path.part === part,
  );
}
