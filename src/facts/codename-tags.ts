/**
 * Which Debian release a tag of an image can be written with: old versions were never built on new releases.
 * Source: the history of docker-library/official-images; ~ for the lines that had ended by then, when each ended.
 */
import type { BaseImage } from './base-images.ts';
import { readReference } from './image-reference.ts';

/** From which version on there are tags of a release: the newest first. */
const SINCE: Readonly<Record<string, readonly (readonly [version: string, codename: string])[]>> = {
  node: [
    ['20', 'trixie'],
    ['16', 'bookworm'],
    ['12', 'bullseye'],
    ['8', 'buster'],
  ],
  python: [
    ['3.9', 'trixie'],
    ['3.7', 'bookworm'],
    ['3.6', 'bullseye'],
    ['2.7', 'buster'],
  ],
  ruby: [
    ['3.2', 'trixie'],
    ['3.0', 'bookworm'],
    ['2.6', 'bullseye'],
    ['2.5', 'buster'],
  ],
  golang: [
    ['1.24', 'trixie'],
    ['1.19', 'bookworm'],
    ['1.16', 'bullseye'],
    ['1.11', 'buster'],
  ],
  rust: [
    ['1.89', 'trixie'],
    ['1.70', 'bookworm'],
    ['1.55', 'bullseye'],
    ['1.36', 'buster'],
  ],
  php: [
    ['8.1', 'trixie'],
    ['8.0', 'bookworm'],
    ['7.3', 'bullseye'],
    ['7.1', 'buster'],
  ],
};
/** Where `-slim` stands in front of the codename. */
const SLIM_FIRST: ReadonlySet<string> = new Set(['python', 'ruby', 'rust']);
const NEWEST = 'trixie';

/**
 * The reference with the codename of a release, as there is one: `python:3.8` gives `python:3.8-bookworm`.
 * @returns null when no such tag is known.
 */
export function withCodename({ reference, name }: BaseImage): string | null {
  const parts = readReference(reference);
  if (parts === null || parts.digest !== null || name === null || !Object.hasOwn(SINCE, name)) return null;
  const tag = parts.rawTag;
  const head = reference.replace(/:[^/:]*$/, '');
  if (tag === '' || tag === 'latest') return `${head}:${NEWEST}`;
  const read = /^(\d+(?:\.\d+)*)(-slim)?$/.exec(tag);
  if (read === null) return null;
  const [, version = '', slim = ''] = read;
  const codename = SINCE[name]!.find(([since]) => isSince(version, since))?.[1];
  if (codename === undefined) return null;
  return SLIM_FIRST.has(name) ? `${head}:${version}${slim}-${codename}` : `${head}:${version}-${codename}${slim}`;
}

/** `3` is the newest of its line. */
function isSince(version: string, since: string): boolean {
  const own = version.split('.').map(Number);
  const other = since.split('.').map(Number);
  if (own[0] !== other[0]) return own[0]! > other[0]!;
  return own[1] === undefined || other[1] === undefined || own[1] >= other[1];
}
