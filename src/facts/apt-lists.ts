/** What `apt-get update` leaves in /var/lib/apt/lists. */
import type { BaseImage } from './base-images.ts';
import { codenameOf } from './codenames.ts';
import { isArchived } from './runtime-images.ts';

export interface Measured {
  readonly bytes: number;
  readonly date: string;
  readonly source: string;
}

const DATE = '2026-11';
const SOURCE =
  '`apt-get update && du -sb /var/lib/apt/lists` on amd64, with the sources and the compressed lists of the official image';

/**
 * The components of the official images: `main` of Debian with updates and security, all of Ubuntu's with backports too.
 * A source that somebody adds comes on top.
 */
const MEGABYTES: Readonly<Record<string, number>> = {
  bullseye: 18.5,
  bookworm: 19.9,
  trixie: 21.7,
  focal: 58.2,
  jammy: 82.3,
  noble: 55.5,
};
/** Releases of Debian whose lists nobody measured: those before the ones above, and those to come. */
const OTHER_DEBIAN = /(?:^|-)(?:squeeze|wheezy|jessie|sid|unstable|testing|forky|duke|experimental|rc-buggy)(?:-|$)/;
/** On Debian it is about the same for each release that still has packages: the one in the middle stands for all. */
const ANY_DEBIAN = 'bookworm';

/** The size of the package lists on an image; null when it is not known. */
export function aptListsOn(image: BaseImage): Measured | null {
  if (!image.known || image.packageManager !== 'apt' || isArchived(image)) return null;
  const codename = codenameOf(image) ?? (isSomeDebian(image) ? ANY_DEBIAN : '');
  const megabytes = Object.hasOwn(MEGABYTES, codename) ? MEGABYTES[codename]! : null;
  return megabytes === null ? null : { bytes: megabytes * 1e6, date: DATE, source: SOURCE };
}

/** Whether it is on one of the releases above, whichever that is. */
function isSomeDebian({ family, name, tag }: BaseImage): boolean {
  if (family !== 'debian' || tag === null || OTHER_DEBIAN.test(tag)) return false;
  // Its own tags are releases: a number that is not among them is an old one.
  return name !== 'debian' || /^(?:latest|stable)(?:-|$)/.test(tag);
}
