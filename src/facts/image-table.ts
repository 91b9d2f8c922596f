/**
 * Base images by repository. Every row says where it is from: the repository that the image is built from, or a section
 * of what hadolint, tally and the vendors document. `~` marks what public Dockerfiles show by using it and no source was
 * read for: that a package manager is run right behind FROM as root, in the default shell.
 */
export type Family =
  | 'debian'
  | 'ubuntu'
  | 'alpine'
  | 'wolfi'
  | 'rhel'
  | 'fedora'
  | 'amazon'
  | 'suse'
  | 'arch'
  | 'azurelinux'
  | 'busybox'
  | 'distroless'
  | 'scratch'
  | 'windows';
export type PackageManager = 'apt' | 'apk' | 'dnf' | 'microdnf' | 'yum' | 'tdnf' | 'zypper' | 'pacman';

export interface Row {
  /** Repositories, as `readReference` gives them; `*` at the end stands for any rest. */
  readonly repositories: readonly string[];
  /** The family of every tag there is. */
  readonly always?: Family;
  /** Without `always`: the family when the tag names none; null, or left out, when that depends on the version. */
  readonly family?: Family | null | ((tag: string) => Family | null);
  readonly libc?: 'musl' | 'none';
  /** Where the family does not settle it. */
  readonly packageManager?: PackageManager | null | ((tag: string) => PackageManager | null);
  /** Only the family is known. */
  readonly isUnsure?: true;
  /** Default: `root`. Null: not known, and so the image counts as unknown. */
  readonly user?: string | ((tag: string) => string | null);
  /** Default: `/`. Null: not known. */
  readonly workdir?: string | null | ((tag: string) => string | null);
  /** Default: none set. */
  readonly shell?: readonly string[];
  /** Null: not known. Default: not known, and none where the image is quiet. */
  readonly entrypoint?: readonly string[] | null;
  readonly cmd?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly tools?: readonly string[] | ((tag: string) => readonly string[]);
  /** It sets no EXPOSE, VOLUME, STOPSIGNAL and HEALTHCHECK, and no ENTRYPOINT but the one given here. */
  readonly isQuiet?: true;
  /** Tags that the row says nothing of. */
  readonly except?: RegExp;
}

/** Images whose ONBUILD triggers do what nobody sees: nothing is known behind them. */
const ONBUILD = /onbuild/;

/** The number that a tag starts with: 20 for `20.11-slim`. */
export function majorOf(tag: string): number | null {
  const major = /^v?(\d+)(?![\da-f]{6})/.exec(tag)?.[1];
  return major === undefined ? null : Number(major);
}

/** Release names of Node's long-term lines. Source: nodejs/Release. */
const NODE_LINES: Readonly<Record<string, number>> = {
  argon: 4,
  boron: 6,
  carbon: 8,
  dubnium: 10,
  erbium: 12,
  fermium: 14,
  gallium: 16,
  hydrogen: 18,
  iron: 20,
  jod: 22,
  krypton: 24,
};

/**
 * What buildpack-deps adds, and images on it have in their full variants only. Source: docker-library/buildpack-deps, and
 * `compgen -c` in node:20 and node:20-slim. Python comes with mercurial.
 */
const BUILD_TOOLS = (
  'curl wget git gcc g++ cc c++ make patch unzip xz unxz bzip2 bunzip2 file openssl gpg ssh scp sftp ssh-keygen ssh-keyscan hg svn ' +
  'ps pgrep pkill top free uptime w watch sysctl python3 convert identify mogrify composite montage pkg-config'
).split(' ');

function isFull(tag: string): boolean {
  return !tag.includes('$') && !/slim|alpine|windows|nanoserver/.test(tag);
}

/** Yarn 1 came with 2017's images and went with 26. Source: nodejs/docker-node. */
function nodeTools(tag: string): string[] {
  const major = majorOf(tag) ?? NODE_LINES[tag.split('-')[0] ?? ''] ?? null;
  const own = ['node', 'npm', 'npx', ...(major !== null && major >= 8 && major < 26 ? ['yarn'] : [])];
  return isFull(tag) ? [...own, ...BUILD_TOOLS] : own;
}

