/** The project that is published, by the words of `dotnet publish` and by what its files say. */

import { readWords } from '../../../../src/app/call-words.ts';
import { absolute, absoluteFrom } from '../../../../src/project/absolute.ts';
import { literalProperty, type MsbuildFile, readMsbuild } from '../../../../src/project/dotnet/msbuild.ts';
import { inFolder, nameOf } from '../../../../src/project/paths.ts';
import { type Reading, readAs } from '../../../../src/project/reading.ts';
import type { App, Step } from '../../app.ts';
import { type Refusal, refuse } from '../../recipe.ts';
import { isPlain } from './packages.ts';

/** Options whose value is the next word. Source: learn.microsoft.com, "dotnet publish". */
export const VALUED: ReadonlySet<string> = new Set(
  '-c --configuration -f --framework -o --output -r --runtime -a --arch --os -v --verbosity -s --source --version-suffix --artifacts-path --manifest --configfile'.split(
    ' ',
  ),
);
/** The output has a runtime of its own, or is no .dll: another image, and another start. */
const OWN_RUNTIME =
  /self-contained|^--sc$|PublishSingleFile|PublishAot|PublishTrimmed|PublishProfile|ArtifactsPath|PublishDir|OutputPath|AssemblyName/i;
const OTHER_PROPERTIES = [
  'SelfContained',
  'PublishSingleFile',
  'PublishAot',
  'PublishTrimmed',
  'PublishProfile',
  'PublishDir',
  'OutputPath',
  'RuntimeIdentifier',
  'UseArtifactsOutput',
];
export interface Project {
  /** Absolute folder of the image. */
  readonly folder: string;
  readonly file: MsbuildFile;
  readonly assembly: string;
  readonly isWeb: boolean;
  /** A program of the same name starts it. */
  readonly isHosted: boolean;
}

/** The project that is published: named, or the only one in the folder. */
export function projectOf({ project, toContext }: App, { call, cwd, run }: Step): Project | Refusal {
  const unknown = refuse({ code: 'artefact-not-known', command: 'dotnet publish', line: run.startLine }, run);
  const words = readWords(call.args.slice(1), VALUED);
  // MSBuild takes `/p:` for `-p:`.
  const isProperty = ({ text }: { readonly text: string }) => /^\/\w+:/.test(text);
  const properties = [...words.options, ...words.rest.filter(isProperty)];
  const [named, ...more] = words.rest.filter((word) => !isProperty(word));
  if (properties.some(({ text }) => OWN_RUNTIME.test(text)) || cwd === null || more.length > 0) return unknown;
  if (named?.value === null) return unknown;
  const place = named === undefined ? cwd : absoluteFrom(cwd, named.value);
  const context = toContext(place);
  if (context === null) return unknown;
  const isFile = /\.(?:cs|fs|vb)proj$/.test(context);
  const found = isFile
    ? [context]
    : project
        .list(context)
        .filter((name) => /\.(?:cs|fs|vb)proj$/.test(name))
        .map((name) => inFolder(context, name));
  const [path] = found;
  const text = path === undefined || found.length > 1 ? null : project.readText(path);
  if (path === undefined || text === null) return unknown;
  const read = readMsbuild(path, text);
  if (!read.ok) return refuse({ code: 'broken-manifest', ...read.broken }, run);
  const file = read.value;
  const shared = sharedBy(project, path);
  if (!shared.ok) return refuse({ code: 'broken-manifest', ...shared.broken }, run);
  const inherited = shared.value.flatMap(({ properties: each }) => each);
  const others = [...inherited, ...file.properties];
  if (OTHER_PROPERTIES.some((name) => others.some((one) => one.name === name && one.value !== 'false'))) return unknown;
  if (inherited.some(({ name }) => name === 'AssemblyName')) return unknown;
  const isNamed = file.properties.some(({ name }) => name === 'AssemblyName');
  const own = nameOf(path).replace(/\.\w+$/, '');
  const assembly = isNamed ? literalProperty(file, 'AssemblyName') : own;
  if (assembly === null || file.sdk === null) return unknown;
  const isWeb = file.sdk === 'Microsoft.NET.Sdk.Web' || !isPlain(project, path, shared.value);
  const isOff = (one: { readonly name: string; readonly value: string }) =>
    one.name === 'UseAppHost' && one.value !== 'true';
  const isHosted = !others.some(isOff) && !properties.some(({ text: option }) => /UseAppHost/i.test(option));
  return { folder: isFile ? absolute(`${place}/..`) : place, file, assembly, isWeb, isHosted };
}

/** Directory.Build.props and .targets above a project. Source: learn.microsoft.com, "Customize your build". */
function sharedBy(project: App['project'], path: string): Reading<readonly MsbuildFile[]> {
  const found: MsbuildFile[] = [];
  const parts = path.split('/').slice(0, -1);
  for (let depth = parts.length; depth >= 0; depth--)
    for (const name of ['Directory.Build.props', 'Directory.Build.targets']) {
      const file = inFolder(parts.slice(0, depth).join('/'), name);
      const text = project.readText(file);
      if (text === null) continue;
      const read = readMsbuild(file, text);
      if (!read.ok) return read;
      found.push(read.value);
    }
  return readAs(found);
}
