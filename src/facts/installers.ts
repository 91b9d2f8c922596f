/** Programs and scripts beside the package managers that work on apt's package lists, or are known not to. */

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(' '));
}

/** They fail, or find nothing, without lists that somebody else has fetched. Source: their manual pages. */
export const NEED_APT_LISTS = words(
  'apt-cache apt-file apt-fast apt-build apt-rdepends nala gdebi tasksel dselect wajig mk-build-deps unattended-upgrade unattended-upgrades ubuntu-drivers module-assistant m-a deb-get',
);

/** They work on the system's keys and sources, not on its lists. */
export const APT_BYSTANDERS = words(
  'apt-key apt-mark apt-config add-apt-repository apt-add-repository apt-ftparchive apt-sortpkgs apt-cdrom apt-listchanges apt-extracttemplates',
);

/** They fetch the lists, install, and delete the lists again. Those of bitnami/minideb and mlocati's installer; own knowledge. */
export const FETCH_AND_DELETE_APT_LISTS = words('install_packages install-php-extensions');

/** Configuration management: it may install anything. */
export const PROVISIONERS = words('ansible-playbook ansible puppet chef-client chef-solo salt-call');

/**
 * Scripts from the network whose job is to run `apt-get update` for the install that follows.
 * Those of nodesource/distributions and packagecloud; own knowledge of them, the scripts were not read for this.
 */
export const FETCHES_APT_LISTS = /deb\.nodesource\.com\/setup|\/script\.deb\.sh/;

/**
 * Scripts from the network that run `apt-get update` on the way to an install of their own, and leave the lists. On
 * another system, or when the package is there, they may not. Those of docker/docker-install
 * and apt.llvm.org; own knowledge of them.
 */
export const FETCHES_FOR_ITSELF = /(?:get|test)\.docker\.com|apt\.llvm\.org\/llvm\.sh/;
