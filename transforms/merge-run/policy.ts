/** Which neighbours belong together, their meaning aside: what an owner would want in one layer. */
import type { Invocation } from '../../src/dockerfile/commands.ts';
import type { ShellBody } from '../../src/dockerfile/shell.ts';
import type { SkipReason } from '../../src/engine/skips.ts';
import type { Member } from './member.ts';
import type { Unit } from './plan.ts';

export type Policy = 'system' | 'bytes' | 'always';

export const POLICIES: readonly Policy[] = ['system', 'bytes', 'always'];

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** Install into the folders of the distribution. */
export const PACKAGE_MANAGERS: ReadonlySet<string> = new Set(
  words(
    'apt-get apt aptitude apk yum dnf dnf5 microdnf tdnf zypper pacman dpkg rpm gdebi add-apt-repository apt-add-repository',
  ),
);

/** Prepare the system around the packages; none of them builds, and none installs what a language's manifest lists. */
const PREPARES: ReadonlySet<string> = new Set([
  ...PACKAGE_MANAGERS,
  ...words(`apt-key apt-mark apt-cache apt-config dpkg-reconfigure dpkg-divert dpkg-statoverride debconf-set-selections
    yum-config-manager subscription-manager rpmkeys crb pacman-key update-rc.d
    useradd adduser groupadd addgroup usermod groupmod userdel deluser delgroup groupdel passwd chpasswd chage chsh visudo
    mkdir rmdir rm mv cp ln touch install chmod chown chgrp setcap setfacl mktemp truncate
    curl wget gpg gpgv gpgconf tar unzip gzip gunzip bunzip2 unxz xz zcat unrar 7z sha256sum sha512sum sha1sum md5sum
    echo printf cat tee sed awk gawk grep egrep fgrep cut tr sort uniq head tail wc xargs find ls stat file diff envsubst jq
    locale-gen localedef update-locale locale fc-cache mkfontdir mkfontscale dbus-uuidgen
    update-ca-certificates update-ca-trust c_rehash ldconfig update-alternatives alternatives
    a2enmod a2dismod a2ensite a2dissite a2enconf a2disconf docker-php-ext-enable phpenmod phpdismod lighty-enable-mod
    true false : test [ set cd export unset umask exit read sleep sync date uname arch id whoami pwd basename dirname
    readlink realpath which command type env printenv getent hash trap local return shift eval
    ssh-keyscan ssh-keygen openssl systemctl ulimit shopt rc-update crontab yes`),
]);

/** Whether these neighbours are to be one, if they can be. */
export function isWanted(policy: Policy, before: readonly Member[], after: readonly Member[]): boolean {
  switch (policy) {
    case 'always':
      return true;
    case 'system':
      return [...before, ...after].every(preparesSystem) || servesThe(before, after);
    case 'bytes':
      return savesBytes(
        before.flatMap((member) => member.invocations),
        after.flatMap((member) => member.invocations),
      );
  }
}

/** Whether every command of the member prepares the system, and at least one is there. */
export function preparesSystem(member: Member): boolean {
  return member.invocations.length > 0 && member.invocations.every((one) => prepares(one, member));
}

/** Whether a program by this name prepares the system. */
export function isSystemProgram(name: string): boolean {
  return PREPARES.has(name);
}

function prepares(one: Invocation, { body }: Pick<Member, 'body'>): boolean {
  const name = systemName(one);
  return name !== null && (PREPARES.has(name) || isRepositorySetup(one, body));
}

/** The program's name if it is looked up in PATH or lies in a folder of the system: not that of a project's script. */
export function systemName({ name, program }: Invocation): string | null {
  const { value } = program;
  const isElsewhere = value?.includes('/') === true && !/^\/(?:usr\/(?:local\/)?)?s?bin\/[^/]+$/.test(value);
  return isElsewhere ? null : name;
}

/** The set-up scripts of package repositories, fed to a shell: they add the repository, and run the package manager. */
const REPOSITORY_SCRIPT =
  /https?:\/\/(?:(?:deb|rpm)\.nodesource\.com\/setup|packagecloud\.io\/install|packages\.gitlab\.com\/install|\S+\/script\.(?:deb|rpm)\.sh)/;

