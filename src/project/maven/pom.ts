/** pom.xml, as written. Source: maven.apache.org/pom.html. */
import { type Reading, readAs } from '../reading.ts';
import { childOf, childText, type Element, everyElement, readXml } from '../xml.ts';

export interface MavenParent {
  readonly groupId: string | null;
  readonly artifactId: string | null;
  readonly version: string | null;
  /** Where its file lies; null for none, when the element is there and empty. */
  readonly relativePath: string | null;
}

export interface MavenPlugin {
  readonly groupId: string;
  readonly artifactId: string;
  readonly version: string | null;
  /** In pluginManagement it says how, not that it runs. */
  readonly isManaged: boolean;
  /** The profile that it stands in. */
  readonly profile: string | null;
  readonly goals: readonly string[];
  /** Of all its configuration elements, in order: `classifier`, `finalName`, `mainClass`. */
  readonly settings: readonly { readonly name: string; readonly value: string }[];
}

export interface MavenProfile {
  readonly id: string;
  /** Something other than its name can turn it on: a property, a file, a system, or that no other is on. */
  readonly isActivated: boolean;
  readonly finalName: string | null;
  readonly outputFolder: string | null;
  readonly properties: ReadonlyMap<string, string>;
}

export interface MavenDependency {
  readonly groupId: string | null;
  readonly artifactId: string;
  readonly scope: string | null;
}

export interface Pom {
  readonly groupId: string | null;
  readonly artifactId: string | null;
  readonly version: string | null;
  readonly packaging: string;
  readonly parent: MavenParent | null;
  /** Folders or files, those of profiles too. */
  readonly modules: readonly string[];
  readonly properties: ReadonlyMap<string, string>;
  readonly finalName: string | null;
  /** The folder of the output, when it is not `target`. */
  readonly outputFolder: string | null;
  readonly plugins: readonly MavenPlugin[];
  /** Artifact ids of what is loaded before the build. */
  readonly extensions: readonly string[];
  /** Addresses of repositories, for plugins too. */
  readonly repositories: readonly string[];
  /** Files of dependencies with the scope `system`. */
  readonly systemPaths: readonly string[];
  /** Files whose being there turns a profile on or off. */
  readonly activatingFiles: readonly string[];
  readonly profiles: readonly string[];
  /** The same with what they say of the build. */
  readonly profileBuilds: readonly MavenProfile[];
  /** Those of profiles too; of plugins and of dependencyManagement none. */
  readonly dependencies: readonly MavenDependency[];
}

/** Source: maven.apache.org/pom.html, super POM. */
const PLUGIN_GROUP = 'org.apache.maven.plugins';

/**
 * A pom.xml, what it inherits left out.
 * @param path for messages.
 */
export function readPom(path: string, text: string): Reading<Pom> {
  const read = readXml(path, text);
  if (!read.ok) return read;
  const root = read.value;
  const all = [...everyElement(root)];
  const named = (name: string) => all.filter((element) => element.name === name);
  const build = childOf(root, 'build');
  const profiles = childOf(root, 'profiles')?.children.filter(({ name }) => name === 'profile') ?? [];
  return readAs({
    groupId: childText(root, 'groupId'),
    artifactId: childText(root, 'artifactId'),
    version: childText(root, 'version'),
    packaging: childText(root, 'packaging') ?? 'jar',
    parent: parentOf(childOf(root, 'parent')),
    modules: textsIn(named('modules'), 'module'),
    properties: propertiesOf(childOf(root, 'properties')),
    finalName: childText(build, 'finalName'),
    outputFolder: childText(build, 'directory'),
    plugins: [...pluginsOf(build, null), ...profiles.flatMap((one) => pluginsOf(childOf(one, 'build'), idOf(one)))],
    extensions: named('extensions').flatMap(({ children }) =>
      children.flatMap((each) => childText(each, 'artifactId') ?? []),
    ),
    repositories: all
      .filter(({ name }) => name === 'repository' || name === 'pluginRepository')
      .flatMap((each) => childText(each, 'url') ?? []),
    systemPaths: named('systemPath').flatMap(({ text: file }) => (file === '' ? [] : [file])),
    activatingFiles: named('activation').flatMap(
      (each) => childOf(each, 'file')?.children.map((file) => file.text) ?? [],
    ),
    profiles: profiles.flatMap((each) => idOf(each) ?? []),
    profileBuilds: profiles.map(profileOf),
    dependencies: [root, ...profiles].flatMap(dependenciesOf),
  });
}

function profileOf(element: Element): MavenProfile {
  const build = childOf(element, 'build');
  const activation = childOf(element, 'activation');
  // Written out, it may say that nothing turns it on: `<activeByDefault>false</activeByDefault>`.
  const isActivated = activation?.children.some(({ text, name }) => name !== 'activeByDefault' || text !== 'false');
  return {
    id: idOf(element) ?? '',
    isActivated: isActivated === true,
    finalName: childText(build, 'finalName'),
    outputFolder: childText(build, 'directory'),
    properties: propertiesOf(childOf(element, 'properties')),
  };
}

function dependenciesOf(element: Element): readonly MavenDependency[] {
  return (childOf(element, 'dependencies')?.children ?? []).map((each) => ({
    groupId: childText(each, 'groupId'),
    artifactId: childText(each, 'artifactId') ?? '',
    scope: childText(each, 'scope'),
  }));
}

function parentOf(element: Element | null): MavenParent | null {
  if (element === null) return null;
  const place = childOf(element, 'relativePath');
  return {
    groupId: childText(element, 'groupId'),
    artifactId: childText(element, 'artifactId'),
    version: childText(element, 'version'),
    relativePath: place === null ? '../pom.xml' : place.text === '' ? null : place.text,
  };
}

function propertiesOf(element: Element | null): ReadonlyMap<string, string> {
  return new Map(element?.children.map(({ name, text }) => [name, text] as const) ?? []);
}

function pluginsOf(build: Element | null, profile: string | null): readonly MavenPlugin[] {
  const managed = childOf(childOf(build, 'pluginManagement'), 'plugins')?.children ?? [];
  const own = childOf(build, 'plugins')?.children ?? [];
  return [
    ...own.map((each) => pluginOf(each, false, profile)),
    ...managed.map((each) => pluginOf(each, true, profile)),
  ];
}

function pluginOf(element: Element, isManaged: boolean, profile: string | null): MavenPlugin {
  const all = [...everyElement(element)];
  const settings = all
    .filter(({ name }) => name === 'configuration')
    .flatMap(({ children }) => children.flatMap(leaves));
  return {
    groupId: childText(element, 'groupId') ?? PLUGIN_GROUP,
    artifactId: childText(element, 'artifactId') ?? '',
    version: childText(element, 'version'),
    isManaged,
    profile,
    goals: textsIn(
      all.filter(({ name }) => name === 'goals'),
      'goal',
    ),
    settings,
  };
}

function leaves(element: Element): readonly { name: string; value: string }[] {
  return [...everyElement(element)]
    .filter(({ children, text }) => children.length === 0 && text !== '')
    .map(({ name, text }) => ({ name, value: text }));
}

function textsIn(lists: readonly Element[], name: string): readonly string[] {
  return lists.flatMap(({ children }) =>
    children.flatMap((each) => (each.name === name && each.text !== '' ? [each.text] : [])),
  );
}

function idOf(profile: Element): string | null {
  return childText(profile, 'id');
}
