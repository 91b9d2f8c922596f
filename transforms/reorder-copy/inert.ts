/**
 * Programs that neither read nor change what a COPY has brought: what stands between the COPY and the install step, and
 * what an install step has beside it. Everything that is not listed may do either.
 */

import type { Folder } from '../../src/app/folders.ts';
import type { Invocation } from '../../src/dockerfile/commands.ts';
import type { Redirect, Word } from '../../src/dockerfile/shell.ts';
import { absolute } from '../../src/project/copies.ts';
import { isToolCall } from './inert-tools.ts';

/** Where a program runs, and what it must keep away from. */
export interface Place {
  readonly folder: Folder;
  /** Whether an absolute path of the image is what was copied, lies in it or above it. */
  touches(path: string): boolean;
  /** The value of a variable in force; null when it is known at build time only, undefined when nobody has set it. */
  variable(name: string): string | null | undefined;
  /** Whether a path is the folder that is copied to, or above it: COPY makes it, or takes it as it is. */
  isTarget(path: string): boolean;
  /** Whether a folder is there without the sources: it is the working directory, or something that stays lies in it. */
  isThere(folder: string): boolean;
  /** Whether nobody else has a say in an absolute path: an install step makes it anew. */
  isOutput(path: string): boolean;
  /** Whether a path of the context is in the build, asked with its place in the image. */
  isCopied(path: string): boolean;
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(' '));
}

/** They work on the system's packages; a package may be a file, which is looked for. Source: their manual pages. */
const SYSTEM_PACKAGES = words(
  'apt-get apt aptitude apt-key apt-mark apt-cache add-apt-repository apk yum dnf microdnf tdnf zypper pacman yum-config-manager debconf-set-selections',
);
/** They read and write the system only. Source: their manual pages; docker-library/php for docker-php-*. */
const SYSTEM = words(
  'locale-gen localedef update-locale update-ca-certificates update-alternatives ldconfig dpkg-reconfigure a2enmod a2dismod docker-php-ext-install docker-php-ext-enable docker-php-ext-configure phpenmod pecl groupadd groupmod addgroup',
);
/** Asks a program who it is. */
const VERSION = /^(?:-v|-V|--version|-version)$/;
/** Prints what php is made of. Source: its manual, "Command line options". */
const PHP_INFO = /^(?:-i|-m|--info|--modules|--ini)$/;
/** They print, or set what ends with the shell. */
const PLAIN = words(
  'echo printf pwd true false : set export unset umask which type command hash id whoami uname date sleep arch nproc exit',
);
/** Users are made; a home folder may be named. */
const USERS = words('useradd adduser usermod deluser userdel');
/** Their words are paths, but for as many in front as the number says. Source: POSIX. */
const FILES: Readonly<Record<string, number>> = {
  rm: 0,
  mkdir: 0,
  touch: 0,
  cp: 0,
  mv: 0,
  ln: 0,
  cat: 0,
  tee: 0,
  tar: 0,
  unzip: 0,
  ls: 0,
  install: 0,
  head: 0,
  tail: 0,
  sort: 0,
  wc: 0,
  sed: 1,
  grep: 1,
  tr: 2,
  chmod: 1,
  chown: 1,
  chgrp: 1,
};
/** Options that come with a word that is no path. */
const MODE_OPTIONS = words('-m --mode -o -g --owner --group');
/** What may run a command in place of another program without reading files by itself. */
const WRAPPERS = words('sudo env time nice nohup exec command eatmydata timeout sh bash dash ash');

