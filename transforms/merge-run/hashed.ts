/**
 * A shell remembers where it found a program. When a body runs a program by its name, then puts another one of that
 * name earlier in PATH, the joined shell still runs the old one where a new shell would have found the new one.
 */
import type { Invocation } from '../../src/dockerfile/commands.ts';
import type { Word } from '../../src/dockerfile/shell.ts';
import type { State } from '../../src/dockerfile/state.ts';
import type { Member } from './member.ts';
import { isRepositorySetup, isSystemProgram, PACKAGE_MANAGERS, systemName } from './policy.ts';

export interface Shadow {
  /** The command that places programs. */
  readonly by: string;
  /** The names at stake. */
  readonly names: readonly string[];
  /** False when the command is seen to place one of them. */
  readonly isAssumable: boolean;
}

/** Commands whose files are no programs, or lie where nothing else is found first. */
const PLACES_NOTHING: ReadonlySet<string> = new Set(
  `apt-key apt-mark apt-cache apt-config dpkg-reconfigure dpkg-statoverride debconf-set-selections yum-config-manager
    subscription-manager rpmkeys crb pacman-key update-rc.d useradd adduser groupadd addgroup usermod groupmod userdel deluser
    delgroup groupdel passwd chpasswd chage chsh visudo mkdir rmdir rm touch chmod chown chgrp setcap setfacl mktemp
    truncate gpg gpgv gpgconf gzip gunzip bunzip2 unxz xz zcat sha256sum sha512sum sha1sum md5sum echo printf cat sed awk gawk
    grep egrep fgrep cut tr sort uniq head tail wc find ls stat file diff envsubst jq locale-gen localedef update-locale
    locale fc-cache mkfontdir mkfontscale dbus-uuidgen update-ca-certificates update-ca-trust c_rehash ldconfig a2enmod a2dismod
    a2ensite a2dissite a2enconf a2disconf docker-php-ext-enable phpenmod phpdismod lighty-enable-mod true false : test [ set
    cd export unset umask exit read sleep sync date uname arch id whoami pwd basename dirname readlink realpath which
    command type env printenv getent hash trap local return shift ssh-keyscan ssh-keygen openssl systemctl ulimit shopt
    rc-update crontab git tee xargs source .`
    .trim()
    .split(/\s+/),
);
/** Built into every shell, so never looked up. */
const BUILTINS: ReadonlySet<string> = new Set(
  ': . alias bg break cd command continue echo eval exec exit export false fg getopts hash jobs kill local printf pwd read readonly return set shift test [ times trap true type ulimit umask unalias unset wait source'.split(
    ' ',
  ),
);
const COPIERS: ReadonlySet<string> = new Set([
  'cp',
  'mv',
  'ln',
  'install',
  'curl',
  'wget',
  'update-alternatives',
  'alternatives',
  'dpkg-divert',
]);
const UNPACKERS: ReadonlySet<string> = new Set(['tar', 'unzip', '7z', 'unrar']);

/** The commands of the earlier members that may hide a program which both they and the later one run by name. */
export function findShadows(before: readonly Member[], after: Member, state: State): readonly Shadow[] {
  const wanted = new Set(after.invocations.flatMap(namesLookedUp));
  const all = before.flatMap((member) => member.invocations.map((one) => ({ one, member })));
  const anywhere = new Set(all.flatMap(({ one }) => namesLookedUp(one)));
  const seen = new Set<string>();
  const found: Shadow[] = [];
  for (const { one, member } of all) {
    // A program is found before it is run, and a loop comes back to what stands behind.
    for (const name of namesLookedUp(one)) seen.add(name);
    const hashed = one.conditional ? anywhere : seen;
    const shadow = judge(
      one,
      [...wanted].filter((name) => hashed.has(name)),
      member,
      state,
    );
    if (shadow !== null) found.push(shadow);
  }
  return found;
}

function namesLookedUp({ command, name, program }: Invocation): string[] {
  const first = command.words[0]?.value;
  const names = [first, program.value === name ? name : null];
  return names.filter((each): each is string => typeof each === 'string' && !each.includes('/') && !BUILTINS.has(each));
}

function judge(one: Invocation, names: readonly string[], member: Member, state: State): Shadow | null {
  if (names.length === 0) return null;
  const placed = placedBy(one, member, state);
  const by = [one.name, ...one.args.slice(0, 2).map(({ text }) => text)].join(' ');
  // A tarball with an apt-get in it has not been seen yet; one with another node in it has.
  if (placed === 'unreadable') return { by, names, isAssumable: names.every(isSystemProgram) };
  const hit = names.filter((name) => placed.some((pattern) => pattern.test(name)));
  return hit.length === 0 ? null : { by, names: hit, isAssumable: false };
}

/** The names of the programs that a command may put in a folder of PATH, as patterns. */
function placedBy(one: Invocation, { body }: Member, state: State): readonly RegExp[] | 'unreadable' {
  const { args } = one;
  const name = systemName(one);
  if (name === null) return 'unreadable';
  if (PLACES_NOTHING.has(name) || isRepositorySetup(one, body)) return [];
  if (PACKAGE_MANAGERS.has(name)) return installedByName(args);
  if (COPIERS.has(name)) return copied(one, body.text, state);
  if (UNPACKERS.has(name)) return unpacked(one, body.text, state);
  const isPython = /^python[\d.]*$/.test(name) && args[1]?.value === 'pip';
  if (/^pip[\d.]*$/.test(name) || isPython) return packages(isPython ? args.slice(2) : args, 'pip');
  if (name === 'npm' && /^(?:run|test|cache|config|rebuild|prune)$/.test(args[0]?.value ?? '')) return [];
  if (name === 'npm' || name === 'gem' || name === 'yarn') return packages(args, name);
  return 'unreadable';
}

