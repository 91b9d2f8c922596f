/** Native code that the app's own packages link or load: no list of crates tells of it. */
import { folderOf, inFolder, isBelow } from '../../../../src/project/paths.ts';
import type { App } from '../../app.ts';
import { type Refusal, refuse } from '../../recipe.ts';
import type { Build } from './build.ts';

/** What a build script prints, or calls, to have something linked. Source: doc.rust-lang.org/cargo/reference/build-scripts.html. */
const LINKS_BY_SCRIPT = /rustc-link-(?:lib|search|arg)|rustc-flags|\bpkg_config\b|\bvcpkg\b|\bsystem_deps\b/;
const LINKS_BY_ATTRIBUTE = /#\[\s*link\s*\(/;
/** A library is loaded by its name, through a declaration of one's own or that of libc. */
const LOADS = /\bdlopen\s*\(/;
/** What the build script made is taken into the program. */
const TAKES_IN = /\binclude(?:_str|_bytes)?!\s*\(\s*concat!\s*\(\s*env!\s*\(\s*"OUT_DIR"\s*\)/g;
/** Elsewhere the path of it stays, to be read when the program runs. */
const OUT_DIR = /\benv!\s*\(\s*"OUT_DIR"/;
/** They load libraries by their names when they run. */
const LOADERS: ReadonlySet<string> = new Set(['libloading', 'dlopen', 'dlopen2', 'sharedlib']);
/** It embeds files in release builds, and reads them from the folder of the sources in others. Source: its README. */
const READS_IN_DEBUG = 'rust-embed';

/** Refuses what the project's own crates load or link; null when they do not. */
export function ownNative(app: App, build: Build): Refusal | null {
  for (const { path, manifest } of build.tree.packages) {
    const name = manifest.package?.name ?? path;
    const normal = manifest.dependencies.filter(({ kind }) => kind === 'normal');
    const loader = normal.find((each) => LOADERS.has(each.name));
    if (loader !== undefined) return refuse({ code: 'native-module', name: loader.name, path });
    // The program would be linked with a library beside it, and with that of Rust.
    if (manifest.targets.some(({ kind, crateTypes }) => kind === 'lib' && crateTypes.includes('dylib')))
      return refuse({ code: 'native-module', name, path });
    if (build.isDebug && normal.some((each) => each.name === READS_IN_DEBUG))
      return refuse({ code: 'reads-unknown', file: path, line: 1 });
    const script = manifest.package?.build ?? 'build.rs';
    const text = script === false ? null : app.project.readText(inFolder(folderOf(path), script));
    if (text !== null && LINKS_BY_SCRIPT.test(text))
      return refuse({ code: 'native-module', name, path: inFolder(folderOf(path), script || 'build.rs') });
  }
  return inSources(app, build);
}

/** The same, as the sources of the packages say it. */
function inSources({ project, sources }: App, { tree }: Build): Refusal | null {
  const folders = tree.packages.map(({ path }) => inFolder(folderOf(path), 'src'));
  for (const { path } of sources.files) {
    if (!path.endsWith('.rs') || !folders.some((folder) => isBelow(path, folder))) continue;
    const text = project.readText(path) ?? '';
    if (LINKS_BY_ATTRIBUTE.test(text)) return refuse({ code: 'native-module', name: '#[link]', path });
    if (LOADS.test(text)) return refuse({ code: 'native-module', name: 'dlopen', path });
    const line = text
      .replace(TAKES_IN, '')
      .split('\n')
      .findIndex((each) => OUT_DIR.test(each));
    if (line >= 0) return refuse({ code: 'reads-unknown', file: path, line: line + 1 });
  }
  return null;
}
