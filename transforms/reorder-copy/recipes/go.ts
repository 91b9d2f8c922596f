/** Go modules: `go mod download` needs no source, and where a build has none in front of it, one is added. */

import type { Invocation } from '../../../src/dockerfile/commands.ts';
import { stageOf } from '../../../src/dockerfile/document.ts';
import type { Word } from '../../../src/dockerfile/shell.ts';
import { baseOf } from '../../../src/dockerfile/state.ts';
import { isGoAtLeast } from '../../../src/project/go/go-mod.ts';
import { isBelow } from '../../../src/project/paths.ts';
import { type Need, type Recipe, type Refusal, refuse, type Step } from '../recipe.ts';
import {
  callsBefore,
  cannotStandAlone,
  commandOf,
  instructionsOf,
  isCached,
  sameRunBefore,
  variable,
} from './around.ts';
import { type GoTree, readGoTree } from './go-tree.ts';
import { fileAt, from } from './in-image.ts';
import { namedInTree } from './named-files.ts';

/** Commands that load the packages of the module, and with them download what they need. Source: go help. */
const BUILDS: ReadonlySet<string> = new Set([
  'build',
  'install',
  'run',
  'test',
  'vet',
  'list',
  'get',
  'generate',
  'mod tidy',
  'mod vendor',
]);
/** Flags of those whose value is the next word, when it is not behind `=`. Source: go help build, testflag. */
const VALUED =
  /^--?(?:C|o|p|ldflags|gcflags|asmflags|gccgoflags|tags|mod|modfile|overlay|pgo|pkgdir|toolexec|exec|buildmode|compiler|installsuffix|run|skip|bench|benchtime|count|cpu|timeout|parallel|coverprofile|covermode|coverpkg|f)$/;
/** Variables that decide which modules are fetched, and how. Sources: go help environment; git(1); net/http and crypto/x509. */
const FETCHING =
  /^(?:GO(?:111MODULE|FLAGS|PROXY|PRIVATE|NOPROXY|SUMDB|NOSUMDB|INSECURE|VCS|WORK|PATH|MODCACHE|TOOLCHAIN|AUTH|ENV|DEBUG)|GIT_\w+|SSH_\w+|SSL_CERT_\w+|NETRC|HOME|(?:HTTPS?|NO|ALL)_PROXY|(?:https?|no|all)_proxy)$/;
/** What git, ssh and go look for in the home folder. */
const HOME_FILES: readonly string[] = ['.netrc', '.gitconfig', '.config/git', '.config/go', '.ssh'];

export const go: Recipe = (step) => {
  const { call } = step;
  if (call.name !== 'go' || call.conditional) return null;
  const earlier = sameRunBefore(step);
  const isDownload = isDownloadCall(call) || (verbOf(call) === 'mod verify' && earlier.some(isDownloadCall));
  if (!isDownload && !isBuild(call)) return null;
  const flags = variable(step, 'GOFLAGS');
  if (flags === null) return refuse({ code: 'dynamic-command', text: 'GOFLAGS' });
  const words = [...flags.split(/\s+/), ...call.args.map(({ value, text }) => value ?? text)];
  if (!hasModules(step) || words.some((word) => /^--?(?:modfile|C)(?:=|$)/.test(word))) return null;
  const mode = modeOf(words);
  if (mode === 'vendor') return null;
  const tree = readGoTree(step);
  if (tree === null || 'refused' in tree) return tree;
  if (!tree.hasDependencies || !(isDownload || isOwnBuild(call, tree))) return null;
  const isDone = (each: Invocation) => isDownloadCall(each) || (isBuild(each) && isOwnBuild(each, tree));
  if (callsBefore(step).some((each) => isDone(each) && !(isDownload && earlier.includes(each)))) return null;
  // A folder that `cd` goes to is there only once something of it is copied; WORKDIR makes its own.
  if (step.cwd !== tree.root && step.cwd !== step.state.workdir)
    return refuse({ code: 'cannot-split', command: commandOf(call) }, isDownload ? 'safe' : 'assumes');
  const stock = stockOf(step, tree.root);
  if (stock !== null)
    return refuse({ code: 'reads-sources', command: commandOf(call), what: stock }, isDownload ? 'safe' : 'assumes');
  return isDownload ? hoisted(step, tree) : added(step, tree, mode);
};

/** What a download reads of the context besides the manifests: a filled cache, settings, and what a variable names. */
function stockOf(step: Step, root: string): string | null {
  const home = variable(step, 'HOME') || '/root';
  return namedInTree(step, root, [cachesOf(step)[0], ...HOME_FILES.map((name) => `${home}/${name}`)]);
}

/** Where modules are put: as the variables say, else in the golang image, and on others where HOME is root's. */
function cachesOf(step: Step): readonly [string, ...string[]] {
  const set = variable(step, 'GOMODCACHE');
  if (set !== null && set !== '') return [set];
  const path = variable(step, 'GOPATH');
  return path !== null && path !== '' ? [`${path.split(':')[0]!}/pkg/mod`] : ['/go/pkg/mod', '/root/go/pkg/mod'];
}

function hoisted(step: Step, tree: GoTree): Need | Refusal {
  // Go 1.16 and 1.17 complete go.sum, which the later COPY would undo. Source: go.dev/doc/go1.18.
  const isWritten = !isGoAtLeast(releaseOf(step) ?? tree.go, '1.18');
  if (isWritten && tree.missingSum !== null) return refuse({ code: 'lock-incomplete', ...tree.missingSum });
  const cache = step.toContext(cachesOf(step)[0]);
  const writes = cache === null || cache === '' ? [] : [cache];
  return { tool: 'Go modules', reads: tree.reads, writes, added: null, risk: 'safe' };
}

