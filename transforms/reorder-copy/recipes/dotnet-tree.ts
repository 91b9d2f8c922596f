/** The projects that a restore reads, and all that decides what it gets. */

import { upwards } from '../../../src/project/absolute.ts';
import { type MsbuildFile, readMsbuild } from '../../../src/project/dotnet/msbuild.ts';
import { NUGET_CONFIGS, readNugetConfig } from '../../../src/project/dotnet/nuget-config.ts';
import { readSolution, slashed } from '../../../src/project/dotnet/solution.ts';
import { isBelow } from '../../../src/project/paths.ts';
import { type Refusal, refuse, type Step } from '../recipe.ts';
import { fileAt, filesIn, folderAt, from } from './in-image.ts';
import { brokenManifest } from './need.ts';

export interface DotnetTree {
  /** The project or solution, in the context. */
  readonly target: string;
  readonly reads: readonly string[];
  readonly writes: readonly string[];
}

/** Settings of a folder and all below it. Source: learn.microsoft.com, "Customize the build by folder", "Central package management". */
const UPWARDS: readonly string[] = [
  ...['global.json', ...NUGET_CONFIGS],
  ...['Directory.Build.props', 'Directory.Build.targets', 'Directory.Packages.props', 'Directory.Build.rsp'],
  ...['Directory.Solution.props', 'Directory.Solution.targets'],
];
/** Where the SDK and Visual Studio lie, and what packages bring: not in the context. */
const OUTSIDE =
  /^\$\((?:MSBuildExtensionsPath\w*|MSBuildToolsPath|MSBuildBinPath|MSBuildSDKsPath|VSToolsPath|NuGetPackageRoot|Pkg\w+|BaseIntermediateOutputPath)\)/;
/** Properties that move obj/ elsewhere, or the packages, and those that name files which are read in its place. */
const MOVES =
  /^(?:BaseIntermediateOutputPath|MSBuildProjectExtensionsPath|UseArtifactsOutput|ArtifactsPath|Restore(?:Output|Packages)Path|NuGetLockFilePath|RestoreConfigFile|Directory(?:Packages|Build|Solution)(?:Props|Targets)Path|Custom(?:Before|After)\w+)$/i;
/** Properties that name where packages come from. Source: learn.microsoft.com, "NuGet pack and restore as MSBuild targets". */
const NAMES_SOURCES =
  /^(?:RestoreSources|RestoreAdditionalProjectSources|RestoreFallbackFolders|RestoreAdditionalProjectFallbackFolders)$/i;

class Walk {
  readonly settings = new Set<string>();
  readonly projects = new Set<string>();
  readonly writes = new Set<string>();
  private readonly seen = new Set<string>();
  private readonly step: Step;
  private readonly solution: string | null;

  constructor(step: Step, solution: string | null) {
    this.step = step;
    this.solution = solution;
  }

  /** A project and what it refers to. What is not in the build is missed by the restore in either place. */
  project(place: string): Refusal | null {
    const path = fileAt(this.step, place);
    if (path === null || this.projects.has(path)) return null;
    if (/\.dcproj$/i.test(path)) {
      this.projects.add(path);
      return null;
    }
    if (!/\.(?:cs|fs|vb)proj$/i.test(path))
      return refuse({ code: 'no-recipe', tool: `${path.slice(path.lastIndexOf('.') + 1)} files`, of: 'order' });
    this.projects.add(path);
    const folder = from(place, '..');
    const name = place.slice(place.lastIndexOf('/') + 1).replace(/\.\w+$/, '');
    for (const lock of filesIn(this.step, folder, [`packages.${name}.lock.json`, 'packages.lock.json']))
      this.projects.add(lock);
    this.writes.add(path.replace(/[^/]*$/, 'obj'));
    return this.settingsAbove(folder, folder) ?? this.file(place, folder);
  }

  settingsAbove(start: string, project: string): Refusal | null {
    for (const folder of upwards(start)) {
      for (const path of filesIn(this.step, folder, UPWARDS)) {
        // Read again for each project: some paths in it are those of the project.
        this.settings.add(path);
        const place = from(folder, path.slice(path.lastIndexOf('/') + 1));
        const refused = /\.config$/i.test(path)
          ? this.nuget(path, folder)
          : /\.(?:props|targets)$/i.test(path)
            ? this.file(place, project)
            : null;
        if (refused !== null) return refused;
      }
    }
    return null;
  }

  /** A nuget.config: folders that it takes packages from. */
  nuget(path: string, folder: string): Refusal | null {
    const read = readNugetConfig(path, this.step.project.readText(path) ?? '');
    if (!read.ok) return refuse(brokenManifest(read.broken));
    for (const source of read.value.sources) {
      const refused = this.source(source, folder);
      if (refused !== null) return refused;
    }
    const { packagesFolder } = read.value;
    if (packagesFolder !== null)
      return refuse({ code: 'reads-sources', command: 'dotnet restore', what: packagesFolder });
    return null;
  }

  /** Where packages come from: an address, or a folder that is copied whole. */
  source(text: string, folder: string): Refusal | null {
    if (/^[a-z]+:\/\/|^%/i.test(text)) return null;
    const place = from(folder, text);
    const path = folderAt(this.step, place);
    // The folder of the app, or one that holds it: all of the sources.
    if (path !== null && isBelow(this.step.cwd, place)) return readsMore(text);
    if (path !== null) this.settings.add(path);
    return null;
  }

