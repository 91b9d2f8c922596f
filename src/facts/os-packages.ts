/**
 * What packages of Linux distributions are for: the build, the running app, or nobody knows.
 *
 * ~ Own knowledge of Debian's, Alpine's and Red Hat's packages. Names are without version and architecture.
 */
import type { BaseImage } from './base-images.ts';
import { packageBrings } from './package-programs.ts';

export { runtimeOf, runtimeOfAny } from './dev-packages.ts';

/**
 * `build`: compilers and what goes with them, of no use to what was built. `tool`: programs that are called by name, and
 * nothing else: of use only to whoever calls them. `headers`: what programs are compiled against; the library behind it
 * may be linked. `run`: made for running programs. `unknown`: anything else.
 */
export type PackageUse = 'build' | 'tool' | 'headers' | 'run' | 'unknown';

const BUILD = words(
  'build-essential gcc g++ gcc-multilib g++-multilib cpp clang llvm lld make cmake cmake-data ninja ninja-build meson samurai ' +
    'autoconf automake autotools-dev libtool libtool-bin m4 bison flex byacc re2c nasm yasm ccache gfortran rustc cargo rust ' +
    'golang golang-go go pkg-config pkgconf pkgconfig patch dpkg-dev devscripts debhelper fakeroot binutils binutils-gold upx upx-ucl ' +
    'protobuf-compiler protoc swig build-base alpine-sdk abuild gcc-c++ glibc-devel kernel-headers linux-headers rpm-build ' +
    'maven gradle ant sbt leiningen default-jdk default-jdk-headless scons bazel gperf gdb strace ltrace valgrind texinfo help2man ' +
    'apt-utils apt-transport-https software-properties-common python-software-properties lsb-release dirmngr debian-archive-keyring ' +
    'debian-keyring yum-utils dnf-plugins-core epel-release musl-tools chrpath patchelf cython cython3 node-gyp',
);
const BUILD_NAMES =
  /^(?:gcc|g\+\+|cpp|clang|llvm|lld|gfortran|golang|rustc|binutils|linux-headers|automake|autoconf)-?[\d.]+(?:-\w+)?$|^(?:gcc|g\+\+|binutils|crossbuild-essential)-[\w-]+$|^openjdk-?\d+-?jdk(?:-headless)?$/;

const TOOL = words(
  'git git-core git-lfs curl wget wget2 aria2 httpie unzip zip p7zip p7zip-full bzip2 xz xz-utils gzip tar zstd cpio lzip unrar ' +
    'gnupg gnupg1 gnupg2 gpg gpg-agent gpgv openssh-client openssh-clients openssh-client-default openssh sshpass subversion mercurial bzr ' +
    'python3 python python2 python3-minimal python3-pip python3-venv python3-setuptools python3-wheel python3-virtualenv python-pip ' +
    'python3-distutils py3-pip py3-setuptools py3-wheel py-pip py-setuptools py2-pip python-setuptools virtualenv pipx ' +
    'nodejs npm yarn yarnpkg nodejs-npm bash zsh fish perl ruby sudo jq yq file less vim vim-tiny nano emacs-nox tree htop screen tmux man ' +
    'man-db bash-completion rename expect bc dos2unix which findutils coreutils diffutils gawk mawk grep sed util-linux asciidoctor ' +
    'xxd vim-common gettext pandoc moreutils parallel time lsof docker.io docker-ce-cli docker-cli ansible awscli just entr',
);
const RUN = words(
  'ca-certificates tzdata netbase openssl locales locales-all procps psmisc netcat netcat-openbsd netcat-traditional iputils-ping iputils ' +
    'iproute2 net-tools dnsutils bind-tools bind9-dnsutils telnet tini dumb-init gosu su-exec supervisor cron nginx apache2 ffmpeg imagemagick ' +
    'graphicsmagick ghostscript graphviz poppler-utils tesseract-ocr wkhtmltopdf chromium chromium-browser chromium-driver fontconfig ' +
    'ttf-freefont ttf-dejavu font-noto xvfb postgresql-client mysql-client mariadb-client default-mysql-client redis-tools sqlite3 sqlite ' +
    'libgomp1 libgomp libstdc++6 libstdc++ libgcc-s1 libgcc1 libgcc libc6-compat gcompat libc6 exiftool libimage-exiftool-perl rsync ' +
    'gettext-base nfs-common openssh-server socat tcpdump iptables libcap2-bin libcap mime-support media-types mailcap shared-mime-info ' +
    'krb5-user unixodbc dbus default-jre default-jre-headless uuid-runtime bubblewrap fuse fuse3 icu-libs krb5-libs icu-data-full',
);
const RUN_NAMES =
  /^(?:tesseract-ocr|libreoffice|fonts?)-[\w-]+$|^openjdk-?\d+-?jre(?:-headless|-base)?$|^postgresql-client-\d+$|^postgresql\d*-client$/;

