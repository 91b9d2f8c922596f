/** Maven: `dependency:go-offline` of a single module reads pom.xml and its settings. */

import type { Invocation } from '../../../src/dockerfile/commands.ts';
import type { Word } from '../../../src/dockerfile/shell.ts';
import { upwards } from '../../../src/project/absolute.ts';
import { interpolate, type PomChain, readPomChain } from '../../../src/project/maven/effective.ts';
import { type Need, type Recipe, type Refusal, refuse, type Step } from '../recipe.ts';
import { callsBefore, cannotStandAlone, isCached } from './around.ts';
import { fileAt, folderAt, from } from './in-image.ts';
import { refuseNamed } from './named-files.ts';
import { brokenManifest, needOf } from './need.ts';

/** Goals that fetch and build nothing. Sources: maven-dependency-plugin, qaware/go-offline-maven-plugin. */
const FETCHES =
  /^(?:dependency|(?:org\.apache\.maven\.plugins:)?maven-dependency-plugin(?::[^:]+)?):(?:go-offline|resolve|resolve-plugins)$|^de\.qaware\.maven:go-offline-maven-plugin(?::[^:]+)?:resolve-dependencies$/;
/** Phases that come behind the download. Source: maven.apache.org, "Introduction to the Build Lifecycle". */
const BUILDS: ReadonlySet<string> = new Set([
  'compile',
  'test-compile',
  'test',
  'package',
  'verify',
  'install',
  'deploy',
]);
const VALUED: ReadonlySet<string> = new Set([
  ...['-f', '--file', '-s', '--settings', '-gs', '--global-settings', '-P', '--activate-profiles', '-T', '--threads'],
  ...['-pl', '--projects', '-rf', '--resume-from', '-D', '--define', '-l', '--log-file', '-t', '--toolchains'],
]);
/** Options that decide what is fetched and from where. */
const CARRIED: ReadonlySet<string> = new Set([
  '-s',
  '--settings',
  '-gs',
  '--global-settings',
  '-P',
  '--activate-profiles',
]);
const SETTINGS: readonly (readonly string[])[] = [
  ['-s', '--settings'],
  ['-gs', '--global-settings'],
];
const CACHE = '/root/.m2/repository';

export const maven: Recipe = (step) => {
  const { call } = step;
  if (!isMaven(call) || call.conditional) return null;
  const goals = goalsOf(call);
  if (goals.length === 0 || has(call, /^(?:-o|--offline|-v|--version|-h|--help)$/)) return null;
  if (goals.every((goal) => FETCHES.test(goal))) return hoisted(step);
  return goals.some((goal) => BUILDS.has(goal)) ? added(step) : null;
};

function hoisted(step: Step): Need | Refusal | null {
  // What an earlier build has put into the local repository, it may need.
  if (callsBefore(step).some((each) => isMaven(each) && goalsOf(each).some((goal) => BUILDS.has(goal)))) return null;
  const read = readsOf(step);
  if (read === null || 'refused' in read) return read;
  return needOf({ tool: 'Maven', reads: read.reads, writes: read.writes });
}

function added(step: Step): Need | Refusal | null {
  const { call, run } = step;
  if (callsBefore(step).some(isMaven) || isCached(run, CACHE)) return null;
  const read = readsOf(step);
  if (read === null) return null;
  if ('refused' in read) return { ...read, risk: 'changes' };
  const reason = cannotStandAlone(step, isMaven);
  if (reason !== null) return refuse(reason, 'changes');
  const words = call.args.flatMap((word, at) => {
    const isValue = CARRIED.has(call.args[at - 1]?.value ?? '');
    return isValue || isCarried(word) ? [word.text] : [];
  });
  const command = [call.program.text, '-B', ...words, 'dependency:go-offline'].join(' ');
  // It may want what the build itself never does, and fail: plugins of phases that are not run.
  return needOf({ tool: 'Maven', reads: read.reads, writes: read.writes, added: command, changes: true });
}

function isCarried({ value, text: written }: Word): boolean {
  const text = value ?? written;
  return CARRIED.has(text) || /^-P./.test(text) || /^-D(?:revision|sha1|changelist)=/.test(text);
}

interface Reads {
  readonly reads: readonly string[];
  readonly writes: readonly string[];
}

function readsOf(step: Step): Reads | Refusal | null {
  const { call, cwd } = step;
  const named = valueOf(call, ['-f', '--file']) ?? 'pom.xml';
  const place = from(cwd, named);
  const path = fileAt(step, place);
  if (path === null) return null;
  const chain = readPomChain(step.project, path);
  if (!chain.ok) return refuse(brokenManifest(chain.broken));
  const poms = [chain.value.pom, ...chain.value.parents.map(({ pom }) => pom)];
  if (chain.value.pom.modules.length > 0 || has(call, /^(?:-pl|--projects)/))
    return refuse({ code: 'no-recipe', tool: 'a Maven build of several modules', of: 'order' });
  const activating = poms.flatMap(({ activatingFiles }) => activatingFiles)[0];
  // Source: jgitver and others take the version from the history of git.
  const odd = activating ?? poms.flatMap(({ extensions }) => extensions).find((name) => /git|jgitver/i.test(name));
  if (odd !== undefined) return readsMore(odd);
  const byVariable = refuseNamed(step, 'mvn');
  if (byVariable !== null) return byVariable;
  const local = localFiles(step, chain.value, from(place, '..'));
  if ('refused' in local) return local;
  const own = ownFiles(step, chain.value, from(place, '..'));
  return 'refused' in own ? own : { reads: [...own.reads, ...local.reads], writes: own.writes };
}

