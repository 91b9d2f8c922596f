/** The release of a distribution that an image is built on, by the codename that its packages are listed under. */
import type { BaseImage } from './base-images.ts';
import { DEBIAN, debianOf } from './runtime-images.ts';

/** Source: wiki.ubuntu.com/Releases. */
const UBUNTU: readonly (readonly [version: string, codename: string])[] = [
  ['20.04', 'focal'],
  ['22.04', 'jammy'],
  ['24.04', 'noble'],
];

export const NEWEST_UBUNTU: string = UBUNTU.at(-1)![1];

/** Of Debian, of Ubuntu and of images made of Debian's packages; null when the tag does not say it. */
export function codenameOf(image: BaseImage): string | null {
  const { family, reference, tag } = image;
  if (family === 'ubuntu')
    return (
      UBUNTU.find(([version, name]) => tag !== null && (tag.startsWith(version) || tag.includes(name)))?.[1] ?? null
    );
  const debian = debianOf(image);
  if (debian !== null || family !== 'distroless') return debian?.name ?? null;
  const number = Number(/-debian(\d+)/.exec(reference)?.[1]);
  return DEBIAN.find((release) => release.number === number)?.name ?? null;
}
