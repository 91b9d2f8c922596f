/**
 * apt packages that do their job without what they recommend, and what is then missing.
 *
 * Found by simulating each install with and without recommended packages on Debian 12 and comparing the two lists, with
 * everything that dependencies recommend. Not here, since something is lost that builds rely on: gcc (without libc6-dev
 * it has no headers), cmake (gcc and make), python3-pip (compilers), autoconf (automake), libtool, flex, gnupg (dirmngr on
 * later releases), libglib2.0-0 (shared-mime-info), xvfb (xauth), cron (a mailer), imagemagick, ffmpeg, chromium, fonts'
 * users, Java.
 */

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** Lose nothing at all. */
const NOTHING = words(`
  make ninja-build pkg-config pkgconf bison m4 swig patch automake unzip xz-utils bzip2 gzip tar p7zip-full file
  tree rsync acl xxd busybox psmisc net-tools netcat-openbsd netcat-traditional strace whois expect bc gawk sed
  grep jq less tmux tini dumb-init gosu sudo uuid-runtime gettext-base redis-tools sqlite3 ca-certificates openssl
  apt-transport-https apt-utils lsb-release tzdata locales locales-all libffi-dev libssl-dev libonig-dev
  libyaml-dev liblzma-dev libgmp-dev libevent-dev unixodbc-dev libuv1-dev libsodium-dev libgeos-dev libmagic1
  libgomp1 libsm6 libxext6 libxrender1 libgl1 libsndfile1 libaio1 libnss3 libstdc++6 libgcc-s1 fontconfig
  fonts-liberation
`);

/**
 * Lose what a container has no use for: mouse support (libgpm2), translations and modules of Kerberos and SASL,
 * rights of ping for PAM (libpam-cap), X forwarding (xauth).
 */
const TRIFLES = words(`
  nano htop lsof telnet dnsutils iputils-ping iproute2 socat openssh-client libpq5 libpq-dev postgresql-client
  python3-venv nginx
`);

/** Lose libc-devtools (mtrace, sotruss, with a graphics library below it) and manual pages, which libc6-dev recommends. */
const C_TRIFLES = words(`
  g++ libc6-dev zlib1g-dev libsqlite3-dev libxml2-dev libxslt1-dev libzip-dev libicu-dev libjpeg-dev
  libjpeg62-turbo-dev libpng-dev libfreetype6-dev libreadline-dev libncurses-dev libbz2-dev libpcre3-dev
  libkrb5-dev libmariadb-dev default-libmysqlclient-dev uuid-dev
`);

/** Lose programs too: fine as long as nothing calls these. */
const PROGRAMS: readonly (readonly [string, readonly string[]])[] = [
  ['build-essential', ['gpg', 'gpgv', 'dirmngr', 'fakeroot']],
  ['procps', ['pstree', 'killall', 'fuser']],
  ['vim', ['xxd']],
  ['vim-tiny', ['xxd']],
  ['zip', ['unzip']],
];

/** By package: the programs that come with recommended packages only, and so are gone without them. */
export const noRecommendsSafe: ReadonlyMap<string, readonly string[]> = new Map([
  ...[...NOTHING, ...TRIFLES, ...C_TRIFLES].map((name) => [name, []] as const),
  ...PROGRAMS,
]);

/** As `noRecommendsSafe`, but only where ca-certificates is installed by name: else TLS fails. */
export const noRecommendsSafeWithCertificates: ReadonlyMap<string, readonly string[]> = new Map([
  ['curl', ['openssl']],
  ['wget', ['openssl']],
  ['git', ['ssh', 'scp', 'ssh-keyscan', 'less', 'patch', 'openssl']],
  ['aria2', ['openssl']],
  ['python3', ['openssl']],
  ['python3-dev', ['openssl']],
  ['libcurl4-openssl-dev', ['openssl']],
  ['supervisor', ['openssl']],
] as const);