/**
 * The pom and its parents, the wrapper, `.mvn` of its folder or one above it, and the settings.
 * Source: maven.apache.org/configure.html; the scripts mvn and mvnw.
 */
function ownFiles(step: Step, { path, parents }: PomChain, base: string): Reads | Refusal {
  const { call, cwd, project } = step;
  const wrapper = call.name === 'mvnw' ? fileAt(step, from(cwd, call.program.value ?? 'mvnw')) : null;
  const folder = upwards(base).flatMap((above) => folderAt(step, from(above, '.mvn')) ?? [])[0] ?? null;
  const standing = folder === null ? [] : (project.readText(`${folder}/maven.config`) ?? '').split(/\s+/);
  const odd = standing.find((word) => /^(?:-f|--file|-pl|--projects|-o|--offline)(?:=|$)/.test(word));
  if (odd !== undefined) return readsMore(`${folder}/maven.config`);
  const extensions = folder === null ? null : project.readText(`${folder}/extensions.xml`);
  if (extensions !== null && /git|jgitver/i.test(extensions)) return readsMore(`${folder}/extensions.xml`);
  const words = [...standing, ...call.args.map(({ value }) => value)];
  const settings = SETTINGS.flatMap((names) => {
    const value = valueIn(words, names);
    return value === null ? [] : (fileAt(step, from(cwd, value)) ?? []);
  });
  const repository = call.args
    .map(({ value }) => /^-Dmaven\.repo\.local=(.+)$/.exec(value ?? '')?.[1])
    .find((text) => text !== undefined);
  const written = repository === undefined ? null : step.toContext(from(cwd, repository));
  const reads = [...(wrapper === null ? [] : [wrapper]), path, ...parents.map((each) => each.path)];
  const mvn = folder === null || folder === '' ? [] : [folder];
  return { reads: [...reads, ...mvn, ...settings], writes: written === null ? [] : [written] };
}

/** Repositories and libraries that lie in the context. */
function localFiles(step: Step, chain: PomChain, folder: string): Reads | Refusal {
  const given = new Map(['basedir', 'project.basedir', 'pom.basedir'].map((name) => [name, folder] as const));
  const reads: string[] = [];
  const poms = [chain.pom, ...chain.parents.map(({ pom }) => pom)];
  for (const written of poms.flatMap(({ repositories, systemPaths }) => [...repositories, ...systemPaths])) {
    const isAddress = /^[a-z]+:\/\//i.test(written) && !/^file:/i.test(written);
    if (isAddress) continue;
    const text = interpolate(chain, written, given);
    // Of a JDK, or known to the machine that builds: not in the context.
    if (text === null && /^\$\{(?:java\.home|JAVA_HOME|env\.\w+|user\.home)\}/.test(written)) continue;
    if (text === null) return readsMore(written);
    if (/^[a-z]+:\/\//i.test(text) && !/^file:/i.test(text)) continue;
    const place = from(folder, text.replace(/^file:(?:\/\/)?/i, ''));
    const path = fileAt(step, place) ?? folderAt(step, place);
    if (path === '') return readsMore(written);
    if (path !== null) reads.push(path);
  }
  return { reads, writes: [] };
}

function readsMore(what: string): Refusal {
  return refuse({ code: 'reads-sources', command: 'mvn', what });
}

function isMaven({ name }: Invocation): boolean {
  return name === 'mvn' || name === 'mvnw';
}

function goalsOf({ args }: Invocation): readonly string[] {
  return args.flatMap(({ value, text }, at) => {
    const isValue = VALUED.has(args[at - 1]?.value ?? '');
    return isValue || text.startsWith('-') ? [] : [value ?? text];
  });
}

function has({ args }: Invocation, pattern: RegExp): boolean {
  return args.some(({ value }) => pattern.test(value ?? ''));
}

function valueOf({ args }: Invocation, names: readonly string[]): string | null {
  return valueIn(
    args.map(({ value }) => value),
    names,
  );
}

/** The value of an option, as the next word or behind `=`. */
function valueIn(words: readonly (string | null)[], names: readonly string[]): string | null {
  for (const [at, word] of words.entries()) {
    const [name, given] = word?.split('=') ?? [];
    if (name !== undefined && names.includes(name)) return given ?? words[at + 1] ?? null;
  }
  return null;
}
