/** Gemfile.lock and .bundle/config. */
import type { Files } from '../files.ts';
import { folderOf, resolvePath } from '../paths.ts';

export interface LockedGem {
  readonly name: string;
  /** Without its platform: `1.16.2` for `1.16.2-x86_64-linux`. */
  readonly version: string;
}

export interface GemfileLock {
  readonly path: string;
  /** Every gem that is locked, of all groups, each once. */
  readonly gems: readonly LockedGem[];
  /** `remote:` of each PATH section, in the context; null for one that lies outside. */
  readonly paths: readonly (string | null)[];
  readonly platforms: readonly string[];
  /** The Bundler that wrote it; null when it is not said. */
  readonly bundledWith: string | null;
}

/** Sections have a name in capitals at the margin, their lines are indented. @returns null when there is no such file. */
export function readGemfileLock(files: Files, path: string): GemfileLock | null {
  const text = files.readText(path);
  if (text === null) return null;
  const folder = folderOf(path);
  const paths: (string | null)[] = [];
  const gems = new Map<string, LockedGem>();
  const platforms: string[] = [];
  let bundledWith: string | null = null;
  let section = '';
  for (const line of text.split(/\r?\n/)) {
    if (/^[A-Z]/.test(line)) section = line.trim();
    else if (section === 'PATH' && /^ {2}remote: /.test(line)) paths.push(resolvePath(folder, line.slice(10).trim()));
    else if (section === 'GEM' || section === 'GIT' || section === 'PATH') {
      // Four spaces: a gem; six: what it depends on.
      const [, name, version = ''] = /^ {4}([\w.-]+) \(([^-)]*)/.exec(line) ?? [];
      if (name !== undefined && !gems.has(name)) gems.set(name, { name, version });
    } else if (section === 'PLATFORMS' && line.trim() !== '') platforms.push(line.trim());
    else if (section === 'BUNDLED WITH' && line.trim() !== '') bundledWith ??= line.trim();
  }
  return { path, gems: [...gems.values()], paths, platforms, bundledWith };
}

/** The settings of .bundle/config by name, `BUNDLE_PATH` and so on; empty when there is no such file. */
export function readBundleConfig(files: Files, path: string): ReadonlyMap<string, string> {
  const lines = (files.readText(path) ?? '').split(/\r?\n/);
  // Bundler writes one `NAME: "value"` a line and reads nothing else.
  return new Map(
    lines.flatMap((line) => {
      const match = /^(BUNDLE_\w+): *(.*)$/.exec(line);
      return match === null ? [] : [[match[1]!, match[2]!.trim().replace(/^(["'])(.*)\1$/, '$2')] as const];
    }),
  );
}
