/** What each plugin of Maven makes below the output folder. Sources: the documentation of the plugins named here. */
import { absolute } from '../absolute.ts';
import { folderOf, from, isHelidon, named, type Reading, valuesOf } from './build.ts';
import { interpolate, type PomChain } from './effective.ts';
import type { MavenPlugin } from './pom.ts';

/** Plugins that put no jar beside the main one, whatever they are told. */
export const HARMLESS =
  /^(?:maven-(?:clean|compiler|resources|surefire|surefire-report|failsafe|install|deploy|enforcer|site|checkstyle|pmd|release|gpg|toolchains|help|project-info-reports|versions)-plugin|kotlin-maven-plugin|jacoco-maven-plugin|spotbugs-maven-plugin|spotless-maven-plugin|fmt-maven-plugin|build-helper-maven-plugin|exec-maven-plugin|git-commit-id(?:-maven)?-plugin|buildnumber-maven-plugin|flyway-maven-plugin|liquibase-maven-plugin|protobuf-maven-plugin|openapi-generator-maven-plugin|jib-maven-plugin|docker-maven-plugin|dockerfile-maven-plugin|rocker-maven-plugin|antlr4-maven-plugin|avro-maven-plugin|frontend-maven-plugin|os-maven-plugin|versions-maven-plugin|sonar-maven-plugin|lombok-maven-plugin|jaxb2-maven-plugin|license-maven-plugin|properties-maven-plugin|flatten-maven-plugin)$/;

/** What a plugin makes. */
export interface Made {
  readonly archives: readonly string[];
  readonly whole: readonly string[];
  readonly folders: readonly string[];
  /** Names that the main jar may have instead of its own. */
  readonly instead: readonly string[];
  /** It puts the dependencies into the main jar. */
  readonly fillsMain: boolean;
  readonly isKnown: boolean;
}

export const NOTHING: Made = { archives: [], whole: [], folders: [], instead: [], fillsMain: false, isKnown: true };

const UNKNOWN: Made = { ...NOTHING, isKnown: false };

/**
 * What a plugin makes.
 * @param ending of the archive: `.jar`, `.war`.
 */
export function madeBy(reading: Reading, plugin: MavenPlugin, ending: string): Made {
  const { artifactId } = plugin;
  // What is managed only says how.
  if (plugin.isManaged && !reading.plugins.some((each) => !each.isManaged && each.artifactId === artifactId))
    return isDefault(artifactId) ? jarOf(reading, plugin, ending) : NOTHING;
  if (isBootPlugin(plugin)) return bootOf(reading, plugin, ending);
  switch (artifactId) {
    case 'maven-jar-plugin':
    case 'maven-war-plugin':
      return jarOf(reading, plugin, ending);
    case 'maven-shade-plugin':
      return shadeOf(reading, plugin);
    case 'maven-assembly-plugin':
      return assemblyOf(reading, plugin);
    case 'maven-dependency-plugin':
      return dependencyOf(reading, plugin);
    case 'appassembler-maven-plugin':
      return { ...NOTHING, folders: assembledIn(reading, plugin) };
    case 'maven-source-plugin':
      return { ...NOTHING, archives: named(reading, '-sources.jar') };
    case 'maven-javadoc-plugin':
      return { ...NOTHING, archives: named(reading, '-javadoc.jar') };
    case 'quarkus-maven-plugin':
    case 'micronaut-maven-plugin':
      return NOTHING;
    default:
      return HARMLESS.test(artifactId) ? NOTHING : UNKNOWN;
  }
}

function isDefault(artifactId: string): boolean {
  return artifactId === 'maven-jar-plugin' || artifactId === 'maven-war-plugin';
}

function jarOf(reading: Reading, plugin: MavenPlugin, ending: string): Made {
  const folder = folderOf(reading, plugin) ?? reading.folder;
  const names = valuesOf(reading, plugin, /^(?:finalName|jarName|warName)$/);
  const classifiers = valuesOf(reading, plugin, /^classifier$/);
  const tests = plugin.goals.includes('test-jar') ? ['tests'] : [];
  const stems = names.length > 0 ? names : reading.names;
  const isMoved = names.length > 0 || classifiers.length > 0 || folder !== reading.folder;
  const instead = isMoved
    ? stems.flatMap((stem) =>
        ['', ...classifiers.map((each) => `-${each}`)].map((tail) => absolute(`${folder}/${stem}${tail}.${ending}`)),
      )
    : [];
  return { ...NOTHING, instead, archives: tests.flatMap((tail) => named(reading, `-${tail}.jar`)) };
}

/** Repackages in place, and keeps the plain one as `.jar.original`; with a classifier it makes another. */
function bootOf(reading: Reading, plugin: MavenPlugin, ending: string): Made {
  const isOff = plugin.settings.some(({ name, value }) => name === 'skip' && value !== 'false');
  const classifiers = valuesOf(reading, plugin, /^classifier$/);
  const names = valuesOf(reading, plugin, /^finalName$/);
  const folder = folderOf(reading, plugin);
  if (isOff || folder !== null || names.length > 0) return UNKNOWN;
  const isRun =
    plugin.goals.includes('repackage') ||
    isBootParent(reading.chain) ||
    reading.call.goals.some((goal) => /spring-boot(?:-maven-plugin)?(?::[\d.]+)?:repackage/.test(goal));
  if (!isRun) return NOTHING;
  const made = classifiers.flatMap((each) => named(reading, `-${each}.${ending}`));
  return { ...NOTHING, archives: made, whole: made, fillsMain: made.length === 0 };
}

/** Whether it makes jars of Spring Boot. */
export function isBootPlugin({ artifactId }: MavenPlugin): boolean {
  return artifactId === 'spring-boot-maven-plugin';
}

