/** pyproject.toml: what the project is, and what lies beside it that an install reads. */
import type { Files } from '../files.ts';
import { folderOf, resolvePath } from '../paths.ts';
import { brokenAt, type Reading, readAs } from '../reading.ts';
import { readToml, type Table, tableOf, tablesOf, textOf, textsOf } from '../toml.ts';
import { canonicalName, localPathOf, type RequiredPackage, requiredPackage } from './requirements.ts';

export interface Pyproject {
  readonly path: string;
  /** The name, of `[project]` or of Poetry's own table. */
  readonly name: string | null;
  readonly hasProject: boolean;
  /** Null when it has no `[build-system]`. */
  readonly buildBackend: string | null;
  readonly hasBuildSystem: boolean;
  /** Fields that the build backend fills in: `version`, `dependencies`. */
  readonly dynamic: readonly string[];
  /** Files named as the readme, in the context. */
  readonly readmes: readonly string[];
  /** Folders and files of the context that dependencies of any group are taken from. */
  readonly paths: readonly PathDependency[];
  /** What it depends on, in every group. */
  readonly packages: readonly RequiredPackage[];
  /** Programs that an install of the project makes. */
  readonly scripts: readonly string[];
  /** Null when there is no `[tool.poetry]`. */
  readonly poetry: {
    readonly packageMode: boolean;
    readonly packages: readonly string[];
    /** A plugin of Poetry takes the version from git, whatever command is run. */
    readonly asksGit: boolean;
  } | null;
  readonly uv: UvTable;
}

export interface PathDependency {
  /** As a dependency is named; may be empty. */
  readonly name: string;
  /** In the context; null when it lies outside. */
  readonly path: string | null;
  readonly text: string;
}

export interface UvTable {
  readonly hasTable: boolean;
  /** `package = false` says that the project itself is never installed; null when nothing is said. */
  readonly isPackage: boolean | null;
  /** Globs of `[tool.uv.workspace]`; null when it is no workspace's root. */
  readonly members: readonly string[] | null;
  readonly excluded: readonly string[];
  /** Names taken from the workspace. */
  readonly fromWorkspace: readonly string[];
  /** Local indexes and `find-links`, as written. */
  readonly links: readonly string[];
}

/** @returns null when there is no such file. */
export function readPyproject(files: Files, path: string): Reading<Pyproject> | null {
  const text = files.readText(path);
  if (text === null) return files.statOf(path)?.kind === 'file' ? brokenAt(path, null, 'it is not UTF-8 text') : null;
  const toml = readToml(path, text);
  if (!toml.ok) return toml;
  const project = tableOf(toml.value.get('project'));
  const build = tableOf(toml.value.get('build-system'));
  const tool = tableOf(toml.value.get('tool'));
  const poetry = tableOf(tool?.get('poetry'));
  const uv = tableOf(tool?.get('uv'));
  const folder = folderOf(path);
  return readAs({
    path,
    name: textOf(project?.get('name')) ?? textOf(poetry?.get('name')),
    hasProject: project !== null,
    buildBackend: textOf(build?.get('build-backend')),
    hasBuildSystem: build !== null,
    dynamic: textsOf(project?.get('dynamic')),
    readmes: readmesOf(folder, project, poetry),
    paths: [
      ...referencesOf(files, folder, project, tableOf(toml.value.get('dependency-groups'))),
      ...(poetry === null ? [] : poetryPaths(folder, poetry)),
      ...uvPaths(folder, uv),
    ],
    packages: packagesOf(project, poetry, tableOf(toml.value.get('dependency-groups'))),
    scripts: [...(tableOf(project?.get('scripts')) ?? []), ...(tableOf(poetry?.get('scripts')) ?? [])].map(
      ([name]) => name,
    ),
    poetry:
      poetry === null
        ? null
        : {
            packageMode: poetry.get('package-mode') !== false,
            packages: tablesOf(poetry.get('packages')).flatMap((each) => textOf(each.get('include')) ?? []),
            asksGit: tableOf(tool?.get('poetry-dynamic-versioning'))?.get('enable') === true,
          },
    uv: uvTable(uv),
  });
}

function readmesOf(folder: string, project: Table | null, poetry: Table | null): readonly string[] {
  const readme = project?.get('readme');
  const named = [textOf(readme), textOf(tableOf(readme)?.get('file')), textOf(poetry?.get('readme'))];
  return [...named, ...textsOf(poetry?.get('readme'))].flatMap((name) =>
    name === null ? [] : (resolvePath(folder, name) ?? []),
  );
}

