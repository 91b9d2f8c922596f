/** What a build of Maven is told: the pom with its parents and profiles, and the words of the call. Source: maven.apache.org/ref, "Introduction to the Build Lifecycle". */
import { absolute } from '../absolute.ts';
import { interpolate, type PomChain } from './effective.ts';
import type { MavenPlugin, MavenProfile } from './pom.ts';

export interface MavenCall {
  /** The folder of the pom in the image, absolute. */
  readonly folder: string;
  readonly goals: readonly string[];
  readonly profiles: readonly string[];
  /** Of `-D`. */
  readonly given: ReadonlyMap<string, string>;
  /** Settings of Quarkus that stand in application.properties. */
  readonly settings: ReadonlyMap<string, string>;
}

/** Parents that lie in no context and that give no names of their own. Source: their poms. */
const PLAIN_PARENTS: ReadonlySet<string> = new Set([
  'org.springframework.boot:spring-boot-starter-parent',
  'io.micronaut:micronaut-parent',
  'io.micronaut.platform:micronaut-parent',
  'io.helidon.applications:helidon-se',
  'io.helidon.applications:helidon-mp',
]);

export interface Reading {
  readonly chain: PomChain;
  readonly call: MavenCall;
  readonly given: ReadonlyMap<string, string>;
  readonly plugins: readonly MavenPlugin[];
  /** Absolute. */
  readonly folder: string;
  /** Without ending; the first is the one that holds unless a profile is on that nobody named. */
  readonly names: readonly string[];
  readonly isCertain: boolean;
  /** All parents are known. */
  readonly isWhole: boolean;
}

/** The name of the main artefact, its folder, and what runs besides. */
export function readBuild(chain: PomChain, call: MavenCall): Reading | null {
  const poms = [chain.pom, ...chain.parents.map(({ pom }) => pom)];
  const outside = poms.at(-1)!.parent;
  // A parent that is not here may name the output as it likes, and write into manifests what it likes.
  const isWhole = outside === null || PLAIN_PARENTS.has(`${outside.groupId}:${outside.artifactId}`);
  const profiles = poms.flatMap(({ profileBuilds }) => profileBuilds);
  const named = profiles.filter(({ id }) => call.profiles.includes(id));
  const mayBe = profiles.filter(({ id, isActivated }) => isActivated && !call.profiles.includes(id));
  const given = new Map([...named.flatMap(({ properties }) => [...properties]), ...call.given]);
  const ids = new Set([...named, ...mayBe].map(({ id }) => id));
  const plugins = poms.flatMap((pom) => pom.plugins).filter(({ profile }) => profile === null || ids.has(profile));
  const own = named.findLast(({ finalName }) => finalName !== null)?.finalName;
  const name = interpolate(chain, own ?? finalNameOf(chain), given);
  const others = mayBe.flatMap((each) => otherName(chain, each, given));
  const written = [...named].findLast(({ outputFolder }) => outputFolder !== null)?.outputFolder;
  const folder = interpolate(
    chain,
    written ?? poms.find((pom) => pom.outputFolder !== null)?.outputFolder ?? 'target',
    given,
  );
  if (name === null || name === '' || folder === null || mayBe.some(({ outputFolder }) => outputFolder !== null))
    return null;
  const isCertain =
    isWhole && others.length === 0 && mayBe.every(({ id }) => !plugins.some(({ profile }) => profile === id));
  const names = [name, ...others];
  return { chain, call, given, plugins, folder: absolute(from(call.folder, folder)), names, isCertain, isWhole };
}

function otherName(
  chain: PomChain,
  { finalName, properties }: MavenProfile,
  given: ReadonlyMap<string, string>,
): string[] {
  if (finalName === null && properties.size === 0) return [];
  const name = interpolate(chain, finalName ?? '${project.build.finalName}', new Map([...properties, ...given]));
  return name === null || name === interpolate(chain, '${project.build.finalName}', given) ? [] : [name];
}

/** Files in the folder of the output, for each name that it may have. */
export function named({ folder, names }: Reading, tail: string): string[] {
  return names.map((name) => `${folder}/${name}${tail}`);
}

/** Where a plugin puts what it makes; null for where everything goes, or when that cannot be told. */
export function folderOf(reading: Reading, plugin: MavenPlugin): string | null {
  const [written] = valuesOf(reading, plugin, /^outputDirectory$/);
  return written === undefined ? null : absolute(from(reading.call.folder, written));
}

/** The values of a plugin's settings of these names, with what is known in them replaced. */
export function valuesOf(
  { chain, given, folder, call }: Reading,
  { settings }: MavenPlugin,
  names: RegExp,
): readonly string[] {
  const places = new Map([
    ...given,
    ...['project.build.directory', 'build.directory', 'pom.build.directory'].map((name) => [name, folder] as const),
    ...['basedir', 'project.basedir', 'pom.basedir'].map((name) => [name, call.folder] as const),
  ]);
  return settings
    .filter(({ name }) => names.test(name))
    .flatMap(({ value }) => interpolate(chain, value, places) ?? []);
}

/** A path that is written in a folder; absolute when one of the two is. */
export function from(folder: string, path: string): string {
  return path.startsWith('/') ? path : `${folder}/${path}`;
}

function finalNameOf(chain: PomChain): string {
  const isNamed = [chain.pom, ...chain.parents.map(({ pom }) => pom)].some(({ finalName }) => finalName !== null);
  return isHelidon(chain) && !isNamed ? '${project.artifactId}' : '${project.build.finalName}';
}

/** Its parents name the jar after the artefact, put the dependencies into `libs`, and say so in the manifest. Source: helidon.io, "Maven Build Guide". */
export function isHelidon({ pom, parents }: PomChain): boolean {
  const last = [pom, ...parents.map((each) => each.pom)].at(-1)!.parent;
  return last?.groupId === 'io.helidon.applications';
}