/** Headers that belong to no library of their own: those of the libc, the kernel and the compilers, and of interpreters. */
const NO_LIBRARY =
  /^(?:libc6?-dev|libc6-dev-\w+|musl-dev|linux-libc-dev|libstdc\+\+-\d+-dev|libgcc-\d+-dev|libstdc\+\+-dev|(?:lib)?python[\d.]*-(?:all-)?dev|dpkg-dev|ruby[\d.]*-dev|php[\d.]*-dev|glibc-(?:static|headers)|python[\d.]*-devel|lib[\w+.-]+-cross)$/;

/** What a package is for, by its name without a version. */
export function useOf(name: string): PackageUse {
  if (NO_LIBRARY.test(name)) return 'build';
  if (BUILD.has(name) || BUILD_NAMES.test(name)) return 'build';
  if (TOOL.has(name)) return 'tool';
  if (RUN.has(name) || RUN_NAMES.test(name)) return 'run';
  return /-(?:dev|devel|static)$/.test(name) ? 'headers' : 'unknown';
}

/** Programs of packages that are called otherwise, beyond those that `packageBrings` knows. ~ */
const PROGRAMS: readonly (readonly [RegExp, RegExp])[] = [
  [/^(?:build-essential|build-base|alpine-sdk)$/, /^(?:gcc|g\+\+|cc|c\+\+|make|ld|as|ar|strip)$/],
  [/^(?:gcc|clang)(?:-|$)/, /^(?:cc|gcc|clang)$/],
  [/^(?:g\+\+|gcc-c\+\+)(?:-|$)/, /^(?:c\+\+|g\+\+|gcc)$/],
  [/^binutils/, /^(?:ld|as|ar|strip|objdump|readelf|nm)$/],
  [/^python[\d.]*(?:-minimal)?$/, /^python[\d.]*$/],
  [/^(?:python3?|py\d?)-pip$/, /^(?:pip[\d.]*|python[\d.]*)$/],
  [/^(?:python3?|py\d?)-(?:setuptools|wheel|distutils|venv|virtualenv)$|^virtualenv$/, /^(?:python[\d.]*|virtualenv)$/],
  [/^(?:nodejs|npm|nodejs-npm)$/, /^(?:node|nodejs|npm|npx|corepack)$/],
  [/^yarn(?:pkg)?$/, /^yarn(?:pkg)?$/],
  [/^(?:default-jdk|openjdk)/, /^(?:java|javac|jar|keytool|jps|jstack|jcmd|jmap)$/],
  [/^(?:golang|go)(?:-|$)/, /^(?:go|gofmt)$/],
  [/^(?:rustc|cargo|rust)$/, /^(?:rustc|cargo)$/],
  [/^maven$/, /^mvn$/],
  [/^git(?:-core|-lfs)?$/, /^git$/],
  [/^(?:gnupg\d?|gpg|gpg-agent|gpgv)$/, /^gpg\w*$/],
  [/^openssh/, /^(?:ssh|scp|sftp|sshd|ssh-[\w-]+)$/],
  [/^subversion$/, /^svn$/],
  [/^mercurial$/, /^hg$/],
  [/^vim(?:-\w+)?$/, /^(?:vim?|xxd)$/],
  [/^p7zip/, /^7z[ar]?$/],
  [/^(?:zip|unzip)$/, /^(?:zip|unzip)\w*$/],
  [/^gettext$/, /^(?:envsubst|msgfmt|gettext)$/],
  [/^docker/, /^docker$/],
  [/^awscli$/, /^aws$/],
  [/^(?:protobuf-compiler|protoc)$/, /^protoc$/],
  [/^upx/, /^upx$/],
  // The whole of GNU's, where the system has shorter ones of its own.
  [/^(?:coreutils|findutils|diffutils|util-linux|gawk|mawk|grep|sed|tar|gzip|which|moreutils)$/, /^[a-z\d]+$/],
];

/** Whether a package brings a program; also where a name alone makes that likely. */
export function mayBring(name: string, program: string): boolean {
  return packageBrings(name, program) || PROGRAMS.some(([packages, own]) => packages.test(name) && own.test(program));
}

/** What distroless images hold. Source: GoogleContainerTools/distroless, static/, base/ and cc/ with their READMEs. */
const IN_STATIC = words('ca-certificates tzdata netbase base-files media-types');
const IN_BASE = words('libc6 libssl3 libssl3t64');
const IN_CC = words('libgcc-s1 libgcc1 libstdc++6 libgomp1');

/** Whether an image is known to have what a package brings. */
export function hasPackage({ family, reference }: BaseImage, name: string): boolean {
  if (family !== 'distroless') return false;
  if (IN_STATIC.has(name)) return true;
  const kind = /distroless\/([a-z]+)/.exec(reference)?.[1] ?? 'static';
  if (kind === 'static') return false;
  return IN_BASE.has(name) ? !reference.includes('nossl') : kind !== 'base' && IN_CC.has(name);
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(' '));
}
