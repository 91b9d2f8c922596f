/** What is known of base images, by name and tag grammar. */
import { readReference } from './image-reference.ts';
import { type Family, type PackageManager, ROWS, type Row } from './image-table.ts';

export type { Family, PackageManager } from './image-table.ts';

export interface BaseImage {
  /** The reference with what could be replaced. */
  readonly reference: string;
  /**
   * Whether facts has a row for it, which settles USER and SHELL. When false, nothing but a family may be relied on,
   * which the tag alone can tell.
   */
  readonly known: boolean;
  /** The row's name: `node`, `python`, `debian`; null when unknown. */
  readonly name: string | null;
  readonly tag: string | null;
  readonly family: Family | null;
  readonly libc: 'glibc' | 'musl' | 'none' | null;
  readonly packageManager: PackageManager | null;
  /** The USER that the image sets; `root` when it sets none; null when not known. */
  readonly user: string | null;
  readonly workdir: string | null;
  /** The SHELL that it sets; null for the default. */
  readonly shell: readonly string[] | null;
  readonly entrypoint: readonly string[] | null;
  readonly cmd: readonly string[] | null;
  readonly env: Readonly<Record<string, string>>;
  /** Programs known to be there beyond the family's own: `node`, `npm`, `yarn`, `git`. */
  readonly tools: readonly string[];
  /** Whether it is known to set no EXPOSE, VOLUME, STOPSIGNAL and HEALTHCHECK. Ubuntu's, and those on it, have labels. */
  readonly quiet: boolean;
}

/**
 * What a tag says of its system, first match first. Release names are Debian's, Ubuntu's and Microsoft's own.
 * Source: docker-library/official-images, which names variants so.
 */
const TAG_FAMILIES: readonly (readonly [RegExp, Family])[] = [
  [variant('nanoserver|windowsservercore|windows'), 'windows'],
  [/ltsc20\d\d/, 'windows'],
  [variant('alpine[\\d.]*'), 'alpine'],
  [variant('debian[\\d.]*|wheezy|jessie|stretch|buster|bullseye|bookworm|trixie|forky|sid'), 'debian'],
  [variant('ubuntu[\\d.]*|precise|trusty|xenial|bionic|focal|jammy|noble|resolute'), 'ubuntu'],
  [variant('(?:ubi|rhel|centos|rockylinux|almalinux|ol|oracle|oraclelinux)\\d*'), 'rhel'],
  [variant('amazonlinux\\d*|al2|al2023'), 'amazon'],
  [variant('fedora\\d*'), 'fedora'],
  [variant('(?:azurelinux|cbl-mariner|mariner)[\\d.]*'), 'azurelinux'],
];

/** A word of a tag between dashes; a variable may stand on either side of it. */
function variant(words: string): RegExp {
  return new RegExp(`(?:^|-|\\})(?:${words})(?:-|\\$|$)`);
}

const MANAGERS: Readonly<Record<Family, PackageManager | null>> = {
  debian: 'apt',
  ubuntu: 'apt',
  alpine: 'apk',
  wolfi: 'apk',
  rhel: null,
  fedora: 'dnf',
  amazon: null,
  suse: 'zypper',
  arch: 'pacman',
  azurelinux: 'tdnf',
  busybox: null,
  distroless: null,
  scratch: null,
  windows: null,
};

const LIBC: Readonly<Record<Family, BaseImage['libc']>> = {
  debian: 'glibc',
  ubuntu: 'glibc',
  alpine: 'musl',
  wolfi: 'glibc',
  rhel: 'glibc',
  fedora: 'glibc',
  amazon: 'glibc',
  suse: 'glibc',
  arch: 'glibc',
  azurelinux: 'glibc',
  busybox: null,
  distroless: 'glibc',
  scratch: 'none',
  windows: null,
};

const EXACT: ReadonlyMap<string, Row> = new Map(
  ROWS.flatMap((row) => row.repositories.map((repository) => [repository, row] as const)),
);
const PREFIXES: readonly (readonly [string, Row])[] = ROWS.flatMap((row) =>
  row.repositories.filter((one) => one.endsWith('*')).map((one) => [one.slice(0, -1), row] as const),
);

const seen = new Map<string, BaseImage>();

/** Where the memory is emptied: a batch names few images, but not when somebody means to fill it. */
const MOST_SEEN = 2000;

/** What is known of the image behind a reference in which variables that are not known stand as written. */
export function recognise(reference: string): BaseImage {
  let image = seen.get(reference);
  if (image === undefined) {
    if (seen.size >= MOST_SEEN) seen.clear();
    image = read(reference);
    seen.set(reference, image);
  }
  return image;
}

function read(reference: string): BaseImage {
  const parts = readReference(reference);
  if (parts === null) return unknown(reference, null);
  const { repository, rawTag } = parts;
  const named = TAG_FAMILIES.find(([pattern]) => pattern.test(rawTag))?.[1] ?? null;
  const row = rowOf(repository);
  if (named === 'windows' || /windowsservercore|nanoserver/.test(repository)) return unknown(reference, 'windows');
  if (row === null || row.except?.test(rawTag) === true) return unknown(reference, null);
  const family = familyOf(row, rawTag, named);
  const user = valueOf(row.user ?? 'root', rawTag);
  if (row.isUnsure === true || user === null) return unknown(reference, family);
  return {
    reference,
    known: true,
    name: repository,
    tag: parts.tag ?? (rawTag === 'latest' ? rawTag : null),
    family,
    libc: row.libc ?? (family === null ? null : LIBC[family]),
    packageManager: managerOf(row, family, rawTag),
    user,
    workdir: row.workdir === undefined ? '/' : valueOf(row.workdir, rawTag),
    shell: row.shell ?? null,
    entrypoint: row.entrypoint === undefined && row.isQuiet === true ? [] : (row.entrypoint ?? null),
    cmd: row.cmd ?? null,
    env: row.env ?? {},
    tools: valueOf(row.tools ?? [], rawTag),
    quiet: row.isQuiet === true,
  };
}

function unknown(reference: string, family: Family | null): BaseImage {
  return {
    reference,
    known: false,
    name: null,
    tag: null,
    family,
    libc: null,
    packageManager: null,
    user: null,
    workdir: null,
    shell: null,
    entrypoint: null,
    cmd: null,
    env: {},
    tools: [],
    quiet: false,
  };
}

function rowOf(repository: string): Row | null {
  const exact = EXACT.get(repository);
  if (exact !== undefined) return exact;
  return PREFIXES.find(([prefix]) => repository.startsWith(prefix))?.[1] ?? null;
}

/** The tag's word counts, then the row's; but what a variable or a digest hides may be another variant. */
function familyOf(row: Row, rawTag: string, named: Family | null): Family | null {
  if (row.always !== undefined) return row.always;
  if (named !== null) return named;
  const { family = null } = row;
  const isHidden = rawTag === '' || rawTag.includes('$');
  // No image of Debian's has a slim variant on another system.
  if (isHidden) return family === 'debian' && /-slim(?:-|$)/.test(rawTag) ? family : null;
  return typeof family === 'function' ? family(rawTag) : family;
}

function managerOf(row: Row, family: Family | null, rawTag: string): PackageManager | null {
  const isOwn = row.packageManager !== undefined && family === (row.always ?? row.family);
  if (isOwn) return valueOf(row.packageManager!, rawTag);
  return family === null ? null : MANAGERS[family];
}

function valueOf<T>(field: T | ((tag: string) => T), tag: string): T {
  return field instanceof Function ? field(tag) : field;
}
