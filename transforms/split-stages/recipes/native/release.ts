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

/** What FROM says of a stage's own image; of a stage built on another one, the image at the root. */
export function imageOf({ stage, base }: App): string {
  return stage.parent === null ? stage.image : base.reference;
}
