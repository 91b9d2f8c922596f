/** The package lists of apt: deleted in the RUN that fetches them, unless somebody needs them later. */
import { managerOf } from '../../src/facts/package-managers.ts';
import { placeAtEnd } from './append.ts';
import { type Call, hasOption, installs } from './calls.ts';
import { isCleaned, mountOver } from './cleaned.ts';
import { askLater, type Question } from './later.ts';
import { assumedShell, leaveAlone, type Run, type Wish } from './run.ts';

const LISTS = 'rm -rf /var/lib/apt/lists/*';

/** Other programs that work on the lists. */
const NEED_LISTS: ReadonlySet<string> = new Set([
  ...['apt-cache', 'apt-file', 'apt-fast', 'apt-build', 'apt-rdepends', 'nala', 'gdebi', 'tasksel', 'dselect', 'wajig'],
  ...[
    'mk-build-deps',
    'unattended-upgrade',
    'unattended-upgrades',
    'ubuntu-drivers',
    'module-assistant',
    'm-a',
    'deb-get',
  ],
]);
/** Programs that fetch the lists and delete them again. Sources: bitnami/minideb, mlocati/docker-php-extension-installer. */
const SELF_CONTAINED: ReadonlySet<string> = new Set(['install_packages', 'install-php-extensions']);
/** Configuration management, which may install anything. */
const PROVISIONERS: ReadonlySet<string> = new Set([
  'ansible-playbook',
  'ansible',
  'puppet',
  'chef-client',
  'chef-solo',
  'salt-call',
]);
/** Scripts from the network that run `apt-get update` before they install, and leave the lists. */
const FETCHING_URL =
  /deb\.nodesource\.com\/setup|\/script\.deb\.sh|get\.docker\.com|apt\.llvm\.org\/llvm\.sh|test\.docker\.com/;
/** Installers that never call apt. */
const HARMLESS_URL =
  /sh\.rustup\.rs|static\.rust-lang\.org|nvm-sh\/nvm|creationix\/nvm|install\.python-poetry\.org|python-poetry|bun\.sh|deno\.land|astral\.sh|get\.sdkman\.io|get\.pnpm\.io|yarnpkg\.com|get-helm|oh-my-zsh|ohmyzsh|composer|starship|golangci|npmjs\.(?:com|org)|pyenv|get\.volta\.sh|fnm|installer\.sh\/nix|nixos\.org|trivy|meteor\.com/i;

const APT_GET = managerOf('apt-get', [])!.manager;
const APT = /^(?:apt-get|apt|aptitude)$/;

export const questionOfLists: Question = {
  words: new RegExp(
    String.raw`(?:\b|_)(?:apt|apt-get|aptitude|install_packages|install-php-extensions|rosdep|playwright|puppeteer|${[...NEED_LISTS, ...PROVISIONERS].join('|')})\b`,
  ),
  effect: (call) =>
    isFetch(call) || SELF_CONTAINED.has(call.name ?? '') ? 'renews' : needsLists(call) ? 'needs' : null,
  effectOfUrl: (url) => (FETCHING_URL.test(url) ? 'renews' : HARMLESS_URL.test(url) ? 'harmless' : null),
  assume: (script) => `${script}, run later, fetches the package lists itself if it installs packages`,
};

/** The lists of a RUN that fetches them. */
export function* aptLists(run: Run): Iterable<Wish> {
  const apt = run.calls.filter(({ use }) => use !== null && APT.test(use.manager.id));
  const last = run.calls.findLast(isFetch);
  if (last === undefined) {
    const isUse = apt.some(({ use }) => use !== null && installs(use));
    if (isUse && !isCleaned(run, APT_GET, -1)) yield leaveAlone({ code: 'lists-from-elsewhere' });
    return;
  }
  if (isCleaned(run, APT_GET, last.order)) return;
  const mount = mountOver(run, APT_GET, ['/var/cache/apt']);
  if (mount !== null) return yield leaveAlone({ code: 'cache-mount', path: mount });
  const later = askLater(run, questionOfLists);
  if (later.needed !== null) return yield leaveAlone(later.needed);
  if (!run.calls.some((call) => needsLists(call) || (isFetch(call) && call.use === null)))
    return yield leaveAlone({ code: 'update-alone' });
  const place = placeAtEnd(run);
  if (place.kind === 'no-place') return yield leaveAlone({ code: 'cannot-append', why: place.why });
  const isSudo = [...apt, last].some(({ invocation }) => invocation.wrappers.includes('sudo'));
  yield {
    kind: 'append',
    place,
    command: isSudo ? `sudo ${LISTS}` : LISTS,
    what: 'the apt package lists',
    assumptions: [...assumedShell(run), ...later.assumptions],
  };
}

/** Whether the call fetches the lists and leaves them. */
function isFetch({ use, name, invocation }: Call): boolean {
  if (use !== null) return APT.test(use.manager.id) && use.verb !== null && use.manager.update.includes(use.verb.text);
  const words = invocation.args.map(({ text }) => text);
  if (name === 'curl' || name === 'wget' || name === 'bash' || name === 'sh')
    return words.some((word) => FETCHING_URL.test(word));
  return isPlaywright(name, words) && words.some((word) => word === '--with-deps' || word === 'install-deps');
}

function isPlaywright(name: string | null, words: readonly string[]): boolean {
  return name === 'playwright' || words.some((word) => /^playwright(?:@|$)/.test(word));
}

/** Whether the call fails, or finds nothing, without the lists. */
function needsLists({ use, name, invocation }: Call): boolean {
  if (use !== null) {
    if (!APT.test(use.manager.id)) return false;
    if (use.verb === null) return true;
    // `apt list --installed` and `apt-get install --help` do without.
    return (
      use.manager.needsLists.includes(use.verb.text) && !hasOption(use.args, ['--installed', '--help', '--version'])
    );
  }
  if (name === null) return false;
  if (NEED_LISTS.has(name) || PROVISIONERS.has(name)) return true;
  const words = invocation.args.map(({ text }) => text);
  if (name === 'rosdep') return words[0] === 'install';
  return words.some((word) => word === '--install-deps');
}
