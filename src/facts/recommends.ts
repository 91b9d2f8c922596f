/**
 * Debian and Ubuntu packages that do their job without the packages that they recommend.
 *
 * Source: `apt-get install -s`, with and without recommended packages, in debian:bookworm. In the first group nothing
 * differs. In the second, what differs is manual pages, fonts and drawing libraries behind libc-devtools, LDAP and
 * Kerberos locales, GPM, and the like: nothing that a build or a server asks for. Not listed are packages that are
 * half of what people mean by them: gcc (recommends libc6-dev), python3-pip, cron (a mailer), nodejs, npm, openssh-client.
 */
const SAME =
  'ca-certificates unzip xz-utils bzip2 jq make pkg-config tzdata locales netcat-openbsd netcat-traditional lsb-release gosu tini dumb-init sudo less rsync openssl libssl-dev libffi-dev sqlite3 libgomp1 libgl1 libsm6 libxext6 libxrender1 libgmp-dev libyaml-dev libonig-dev libwebp-dev liblzma-dev libmagic1 file patch gettext-base bison apt-transport-https redis-tools ninja-build net-tools tree acl bc psmisc';
const NEARLY_SAME =
  'curl wget git zip g++ build-essential automake procps iputils-ping vim nano htop telnet libpq-dev libpq5 zlib1g-dev libxml2-dev libxslt1-dev libjpeg-dev libpng-dev libsqlite3-dev libzip-dev libicu-dev libcurl4-openssl-dev libfreetype6-dev libjpeg62-turbo-dev libbz2-dev libreadline-dev libncurses5-dev libncurses-dev libgdbm-dev libldap2-dev libkrb5-dev default-libmysqlclient-dev libmariadb-dev';

export const DO_WITHOUT_RECOMMENDS: ReadonlySet<string> = new Set(`${SAME} ${NEARLY_SAME}`.split(' '));

/** They recommend ca-certificates, without which HTTPS fails: the same install has to name it. */
export const NEED_CERTIFICATES: ReadonlySet<string> = new Set(['curl', 'wget', 'git']);
