/** Which files Maven's `package` makes. */
import { absolute } from '../absolute.ts';
import { isHelidon, type MavenCall, type Reading, readBuild, valuesOf } from './build.ts';
import { interpolate, type PomChain } from './effective.ts';
import { copiedByGoal, HARMLESS, isBootParent, isBootPlugin, madeBy, NOTHING, quarkusOf } from './made.ts';

export interface MavenOutputs {
  /** Absolute. */
  readonly folder: string;
  /** Jars and wars that it may make, absolute: a name in the Dockerfile that is none of them is not explained. */
  readonly archives: readonly string[];
  /** Whether these are all that can lie in the output folder itself, and certainly do. */
  readonly isComplete: boolean;
  /** Of the archives those that hold their dependencies. */
  readonly whole: readonly string[];
  /** Folders that a plugin fills: Quarkus' app, copied dependencies. Absolute. */
  readonly folders: readonly string[];
  /** What the manifest of the main jar names besides: a folder of jars; `unknown` when that cannot be told. */
  readonly classPath: { readonly prefix: string } | 'unknown' | null;
  readonly isBoot: boolean;
}

const PACKAGES = /^(?:package|pre-integration-test|integration-test|post-integration-test|verify|install|deploy)$/;

/** @returns null when not even the name of the main artefact can be told. */
export function mavenOutputs(chain: PomChain, call: MavenCall): MavenOutputs | null {
  const reading = readBuild(chain, call);
  if (reading === null) return null;
  const { folder, names, plugins } = reading;
  const { packaging } = chain.pom;
  const isPackaged = call.goals.some((goal) => PACKAGES.test(goal));
  const ending = packaging === 'war' ? 'war' : 'jar';
  const hasMain = isPackaged && ['jar', 'war', 'quarkus'].includes(packaging);
  const main = hasMain ? names.flatMap((name) => inside(reading, `${name}.${ending}`)) : [];
  const all = plugins.map((plugin) => madeBy(reading, plugin, ending));
  const quarkus = plugins.some(({ artifactId }) => artifactId === 'quarkus-maven-plugin')
    ? quarkusOf(reading)
    : NOTHING;
  const made = [...all, quarkus];
  const moved = made.flatMap((each) => each.instead);
  return {
    folder,
    archives: [...new Set([...main, ...moved, ...made.flatMap((each) => each.archives)])],
    isComplete:
      reading.isCertain && !hasUnread(reading) && hasMain && moved.length === 0 && made.every((each) => each.isKnown),
    whole: [...(made.some((each) => each.fillsMain) ? main : []), ...made.flatMap((each) => each.whole)],
    folders: [...made.flatMap((each) => each.folders), ...copiedByGoal(reading)],
    classPath: classPathOf(reading),
    isBoot: plugins.some(isBootPlugin) || isBootParent(chain),
  };
}

const NAMES = /^(?:finalName|jarName|warName|classifier|shadedClassifierName|outputFile|outputDirectory)$/;

/** Whether a name that a plugin is given holds something that is not known here, or may be given another one. */
function hasUnread(reading: Reading): boolean {
  return reading.plugins.some((plugin) => {
    const written = plugin.settings.filter(({ name }) => NAMES.test(name)).length;
    if (written === 0 || HARMLESS.test(plugin.artifactId)) return false;
    return plugin.isManaged || valuesOf(reading, plugin, NAMES).length < written;
  });
}

/** The manifest's `Class-Path`. Source: maven.apache.org/shared/maven-archiver. */
function classPathOf(reading: Reading): MavenOutputs['classPath'] {
  const settings = reading.plugins.flatMap((plugin) => plugin.settings);
  if (settings.some(({ name }) => name === 'Class-Path')) return 'unknown';
  if (isHelidon(reading.chain)) return { prefix: 'libs' };
  if (!settings.some(({ name, value }) => name === 'addClasspath' && value !== 'false'))
    return reading.isWhole ? null : 'unknown';
  const written = settings.filter(({ name }) => name === 'classpathPrefix');
  const [prefix = ''] = written.map(({ value }) => value);
  const known = interpolate(reading.chain, prefix, reading.given);
  const isPlain = settings.every(({ name, value }) => name !== 'classpathLayoutType' || value === 'simple');
  return written.length > 1 || known === null || !isPlain ? 'unknown' : { prefix: known };
}

function inside({ folder }: Reading, name: string): string[] {
  return [absolute(`${folder}/${name}`)];
}