function withBuildTools(...own: readonly string[]): (tag: string) => string[] {
  return (tag) => (isFull(tag) ? [...own, ...BUILD_TOOLS] : [...own]);
}

/** openjdk moved from Debian to Oracle Linux with 12; `slim` stayed Debian. Source: docker-library/openjdk. */
function openjdkFamily(tag: string): Family | null {
  const major = majorOf(tag);
  if (tag.includes('slim') || (major !== null && major < 12)) return 'debian';
  return major === null ? null : 'rhel';
}

/** Source: carlossg/docker-maven: one folder a Java image. */
function mavenFamily(tag: string): Family | null {
  if (/eclipse-temurin|sapmachine|ibm-semeru/.test(tag)) return 'ubuntu';
  if (/amazoncorretto/.test(tag)) return tag.includes('debian') ? 'debian' : 'amazon';
  return /(?:^|-)(?:open)?jdk-?(?:[789]|1[01])(?:-|$)/.test(tag) || tag.includes('slim') ? 'debian' : null;
}

/** Older images end as `gradle`; `jdk17` and later are of the newest Gradle there is. Source: keeganwitt/docker-gradle. */
function gradleUser(tag: string): string | null {
  const major = majorOf(tag);
  return (major !== null && major >= 7) || /^jdk(?:1[7-9]|2\d)(?!\d)/.test(tag) ? 'root' : null;
}

/** Ubuntu's have curl and wget, "for historical reasons" and to fetch Java. Source: adoptium/containers, the templates. */
function temurinTools(tag: string): string[] {
  const own = ['java', 'keytool', ...(/jre/.test(tag) ? [] : ['javac', 'jar', 'jcmd', 'jps', 'jstack', 'jmap'])];
  return /alpine|ubi|windows|nanoserver/.test(tag) ? own : [...own, 'curl', 'wget'];
}

/** The JRE is built on buildpack-deps' `curl` variant. Source: docker-library/openjdk. */
function openjdkTools(tag: string): string[] {
  const own = ['java', 'keytool', ...(/jre/.test(tag) ? [] : ['javac', 'jar', 'jcmd', 'jps', 'jstack', 'jmap'])];
  return isFull(tag) && openjdkFamily(tag) === 'debian' ? [...own, 'curl', 'wget'] : own;
}

function phpWorkdir(tag: string): string | null {
  if (tag.includes('$')) return null;
  return /apache|fpm/.test(tag) ? '/var/www/html' : '/';
}

/** yum up to 7; then dnf, but only microdnf in the small variants. */
function redHatManager(tag: string): PackageManager | null {
  const major = /^(?:centos|stream)?(\d+)/.exec(tag)?.[1];
  if (major === undefined) return null;
  if (Number(major) < 8) return 'yum';
  return /slim|minimal/.test(tag) ? 'microdnf' : 'dnf';
}

function amazonManager(tag: string): PackageManager | null {
  if (/al2023|2023/.test(tag)) return 'dnf';
  return /^(?:1|2|2018|2017|2\.0)(?:\.|-|$)|al2(?:-|$)/.test(tag) ? 'yum' : null;
}

/** Up to 9 Debian, from 10 on Ubuntu. Source: dotnet/dotnet-docker. */
function dotnetFamily(tag: string): Family | null {
  const major = majorOf(tag);
  if (major === null) return null;
  return major < 10 ? 'debian' : 'ubuntu';
}

/** `app` is 1654 since 8; the first chiseled images had another number. */
function dotnetUser(tag: string): string | null {
  if (!/chiseled|distroless/.test(tag)) return 'root';
  return (majorOf(tag) ?? 0) >= 8 ? '1654' : null;
}

/** Source: GoogleContainerTools/distroless, variables.bzl. */
function distrolessUser(tag: string): string {
  return tag.includes('nonroot') ? '65532' : 'root';
}

/** The home of their user. Source: GoogleContainerTools/distroless, variables.bzl. */
function distrolessWorkdir(tag: string): string {
  return tag.includes('nonroot') ? '/home/nonroot' : '/';
}