/** Whether a program surely keeps away from what was copied. */
export function isInert(call: Invocation, calls: readonly Invocation[], place: Place): boolean {
  if (!call.wrappers.every((wrapper) => WRAPPERS.has(wrapper))) return false;
  if (!call.command.redirects.every((redirect) => isRedirectInert(redirect, place))) return false;
  const { name, program, args } = call;
  if (name === '.' || name === 'source') return args[0] !== undefined && isPathElsewhere(args[0], place);
  // A program of the tree itself is not for us, whatever its name.
  if (name === null || (program.value !== name && !isPathElsewhere(program, place))) return false;
  if (name === 'php' && args.length === 1 && PHP_INFO.test(args[0]!.value ?? '')) return true;
  if (PLAIN.has(name) || (args.length === 1 && VERSION.test(args[0]!.value ?? ''))) return true;
  if (SYSTEM_PACKAGES.has(name)) return args.every((arg) => !isLocalPackage(arg, place));
  if (SYSTEM.has(name) || USERS.has(name)) return args.every((arg) => !isPathInto(arg, place));
  if (name === 'cd') return args.every((arg) => isPathElsewhere(arg, place) || isFolderThere(arg, place));
  if (name === '[' || name === 'test') return isTestInert(args, place);
  const skipped = Object.hasOwn(FILES, name) ? FILES[name]! : null;
  if (skipped !== null) return areFilesInert(name, args, skipped, place);
  if (name === 'curl' || name === 'wget') return isDownloadInert(name, args, place);
  return isInstallerOf(call, calls) || isToolCall(call, place);
}

/** Whether a redirection reads or writes somewhere else. */
export function isRedirectInert({ target, operator }: Redirect, place: Place): boolean {
  if (target === null) return false;
  if (/^\d+$|^-$/.test(target.text) && operator.includes('&')) return true;
  return isPathElsewhere(target, place);
}