/** Whether a bare shell at the end of a pipe runs a repository's set-up script. */
export function isRepositorySetup({ name, args, command, path }: Invocation, { list }: ShellBody): boolean {
  if ((name !== 'bash' && name !== 'sh') || args.length > 1) return false;
  const item = list.items[path.item]?.node;
  const part = item?.kind === 'and-or' ? item.items[path.part] : item;
  if (part?.kind !== 'pipeline' || part.commands.at(-1) !== command) return false;
  return part.commands.some(
    (each) => each.kind === 'command' && each.words.some(({ text }) => REPOSITORY_SCRIPT.test(text)),
  );
}

/**
 * Whether one side does nothing but fetch package lists for the other side's install, or clean up behind it: what such a
 * RUN does has no use in a layer of its own, whatever else the other side does.
 */
function servesThe(before: readonly Member[], after: readonly Member[]): boolean {
  const earlier = before.flatMap((member) => member.invocations);
  const later = after.flatMap((member) => member.invocations);
  const first = later.find(isPackageManager);
  if (first !== undefined && earlier.length > 0 && earlier.every(isUpdate))
    return isInstall(first) && earlier.every(({ name }) => family(name) === family(first.name));
  const managers = new Set(earlier.filter(isInstall).map(({ name }) => family(name)));
  return managers.size > 0 && later.length > 0 && later.every((one) => cleansBehind(managers, one));
}

function cleansBehind(managers: ReadonlySet<string | null>, one: Invocation): boolean {
  const values = one.args.map(({ value }) => value ?? '');
  if (isPackageManager(one)) return managers.has(family(one.name)) && values.some((value) => CLEANS.has(value));
  return (
    one.name === 'rm' &&
    one.args.every(({ text }) => text.startsWith('-') || isCacheOf(managers, text) || isTemporary(text))
  );
}

function isTemporary(path: string): boolean {
  return /^\/(?:var\/)?tmp\/\*$/.test(path);
}

const CLEANS: ReadonlySet<string> = new Set(['clean', 'autoclean', 'autoremove', 'dist-clean']);
const REMOVALS: ReadonlySet<string> = new Set(['purge', 'remove', 'autoremove', 'erase', 'del']);
const REMOVERS: ReadonlySet<string> = new Set(['rm', 'rmdir', 'unlink', 'shred']);
const CHANGERS: ReadonlySet<string> = new Set([...REMOVERS, 'mv', 'chmod', 'chown', 'chgrp', 'strip', 'truncate']);

/** Whether the later ones clean, remove or change what the earlier ones wrote, or install from the lists they fetched. */
function savesBytes(before: readonly Invocation[], after: readonly Invocation[]): boolean {
  const managers = new Set(before.filter(isPackageManager).map(({ name }) => family(name)));
  const full = new Set([...managers].filter((manager) => leavesCache(before, manager)));
  // What has been removed is not there to be removed again.
  const writers = before.filter(({ name }) => name !== null && !REMOVERS.has(name));
  const paths = writers.flatMap(({ args }) => args.map(({ text }) => text)).filter((text) => /^[\w.]*\/./.test(text));
  return after.some((one) => {
    if (one.name === null) return false;
    if (isPackageManager(one) && managers.has(family(one.name))) {
      const says = (verbs: ReadonlySet<string>): boolean =>
        one.args.some(({ value }) => value !== null && verbs.has(value));
      if (says(REMOVALS)) return true;
      return full.has(family(one.name)) && (says(CLEANS) || (before.some(isUpdate) && isInstall(one)));
    }
    if (!CHANGERS.has(one.name)) return false;
    return one.args.some(({ text }) => {
      // Lists are what an update wrote, and no install.
      const isFilled = before.some(isUpdate) || !text.startsWith('/var/lib/apt/lists');
      return (isFilled && isCacheOf(full, text)) || paths.some((path) => isWithin(path, text));
    });
  });
}

