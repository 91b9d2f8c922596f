/** Which package brings a program that scripts and health checks call. Sources: `dpkg -S` on Debian 12, pkgs.alpinelinux.org. */
import type { PackageManager } from './base-images.ts';

const APT: Readonly<Record<string, readonly string[]>> = {
  curl: ['curl'],
  wget: ['wget'],
  git: ['git'],
  procps: ['ps', 'pgrep', 'pkill', 'free', 'top', 'uptime', 'watch', 'w', 'pidof'],
  'netcat-openbsd': ['nc', 'netcat'],
  'iputils-ping': ['ping'],
  dnsutils: ['dig', 'nslookup'],
  'postgresql-client': ['psql', 'pg_isready', 'pg_dump', 'pg_restore', 'createdb'],
  'default-mysql-client': ['mysql', 'mysqladmin', 'mysqldump'],
  'mariadb-client': ['mariadb', 'mariadb-admin', 'mysql', 'mysqladmin', 'mysqldump'],
  'redis-tools': ['redis-cli'],
  tini: ['tini'],
  'dumb-init': ['dumb-init'],
  gosu: ['gosu'],
  jq: ['jq'],
  openssl: ['openssl'],
  ffmpeg: ['ffmpeg', 'ffprobe'],
  imagemagick: ['convert', 'identify', 'mogrify', 'magick'],
  'gettext-base': ['envsubst'],
  supervisor: ['supervisord', 'supervisorctl'],
  cron: ['cron', 'crontab'],
  'openssh-client': ['ssh', 'scp', 'ssh-keygen', 'ssh-keyscan'],
  unzip: ['unzip'],
  zip: ['zip'],
  bzip2: ['bzip2'],
  'xz-utils': ['xz'],
  rsync: ['rsync'],
  socat: ['socat'],
  sqlite3: ['sqlite3'],
  graphviz: ['dot'],
  'poppler-utils': ['pdftotext', 'pdftoppm', 'pdfinfo'],
  'tesseract-ocr': ['tesseract'],
  wkhtmltopdf: ['wkhtmltopdf', 'wkhtmltoimage'],
  ghostscript: ['gs'],
  file: ['file'],
  make: ['make'],
  bash: ['bash'],
};
const APK: Readonly<Record<string, readonly string[]>> = {
  bash: ['bash'],
  curl: ['curl'],
  git: ['git'],
  tini: ['tini'],
  'dumb-init': ['dumb-init'],
  'su-exec': ['su-exec'],
  jq: ['jq'],
  openssl: ['openssl'],
  ffmpeg: ['ffmpeg', 'ffprobe'],
  imagemagick: ['convert', 'identify', 'mogrify', 'magick'],
  gettext: ['envsubst'],
  'openssh-client': ['ssh', 'scp', 'ssh-keygen'],
  'postgresql-client': ['psql', 'pg_isready', 'pg_dump'],
  'mysql-client': ['mysql', 'mysqladmin', 'mysqldump'],
  redis: ['redis-cli'],
  procps: ['free', 'top'],
  supervisor: ['supervisord', 'supervisorctl'],
  sqlite: ['sqlite3'],
  socat: ['socat'],
  rsync: ['rsync'],
};

/** Whether a package, as it is named in an install command, brings a program. */
export function packageBrings(name: string, program: string): boolean {
  return name === program || APT[name]?.includes(program) === true || APK[name]?.includes(program) === true;
}

/**
 * The package to install for a program that the full variant of an image had and its slim one has not: those of
 * buildpack-deps. Source: docker-library/buildpack-deps.
 * @returns null when the program is not one of these.
 */
export function packageFor(program: string, manager: PackageManager | null): string | null {
  if (manager !== 'apt') return null;
  return (
    ['curl', 'wget', 'git', 'procps', 'openssl', 'unzip', 'file', 'openssh-client', 'xz-utils', 'bzip2'].find((name) =>
      packageBrings(name, program),
    ) ?? null
  );
}
