/** Programs that do not do their work without root, at the start of a container. Source: their manual pages. */

/** They start something as another user. */
const SWITCHES = set('gosu su-exec setpriv su runuser sudo doas chroot s6-setuidgid setuidgid chpst start-stop-daemon');

/** They start and watch several programs, or wait for others to log in, as users that they choose. */
const SUPERVISORS = set(
  'supervisord supervisorctl s6-svscan s6-supervise runsvdir runsv my_init systemd init cron crond anacron sshd dropbear ' +
    'inetd xinetd rsyslogd syslogd dbus-daemon dockerd containerd monit circusd',
);

/** Servers that are meant to be started as root: what they bind, open or write first is root's. */
const SERVERS = set(
  'nginx openresty apache2 apache2ctl apachectl apache2-foreground httpd httpd-foreground lighttpd php-fpm mysqld mysqld_safe mariadbd mongod ' +
    'postgres pg_ctl pg_ctlcluster redis-server memcached rabbitmq-server haproxy squid varnishd named dnsmasq dhcpd chronyd ntpd ' +
    'openvpn wg wg-quick fail2ban-server vsftpd proftpd pure-ftpd smbd nmbd slapd postfix dovecot exim4 tcpdump tor privoxy ' +
    'unbound stunnel stunnel4 keepalived ipsec xl2tpd pptpd ocserv rpcbind in.tftpd',
);

/** They change the system. */
const CHANGES_SYSTEM = set(
  'chown chgrp useradd adduser usermod userdel deluser groupadd addgroup groupmod chpasswd passwd apt apt-get aptitude dpkg apk yum dnf ' +
    'microdnf tdnf rpm zypper pacman service systemctl rc-service invoke-rc.d update-rc.d update-ca-certificates update-ca-trust ldconfig ' +
    'mount umount sysctl iptables ip6tables nft ip ifconfig route modprobe insmod mknod setcap locale-gen dpkg-reconfigure ' +
    'update-alternatives a2enmod a2ensite a2dismod a2dissite a2enconf docker-php-ext-enable docker-php-ext-install renice chrt losetup ' +
    'swapon ntpdate perf ethtool tc nmap arping',
);

/** What they install, build or cache lies in places that belong to root. */
const BUILDS = set(
  'mvn mvnw gradle gradlew cargo sbt ant bazel make cmake npx bunx pipx conda mamba micromamba nodemon ts-node-dev ng vite ' +
    'webpack-dev-server react-scripts vue-cli-service webpack air reflex CompileDaemon watchexec cargo-watch parcel gatsby turbo nx lerna',
);

export type RootNeed = 'switches-user' | 'supervisor' | 'server' | 'changes-system' | 'builds';

/** What a program, by its base name, needs root for; null when nothing is known of it. */
export function rootNeedOf(program: string): RootNeed | null {
  if (SWITCHES.has(program)) return 'switches-user';
  if (SUPERVISORS.has(program)) return 'supervisor';
  if (SERVERS.has(program) || /^php-fpm[\d.]*$/.test(program)) return 'server';
  if (CHANGES_SYSTEM.has(program)) return 'changes-system';
  return BUILDS.has(program) ? 'builds' : null;
}

function set(words: string): ReadonlySet<string> {
  return new Set(words.split(' '));
}
