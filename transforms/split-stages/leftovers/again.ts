/** RUNs that are repeated in the runtime stage as they are: whether that does there what it did in the builder. */
import type { Instruction } from '../../../src/dockerfile/document.ts';
import { mountsOf } from '../../../src/dockerfile/state.ts';
import { userOf } from '../../../src/facts/image-users.ts';
import { hasProgram, hasShell } from '../../../src/facts/runtime-images.ts';
import { isBelow } from '../../../src/project/paths.ts';
import type { Step } from '../app.ts';
import { contextOf, type Ground, isBrought, isCarriedFolder, isInside, isRoot } from './ground.ts';
import { namesMade } from './names.ts';
import type { Writing } from './redirects.ts';
import { hasUserTool, keepsNumbers } from './users.ts';
import { type Target, targetOf } from './words.ts';
import { ZONES } from './zone.ts';

/** `early`: it needs nothing that is copied in. `late`: it changes what was copied in. */
export type When = 'early' | 'late';

const BUILTINS: ReadonlySet<string> = new Set([
  ':',
  'true',
  'false',
  'set',
  'cd',
  'test',
  '[',
  'echo',
  'printf',
  'exit',
  'umask',
]);
const ON_PATHS: ReadonlySet<string> = new Set([
  'chmod',
  'chown',
  'chgrp',
  'touch',
  'mkdir',
  'cp',
  'ln',
  'ls',
  'id',
  'install',
  'rm',
]);
const ON_USERS = /^(?:useradd|adduser|groupadd|addgroup|usermod|groupmod)$/;

/** Of every image that has a shell. Source: Filesystem Hierarchy Standard 3.0. */
const THERE: ReadonlySet<string> = new Set([
  ...[
    '/',
    '/etc',
    '/etc/passwd',
    '/etc/group',
    '/home',
    '/root',
    '/tmp',
    '/opt',
    '/srv',
    '/mnt',
    '/run',
    '/usr',
    '/usr/local',
    '/usr/local/bin',
    '/bin',
    '/sbin',
    '/usr/sbin',
    '/usr/lib',
  ],
  ...['/usr/local/lib', '/usr/bin', '/usr/share', '/var', '/var/log', '/var/lib', '/var/run', '/var/cache', '/var/tmp'],
]);

/** What earlier repeated RUNs make. */
export interface Made {
  readonly paths: string[];
  /** Users and groups. */
  readonly names: string[];
}

