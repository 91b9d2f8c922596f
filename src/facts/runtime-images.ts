/**
 * The image that runs what another one built: same family, same release, same libc, without the tools of the build.
 * Sources: the tag grammars of docker-library/official-images, adoptium/containers, GoogleContainerTools/distroless.
 */
import { type BaseImage, recognise } from './base-images.ts';
import { readReference } from './image-reference.ts';

/** A Debian release: `bookworm`, 12. */
export interface Release {
  readonly name: string;
  readonly number: number;
}

/** Oldest first; the last one is the newest stable release there is. Source: debian.org/releases. */
export const DEBIAN: readonly Release[] = [
  { name: 'stretch', number: 9 },
  { name: 'buster', number: 10 },
  { name: 'bullseye', number: 11 },
  { name: 'bookworm', number: 12 },
  { name: 'trixie', number: 13 },
];
export const NEWEST_DEBIAN: Release = DEBIAN.at(-1)!;

/** For what needs no libc: certificates, time zones, a passwd file and /tmp are there, a shell is not. */
export const STATIC_IMAGE = `gcr.io/distroless/static-debian${NEWEST_DEBIAN.number}`;

/** For what links libc, libm and libgcc only; besides that it has OpenSSL, as its base image does. No shell. */
export function ccImage({ number }: Release): string {
  return `gcr.io/distroless/cc-debian${number}`;
}

/** Debian without documents, with a shell and apt. */
export function debianSlim({ name }: Release): string {
  return `debian:${name}-slim`;
}

/** The Debian release that the tag of an image names; null when it names none: then it moves on with time. */
export function debianOf({ tag, name }: BaseImage): Release | null {
  if (tag === null) return null;
  const named = DEBIAN.find((release) => new RegExp(`(?:^|-)${release.name}(?:-|$)`).test(tag));
  if (named !== undefined) return named;
  const number = name === 'debian' ? Number(/^(\d+)/.exec(tag)?.[1] ?? Number.NaN) : Number.NaN;
  return DEBIAN.find((release) => release.number === number) ?? null;
}

/** Where `-slim` stands in the tag: behind the codename, or in front of it. Source: docker-library/official-images. */
const SLIM: Readonly<Record<string, 'last' | 'before-codename'>> = {
  node: 'last',
  python: 'before-codename',
  ruby: 'before-codename',
  debian: 'last',
  // Its tags name a release of Erlang where the others name one of Debian. Source: erlef/docker-elixir.
  elixir: 'last',
  // Its full and its slim image are made alike, on Debian's two. Source: oven-sh/bun, dockerhub.
  'oven/bun': 'last',
};
const CODENAME = /-(?:stretch|buster|bullseye|bookworm|trixie)$/;
/** Behind the version there may be a codename, and nothing else: no alpine, no windows, no slim yet. */
const FULL =
  /^(?!slim|alpine|debian$|distroless)(?:[\w.]+|\$\{?\w+\}?)(?:-(?:stretch|buster|bullseye|bookworm|trixie))?$/;
const FULL_ELIXIR = /^(?!slim|alpine)(?:[\w.]+|\$\{?\w+\}?)(?:-otp-\d+)?$/;

/**
 * The slim twin of a full image, in the same words: `node:20` gives `node:20-slim`, `python:3.12-bookworm` gives
 * `python:3.12-slim-bookworm`, `node:${V}` gives `node:${V}-slim`. Both are built from one source and move together.
 * @param written the reference as the Dockerfile has it.
 * @param resolved the same with the defaults of its variables.
 * @returns null when it has no such twin, is slim or alpine already, or is pinned by a digest.
 */
export function slimOf(written: string, resolved: BaseImage): string | null {
  const place = resolved.name === null ? undefined : SLIM[resolved.name];
  const parts = readReference(resolved.reference);
  if (place === undefined || parts === null || parts.digest !== null || written.includes('@')) return null;
  const full = resolved.name === 'elixir' ? FULL_ELIXIR : FULL;
  if (resolved.family !== 'debian' || !full.test(parts.rawTag)) return null;
  const colon = /:([^/]*)$/.exec(written);
  if (colon === null) return written.includes('$') ? null : `${written}:slim`;
  const tag = colon[1]!;
  if (!full.test(tag)) return null;
  const head = written.slice(0, colon.index + 1);
  if (tag === 'latest') return `${head}slim`;
  // A bare codename is a tag of its own: `node:bookworm-slim`, but `python:slim-bookworm`.
  if (DEBIAN.some(({ name }) => name === tag)) return place === 'last' ? `${head}${tag}-slim` : `${head}slim-${tag}`;
  const codename = CODENAME.exec(tag)?.[0] ?? '';
  const version = tag.slice(0, tag.length - codename.length);
  return place === 'last' ? `${head}${tag}-slim` : `${head}${version}-slim${codename}`;
}

/** Alpine's twin of a slim image of node: `node:20-bookworm-slim` and `node:20-slim` give `node:20-alpine`. */
export function alpineOf(slim: string): string | null {
  const [, head, version] =
    /^(.*:)(?:([\w.]+|\$\{?\w+\}?)(?:-(?:buster|bullseye|bookworm|trixie))?-)?slim$/.exec(slim) ?? [];
  if (head === undefined || DEBIAN.some(({ name }) => name === version)) return null;
  return version === undefined ? `${head}alpine` : `${head}${version}-alpine`;
}

/** Of the releases of Node.js there are in distroless images, the newest system that each is on. Source: its README. */
const NODE_DISTROLESS: Readonly<Record<string, string>> = { 20: 'debian12', 22: 'debian13', 24: 'debian13' };

