/** The package lists of apt: deleted in the RUN that fetches them, unless somebody needs them later. */
import { aptListsOn } from '../../src/facts/apt-lists.ts';
import {
  APT_BYSTANDERS,
  FETCH_AND_DELETE_APT_LISTS,
  FETCHES_APT_LISTS,
  FETCHES_FOR_ITSELF,
  NEED_APT_LISTS,
  PROVISIONERS,
} from '../../src/facts/installers.ts';
import { managerOf } from '../../src/facts/package-managers.ts';
import { placeAtEnd } from './append.ts';
import { type Call, hasOption, installs, runsAsOther, type Use } from './calls.ts';
import { copies, failsOnEmpty, isCleaned, mountOver, removesForGood } from './cleaned.ts';
import { askLater, type Effect, type Question } from './later.ts';
import { assumedShell, isLimited, leaveAlone, type Run, type Wish } from './run.ts';

const LISTS = '/var/lib/apt/lists';
const WHAT = 'the apt package lists';
const APT_GET = managerOf('apt-get', [])!.manager;
const APT = /^(?:apt-get|apt|aptitude)$/;

/** In a text of any language: `apt-get install`, `["apt-get", "install"]`. */
const SAYS_INSTALL =
  /\b(?:apt|apt-get|aptitude)(?:\s|["'],)[^\n;&|#]*\b(?:install|build-dep|source|upgrade|dist-upgrade)\b/;
const SAYS_UPDATE = /\b(?:apt|apt-get|aptitude)(?:\s|["'],)[^\n;&|#]*\bupdate\b/;

const QUESTION: Question = {
  words: new RegExp(
    String.raw`(?:\b|_)(?:apt|aptitude|install_packages|install-php-extensions|rosdep|playwright|puppeteer|${[...NEED_APT_LISTS, ...PROVISIONERS].join('|')})(?:\b|_)`,
  ),
  effect: effectOf,
  effectOfUrl: (url) => ([FETCHES_FOR_ITSELF, FETCHES_APT_LISTS].some((known) => known.test(url)) ? 'harmless' : null),
  folders: [LISTS],
  mentions: (text) => SAYS_INSTALL.test(text) && !SAYS_UPDATE.test(text),
  assume: (script) => `${script}, run later, fetches the package lists itself if it installs packages`,
};

/** The lists of a RUN that fetches them. */
export function* aptLists(run: Run): Iterable<Wish> {
  const apt = run.calls.filter(({ use }) => isApt(use));
  const last = run.calls.findLast(fetches);
  if (last === undefined) {
    const isUse = apt.some(({ use }) => use !== null && installs(use));
    if (isUse && !isCleaned(run, APT_GET, -1)) yield leaveAlone({ code: 'lists-from-elsewhere' });
    return;
  }
  if (isCleaned(run, APT_GET, last.order)) return;
  const mount = mountOver(run, APT_GET, ['/var/cache/apt']);
  if (mount !== null) return yield leaveAlone({ code: 'cache-mount', path: mount });
  const later = askLater(run, QUESTION);
  if (later.needed !== null) return yield leaveAlone(later.needed);
  if (!run.calls.some((call) => needsLists(call) || (fetches(call) && call.use === null)))
    return yield leaveAlone({ code: 'update-alone' });
  const place = placeAtEnd(run);
  if (place.kind === 'no-place') return yield leaveAlone({ code: 'cannot-append', why: place.why });
  const callers = [...apt, last];
  if (callers.some(({ invocation }) => run.body.list.items[invocation.path.item]?.background))
    return yield leaveAlone({ code: 'cannot-append', why: 'background' });
  if (callers.some((call) => runsAsOther(call) || isLimited(run, call)) || mayNotDelete(run, callers))
    return yield leaveAlone({ code: 'cannot-append', why: 'no-place' });
  const size = aptListsOn(run.base);
  const sudo = callers.some(({ invocation }) => invocation.wrappers.includes('sudo')) ? 'sudo ' : '';
  yield {
    kind: 'append',
    place,
    command: `${sudo}rm -rf ${LISTS}/*`,
    what: WHAT,
    assumptions: [...assumedShell(run), ...later.assumptions],
    ...(size === null ? {} : { saves: { what: WHAT, ...size } }),
  };
}

/** Whether the RUN leaves lists in its layer as long as nobody deletes them there. */
export function leavesLists(run: Run): boolean {
  const last = run.calls.findLast(fetches);
  return last !== undefined && !isCleaned(run, APT_GET, last.order);
}

/** Whether what a recipe wishes for is that the lists be deleted, and nothing keeps it from becoming a fix. */
export function deletesLists(wish: Wish): boolean {
  return wish.kind === 'append' && wish.what === WHAT && new Set(wish.assumptions).size < 2;
}

/** Whether a script became root by its own means, and the RUN is not root. */
function mayNotDelete({ state }: Run, callers: readonly Call[]): boolean {
  const isRoot = state.user === null || /^(?:root|0)(?::|$)/.test(state.user);
  return !isRoot && !callers.some(({ use, invocation }) => use !== null || invocation.wrappers.includes('sudo'));
}

function isApt(use: Use | null): boolean {
  return use !== null && APT.test(use.manager.id);
}

function effectOf(call: Call): Effect | null {
  if (renews(call) || FETCH_AND_DELETE_APT_LISTS.has(call.name ?? '')) return 'renews';
  if (removesForGood(call, LISTS)) return 'renews';
  return needsLists(call) || failsOnEmpty(call, [LISTS]) || copies(call, [LISTS]) ? 'needs' : null;
}

/** Whether the call fetches the lists and leaves them. */
function fetches(call: Call): boolean {
  return renews(call) || runsFromNetwork(call, FETCHES_FOR_ITSELF);
}

/** Whether the lists are certainly new behind the call. */
function renews(call: Call): boolean {
  const { use, name, invocation } = call;
  if (use !== null) return isApt(use) && use.verb !== null && use.manager.update.includes(use.verb.text);
  const words = invocation.args.map(({ text }) => text);
  if (runsFromNetwork(call, FETCHES_APT_LISTS)) return true;
  const isPlaywright = name === 'playwright' || words.some((word) => /^playwright(?:@|$)/.test(word));
  return isPlaywright && words.some((word) => word === '--with-deps' || word === 'install-deps');
}

/** Whether the call hands a script from the network to a shell. What is saved to a file has not run yet. */
function runsFromNetwork({ name, invocation }: Call, url: RegExp): boolean {
  const words = invocation.args.map(({ text }) => text);
  if (!words.some((word) => url.test(word)) || invocation.command.redirects.length > 0) return false;
  if (name === 'curl') return !words.some((word) => /^-[a-zA-Z]*[oO]$|^--output|^--remote-name/.test(word));
  if (name === 'wget')
    return words.some((word, i) => /^-[a-zA-Z]*O-$/.test(word) || (word === '-' && /O$/.test(words[i - 1] ?? '')));
  return name === 'bash' || name === 'sh';
}

/** Whether the call fails, or finds nothing, without the lists. */
function needsLists({ use, handedOn, name, invocation }: Call): boolean {
  const apt = use ?? handedOn;
  if (apt !== null && isApt(apt)) {
    // `apt list --installed` and `apt-get install --help` do without.
    const isIdle = hasOption(apt.args, ['--installed', '--help', '--version']);
    return apt.verb === null || (apt.manager.needsLists.includes(apt.verb.text) && !isIdle);
  }
  if (use !== null || name === null) return false;
  if (NEED_APT_LISTS.has(name) || PROVISIONERS.has(name)) return true;
  // `xx-apt-get`, `apt_install`: somebody's wrapper.
  if (/(?:^|[-_])apt(?:$|[-_])/.test(name) && !APT_BYSTANDERS.has(name)) return true;
  const words = invocation.args.map(({ text }) => text);
  return name === 'rosdep' ? words[0] === 'install' : words.includes('--install-deps');
}