/** A package manager's own folders come last, or are where the program was; only a package of that very name is new. */
function installedByName(args: readonly Word[]): readonly RegExp[] {
  return args
    .filter(({ text }) => !text.startsWith('-'))
    .flatMap(({ text }) => pattern(text.replace(/[=:/].*$/, '')) ?? []);
}

/** What is copied, moved, linked or fetched has the name of its source or its target. */
function copied({ name, args }: Invocation, text: string, state: State): readonly RegExp[] | 'unreadable' {
  const isFetch = name === 'curl' || name === 'wget';
  const option = args.findIndex(({ text: arg }) => /^-\w*[oO]$|^--output(?:-document)?$/.test(arg));
  const isNamed =
    isFetch && option >= 0 && args[option + 1] !== undefined && !(name === 'curl' && /O$/.test(args[option]!.text));
  const target = expand(isNamed ? args[option + 1]!.text : isFetch ? '.' : (args.at(-1)?.text ?? ''), state);
  if (isLiteral(target)) {
    if (target.startsWith('/') ? !reachesPath(target, state) : staysOutside(text, state)) return [];
  }
  const sources = isNamed ? [target] : args.map(({ text: arg }) => expand(arg, state));
  const patterns = sources.map((each) =>
    pattern(
      each
        .replace(/[?#].*$/, '')
        .replace(/\/+$/, '')
        .split('/')
        .at(-1)!,
    ),
  );
  const isReadable = patterns.every((each) => each !== null);
  return isReadable ? patterns : 'unreadable';
}

/** The text of a word without quotes, with variables of the image's environment replaced where their value is known. */
function expand(text: string, { env }: State): string {
  return bare(text).replace(/\$\{?(\w+)\}?/g, (all, name: string) => env.get(name) ?? all);
}

function isLiteral(text: string): boolean {
  return !/[$`*?[]/.test(text);
}

function bare(text: string): string {
  return text.replace(/["']/g, '');
}

/** A name in which variables and globs stand for anything; null when it is nothing else. */
function pattern(name: string): RegExp | null {
  const parts = name.split(/\$\{[^}]*\}|\$\w+|\$\([^)]*\)|[*?]+|\[[^\]]*\]/);
  if (parts.join('').length < 3 && parts.length > 1) return null;
  return new RegExp(`^${parts.map((part) => part.replace(/\W/g, '\\$&')).join('.*')}$`);
}

const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Whether a path is a folder of PATH, lies in one, or one lies in it. */
function reachesPath(path: string, { env }: State): boolean {
  const clean = path.replace(/\/+$/, '');
  const folders = [...(env.get('PATH') ?? '').split(':'), ...DEFAULT_PATH.split(':')].filter((each) =>
    each.startsWith('/'),
  );
  return folders.some((folder) => {
    const parent = clean.slice(0, clean.lastIndexOf('/'));
    return clean === folder || parent === folder || folder.startsWith(`${clean}/`);
  });
}

function unpacked({ args }: Invocation, text: string, state: State): readonly RegExp[] | 'unreadable' {
  const [mode] = args;
  if (mode !== undefined && /^-?[a-zA-Z]*[ctr][a-zA-Z]*$/.test(mode.text) && !mode.text.includes('x')) return [];
  const at = args.findIndex(({ text: arg }) => /^(?:-\w*[Cd]|--directory)$/.test(arg));
  const folder =
    at >= 0
      ? args[at + 1]?.text
      : args.map(({ text: arg }) => /^--directory=(.*)$/.exec(arg)?.[1]).find((each) => each !== undefined);
  if (folder === undefined) return staysOutside(text, state) ? [] : 'unreadable';
  const target = expand(folder, state);
  return target.startsWith('/') && isLiteral(target) && !reachesPath(target, state) ? [] : 'unreadable';
}

/** Whether every folder that the body works in is known and has no folder of PATH in it. */
function staysOutside(text: string, state: State): boolean {
  const folders = [...text.matchAll(/\b(?:cd|pushd)\s+("[^"]*"|'[^']*'|[^\s;&|)]+)/g)].map(([, folder]) =>
    bare(folder!),
  );
  const isKnown = folders.every(
    (folder) => folder.startsWith('/') && !/[$`]/.test(folder) && !reachesPath(folder, state),
  );
  const moves = [...text.matchAll(/\b(?:cd|pushd|popd)\b/g)].length;
  return isKnown && moves === folders.length && state.workdir !== null && !reachesPath(state.workdir, state);
}

/** Programs are named as their packages are, give or take; a list in a file cannot be read here. */
function packages(args: readonly Word[], own: string): readonly RegExp[] | 'unreadable' {
  const names = new Set<string>();
  for (const { value, text } of args) {
    if (value === null || /^(?:-r|--requirement.*|-e|--editable.*|\..*|.*\/.*)$/.test(text)) return 'unreadable';
    const name = value.replace(/[=<>~!@[].*$/, '');
    names.add(name);
    // pip comes as pip3 too, npm brings npx; tools around pip depend on it.
    if (own === 'pip' && name.startsWith('pip')) for (const twin of ['pip', 'pip3', 'pip2']) names.add(twin);
    if (name === 'npm') names.add('npx');
  }
  return [...names].flatMap((name) => pattern(name) ?? []);
}