/** Whether the last word on a package manager is not that its cache was cleaned. */
function leavesCache(before: readonly Invocation[], manager: string | null): boolean {
  const managers = new Set([manager]);
  const last = before.findLast(
    (one) =>
      (isPackageManager(one) && family(one.name) === manager) ||
      (one.name === 'rm' && one.args.some(({ text }) => isCacheOf(managers, text))),
  );
  return last === undefined || (last.name !== 'rm' && !last.args.some(({ value }) => CLEANS.has(value ?? '')));
}

function isPackageManager({ name }: Invocation): boolean {
  return name !== null && PACKAGE_MANAGERS.has(name);
}

/** `apt-get update` and its like: fetches the lists. */
export function isUpdate({ name, args }: Invocation): boolean {
  if (name !== 'apt-get' && name !== 'apt' && name !== 'aptitude' && name !== 'apk') return false;
  return args.find(({ text }) => !text.startsWith('-'))?.value === 'update';
}

/** `apt-get install` and its like. */
export function isInstall({ name, args }: Invocation): boolean {
  if (name === null || !PACKAGE_MANAGERS.has(name)) return false;
  const verb = name === 'apk' ? 'add' : 'install';
  return args.some(({ value }) => value === verb);
}

/** Managers that share their lists and caches. */
export function family(name: string | null): string | null {
  return name === 'apt' || name === 'aptitude' ? 'apt-get' : name;
}

const CACHES: readonly (readonly [string, RegExp])[] = [
  ['apt-get', /^\/var\/(?:lib|cache)\/apt/],
  ['apk', /^\/var\/cache\/apk/],
  ['yum', /^\/var\/cache\/yum/],
  ['dnf', /^\/var\/cache\/(?:lib)?dnf/],
  ['microdnf', /^\/var\/cache\/(?:yum|dnf)/],
  ['zypper', /^\/var\/cache\/zypp/],
  ['pacman', /^\/var\/cache\/pacman/],
];

function isCacheOf(managers: ReadonlySet<string | null>, path: string): boolean {
  return CACHES.some(([manager, pattern]) => managers.has(manager) && pattern.test(path));
}

/** Whether `path` is `target`, lies in it, or around it. */
function isWithin(path: string, target: string): boolean {
  const clean = target.replace(/\/?\*?$/, '');
  if (clean === '' || clean.startsWith('-')) return false;
  return path === clean || path.startsWith(`${clean}/`) || clean.startsWith(`${path}/`);
}

/** The most lines that an owner would see between `(` and `)`. */
const MAX_WRAPPED_LINES = 6;

/** Neighbours that are one already, or a single RUN, which has no units. */
interface Side {
  readonly members: readonly Member[];
  readonly units: readonly Unit[];
}

/**
 * Whether the joined RUN is worth its looks: it may be right, and still nobody would write parentheses or braces around
 * commands, or put two sections of the file into one RUN, only to have one layer less. With `always` that is what was
 * asked for.
 * @returns true, or false to keep the neighbours apart without a word, or what an owner should know.
 */
export function isWorthIt(
  policy: Policy,
  units: readonly Unit[],
  before: Side,
  after: Side,
  isNewSection: boolean,
): true | false | SkipReason {
  if (policy === 'always') return true;
  const isNew = enclosed(units) > enclosed(before.units) + enclosed(after.units);
  if (policy === 'system' && (isNew || isNewSection) && !isWanted('bytes', before.members, after.members)) return false;
  for (const { member, isWrapped, isBraced } of units) {
    const { startLine, endLine } = member.instruction;
    if (isBraced && member.options.has('e')) return { code: 'errexit-mixed' };
    if (isBraced && endLine > startLine) return false;
    if (isWrapped && endLine - startLine >= MAX_WRAPPED_LINES) return { code: 'leaks', what: leakName(member) };
  }
  return true;
}

function enclosed(units: readonly Unit[]): number {
  return units.filter(({ isWrapped, isBraced }) => isWrapped || isBraced).length;
}

function leakName({ leaks }: Member): string {
  const [leak] = leaks;
  if (leak === undefined) return 'set';
  return leak.kind === 'cd' ? 'cd' : 'what' in leak ? leak.what : leak.name;
}
