/**
 * Package managers: how they are called, what they leave behind, and what stops or removes it.
 *
 * Sources are named row by row. `HADO`: hadolint's rules (DL3009, DL3019, DL3032, DL3036, DL3040, DL3042, DL3060).
 * `REF`: the Dockerfile reference. `npm`: npm 11's lib/utils/cmd-list.js. `pip`: pip's _internal/cli/cmdoptions.py.
 */

export type ManagerId =
  | 'apt-get'
  | 'apt'
  | 'aptitude'
  | 'apk'
  | 'dnf'
  | 'yum'
  | 'microdnf'
  | 'tdnf'
  | 'zypper'
  | 'pacman'
  | 'pip'
  | 'npm'
  | 'yarn-classic'
  | 'conda'
  | 'mamba'
  | 'micromamba'
  | 'gem'
  | 'composer';

/** A variable that already keeps the manager from writing its cache. */
export interface CacheSwitch {
  readonly variable: string;
  /** Values that count, in lower case; null for any. */
  readonly values: readonly string[] | null;
}

export interface Manager {
  readonly id: ManagerId;
  /** Whole base names of programs. */
  readonly program: RegExp;
  /** `python -m <module>`; null when there is none. */
  readonly module: string | null;
  /** Verbs that put packages in, of one or two words; `''` is the bare command. */
  readonly install: readonly string[];
  /** Verbs that fetch package lists and nothing else. */
  readonly update: readonly string[];
  /** Verbs that fail, or find nothing, without the package lists that `update` fetches. Empty: it fetches them itself. */
  readonly needsLists: readonly string[];
  /** Options in front of a verb that take the next word as their value. */
  readonly valued: readonly string[];
  /** The option to add, right behind the verb, that keeps the cache from being written. Null: `cleanUp` does it. */
  readonly noCache: string | null;
  /** Options whose presence means that no cache is written. */
  readonly noCacheSpellings: readonly string[];
  /** The command to add to the same RUN that removes the cache. Null: `noCache` does it. */
  readonly cleanUp: string | null;
  /** Verbs of the manager's own that remove the cache: their presence means that it is done. */
  readonly cleanVerbs: readonly string[];
  /** Where the cache lies: removing it by hand means that it is done, a mount over it that there is nothing to do. `~` is the home folder. */
  readonly cachePaths: readonly string[];
  /** Variables that move the cache somewhere else. */
  readonly cacheVariables: readonly string[];
  readonly disabledBy: readonly CacheSwitch[];
  /** Options by which a later call says that it wants the cache. */
  readonly offline: readonly string[];
}

/** A call with one of these installs nothing. */
export const INFORMATIVE: ReadonlySet<string> = new Set(['--help', '-h', '--version', '-V']);

/** What runs a module of Python, and so pip and conda: `python3 -m pip`. */
const PYTHON = /^(?:python|pypy)\d*(?:\.\d+)?$/;

const APT_VALUED = ['-o', '--option', '-t', '--target-release', '--default-release', '-c', '--config-file', '-a'];
const APT_INSTALL = ['install', 'upgrade', 'dist-upgrade', 'full-upgrade', 'build-dep', 'reinstall', 'satisfy'];
const APT_NEEDS_LISTS = [
  ...APT_INSTALL,
  'source',
  'download',
  'search',
  'show',
  'policy',
  'showsrc',
  'list',
  'depends',
];
/** archives and *.bin are emptied by docker-clean in the official images; the lists never are. Source: debuerreotype. */
const APT_LISTS = ['/var/lib/apt/lists', '/var/lib/apt'];