export const ROWS: readonly Row[] = [
  // debuerreotype; tianon/docker-brew-ubuntu-core; alpinelinux/docker-alpine; docker-library/busybox.
  { repositories: ['debian'], always: 'debian', entrypoint: [], cmd: ['bash'], isQuiet: true },
  {
    repositories: ['ubuntu', 'public.ecr.aws/ubuntu/ubuntu', 'public.ecr.aws/lts/ubuntu'],
    always: 'ubuntu',
    entrypoint: [],
    isQuiet: true,
  },
  { repositories: ['alpine'], always: 'alpine', entrypoint: [], cmd: ['/bin/sh'], isQuiet: true },
  { repositories: ['busybox'], always: 'busybox', entrypoint: [], cmd: ['sh'], isQuiet: true },
  {
    repositories: ['buildpack-deps'],
    family: (tag) => (tag === 'latest' || /^(?:stable|testing|unstable|curl|scm)/.test(tag) ? 'debian' : null),
    tools: withBuildTools(),
  },

  // ~ Red Hat's family. Package managers: the vendors' documentation, and hadolint's rules for them.
  {
    repositories: ['fedora', 'registry.fedoraproject.org/fedora', 'quay.io/fedora/fedora'],
    always: 'fedora',
    packageManager: (tag) => (/^2[01]$/.test(tag) ? 'yum' : 'dnf'),
  },
  { repositories: ['centos', 'quay.io/centos/centos'], always: 'rhel', packageManager: redHatManager },
  {
    repositories: [
      'rockylinux',
      'rockylinux/rockylinux',
      'quay.io/rockylinux/rockylinux',
      'almalinux',
      'quay.io/almalinuxorg/almalinux',
    ],
    always: 'rhel',
    packageManager: (tag) => (tag.includes('minimal') ? 'microdnf' : 'dnf'),
  },
  {
    repositories: ['oraclelinux', 'container-registry.oracle.com/os/oraclelinux'],
    always: 'rhel',
    packageManager: redHatManager,
  },
  {
    repositories: [
      'registry.access.redhat.com/ubi8',
      'registry.access.redhat.com/ubi9',
      'registry.access.redhat.com/ubi8/ubi',
      'registry.access.redhat.com/ubi9/ubi',
      'redhat/ubi8',
      'redhat/ubi9',
      'registry.redhat.io/ubi8/ubi',
      'registry.redhat.io/ubi9/ubi',
      'registry.redhat.io/ubi8',
      'registry.redhat.io/ubi9',
    ],
    always: 'rhel',
    packageManager: 'dnf',
  },
  {
    repositories: [
      'registry.access.redhat.com/ubi8-minimal',
      'registry.access.redhat.com/ubi9-minimal',
      'registry.access.redhat.com/ubi8/ubi-minimal',
      'registry.access.redhat.com/ubi9/ubi-minimal',
      'redhat/ubi8-minimal',
      'redhat/ubi9-minimal',
      'registry.redhat.io/ubi8/ubi-minimal',
      'registry.redhat.io/ubi9/ubi-minimal',
    ],
    always: 'rhel',
    packageManager: 'microdnf',
  },
  {
    repositories: [
      'registry.access.redhat.com/ubi8-micro',
      'registry.access.redhat.com/ubi9-micro',
      'registry.access.redhat.com/ubi8/ubi-micro',
      'registry.access.redhat.com/ubi9/ubi-micro',
    ],
    always: 'rhel',
    packageManager: null,
  },
  {
    repositories: ['amazonlinux', 'public.ecr.aws/amazonlinux/amazonlinux'],
    always: 'amazon',
    packageManager: amazonManager,
  },
  {
    repositories: [
      'opensuse/leap',
      'opensuse/tumbleweed',
      'registry.opensuse.org/opensuse/leap',
      'registry.opensuse.org/opensuse/tumbleweed',
    ],
    always: 'suse',
  },
  { repositories: ['archlinux', 'archlinux/archlinux'], always: 'arch' },
  // ~ vmware/photon; microsoft/azurelinux. The distroless ones have no package manager.
  { repositories: ['photon'], always: 'azurelinux', packageManager: 'tdnf' },
  {
    repositories: ['mcr.microsoft.com/azurelinux/base/core', 'mcr.microsoft.com/cbl-mariner/base/core'],
    always: 'azurelinux',
  },

  // nodejs/docker-node: the entrypoint came in 2019, in all lines that were alive then.
  { repositories: ['node'], family: 'debian', tools: nodeTools, except: ONBUILD, isQuiet: true, entrypoint: null },
  // docker-library/python, ruby, golang, php, perl, openjdk; rust-lang/docker-rust.
  {
    repositories: ['python'],
    family: 'debian',
    tools: withBuildTools('python', 'pip'),
    except: ONBUILD,
    isQuiet: true,
  },
  { repositories: ['pypy'], family: 'debian', tools: withBuildTools('pip'), except: ONBUILD },
  // `gemrc` stands for /usr/local/etc/gemrc with `gem: --no-document` in it.
  {
    repositories: ['ruby'],
    family: 'debian',
    tools: withBuildTools('ruby', 'gem', 'bundle', 'gemrc'),
    env: { GEM_HOME: '/usr/local/bundle', BUNDLE_APP_CONFIG: '/usr/local/bundle' },
    except: /onbuild|^1\.|^2\.[0-2](?:\D|$)/,
    isQuiet: true,
  },
  {
    repositories: ['golang'],
    family: 'debian',
    workdir: '/go',
    env: { GOPATH: '/go' },
    tools: (tag) => (isFull(tag) ? ['go', 'curl', 'wget', 'git', 'gcc', 'g++', 'make'] : ['go']),
    except: ONBUILD,
    isQuiet: true,
  },
  {
    repositories: ['rust'],
    family: 'debian',
    env: { RUSTUP_HOME: '/usr/local/rustup', CARGO_HOME: '/usr/local/cargo' },
    tools: withBuildTools('cargo', 'rustc'),
    isQuiet: true,
  },
  {
    repositories: ['php'],
    family: 'debian',
    workdir: phpWorkdir,
    entrypoint: ['docker-php-entrypoint'],
    tools: ['php', 'curl'],
  },
  { repositories: ['gcc'], family: 'debian', tools: withBuildTools(), isQuiet: true },
  { repositories: ['perl'], family: 'debian', workdir: null, tools: withBuildTools('perl') },
  { repositories: ['openjdk', 'java'], family: openjdkFamily, tools: openjdkTools, except: ONBUILD },
  // adoptium/containers; corretto/corretto-docker; carlossg/docker-maven; keeganwitt/docker-gradle (older ones end as gradle).
  {
    repositories: ['eclipse-temurin'],
    family: 'ubuntu',
    entrypoint: ['/__cacert_entrypoint.sh'],
    env: { JAVA_HOME: '/opt/java/openjdk' },
    tools: temurinTools,
    except: /^.*ubi/,
    isQuiet: true,
  },
  {
    repositories: ['amazoncorretto', 'public.ecr.aws/amazoncorretto/amazoncorretto'],
    family: 'amazon',
    packageManager: amazonManager,
    tools: ['java'],
  },
  {
    repositories: ['maven'],
    family: mavenFamily,
    env: { MAVEN_CONFIG: '/root/.m2' },
    cmd: ['mvn'],
    tools: ['java', 'mvn'],
    except: ONBUILD,
  },
  {
    repositories: ['gradle'],
    family: 'ubuntu',
    user: gradleUser,
    workdir: '/home/gradle',
    cmd: ['gradle'],
    tools: ['java', 'gradle'],
  },
  // docker-library/tomcat: on Temurin's or OpenJDK's images.
  {
    repositories: ['tomcat'],
    family: (tag) => (tag.includes('temurin') ? 'ubuntu' : null),
    workdir: '/usr/local/tomcat',
    tools: ['java'],
  },
  // dotnet/dotnet-docker; chiseled and distroless ones run as app.
  {
    repositories: [
      'mcr.microsoft.com/dotnet/sdk',
      'mcr.microsoft.com/dotnet/aspnet',
      'mcr.microsoft.com/dotnet/runtime',
      'mcr.microsoft.com/dotnet/runtime-deps',
      'mcr.microsoft.com/dotnet/nightly/*',
      'mcr.microsoft.com/dotnet/core/*',
    ],
    family: dotnetFamily,
    user: dotnetUser,
  },

  // Other languages. docker-library and the languages' own image repositories; no USER and no SHELL in them.
  { repositories: ['haskell', 'julia'], family: 'debian', workdir: null },
  // erlef/docker-elixir, erlang/docker-erlang-otp: neither sets a WORKDIR.
  {
    repositories: ['elixir'],
    family: 'debian',
    env: { LANG: 'C.UTF-8' },
    cmd: ['iex'],
    tools: withBuildTools('elixir', 'mix', 'iex', 'erl'),
    isQuiet: true,
  },
  { repositories: ['erlang'], family: 'debian', env: { LANG: 'C.UTF-8' }, cmd: ['erl'], tools: withBuildTools('erl') },
  // hexpm/bob, priv/scripts/docker: what a tag is built on stands at its end.
  {
    repositories: ['hexpm/elixir'],
    family: null,
    env: { LANG: 'C.UTF-8' },
    tools: ['elixir', 'mix', 'iex', 'erl'],
    isQuiet: true,
  },
  { repositories: ['swift'], family: 'ubuntu' },
  {
    repositories: ['composer', 'composer/composer'],
    always: 'alpine',
    workdir: '/app',
    env: { COMPOSER_HOME: '/tmp', COMPOSER_ALLOW_SUPERUSER: '1' },
    tools: ['php', 'composer', 'git', 'unzip'],
    except: /bin|^1/,
  },
  // rocker-org/rocker-versioned2 and rocker: Debian before R 4.
  {
    repositories: [
      'rocker/r-ver',
      'rocker/rstudio',
      'rocker/tidyverse',
      'rocker/verse',
      'rocker/geospatial',
      'rocker/shiny',
      'rocker/shiny-verse',
    ],
    family: (tag) => ((majorOf(tag) ?? 4) >= 4 ? 'ubuntu' : 'debian'),
    workdir: null,
  },
  { repositories: ['r-base', 'rocker/r-base'], always: 'debian' },
  { repositories: ['oven/bun'], family: 'debian', workdir: '/home/bun/app', tools: ['bun'], except: /distroless/ },
  {
    repositories: ['denoland/deno'],
    family: 'debian',
    entrypoint: ['/tini', '--', 'docker-entrypoint.sh'],
    tools: ['deno'],
    except: /distroless|^bin|centos/,
  },

  // Servers: started as root, they change the user themselves. nginx/docker-nginx, docker-library/{httpd,redis,postgres,
  // mysql,mongo}, MariaDB/mariadb-docker.
  { repositories: ['nginx'], family: 'debian', tools: (tag) => (/\$|alpine-slim/.test(tag) ? [] : ['curl']) },
  { repositories: ['nginxinc/nginx-unprivileged'], family: 'debian', user: '101' },
  { repositories: ['httpd'], family: 'debian', workdir: '/usr/local/apache2' },
  { repositories: ['redis'], family: 'debian', workdir: '/data' },
  { repositories: ['postgres'], family: 'debian' },
  {
    repositories: ['mysql'],
    family: (tag) => (/^5\.[567](?:\.\d+)?$/.test(tag) ? null : (majorOf(tag) ?? 0) > 8 ? 'rhel' : null),
  },
  { repositories: ['mariadb'], family: 'ubuntu' },
  { repositories: ['mongo'], family: (tag) => ((majorOf(tag) ?? 0) >= 4 ? 'ubuntu' : null) },
  { repositories: ['wordpress', 'drupal'], family: 'debian', workdir: null, except: /cli/ },

  // jenkinsci/docker: `USER ${user}`, which is jenkins.
  {
    repositories: ['jenkins/jenkins', 'jenkins'],
    family: (tag) => (/jdk\d+$|^lts$|^latest$|^[\d.]+$/.test(tag) ? 'debian' : null),
    user: 'jenkins',
    tools: ['java', 'git', 'curl'],
  },
  // ContinuumIO/docker-images; conda-forge/miniforge-images; mamba-org/micromamba-docker (its SHELL activates an environment).
  {
    repositories: ['continuumio/miniconda3', 'continuumio/anaconda3', 'continuumio/miniconda', 'continuumio/anaconda'],
    always: 'debian',
    tools: ['conda', 'git', 'wget'],
  },
  {
    repositories: [
      'condaforge/miniforge3',
      'condaforge/mambaforge',
      'condaforge/miniforge-pypy3',
      'condaforge/mambaforge-pypy3',
      'quay.io/condaforge/miniforge3',
      'quay.io/condaforge/mambaforge',
    ],
    always: 'ubuntu',
    entrypoint: ['tini', '--'],
    cmd: ['/bin/bash'],
    env: { CONDA_DIR: '/opt/conda' },
    tools: ['conda', 'git', 'wget'],
  },
  {
    repositories: ['mambaorg/micromamba'],
    family: 'debian',
    user: 'mambauser',
    workdir: '/tmp',
    shell: ['/usr/local/bin/_dockerfile_shell.sh'],
    entrypoint: ['/usr/local/bin/_entrypoint.sh'],
    env: { MAMBA_ROOT_PREFIX: '/opt/conda', MAMBA_USER: 'mambauser' },
    except: /^0\.|amazon|rocky/,
    tools: ['micromamba'],
  },
  // jupyter/docker-stacks, whose SHELL came in 2020: older tags, which are commit hashes, are not for this row.
  {
    repositories: ['jupyter/*', 'quay.io/jupyter/*'],
    always: 'ubuntu',
    user: '1000',
    workdir: '/home/jovyan',
    shell: ['/bin/bash', '-o', 'pipefail', '-c'],
    entrypoint: ['tini', '-g', '--', 'start.sh'],
    env: { CONDA_DIR: '/opt/conda', HOME: '/home/jovyan' },
    tools: ['conda', 'mamba', 'pip'],
    except: /^(?!latest$|202[2-9]-|python-|lab-|hub-|notebook-|ubuntu-)/,
  },
  // nvidia's container-images/cuda (~), tensorflow's dockerfiles, pytorch/pytorch, phusion/baseimage-docker.
  { repositories: ['nvidia/cuda', 'nvcr.io/nvidia/cuda'] },
  {
    repositories: ['tensorflow/tensorflow'],
    always: 'ubuntu',
    workdir: (tag) => (tag.includes('jupyter') ? '/tf' : '/'),
    tools: ['python', 'pip'],
  },
  { repositories: ['pytorch/pytorch'], always: 'ubuntu', workdir: '/workspace', tools: ['python', 'pip'] },
  {
    repositories: ['phusion/baseimage', 'phusion/baseimage-focal', 'phusion/baseimage-jammy'],
    always: 'ubuntu',
    cmd: ['/sbin/my_init'],
  },

  // GoogleContainerTools/distroless: no shell, no package manager. Chainguard's wolfi-base (~) is theirs to build on.
  {
    repositories: ['gcr.io/distroless/static*'],
    always: 'distroless',
    user: distrolessUser,
    workdir: distrolessWorkdir,
    libc: 'none',
    isQuiet: true,
  },
  {
    repositories: ['gcr.io/distroless/java*'],
    always: 'distroless',
    user: distrolessUser,
    workdir: distrolessWorkdir,
    tools: ['java'],
  },
  {
    repositories: ['gcr.io/distroless/nodejs*'],
    always: 'distroless',
    user: distrolessUser,
    workdir: distrolessWorkdir,
    entrypoint: ['/nodejs/bin/node'],
  },
  {
    repositories: ['gcr.io/distroless/python3*'],
    always: 'distroless',
    user: distrolessUser,
    workdir: distrolessWorkdir,
    tools: ['python'],
  },
  { repositories: ['gcr.io/distroless/*'], always: 'distroless', user: distrolessUser, isQuiet: true },
  { repositories: ['cgr.dev/chainguard/wolfi-base'], always: 'wolfi' },
  { repositories: ['cgr.dev/*'], always: 'wolfi', isUnsure: true },
  { repositories: ['scratch'], always: 'scratch', entrypoint: [], cmd: [] },

  // Windows. A tag of any other repository may say so as well.
  {
    repositories: [
      'mcr.microsoft.com/windows/*',
      'mcr.microsoft.com/windows',
      'mcr.microsoft.com/dotnet/framework/*',
      'microsoft/windowsservercore',
      'microsoft/nanoserver',
      'microsoft/iis',
      'microsoft/dotnet-framework',
      'mcr.microsoft.com/windowsservercore-insider',
      'mcr.microsoft.com/nanoserver-insider',
    ],
    always: 'windows',
    isUnsure: true,
  },
];