function packagesOf(project: Table | null, poetry: Table | null, groups: Table | null): RequiredPackage[] {
  const optional = [...(tableOf(project?.get('optional-dependencies'))?.values() ?? [])];
  const lists = [project?.get('dependencies'), ...optional, ...(groups?.values() ?? [])];
  const tables = poetryTables(poetry).flatMap((table) => [...(tableOf(table) ?? [])]);
  return [
    ...lists.flatMap(textsOf).flatMap((text) => requiredPackage(text) ?? []),
    ...tables.flatMap(([name, value]) => {
      if (name === 'python') return [];
      const version = textOf(value) ?? textOf(tableOf(value)?.get('version')) ?? '';
      const extras = textsOf(tableOf(value)?.get('extras'));
      return [{ name: canonicalName(name), extras, pinned: /^(?:==\s*)?(\d[\w.]*)$/.exec(version)?.[1] ?? null }];
    }),
  ];
}

/** `x @ file:///app/x` in `[project]` and `[dependency-groups]`. */
function referencesOf(files: Files, folder: string, project: Table | null, groups: Table | null): PathDependency[] {
  const optional = [...(tableOf(project?.get('optional-dependencies'))?.values() ?? [])];
  const lists = [project?.get('dependencies'), ...optional, ...(groups?.values() ?? [])];
  return lists.flatMap(textsOf).flatMap((text) => {
    const path = localPathOf(files, text, folder);
    return path === undefined ? [] : [{ name: '', path: null, text }];
  });
}

/** `x = { path = "../x" }` in every group, and in the tables of older releases. */
function poetryPaths(folder: string, poetry: Table): PathDependency[] {
  const tables = [...poetryTables(poetry), poetry.get('requires-plugins')];
  return tables.flatMap((table) => pathsOf(folder, tableOf(table)));
}

function poetryTables(poetry: Table | null): readonly unknown[] {
  const groups = [...(tableOf(poetry?.get('group'))?.values() ?? [])].map((group) =>
    tableOf(group)?.get('dependencies'),
  );
  return [poetry?.get('dependencies'), poetry?.get('dev-dependencies'), ...groups];
}

function uvPaths(folder: string, uv: Table | null): PathDependency[] {
  return pathsOf(folder, tableOf(uv?.get('sources')));
}

/** A dependency may have several entries, one for each platform. */
function pathsOf(folder: string, table: Table | null): PathDependency[] {
  return [...(table ?? [])].flatMap(([name, value]) => {
    const entries = Array.isArray(value) ? tablesOf(value) : [tableOf(value)];
    return entries.flatMap((entry) => {
      const text = textOf(entry?.get('path')) ?? textOf(entry?.get('file'));
      return text === null ? [] : [{ name, path: resolvePath(folder, text), text }];
    });
  });
}

/** uv.toml, or the table of uv in a pyproject.toml. @returns null when there is no such file. */
export function readUvSettings(files: Files, path: string): Reading<UvTable> | null {
  const text = files.readText(path);
  if (text === null) return files.statOf(path)?.kind === 'file' ? brokenAt(path, null, 'it is not UTF-8 text') : null;
  const toml = readToml(path, text);
  if (!toml.ok) return toml;
  const isProject = path.endsWith('pyproject.toml');
  return readAs(uvTable(isProject ? tableOf(tableOf(toml.value.get('tool'))?.get('uv')) : toml.value));
}

function uvTable(uv: Table | null): UvTable {
  const workspace = tableOf(uv?.get('workspace'));
  const sources = [...(tableOf(uv?.get('sources')) ?? [])];
  const isPackage = uv?.get('package');
  const urls = [uv, tableOf(uv?.get('pip'))].flatMap((table) => [
    ...tablesOf(table?.get('index')).map((index) => textOf(index.get('url'))),
    ...textsOf(table?.get('find-links')),
    ...textsOf(table?.get('extra-index-url')),
    textOf(table?.get('index-url')),
  ]);
  return {
    hasTable: uv !== null,
    isPackage: typeof isPackage === 'boolean' ? isPackage : null,
    members: workspace === null ? null : textsOf(workspace.get('members')),
    excluded: textsOf(workspace?.get('exclude')),
    fromWorkspace: sources.flatMap(([name, value]) => {
      const entries = Array.isArray(value) ? tablesOf(value) : [tableOf(value)];
      return entries.some((entry) => entry?.get('workspace') === true) ? [name] : [];
    }),
    links: urls.filter((url): url is string => url !== null && !/^https?:/i.test(url)),
  };
}
