/**
 * Base images whose own packages are older than an option that we would add. That pip 6.0 and Alpine 3.3 brought theirs
 * has its source; which release carries which version is own knowledge, and mostly serves to refuse.
 */
import type { BaseImage } from '../../src/facts/base-images.ts';

/** Ubuntu's code names by release, as far back as images go. */
const OLD_UBUNTU: Readonly<Record<string, number>> = {
  lucid: 10.04,
  precise: 12.04,
  quantal: 12.1,
  raring: 13.04,
  saucy: 13.1,
  trusty: 14.04,
  utopic: 14.1,
  vivid: 15.04,
  wily: 15.1,
};
/** Debian's code names up to the last that matters here. */
const OLD_DEBIAN: Readonly<Record<string, number>> = { squeeze: 6, wheezy: 7, jessie: 8 };

/** Release of Debian or Ubuntu, from a plain tag such as `14.04` or `jessie-slim`; null for any other image. */
function releaseOf({ name, tag }: BaseImage, distribution: 'debian' | 'ubuntu'): number | null {
  if (name !== distribution || tag === null) return null;
  const number = /^\d+(?:\.\d+)?/.exec(tag)?.[0];
  if (number !== undefined) return Number(number);
  const code = /^[a-z]+/.exec(tag)?.[0] ?? '';
  return (distribution === 'debian' ? OLD_DEBIAN : OLD_UBUNTU)[code] ?? null;
}

function isAtMost(base: BaseImage, debian: number, ubuntu: number): boolean {
  const [one, other] = [releaseOf(base, 'debian'), releaseOf(base, 'ubuntu')];
  return (one !== null && one <= debian) || (other !== null && other <= ubuntu);
}

/**
 * Other images built on those releases, as their references say.
 */
const OLD_BASE =
  /squeeze|wheezy|jessie|precise|trusty|ubuntu[:-]?1[0-5]\.\d\d|ros:(?:hydro|indigo|jade)|^phusion\/[\w-]+:0\.9\.1?\d$/;

/**
 * pip 6.0 brought `--no-cache-dir`; python-pip of jessie is 1.5.6, of trusty 1.5.4, of xenial 8.1.
 */
export function hasOldPip(base: BaseImage): boolean {
  // The python image brings its own.
  if (base.name === 'python') return false;
  return isAtMost(base, 8, 15.1) || isCentos(base, 6) || hasOldApk(base) || OLD_BASE.test(base.reference);
}

/** Whether the tag names a distribution whose own pip is late enough. */
export function hasNewPip({ tag }: BaseImage): boolean {
  return /alpine|stretch|buster|bullseye|bookworm|trixie|xenial|bionic|focal|jammy|noble/.test(tag ?? '');
}

/** RubyGems 2.0 brought `--no-document`; wheezy and trusty have 1.8. */
export function hasOldGem(base: BaseImage): boolean {
  return isAtMost(base, 7, 14.04) || isCentos(base, 6) || /squeeze|wheezy|precise|trusty/.test(base.tag ?? '');
}

/** Alpine 3.3 brought `--no-cache`. Source: gliderlabs/docker-alpine docs/usage.md. */
export function hasOldApk({ reference }: BaseImage): boolean {
  return /alpine[\w.-]*[:-]v?(?:2\.\d+|3\.[0-2])(?!\d)|alpine(?:2\.\d+|3\.[0-2])(?!\d)/.test(reference);
}

function isCentos({ reference }: BaseImage, major: number): boolean {
  const release = /(?:^|\/)centos:(?:centos)?(\d+)/.exec(reference)?.[1];
  return release !== undefined && Number(release) <= major;
}