/** Whether a word is a path that surely does not lead to what was copied. */
function isPathElsewhere(word: Word, place: Place): boolean {
  const { text, hasGlob } = word;
  if (isBelowHome(text)) return !place.touches('/root') && !place.touches('/home');
  const value = word.value ?? valueOf(text, place);
  if (value === null) return false;
  // What a pattern can match lies in the folder in front of it.
  const glob = hasGlob ? value.search(/[*?[{]/) : -1;
  const fixed = glob < 0 ? value : value.slice(0, value.lastIndexOf('/', glob) + 1);
  const path = resolve(fixed, place.folder);
  return path !== null && !place.touches(path);
}

/** `$VIRTUAL_ENV/bin`, when the variable is known. */
function valueOf(text: string, place: Place): string | null {
  const [, name, rest] = /^"?\$(?:\{(?=\w+\}))?(\w+)\}?((?:\/[\w./-]*)?)"?$/.exec(text) ?? [];
  const value = name === undefined ? null : place.variable(name);
  return value === undefined || value === null || value === '' || /\s/.test(value) ? null : `${value}${rest}`;
}

function resolve(path: string, folder: Folder): string | null {
  if (path.startsWith('/')) return absolute(path);
  return folder === null ? null : absolute(`${folder}/${path}`);
}

function isFolderThere({ value }: Word, place: Place): boolean {
  const path = value === null ? null : resolve(value, place.folder);
  return path !== null && (place.isTarget(path) || place.isThere(path));
}

/** `~/x`, `$HOME/x`: below a home folder, whoever's. */
function isBelowHome(text: string): boolean {
  return /^"?(?:~|\$HOME|\$\{HOME\})\/[\w./*-]+"?$/.test(text) && !text.includes('..');
}

/** A package that is a file of the image. */
function isLocalPackage(word: Word, place: Place): boolean {
  const { value } = word;
  if (value === null) return /[./]/.test(word.text.replace(/\$\{?\w+\}?/g, ''));
  return /\.(?:deb|rpm|apk)$/.test(value) ? !isPathElsewhere(word, place) : isPathInto(word, place);
}

/** A word that looks like a path, also behind `--option=`, and leads to what was copied. */
function isPathInto(word: Word, place: Place): boolean {
  const path = word.value?.replace(/^--?[\w-]+=/, '');
  if (path === undefined || !/^\.{0,2}\//.test(path)) return false;
  const resolved = resolve(path, place.folder);
  return resolved === null || place.touches(resolved);
}

/** `[ -f yarn.lock ]`: a file that is not there now is not there before the COPY either. */
function isTestInert(args: readonly Word[], place: Place): boolean {
  const asksForFile = args.some(({ value }) => /^-[a-hkprstuwxGLNOS]$/.test(value ?? ''));
  if (!asksForFile) return true;
  return args.every(({ value }) => {
    if (value === null) return false;
    if (/^-\w+$|^[=!<>\]]=?$/.test(value) || value === '') return true;
    const path = resolve(value, place.folder);
    return path !== null && !place.isCopied(path);
  });
}

function areFilesInert(name: string, args: readonly Word[], skipped: number, place: Place): boolean {
  const paths = args.filter(({ value }, i) => {
    const before = args[i - 1]?.value ?? '';
    return (value === null || !value.startsWith('-')) && !MODE_OPTIONS.has(before);
  });
  // A script or mode that is an option's own word leaves no word to skip.
  const hasScript = name === 'sed' && args.some(({ value }) => value === '-e' || value === '-f' || value === null);
  if (hasScript) return false;
  const isForced = args.some(({ value }) => value !== null && /^-[a-zA-Z]*f|^--force$/.test(value));
  return paths.slice(skipped).every((word) => {
    if (isPathElsewhere(word, place)) return true;
    const path = word.value === null || word.hasGlob ? null : resolve(word.value, place.folder);
    if (path === null) return false;
    if (name === 'rm') return isForced && place.isOutput(path);
    // A folder of its own, where nothing is copied to; or the one that all is copied to.
    return name === 'mkdir' && (place.isTarget(path) || !place.isCopied(path)) && !place.isOutput(path);
  });
}

/** Options of curl that read or write files besides `-o`. Source: its manual page. */
const CURL_FILES =
  /^(?:-[a-zA-Z]*[TFKcDO]|--(?:upload-file|form|config|cookie-jar|dump-header|remote-name.*|output-dir|data.*))/;

/** Whether a download is printed or lies elsewhere. */
function isDownloadInert(name: 'curl' | 'wget', args: readonly Word[], place: Place): boolean {
  if (args.some(({ value }) => value?.startsWith('@') === true)) return false;
  const output =
    name === 'curl' ? /^(?:-[a-zA-Z]*o|--output)$/ : /^(?:-[a-zA-Z]*[OP]|--output-document|--directory-prefix)$/;
  const at = args.findIndex(({ value }) => value !== null && output.test(value));
  const target = at < 0 ? undefined : args[at + 1];
  const isPrinted = name === 'curl' ? at < 0 : args.some(({ value }) => value !== null && /^-[a-zA-Z]*O-$/.test(value));
  if (isPrinted || target?.value === '-')
    return name !== 'curl' || !args.some(({ value }) => CURL_FILES.test(value ?? ''));
  if (target !== undefined) return isPathElsewhere(target, place);
  const joined = args.find(({ value }) => value !== null && /^(?:-[oOP]|--output=|--output-document=)./.test(value));
  if (joined !== undefined) {
    const path = resolve(joined.value!.replace(/^(?:-[oOP]|--[a-z-]+=)/, ''), place.folder);
    return path !== null && !place.touches(path);
  }
  return place.folder !== null && !place.touches(place.folder);
}

/** Install scripts that set up a tool for the system or the user. Own knowledge of them. */
const INSTALLERS =
  /^https?:\/\/(?:deb|rpm)\.nodesource\.com\/setup|^https:\/\/(?:install\.python-poetry\.org|sh\.rustup\.rs|bun\.sh\/install|astral\.sh\/uv\/|get\.pnpm\.io\/|bootstrap\.pypa\.io\/get-pip\.py|raw\.githubusercontent\.com\/(?:python-poetry|sdispater)\/poetry\/)/;

/** `curl https://… | bash -` of a script that is known. */
function isInstallerOf({ name, args, path }: Invocation, calls: readonly Invocation[]): boolean {
  if (name === null || !/^(?:bash|sh|python3?)$/.test(name)) return false;
  if (!args.every(({ value }) => value !== null && /^-/.test(value))) return false;
  return calls.some(
    (other) =>
      (other.name === 'curl' || other.name === 'wget') &&
      other.path.item === path.item &&
      other.path.part === path.part &&
      other.args.some(({ value }) => value !== null && INSTALLERS.test(value)),
  );
}