/** Source: go.dev/doc/go1.11, go1.13: before 1.13 a folder below GOPATH/src has modules only when told so. */
function hasModules(step: Step): boolean {
  const mode = variable(step, 'GO111MODULE');
  const release = releaseOf(step);
  if (mode === 'off' || mode === null) return false;
  if (release === null || isGoAtLeast(release, '1.13')) return true;
  return (
    isGoAtLeast(release, '1.11') && (mode === 'on' || !isBelow(step.cwd, `${variable(step, 'GOPATH') || '/go'}/src`))
  );
}

/** The release of the golang image: `1.22`; null when the tag does not tell it. */
function releaseOf({ doc, run }: Step): string | null {
  const stage = stageOf(doc, run);
  const base = stage === null ? null : baseOf(doc, stage);
  return base?.name === 'golang' ? (/^\d+\.\d+/.exec(base.tag ?? '')?.[0] ?? null) : null;
}

function added(step: Step, tree: GoTree, mode: string | null): Need | Refusal | null {
  const { call, run } = step;
  const isVendored = fileAt(step, from(tree.root, 'vendor/modules.txt')) !== null;
  // Source: go.dev/ref/mod, "Vendoring": since 1.14 a folder vendor/ is used without being asked for.
  if (isVendored && mode === null && (tree.isWorkspace || isGoAtLeast(tree.go, '1.14'))) return null;
  if (cachesOf(step).some((cache) => isCached(run, cache)) || bringsModules(step)) return null;
  const reason = cannotStandAlone(step, isHarmless);
  if (reason !== null) return refuse(reason, 'assumes');
  if (tree.needsSibling !== null)
    return refuse({ code: 'reads-sources', command: 'go mod download', what: tree.needsSibling }, 'assumes');
  const settings = settingsOf(step);
  if (settings === null) return refuse({ code: 'cannot-split', command: commandOf(call) }, 'assumes');
  return {
    tool: 'Go modules',
    reads: tree.reads,
    writes: [],
    added: `${settings}${call.program.text} mod download`,
    risk: 'assumes',
    assumption: `every module that go.mod requires can be downloaded, those that go ${verbOf(call)} does not need too`,
  };
}

/** The value of `-mod`: `vendor`, `mod` or `readonly`; null when it is not given. */
function modeOf(words: readonly string[]): string | null {
  const at = words.findLastIndex((word) => /^--?mod(?:=|$)/.test(word));
  const word = words[at];
  return word === undefined ? null : word.includes('=') ? word.slice(word.indexOf('=') + 1) : (words[at + 1] ?? null);
}

/** The variables set for this call that the download needs as well, as written; null when they cannot be copied. */
function settingsOf({ call, doc }: Step): string | null {
  const names = [...call.env.keys()].filter((name) => FETCHING.test(name));
  if (names.length === 0) return '';
  const own = call.command.assignments.filter(({ name }) => FETCHING.test(name));
  if (!call.editable || own.length !== names.length || own.some(({ scripts }) => scripts.length > 0)) return null;
  return own.map(({ span }) => `${doc.text.slice(span.start, span.end)} `).join('');
}

function isHarmless(call: Invocation): boolean {
  if (call.name === 'go') return verbOf(call) !== 'env' && verbOf(call) !== 'mod init' && verbOf(call) !== 'mod edit';
  return call.name === 'export' && call.args.every(({ text }) => !FETCHING.test(text.split('=')[0]!));
}

/** An earlier COPY from another stage that fills the module cache. */
function bringsModules(step: Step): boolean {
  return instructionsOf(step).some(
    ({ keyword, arguments: { flags, words } }) =>
      keyword === 'COPY' &&
      flags.some(({ name }) => name === 'from') &&
      /\/go\/?$|\/pkg(?:\/mod)?\/?$/.test(words.at(-1) ?? ''),
  );
}

function verbOf({ args }: Invocation): string {
  const [first, second] = args;
  return first?.value === 'mod' ? `mod ${second?.value ?? ''}` : (first?.value ?? '');
}

function isDownloadCall(call: Invocation): boolean {
  return call.name === 'go' && verbOf(call) === 'mod download';
}

/** A command that downloads what it needs of the module by itself. */
function isBuild(call: Invocation): boolean {
  const verb = verbOf(call);
  if (verb === 'get' && call.args.some(({ value }) => /^--?u(?:=|$)/.test(value ?? ''))) return false;
  return BUILDS.has(verb);
}

/** Whether it builds packages of the module itself, not a tool from elsewhere. */
function isOwnBuild(call: Invocation, { modules }: GoTree): boolean {
  if (verbOf(call).startsWith('mod ')) return true;
  const all = packagesOf(call.args.slice(1));
  // `go run` hands on what stands behind the package.
  const packages = verbOf(call) === 'run' ? all.slice(0, 1) : all;
  return packages.every(
    (text) =>
      /^(?:\.|\/|"?\$|all$)|\.go$/.test(text) ||
      (!text.includes('@') && modules.some((module) => text === module || text.startsWith(`${module}/`))),
  );
}

function packagesOf(words: readonly Word[]): readonly string[] {
  const found: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const text = words[at]!.value ?? words[at]!.text;
    if (!text.startsWith('-')) found.push(text);
    else if (VALUED.test(text)) at++;
  }
  return found;
}
