/** The image that runs a Go program. */
import {
  ccImage,
  DEBIAN,
  debianOf,
  debianSlim,
  NEWEST_DEBIAN,
  type Release,
  STATIC_IMAGE,
} from '../../../../src/facts/runtime-images.ts';
import type { App } from '../../app.ts';
import type { Linkage } from './linkage.ts';

export interface Runtime {
  readonly image: string;
  /** What is assumed of the two releases; null when they are the same, or do not matter. */
  readonly assumption: string | null;
}

/** The smallest one. For what links nothing the release does not matter. */
export function bareImage(app: App, kind: Linkage['kind']): Runtime {
  if (kind === 'static') return { image: STATIC_IMAGE, assumption: null };
  if (app.base.family === 'alpine') return alpine(app, kind);
  const { release, assumption } = releaseOf(app);
  // Older ones are not built any more.
  const image = release.number >= DEBIAN.at(-2)!.number ? ccImage(release) : debianSlim(release);
  return { image, assumption };
}

/** One with a shell. */
export function shellImage(app: App, kind: Linkage['kind']): Runtime {
  if (app.base.family === 'alpine') return alpine(app, kind);
  const { release, assumption } = releaseOf(app);
  return { image: debianSlim(release), assumption: kind === 'static' ? null : assumption };
}

/** The builder's release where its tag names it. Newer ones of glibc run what was linked with an older one. */
function releaseOf({ base }: App): { readonly release: Release; readonly assumption: string | null } {
  const named = debianOf(base);
  if (named !== null) return { release: named, assumption: null };
  const assumption = `${base.reference} is not built on a release newer than Debian ${NEWEST_DEBIAN.number}`;
  return { release: NEWEST_DEBIAN, assumption };
}

/** The release of the tag, or the newest one: musl too runs what was linked with an older one. */
function alpine({ base }: App, kind: Linkage['kind']): Runtime {
  const named = /(?:^|-)alpine(\d+\.\d+)/.exec(base.tag ?? '')?.[1];
  if (named !== undefined) return { image: `alpine:${named}`, assumption: null };
  const assumption = `${base.reference} is not built on a release newer than alpine:3`;
  return { image: 'alpine:3', assumption: kind === 'static' ? null : assumption };
}