/** Whether the project inherits from Spring Boot's own. */
export function isBootParent({ pom, parents }: PomChain): boolean {
  return [pom, ...parents.map((each) => each.pom)].at(-1)!.parent?.artifactId === 'spring-boot-starter-parent';
}

function shadeOf(reading: Reading, plugin: MavenPlugin): Made {
  const isAttached = plugin.settings.some(({ name, value }) => name === 'shadedArtifactAttached' && value === 'true');
  const [classifier = 'shaded'] = valuesOf(reading, plugin, /^shadedClassifierName$/);
  const files = valuesOf(reading, plugin, /^outputFile$/).map((file) => absolute(from(reading.call.folder, file)));
  const names = valuesOf(reading, plugin, /^finalName$/).map((name) => absolute(`${reading.folder}/${name}.jar`));
  const folder = folderOf(reading, plugin);
  if (folder !== null) return UNKNOWN;
  if (files.length > 0) return { ...NOTHING, archives: files, whole: files };
  if (isAttached) {
    const attached = named(reading, `-${classifier}.jar`);
    return { ...NOTHING, archives: [...attached, ...names], whole: [...attached, ...names] };
  }
  if (names.length > 0) return { ...NOTHING, archives: names, whole: names, fillsMain: true };
  const originals = reading.names.map((name) => `${reading.folder}/original-${name}.jar`);
  return { ...NOTHING, archives: originals, fillsMain: true };
}

function assemblyOf(reading: Reading, plugin: MavenPlugin): Made {
  const references = valuesOf(reading, plugin, /^descriptorRef$/);
  const names = valuesOf(reading, plugin, /^finalName$/);
  const stems = names.length > 0 ? names : reading.names;
  const folder = folderOf(reading, plugin) ?? reading.folder;
  // A descriptor of its own may make anything.
  const hasOwn = plugin.settings.some(({ name }) => /^(?:descriptor|descriptorSourceDirectory)$/.test(name));
  const isBare = plugin.settings.some(({ name, value }) => name === 'appendAssemblyId' && value === 'false');
  if (!references.includes('jar-with-dependencies')) return hasOwn ? UNKNOWN : NOTHING;
  const tail = isBare ? '' : '-jar-with-dependencies';
  const made = stems.map((stem) => absolute(`${folder}/${stem}${tail}.jar`));
  return { ...NOTHING, archives: made, whole: made, isKnown: !hasOwn };
}

function dependencyOf(reading: Reading, plugin: MavenPlugin): Made {
  // The execution is the parent's, told by its id alone.
  if (isHelidon(reading.chain) && plugin.goals.length === 0) return { ...NOTHING, folders: [`${reading.folder}/libs`] };
  if (!plugin.goals.includes('copy-dependencies'))
    return plugin.goals.every((goal) => /^(?:analyze|tree|properties|resolve|go-offline)/.test(goal))
      ? NOTHING
      : UNKNOWN;
  const written = valuesOf(reading, plugin, /^outputDirectory$/);
  const folders = written.map((each) => absolute(from(reading.call.folder, each)));
  const made = folders.length > 0 ? folders : [`${reading.folder}/${isHelidon(reading.chain) ? 'libs' : 'dependency'}`];
  // Among the jars of the build they could not be told apart.
  return { ...NOTHING, folders: made, isKnown: !made.includes(reading.folder) && plugin.goals.length === 1 };
}

/** Scripts, and all jars beside them. Source: mojohaus.org/appassembler, the goal `assemble`. */
function assembledIn(reading: Reading, plugin: MavenPlugin): readonly string[] {
  if (!plugin.goals.includes('assemble')) return [];
  const [written = `${reading.folder}/appassembler`] = valuesOf(reading, plugin, /^assembleDirectory$/);
  return [absolute(from(reading.call.folder, written))];
}

/** Of `mvn dependency:copy-dependencies`, which takes its folder from the command. */
export function copiedByGoal({ call, folder, plugins }: Reading): readonly string[] {
  if (!call.goals.some((goal) => /(?:^|:)(?:maven-)?dependency(?:-plugin)?(?::[\d.]+)?:copy-dependencies$/.test(goal)))
    return [];
  const written = call.given.get('outputDirectory');
  const isTold = plugins.some(
    ({ artifactId, settings }) =>
      artifactId === 'maven-dependency-plugin' && settings.some(({ name }) => name === 'outputDirectory'),
  );
  if (written === undefined) return isTold ? [] : [`${folder}/dependency`];
  return [absolute(from(call.folder, written))];
}

/** Source: quarkus.io, "Quarkus and Maven", quarkus.package.jar.type. */
export function quarkusOf(reading: Reading): Made {
  const { call, given } = reading;
  const setting = (name: string): string | null => {
    const value = given.get(name) ?? call.settings.get(name) ?? interpolate(reading.chain, `\${${name}}`, given);
    return value ?? null;
  };
  const isNamed = ['runner-suffix', 'output-name', 'output-directory', 'jar.add-runner-suffix'].some(
    (name) => setting(`quarkus.package.${name}`) !== null,
  );
  const kind = setting('quarkus.package.jar.type') ?? setting('quarkus.package.type') ?? 'fast-jar';
  if (isNamed) return UNKNOWN;
  const runner = named(reading, '-runner.jar');
  if (kind === 'uber-jar') return { ...NOTHING, archives: runner, whole: runner };
  if (kind === 'legacy-jar')
    return { ...NOTHING, archives: runner, folders: [`${reading.folder}/lib`], isKnown: false };
  const isFast = kind === 'fast-jar' || kind === 'jar';
  return isFast ? { ...NOTHING, folders: [`${reading.folder}/quarkus-app`] } : UNKNOWN;
}