/** @returns null when it cannot be repeated. */
export function whenAgain(
  ground: Ground,
  run: Instruction,
  steps: readonly Step[],
  writings: readonly Writing[],
  made: Made,
): When | null {
  const { app, plan, runtime } = ground;
  const [first] = steps;
  if (first === undefined || !hasShell(runtime) || !isRoot(first.state.user)) return null;
  if (mountsOf(run).length > 0 || run.arguments.flags.length > 0) return null;
  const isOwnShell = first.state.shell.join(' ') !== '/bin/sh -c';
  if (isOwnShell || steps.some(({ call }) => plan.claims.has(call) || !call.editable)) return null;
  const isThereToRun = steps.every(({ call: { name, wrappers } }) => {
    if (name === null || wrappers.length > 0) return false;
    if (BUILTINS.has(name)) return true;
    // Of debconf, which every Debian has.
    if (name === 'dpkg-reconfigure') return runtime.family === 'debian' || runtime.family === 'ubuntu';
    return ON_USERS.test(name) ? hasUserTool(runtime, name) : ON_PATHS.has(name) && hasProgram(runtime, name);
  });
  if (!isThereToRun) return null;
  const isUser = steps.some(({ call }) => ON_USERS.test(call.name ?? ''));
  if ((isUser || steps.some(({ call }) => /^ch(?:own|grp)$/.test(call.name ?? ''))) && !keepsNumbers(ground))
    return null;
  // Relative paths start where the RUN does.
  const isRelative = steps.some((step) => pathWords(step).some(({ text }) => !/^["']?\//.test(text)));
  if (isRelative && first.state.workdir !== app.final.workdir) return null;
  const names = namesMade(runtime, steps, made.names);
  if (names === null) return null;
  const when = whenPaths(ground, steps, writings, made);
  if (when !== null) made.names.push(...names);
  // A user has to be there before what is copied in its name.
  return when === 'late' && isUser && namesUsers(ground) ? null : when;
}

function whenPaths(ground: Ground, steps: readonly Step[], writings: readonly Writing[], made: Made): When | null {
  const own: string[] = [];
  let when: When = 'early';
  for (const step of steps) {
    const makes =
      step.call.name === 'mkdir' || (step.call.name === 'install' && step.call.args.some(({ text }) => text === '-d'));
    if (ON_USERS.test(step.call.name ?? '')) own.push(...homesOf(step));
    for (const word of pathWords(step)) {
      const target = targetOf(word, step);
      if (target === null) return null;
      if (makes) own.push(target.path);
      else {
        const need = needOf(ground, target, [...made.paths, ...own], step);
        if (need === null) return null;
        if (need === 'late') when = 'late';
      }
    }
  }
  for (const { redirect } of writings) {
    const step = steps.find(({ call }) => call.command.redirects.includes(redirect));
    const target = step === undefined || redirect.target === null ? null : targetOf(redirect.target, step);
    if (
      target === null ||
      (target.path !== '/dev/null' && needOf(ground, target, [...made.paths, ...own], step!) !== 'early')
    )
      return null;
  }
  made.paths.push(...own);
  return when;
}

function needOf(ground: Ground, { path, isPattern }: Target, made: readonly string[], { call }: Step): When | null {
  const { app, runtime } = ground;
  if (path.startsWith(ZONES)) return 'early';
  const place = isPattern ? path.replace(/\/[^/]*[*?[].*$/, '') || '/' : path;
  const isNew = /^(?:touch|ln|cp|rm|echo|printf|install)$/.test(call.name ?? '');
  const parent = place.slice(0, place.lastIndexOf('/')) || '/';
  const isThere = (one: string) =>
    THERE.has(one) ||
    isBelow(app.final.workdir, one) ||
    made.some((each) => isBelow(each, one)) ||
    userOf(runtime)?.home === one;
  const isCopied = isInside(ground, path) || isBrought(ground, path) || (isPattern && isCarriedFolder(ground, place));
  if (isCopied || (isPattern && contextOf(ground, place) !== null)) return 'late';
  if (isThere(path) || (isNew && isThere(parent))) return 'early';
  // A folder that only a COPY makes; its owner and mode are left alone by COPY, and can be set before or after.
  return isCarriedFolder(ground, path) ? 'late' : null;
}

/** The words of a call that are paths. */
function pathWords({ call }: Step): readonly Step['call']['args'][number][] {
  const { name } = call;
  if (name === null || !ON_PATHS.has(name) || name === 'id' || name === 'ls') return [];
  const words = call.args.filter(
    ({ text }, at) => !text.startsWith('-') && !/^-[mogt]$/.test(call.args[at - 1]?.text ?? ''),
  );
  return /^(?:chmod|chown|chgrp)$/.test(name) ? words.slice(1) : name === 'ln' ? words.slice(-1) : words;
}

/** The home folders that are made along with users. */
function homesOf({ call }: Step): readonly string[] {
  const { name, args } = call;
  if (name !== 'useradd' && name !== 'adduser') return [];
  const at = args.findIndex(({ text }) => /^(?:-[a-z]*[dh]|--home|--home-dir)$/.test(text));
  const given = at < 0 ? null : (args[at + 1]?.value ?? null);
  const user = args.at(-1)?.value ?? null;
  const isMade =
    name === 'adduser'
      ? !args.some(({ text }) => /^(?:-H|--no-create-home)$/.test(text))
      : args.some(({ text }) => /^(?:-[a-zA-Z]*m[a-zA-Z]*|--create-home)$/.test(text));
  if (!isMade) return [];
  return given !== null
    ? [given.replace(/\/$/, '')]
    : args
        .flatMap(({ value }) => (value !== null && /^[a-z_][\w-]*$/.test(value) ? `/home/${value}` : []))
        .concat(user === null ? [] : `/home/${user}`);
}

/** Whether a COPY of the runtime stage gives files to somebody by name. */
function namesUsers({ plan }: Ground): boolean {
  return [...plan.moves, ...plan.repeats].some(({ arguments: { flags } }) =>
    flags.some(({ name, value }) => name === 'chown' && /[a-z]/i.test(value ?? '')),
  );
}
