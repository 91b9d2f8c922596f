/**
 * Programs that full images of buildpack-deps have, and their slim twins have not, beyond those that are found under their
 * package's name. Source: docker-library/buildpack-deps, and `dpkg -L` of its packages in Debian 12.
 */
const PROGRAMS: ReadonlySet<string> = new Set(
  (
    'gcc g++ cc c++ cpp make ld as ar nm strip objdump patch autoconf automake hg svn gpg gpgconf gpg-agent dirmngr ' +
    'convert identify mogrify composite montage compare import display magick pg_config mysql_config mariadb_config xml2-config ' +
    'xslt-config curl-config ncurses6-config python3-config sqlite3 fc-list fc-cache fc-match rsvg-convert m4 wish tclsh dpkg-buildpackage'
  ).split(' '),
);

/** Whether a full image has a program that a slim one lacks. */
export function isOfBuildpack(program: string): boolean {
  return PROGRAMS.has(program);
}