const RPM_VALUED = [
  '-c',
  '--config',
  '--releasever',
  '--installroot',
  '--enablerepo',
  '--disablerepo',
  '--setopt',
  '-x',
  '--exclude',
  '--repo',
  '--repoid',
  '-d',
  '-e',
  '--forcearch',
  '--disableplugin',
  '--enableplugin',
];
const DNF_INSTALL = [
  ...[
    'install',
    'in',
    'localinstall',
    'reinstall',
    'rei',
    'update',
    'upgrade',
    'up',
    'upgrade-minimal',
    'update-minimal',
  ],
  ...[
    'distro-sync',
    'distrosync',
    'downgrade',
    'dg',
    'swap',
    'builddep',
    'groupinstall',
    'group install',
    'module install',
  ],
];

const CONDA_INSTALL = ['install', 'create', 'update', 'upgrade', 'env create', 'env update'];

/** What apt-get and apt have in common: all but their name. */
const APT: Omit<Manager, 'id' | 'program'> = {
  module: null,
  install: APT_INSTALL,
  update: ['update'],
  needsLists: APT_NEEDS_LISTS,
  valued: APT_VALUED,
  noCache: null,
  noCacheSpellings: [],
  cleanUp: 'rm -rf /var/lib/apt/lists/*',
  cleanVerbs: ['dist-clean', 'distclean'],
  cachePaths: APT_LISTS,
  cacheVariables: [],
  disabledBy: [],
  offline: ['--no-download'],
};