  /** A project, .props or .targets file: what it imports and refers to. */
  private file(place: string, project: string): Refusal | null {
    const path = fileAt(this.step, place);
    if (path === null || this.seen.has(`${place}:${project}`)) return null;
    this.seen.add(`${place}:${project}`);
    const read = readMsbuild(path, this.step.project.readText(path) ?? '');
    if (!read.ok) return refuse(brokenManifest(read.broken));
    return this.what(read.value, from(place, '..'), project);
  }

  private what(file: MsbuildFile, folder: string, project: string): Refusal | null {
    const moved = file.properties.find(({ name }) => MOVES.test(name));
    const odd = file.doesMore ?? (moved === undefined ? null : `${moved.name} ${moved.value}`);
    if (odd !== null) return readsMore(odd);
    const refused = this.sources(file, folder, project);
    if (refused !== null) return refused;
    for (const { include } of file.imports) {
      if (OUTSIDE.test(include)) continue;
      const places = this.placesOf(include, folder, project);
      if (places === null) return readsMore(include);
      for (const place of places) {
        const path = fileAt(this.step, place);
        if (path !== null) this.settings.add(path);
        const refused = this.file(place, project);
        if (refused !== null) return refused;
      }
    }
    for (const { include } of file.projectReferences) {
      const places = this.placesOf(include, project, project);
      if (places === null) return readsMore(include);
      for (const place of places) {
        const refused = this.project(place);
        if (refused !== null) return refused;
      }
    }
    return null;
  }

  private sources({ properties }: MsbuildFile, folder: string, project: string): Refusal | null {
    const lists = properties.filter(({ name }) => NAMES_SOURCES.test(name));
    for (const { name, value } of lists) {
      const own = new RegExp(`^\\$\\(${name}\\)$`, 'i');
      for (const written of slashed(value)
        .split(';')
        .map((each) => each.trim())) {
        if (written === '' || own.test(written) || /^https?:/i.test(written)) continue;
        const places = this.placesOf(written, folder, project);
        if (places === null) return readsMore(written);
        const refused = places.map((place) => this.source(place, project)).find((each) => each !== null);
        if (refused !== undefined) return refused;
      }
    }
    return null;
  }

  /** The files that a path of a project file means; null when it cannot be told. */
  private placesOf(written: string, folder: string, project: string): readonly string[] | null {
    const above =
      /^\$\(\[MSBuild\]::GetPathOfFileAbove\(\s*'?([^',()$]+)'?\s*(?:,\s*'?\$\(MSBuildThisFileDirectory\)[./]*'?\s*)?\)\)$/.exec(
        written,
      );
    if (above !== null) return upwards(from(folder, '..')).map((each) => from(each, above[1]!.trim()));
    const path = written
      .replaceAll(/\$\(MSBuildThisFileDirectory\)/gi, `${folder}/`)
      .replaceAll(/\$\((?:MSBuildProjectDirectory|ProjectDir)\)/gi, `${project}/`)
      .replaceAll(/\$\(SolutionDir\)/gi, (text) => (this.solution === null ? text : `${this.solution}/`));
    return /\$\(|[*?]|%\(|@\(/.test(path) ? null : [from(folder, path)];
  }
}

/** @param place absolute path of the project or solution in the image. */
export function readDotnetTree(step: Step, place: string, options: ReadonlyMap<string, string>): DotnetTree | Refusal {
  const target = fileAt(step, place)!;
  const folder = from(place, '..');
  const isSolution = /\.slnx?$/i.test(target);
  if (/\.slnf$/i.test(target)) return refuse({ code: 'no-recipe', tool: 'slnf files', of: 'order' });
  const walk = new Walk(step, isSolution ? folder : null);
  const refused =
    named(step, walk, options) ?? walk.settingsAbove(step.cwd, folder) ?? walk.settingsAbove(folder, folder);
  if (refused !== null) return refused;
  for (const path of isSolution ? besideSolution(step, place) : []) walk.settings.add(path);
  const projects = isSolution ? readSolution(target, step.project.readText(target) ?? '') : null;
  if (projects?.ok === false) return refuse(brokenManifest(projects.broken));
  for (const each of projects === null ? [place] : projects.value.map((path) => from(folder, path))) {
    const bad = walk.project(each);
    if (bad !== null) return bad;
  }
  const reads = new Set([...(isSolution ? [target] : []), ...walk.settings, ...walk.projects]);
  return { target, reads: [...reads], writes: [...walk.writes] };
}

/** Source: learn.microsoft.com, "Customize the solution build": before.X.sln.targets and after.X.sln.targets. */
function besideSolution(step: Step, place: string): readonly string[] {
  const name = place.slice(place.lastIndexOf('/') + 1);
  return filesIn(step, from(place, '..'), [`before.${name}.targets`, `after.${name}.targets`]);
}

/** What the command's own options name. */
function named(step: Step, walk: Walk, options: ReadonlyMap<string, string>): Refusal | null {
  for (const [name, value] of options) {
    if (value.includes('$')) return refuse({ code: 'dynamic-command', text: value });
    if (name === '--packages' || name === '--lock-file-path') return readsMore(`${name} ${value}`);
    const source = name === '--source' ? walk.source(value, step.cwd) : null;
    if (source !== null) return source;
    if (name !== '--configfile') continue;
    const path = fileAt(step, from(step.cwd, value));
    if (path === null) continue;
    walk.settings.add(path);
    const refused = walk.nuget(path, from(from(step.cwd, value), '..'));
    if (refused !== null) return refused;
  }
  return null;
}

function readsMore(what: string): Refusal {
  return refuse({ code: 'reads-sources', command: 'dotnet restore', what });
}
