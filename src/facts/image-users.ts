/**
 * The users that base images have, and which images change the user by themselves. Users created by an image's own
 * Dockerfile: the repository that the image is built from; `~` marks what its documentation says and no source was read for.
 */
import type { BaseImage } from './base-images.ts';

export interface ImageUser {
  readonly name: string;
  readonly group: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
}

interface Row {
  readonly repositories: RegExp;
  readonly user: ImageUser | ((image: BaseImage) => ImageUser | null);
}

function user(name: string, uid: number, home = `/home/${name}`): ImageUser {
  return { name, group: name, uid, gid: uid, home };
}

/** The number that a tag starts with; null for a word. A long number is a date or a commit. */
function majorOf(image: BaseImage): number | null {
  const major = /^(\d{1,3})(?!\d)/.exec(image.tag ?? '')?.[1];
  return major === undefined ? null : Number(major);
}

const ROWS: readonly Row[] = [
  // nodejs/docker-node: created since 2016, in all lines that were alive then.
  { repositories: /^node$/, user: (image) => ((majorOf(image) ?? 8) < 8 ? null : user('node', 1000)) },
  // docker-library/php: Debian's own; on Alpine it is created, with another number.
  { repositories: /^php$/, user: (image) => wwwData(image) },
  // dotnet/dotnet-docker: since 8, and not known for a tag without a number.
  {
    repositories: /^mcr\.microsoft\.com\/dotnet\/(?:sdk|aspnet|runtime|runtime-deps)$/,
    user: (image) => ((majorOf(image) ?? 0) < 8 ? null : user('app', 1654)),
  },
  // keeganwitt/docker-gradle.
  { repositories: /^gradle$/, user: user('gradle', 1000) },
  // ~ oven-sh/bun, denoland/deno_docker.
  { repositories: /^oven\/bun$/, user: user('bun', 1000) },
  { repositories: /^denoland\/deno$/, user: user('deno', 1000) },
  // GoogleContainerTools/distroless, variables.bzl.
  { repositories: /^gcr\.io\/distroless\//, user: user('nonroot', 65532) },
  // Servers that may be started as their own user: nginxinc/docker-nginx-unprivileged, jenkinsci/docker.
  { repositories: /^nginxinc\/nginx-unprivileged$/, user: user('nginx', 101, '/nonexistent') },
  { repositories: /^jenkins\/jenkins$/, user: user('jenkins', 1000, '/var/jenkins_home') },
];

function wwwData({ family }: BaseImage): ImageUser | null {
  if (family !== 'debian' && family !== 'alpine') return null;
  return { ...user('www-data', family === 'alpine' ? 82 : 33, family === 'alpine' ? '/home/www-data' : '/var/www') };
}

/** The user that an image has for its app; null when it has none, or none that is known. */
export function userOf(image: BaseImage): ImageUser | null {
  if (!image.known || image.name === null) return null;
  const row = ROWS.find(({ repositories }) => repositories.test(image.name!));
  if (row === undefined) return null;
  return row.user instanceof Function ? row.user(image) : row.user;
}

/**
 * Images whose own start needs root and gives it up by itself, or that run several programs as several users. Source: the
 * entrypoints in docker-library and the projects' own image repositories.
 */
const DROPS_ROOT =
  /^(?:postgres|mysql|mariadb|redis|mongo|rabbitmq|memcached|nginx|httpd|haproxy|traefik|caddy|consul|vault|influxdb|couchdb|cassandra|ghost|nextcloud|wordpress|drupal|phpmyadmin|phusion\/baseimage(?:-\w+)?|rocker\/(?:rstudio|tidyverse|verse|geospatial|shiny|shiny-verse)|tomcat)$/;

/** Whether the image starts as root on purpose. */
export function startsAsRoot({ name, tag }: BaseImage): boolean {
  if (name === null) return false;
  if (DROPS_ROOT.test(name)) return true;
  // docker-library/php: the server binds its port, and opens its logs, before it becomes www-data.
  return name === 'php' && (tag === null || /apache|fpm/.test(tag));
}

/**
 * Whether its own programs listen below 1024 when nobody says another port. Source: dotnet/dotnet-docker: ASPNETCORE_URLS
 * was http://+:80 up to 7.
 */
export function listensOnLowPort(image: BaseImage): number | null {
  if (
    !/^mcr\.microsoft\.com\/dotnet\/(?:core\/)?(?:aspnet|sdk|nightly\/aspnet|nightly\/sdk|core)$/.test(image.name ?? '')
  )
    return null;
  const isOld = image.name!.includes('/core/') || (majorOf(image) ?? 0) < 8;
  return isOld ? 80 : null;
}

/** How a user is made; null when the image has nothing for it, or that is not known. */
export function userTools({ family, packageManager }: BaseImage): 'useradd' | 'adduser' | null {
  switch (family) {
    // package `passwd`; addgroup and adduser are not in Debian 13.
    case 'debian':
    case 'ubuntu':
    case 'fedora':
      return 'useradd';
    // The small variants of Red Hat's images, and Amazon's, come without shadow-utils.
    case 'rhel':
      return packageManager === 'dnf' || packageManager === 'yum' ? 'useradd' : null;
    case 'alpine':
    case 'busybox':
    case 'wolfi':
      return 'adduser';
    default:
      return null;
  }
}

/**
 * The reference of an image that has the same settings but for USER and WORKDIR, which are known of both: that of the root
 * variant of a distroless image, of the full variant of a slim one.
 * Sources: GoogleContainerTools/distroless, variables.bzl; docker-node, docker-library/python and ruby, whose variants are
 * made from one template.
 */
export function settingsOf({ family, name, reference }: BaseImage): string {
  if (reference.includes('@')) return reference;
  const named = /:[^/]*$/.test(reference) ? reference : `${reference}:latest`;
  if (family === 'debian' && /^(?:node|python|ruby)$/.test(name ?? ''))
    return named
      .replace(/:slim$/, ':latest')
      .replace(/([:-])slim-/, '$1')
      .replace(/-slim$/, '');
  if (family !== 'distroless') return reference;
  return named.replace(/:nonroot/, ':latest').replace(/:debug-nonroot/, ':debug');
}