export const MANAGERS: readonly Manager[] = [
  {
    // `apt-get dist-clean` empties the lists since apt 2.9 (trixie). Sources: REF's apt example, HADO DL3009.
    ...APT,
    id: 'apt-get',
    program: /^apt-get$/,
  },
  {
    // The same lists under another front end.
    ...APT,
    id: 'apt',
    program: /^apt$/,
  },
  {
    id: 'aptitude',
    program: /^aptitude$/,
    module: null,
    install: ['install', 'reinstall', 'safe-upgrade', 'full-upgrade', 'dist-upgrade', 'upgrade', 'build-dep'],
    update: ['update'],
    needsLists: [...APT_NEEDS_LISTS, 'safe-upgrade'],
    valued: ['-o', '-t', '--target-release', '-q'],
    noCache: null,
    noCacheSpellings: [],
    cleanUp: 'rm -rf /var/lib/apt/lists/*',
    cleanVerbs: [],
    cachePaths: APT_LISTS,
    cacheVariables: [],
    disabledBy: [],
    offline: ['--no-download'],
  },
  {
    // `--no-cache` is `--update-cache` with a cache that is thrown away; it may stand anywhere in the call.
    // Sources: gliderlabs/docker-alpine docs/usage.md, HADO DL3019.
    id: 'apk',
    program: /^apk$/,
    module: null,
    install: ['add', 'upgrade', 'fix'],
    update: ['update'],
    needsLists: ['add', 'upgrade', 'fix', 'search', 'fetch', 'policy', 'list'],
    valued: [
      '-p',
      '--root',
      '-X',
      '--repository',
      '--cache-dir',
      '--keys-dir',
      '--repositories-file',
      '--arch',
      '--wait',
      '--cache-max-age',
      '--progress-fd',
      '--timeout',
    ],
    noCache: '--no-cache',
    noCacheSpellings: ['--no-cache'],
    cleanUp: null,
    cleanVerbs: ['cache clean'],
    cachePaths: ['/var/cache/apk', '/etc/apk/cache'],
    cacheVariables: [],
    disabledBy: [],
    offline: ['--no-network'],
  },
  {
    // dnf and dnf5. Source: HADO DL3040.
    id: 'dnf',
    program: /^dnf(?:-3|4|5)?$/,
    module: null,
    install: DNF_INSTALL,
    update: ['makecache'],
    needsLists: [],
    valued: RPM_VALUED,
    noCache: null,
    noCacheSpellings: [],
    cleanUp: 'dnf clean all',
    cleanVerbs: ['clean all'],
    cachePaths: ['/var/cache/dnf', '/var/cache/libdnf5', '/var/cache/yum', '~/.cache/libdnf5'],
    cacheVariables: [],
    disabledBy: [],
    offline: ['-C', '--cacheonly'],
  },
  {
    // Source: HADO DL3032.
    id: 'yum',
    program: /^yum$/,
    module: null,
    install: DNF_INSTALL,
    update: ['makecache'],
    needsLists: [],
    valued: RPM_VALUED,
    noCache: null,
    noCacheSpellings: [],
    cleanUp: 'yum clean all',
    cleanVerbs: ['clean all'],
    cachePaths: ['/var/cache/yum', '/var/cache/dnf'],
    cacheVariables: [],
    disabledBy: [],
    offline: ['-C', '--cacheonly'],
  },
  {
    // The package manager of ubi-minimal. Source: HADO DL3040, which treats it like dnf.
    id: 'microdnf',
    program: /^microdnf$/,
    module: null,
    install: ['install', 'update', 'upgrade', 'reinstall', 'module install', 'distro-sync', 'swap', 'downgrade'],
    update: ['makecache'],
    needsLists: [],
    valued: RPM_VALUED,
    noCache: null,
    noCacheSpellings: [],
    cleanUp: 'microdnf clean all',
    cleanVerbs: ['clean all'],
    cachePaths: ['/var/cache/yum', '/var/cache/dnf', '/var/cache/libdnf5'],
    cacheVariables: [],
    disabledBy: [],
    offline: ['-C', '--cacheonly'],
  },
  {
    // Azure Linux and Photon. Source: vmware/tdnf's own command list (`clean`, `makecache`, `--cacheonly`).
    id: 'tdnf',
    program: /^tdnf$/,
    module: null,
    install: ['install', 'update', 'upgrade', 'reinstall', 'downgrade', 'distro-sync', 'update-to', 'upgrade-to'],
    update: ['makecache'],
    needsLists: [],
    valued: RPM_VALUED,
    noCache: null,
    noCacheSpellings: [],
    cleanUp: 'tdnf clean all',
    cleanVerbs: ['clean all'],
    cachePaths: ['/var/cache/tdnf'],
    cacheVariables: [],
    disabledBy: [],
    offline: ['-C', '--cacheonly'],
  },
  {
    // Its exit codes 100 to 103 are informational and not zero: a call that ends so has failed its chain before.
    // Source: HADO DL3036; zypper(8).
    id: 'zypper',
    program: /^zypper$/,
    module: null,
    install: [
      'install',
      'in',
      'update',
      'up',
      'dist-upgrade',
      'dup',
      'patch',
      'source-install',
      'si',
      'install-new-recommends',
      'inr',
    ],
    update: ['refresh', 'ref'],
    needsLists: [],
    valued: [
      '-R',
      '--root',
      '--installroot',
      '-c',
      '--config',
      '-C',
      '--cache-dir',
      '-p',
      '--plus-repo',
      '--plus-content',
      '-D',
      '--reposd-dir',
      '--solv-cache-dir',
      '--pkg-cache-dir',
      '--raw-cache-dir',
      '--userdata',
      '--releasever',
    ],
    noCache: null,
    noCacheSpellings: [],
    cleanUp: 'zypper clean --all',
    cleanVerbs: ['clean', 'cc'],
    cachePaths: ['/var/cache/zypp'],
    cacheVariables: [],
    disabledBy: [],
    offline: ['--no-refresh'],
  },
  {
    // `-Scc --noconfirm` answers its own question with No, so the folder is emptied by hand. Source: pacman(8), conf.c.
    id: 'pacman',
    program: /^pacman$/,
    module: null,
    // Operations are written with their modifiers in any order: see `verbOf`.
    install: ['-S', '--sync'],
    update: ['-Sy'],
    needsLists: ['-S', '--sync'],
    valued: [
      '-b',
      '--dbpath',
      '-r',
      '--root',
      '--cachedir',
      '--config',
      '--arch',
      '--color',
      '--gpgdir',
      '--hookdir',
      '--logfile',
      '--sysroot',
    ],
    noCache: null,
    noCacheSpellings: [],
    cleanUp: 'rm -rf /var/cache/pacman/pkg/*',
    cleanVerbs: [],
    cachePaths: ['/var/cache/pacman/pkg', '/var/cache/pacman'],
    cacheVariables: [],
    disabledBy: [],
    offline: [],
  },
  {
    // `--no-cache-dir` is a general option, legal in front of and behind the verb. Any valid boolean in
    // PIP_NO_CACHE_DIR switches the cache off, `0` and `false` too. Source: pip (_handle_no_cache_dir), HADO DL3042.
    id: 'pip',
    program: /^pip(?:[23](?:\.\d+)?)?$/,
    module: 'pip',
    install: ['install', 'wheel', 'download'],
    update: [],
    needsLists: [],
    valued: [
      '--python',
      '--log',
      '--proxy',
      '--retries',
      '--timeout',
      '--exists-action',
      '--trusted-host',
      '--cert',
      '--client-cert',
      '--cache-dir',
      '--keyring-provider',
      '--use-feature',
      '--use-deprecated',
    ],
    noCache: '--no-cache-dir',
    noCacheSpellings: ['--no-cache-dir', '--no-cache'],
    cleanUp: null,
    cleanVerbs: ['cache purge'],
    cachePaths: ['~/.cache/pip', '~/.cache'],
    cacheVariables: ['PIP_CACHE_DIR', 'XDG_CACHE_HOME'],
    disabledBy: [{ variable: 'PIP_NO_CACHE_DIR', values: null }],
    offline: ['--no-index'],
  },
  {
    // Aliases and misspellings of the two verbs: npm. `cache clean` refuses without `--force` since npm 5.
    id: 'npm',
    program: /^npm$/,
    module: null,
    install: [
      ...['install', 'i', 'in', 'ins', 'inst', 'insta', 'instal', 'isnt', 'isnta', 'isntal', 'isntall', 'add'],
      ...['ci', 'clean-install', 'ic', 'install-clean', 'isntall-clean'],
      ...['install-test', 'it', 'install-ci-test', 'cit', 'clean-install-test', 'sit'],
      ...['update', 'up', 'u', 'upgrade', 'udpate'],
    ],
    update: [],
    needsLists: [],
    valued: [
      '--prefix',
      '-C',
      '--loglevel',
      '--registry',
      '--cache',
      '--userconfig',
      '--globalconfig',
      '--workspace',
      '-w',
      '--omit',
      '--include',
      '--only',
      '--fetch-timeout',
      '--fetch-retries',
      '--network-timeout',
      '--maxsockets',
    ],
    noCache: null,
    noCacheSpellings: [],
    cleanUp: 'npm cache clean --force',
    cleanVerbs: ['cache clean', 'cache clear', 'cache rm'],
    cachePaths: ['~/.npm', '~/.npm/_cacache'],
    cacheVariables: ['npm_config_cache', 'NPM_CONFIG_CACHE'],
    disabledBy: [],
    offline: ['--offline', '--prefer-offline'],
  },
  {
    // Yarn 1 only: later ones keep packages in the cache that the app runs from. Source: HADO DL3060.
    id: 'yarn-classic',
    program: /^yarn(?:pkg)?$/,
    module: null,
    install: ['', 'install', 'add', 'global add', 'upgrade', 'global upgrade', 'import'],
    update: [],
    needsLists: [],
    valued: [
      '--cwd',
      '--cache-folder',
      '--modules-folder',
      '--registry',
      '--mutex',
      '--network-timeout',
      '--network-concurrency',
      '--preferred-cache-folder',
      '--global-folder',
      '--use-yarnrc',
      '--otp',
      '--proxy',
      '--https-proxy',
    ],
    noCache: null,
    noCacheSpellings: [],
    cleanUp: 'yarn cache clean',
    cleanVerbs: ['cache clean'],
    cachePaths: ['/usr/local/share/.cache/yarn', '/usr/local/share/.cache', '~/.cache/yarn', '~/.cache'],
    cacheVariables: ['YARN_CACHE_FOLDER', 'XDG_CACHE_HOME'],
    disabledBy: [],
    offline: ['--offline', '--prefer-offline'],
  },
  {
    // Packages are hard-linked from pkgs/ into the environments, so that removing them saves only in the same RUN; with
    // soft links (`allow_softlinks`, or pkgs on another file system) it breaks the environment.
    id: 'conda',
    program: /^conda$/,
    module: 'conda',
    install: CONDA_INSTALL,
    update: [],
    needsLists: [],
    valued: [],
    noCache: null,
    noCacheSpellings: [],
    cleanUp: 'conda clean -afy',
    cleanVerbs: ['clean'],
    cachePaths: ['/opt/conda/pkgs', '/opt/miniconda3/pkgs', '/root/miniconda3/pkgs', '~/.conda/pkgs'],
    cacheVariables: ['CONDA_PKGS_DIRS'],
    disabledBy: [],
    offline: ['--offline', '--use-index-cache', '-C'],
  },
  {
    id: 'mamba',
    program: /^mamba$/,
    module: null,
    install: CONDA_INSTALL,
    update: [],
    needsLists: [],
    valued: [],
    noCache: null,
    noCacheSpellings: [],
    cleanUp: 'mamba clean -afy',
    cleanVerbs: ['clean'],
    cachePaths: ['/opt/conda/pkgs', '~/.conda/pkgs'],
    cacheVariables: ['CONDA_PKGS_DIRS'],
    disabledBy: [],
    offline: ['--offline', '--use-index-cache', '-C'],
  },
  {
    // Source: the micromamba image's own example (mamba-org/micromamba-docker README).
    id: 'micromamba',
    program: /^micromamba$/,
    module: null,
    install: [...CONDA_INSTALL, 'self-update'],
    update: [],
    needsLists: [],
    valued: ['-r', '--root-prefix', '-p', '--prefix', '-n', '--name', '--rc-file', '--log-level'],
    noCache: null,
    noCacheSpellings: [],
    cleanUp: 'micromamba clean --all --yes',
    cleanVerbs: ['clean'],
    cachePaths: ['/opt/conda/pkgs', '~/micromamba/pkgs', '~/.mamba/pkgs'],
    cacheVariables: ['CONDA_PKGS_DIRS', 'MAMBA_ROOT_PREFIX'],
    disabledBy: [],
    offline: ['--offline'],
  },
  {
    // Not a cache but generated pages: `--no-document` since RubyGems 2.0. The ruby image has it in its gemrc.
    // Source: docker-library/ruby, `gem help install`.
    id: 'gem',
    program: /^gem(?:\d+(?:\.\d+)?)?$/,
    module: null,
    install: ['install', 'i', 'update'],
    update: [],
    needsLists: [],
    valued: ['--config-file', '--norc', '-i', '--install-dir', '-n', '--bindir'],
    noCache: '--no-document',
    noCacheSpellings: ['--no-document', '-N', '--no-ri', '--no-rdoc'],
    cleanUp: null,
    cleanVerbs: [],
    cachePaths: [],
    cacheVariables: [],
    disabledBy: [],
    offline: ['--local', '-l'],
  },
  {
    // Source: getcomposer.org/doc/03-cli.md (clear-cache, COMPOSER_CACHE_DIR, --no-cache).
    id: 'composer',
    program: /^composer(?:\.phar)?$/,
    module: null,
    install: [
      'install',
      'i',
      'update',
      'u',
      'upgrade',
      'require',
      'r',
      'global require',
      'global install',
      'global update',
      'create-project',
    ],
    update: [],
    needsLists: [],
    valued: ['-d', '--working-dir'],
    noCache: null,
    noCacheSpellings: ['--no-cache'],
    cleanUp: 'composer clear-cache',
    cleanVerbs: ['clear-cache', 'clearcache', 'cc', 'global clear-cache'],
    cachePaths: ['~/.cache/composer', '~/.composer/cache', '/tmp/cache', '~/.cache'],
    cacheVariables: ['COMPOSER_HOME', 'COMPOSER_CACHE_DIR', 'XDG_CACHE_HOME'],
    disabledBy: [{ variable: 'COMPOSER_CACHE_DIR', values: ['/dev/null'] }],
    offline: [],
  },
];

