/** The image that a program linked with the libc of its builder runs on. */
import { ccImage, debianOf, debianSlim, NEWEST_DEBIAN, type Release } from '../../../../src/facts/runtime-images.ts';
import type { App } from '../../app.ts';

/** The oldest release of which the images without a shell are still made. Source: GoogleContainerTools/distroless. */
const OLDEST_BARE = 12;

export interface Debian {
  readonly release: Release;
  /** What has to be assumed for a program that links only what is in every release; null when the tag says the release. */
  readonly assumption: string | null;
}

/** The release that an image of Debian's family is built on, or the newest one, which runs what older ones built. */
export function debianFor({ base }: App): Debian {
  const release = debianOf(base);
  if (release !== null) return { release, assumption: null };
  return {
    release: NEWEST_DEBIAN,
    assumption: `${base.reference} is not built on a release newer than Debian ${NEWEST_DEBIAN.number}`,
  };
}

/** @param isBare whether neither a shell nor a package is needed. */
export function imageFor({ release }: Debian, isBare: boolean): string {
  if (!isBare) return debianSlim(release);
  return ccImage(release.number < OLDEST_BARE ? NEWEST_DEBIAN : release);
}

/** The codename of the release that a builder is on, for the names of packages; null when its tag does not say it. */
export function codenameOf({ base }: App): string | null {
  if (base.family !== 'ubuntu') return debianOf(base)?.name ?? null;
  const { tag } = base;
  return UBUNTU.find(([version, name]) => tag !== null && (tag.startsWith(version) || tag.includes(name)))?.[1] ?? null;
}

/** Source: wiki.ubuntu.com/Releases. */
const UBUNTU: readonly (readonly [string, string])[] = [
  ['20.04', 'focal'],
  ['22.04', 'jammy'],
  ['24.04', 'noble'],
];

/** What FROM says of a stage's own image; of a stage built on another one, the image at the root. */
export function imageOf({ stage, base }: App): string {
  return stage.parent === null ? stage.image : base.reference;
}

/**
 * The release that tags of the Rust image without a codename stood for at the time of a version.
 * Source: docker-library/official-images, history of library/rust.
 */
const RUST_RELEASES: readonly (readonly [number, string])[] = [
  [90, 'trixie'],
  [71, 'bookworm'],
  [0, 'bullseye'],
];

/** The reference with the codename that makes it certain. */
export function withCodename({ base }: App): string {
  const version = base.name === 'rust' ? /^1\.(\d+)/.exec(base.tag ?? '')?.[1] : undefined;
  const since = version === undefined ? undefined : RUST_RELEASES.find(([first]) => Number(version) >= first);
  const name = since?.[1] ?? NEWEST_DEBIAN.name;
  const plain = base.reference.replace(/:latest$/, '');
  return `${plain}${/:[^/]*$/.test(plain) ? '-' : ':'}${name}`;
}
