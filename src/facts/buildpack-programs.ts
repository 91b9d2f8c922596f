/**
 * What full images of buildpack-deps have, and their slim twins have not.
 * Sources: docker-library/buildpack-deps, and `dpkg -L` of its packages in Debian 12.
 */
import type { PackageManager } from './base-images.ts';
import { packageBrings } from './package-programs.ts';

/** Packages that bring a program to other images as well. */
const PACKAGES: readonly string[] = [
  ...['curl', 'wget', 'git', 'procps', 'openssl', 'unzip', 'file', 'openssh-client', 'xz-utils', 'bzip2'],
];
/** Programs of its compilers and of its libraries, which a slim image is not given for one of them. */
const PROGRAMS: ReadonlySet<string> = new Set(
  (
    'gcc g++ cc c++ cpp make ld as ar nm strip objdump patch autoconf automake hg svn gpg gpgconf gpg-agent dirmngr ' +
    'convert identify mogrify composite montage compare import display magick pg_config mysql_config mariadb_config xml2-config ' +
    'xslt-config curl-config ncurses6-config python3-config sqlite3 fc-list fc-cache fc-match rsvg-convert m4 wish tclsh dpkg-buildpackage'
  ).split(' '),
);

/**
 * The package to install for a program that the full variant of an image had and its slim one has not.
 * @returns null when the program is not one of these.
 */
export function packageFor(program: string, manager: PackageManager | null): string | null {
  if (manager !== 'apt') return null;
  return PACKAGES.find((name) => packageBrings(name, program)) ?? null;
}

/** Whether a full image has a program that a slim one lacks, beyond those that `packageFor` knows. */
export function isOfBuildpack(program: string): boolean {
  return PROGRAMS.has(program);
}