/**
 * The manager that a program is, and where its own arguments start: behind `-m pip` for `python -m pip`.
 * @param args known values of the arguments; null for what is known at build time only.
 */
export function managerOf(
  program: string,
  args: readonly (string | null)[],
): { readonly manager: Manager; readonly from: number } | null {
  const own = MANAGERS.find((manager) => manager.program.test(program));
  if (own !== undefined) return { manager: own, from: 0 };
  if (!PYTHON.test(program)) return null;
  const flag = args.findIndex((arg) => arg === '-m' || arg === null || !arg.startsWith('-'));
  if (args[flag] !== '-m') return null;
  const manager = MANAGERS.find(({ module }) => module !== null && module === args[flag + 1]);
  return manager === undefined ? null : { manager, from: flag + 2 };
}

/** A verb, and the place of its last word. */
export interface Verb {
  /** As in the table: `install`, `env create`, `''` for a bare call; pacman's is its operation, as in `-S`. */
  readonly text: string;
  /** Index into the arguments; -1 for a bare call. */
  readonly index: number;
}

/** The verb of a call, options and their values skipped; null when it is known at build time only. */
export function verbOf(manager: Manager, args: readonly (string | null)[]): Verb | null {
  if (manager.id === 'pacman') return pacmanOperation(args);
  const words: { readonly text: string; readonly index: number }[] = [];
  for (let index = 0; index < args.length && words.length < 2; index++) {
    const arg = args[index];
    if (arg === null || arg === undefined) {
      if (words.length === 0) return null;
      break;
    }
    if (manager.valued.includes(arg)) index++;
    else if (!arg.startsWith('-')) words.push({ text: arg, index });
  }
  const [first, second] = words;
  if (first === undefined) return { text: '', index: -1 };
  const both = second === undefined ? null : `${first.text} ${second.text}`;
  const isPair = both !== null && [...manager.install, ...manager.cleanVerbs].includes(both);
  return isPair ? { text: both, index: second!.index } : first;
}

/** `-Syu` is `-S` with refresh and upgrade; `-Ss`, `-Si` and their like look things up, `-Sc` cleans. */
function pacmanOperation(args: readonly (string | null)[]): Verb | null {
  const index = args.findIndex((arg) => arg === null || arg === '--sync' || /^-[a-z]*[DFQRSTUV][a-z]*$/.test(arg));
  const text = args[index];
  if (text === null) return null;
  if (text === undefined) return { text: '', index: -1 };
  const modifiers = text === '--sync' ? '' : text.replace(/[-A-Z]/g, '');
  const isSync = text === '--sync' || text.includes('S');
  const hasTargets =
    args.some((arg, i) => i !== index && arg !== null && !arg.startsWith('-')) || modifiers.includes('u');
  // With `w` packages are fetched for their own sake.
  if (!isSync || /[sigpclw]/.test(modifiers)) return { text, index };
  return { text: hasTargets || !modifiers.includes('y') ? '-S' : '-Sy', index };
}

/** Whether a verb of `verbOf` puts packages in. */
export function isInstall(manager: Manager, verb: Verb): boolean {
  return manager.install.includes(verb.text);
}

export { noRecommendsSafe, noRecommendsSafeWithCertificates } from './apt-recommends.ts';