/** The distroless image with the same release of Node.js; null when there is none. */
export function nodeDistroless({ name, tag }: BaseImage): string | null {
  const major = name === 'node' ? (/^(\d+)(?=[.-]|$)/.exec(tag ?? '')?.[1] ?? '') : '';
  return Object.hasOwn(NODE_DISTROLESS, major) ? `gcr.io/distroless/nodejs${major}-${NODE_DISTROLESS[major]}` : null;
}

/** Whether an image has a shell, and the small tools that come with one. */
export function hasShell({ family, tag }: BaseImage): boolean {
  return family !== 'distroless' && family !== 'scratch' && !/chiseled|distroless/.test(tag ?? '');
}

/** Of every Debian and Ubuntu image: packages marked essential. Source: `dpkg-query -W` for Essential: yes, Debian 12. */
const ESSENTIAL = words(
  '[ awk b2sum base32 base64 basename bash cat chgrp chmod chown chroot cksum cmp comm cp csplit cut dash date dd df diff ' +
    'diff3 dir dirname dpkg du echo egrep env expand expr factor false fgrep find flock fmt fold free getent grep groups gunzip ' +
    'gzip head hostname hostid iconv id install ionice ipcs join kill ldconfig link ln locale login logname ls lsblk mawk md5sum ' +
    'mkdir mkfifo mknod mktemp more mount mv nice nl nohup nproc numfmt od paste pathchk perl pr printenv printf ptx pwd ' +
    'readlink realpath rev rm rmdir runcon sdiff sed seq setsid sh sha1sum sha224sum sha256sum sha384sum sha512sum shred shuf ' +
    'sleep sort split stat stdbuf stty su sum sync tac tail tar tee test timeout touch tr true truncate tsort tty uname ' +
    'unexpand uniq unlink useradd userdel usermod groupadd users vdir wc which who whoami xargs yes zcat apt-get apt ' +
    'update-alternatives getopt tabs tput clear nsenter unshare setpriv chpasswd passwd chsh service',
);
/** Of busybox, which is Alpine's. Source: busybox, `--list` of Alpine 3.19. */
const BUSYBOX = words(
  '[ addgroup adduser ash awk base64 basename cat chgrp chmod chown chroot cksum clear cmp comm cp crond crontab cut date dd ' +
    'deluser delgroup df diff dirname dos2unix du echo egrep env expand expr factor false fgrep find flock fold free fuser ' +
    'getopt getty grep groups gunzip gzip halt head hexdump hostid hostname id ifconfig install ionice ip ipcalc kill killall ' +
    'less ln login logger ls lsof lzcat md5sum mkdir mkfifo mknod mktemp more mount mv nc netstat nice nl nohup nproc nslookup od ' +
    'paste pgrep pidof ping ping6 pkill printenv printf ps pstree pwd readlink realpath reset rev rm rmdir route sed seq setsid ' +
    'sh sha1sum sha256sum sha512sum shred shuf sleep sort split stat stty su sum swapoff swapon sync sysctl tac tail tar tee ' +
    'telnet test time timeout top touch tr traceroute true truncate tty umount uname unexpand uniq unix2dos unlink unxz unzip ' +
    'uptime usleep vi watch wc wget which who whoami xargs xxd xz xzcat yes zcat apk getent ldd',
);

/**
 * Whether a program that is called by its name is known to be in an image; false too when that is not known. Shell
 * builtins are no programs.
 */
export function hasProgram(image: BaseImage, program: string): boolean {
  if (image.tools.includes(program)) return true;
  if (!hasShell(image)) return false;
  if (image.family === 'debian' || image.family === 'ubuntu') return ESSENTIAL.has(program);
  return (image.family === 'alpine' || image.family === 'busybox') && BUSYBOX.has(program);
}

/** Whether HTTPS from programs that use the system's certificates works. Source: the images' Dockerfiles. */
export function hasCertificates(reference: string): boolean {
  const { family, name, tag } = recognise(reference);
  if (family === 'distroless' || family === 'alpine') return true;
  if (name === 'debian' || name === 'ubuntu' || family === 'scratch' || family === 'busybox') return false;
  // node-slim takes them away again; node brings its own, which other programs do not use.
  return !(name === 'node' && /slim/.test(tag ?? ''));
}

/** Whether time zones can be looked up by name: up to Debian 12 tzdata is a required package. Source: Debian's archive. */
export function hasTimezones(reference: string): boolean {
  const image = recognise(reference);
  const release = debianOf(image);
  // docker-library/python and adoptium/containers install it.
  const hasOwn = image.name === 'python' || image.name === 'eclipse-temurin';
  if (hasOwn && image.family !== 'alpine') return true;
  return image.family === 'distroless' || (release !== null && release.number <= 12);
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(' '));
}

/**
 * The last release line of each image that stayed on Debian 10 or an older one, where the tag names no release: those are
 * on the servers no more. Sources: debian.org/releases; docker-node, docker-library/python, ruby, golang and openjdk.
 */
const LAST_ARCHIVED: Readonly<Record<string, readonly [number, number]>> = {
  node: [16, Number.POSITIVE_INFINITY],
  python: [3, 5],
  ruby: [2, 6],
  golang: [1, 16],
  php: [7, 3],
};

/** Whether the packages of an image's system can no longer be installed, so that nothing may be added by name. */
export function isArchived(image: BaseImage): boolean {
  if (image.family !== 'debian') return false;
  const release = debianOf(image);
  if (release !== null) return release.number < 11;
  const [major = Number.NaN, minor = Number.POSITIVE_INFINITY] = (/^(\d+)(?:\.(\d+))?/.exec(image.tag ?? '') ?? [])
    .slice(1)
    .filter((part) => part !== undefined)
    .map(Number);
  const last = LAST_ARCHIVED[image.name ?? ''];
  return last !== undefined && (major < last[0] || (major === last[0] && minor <= last[1]));
}
