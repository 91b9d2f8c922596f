/** go.mod. Source: go.dev/ref/mod, "go.mod files". */
import { type Reading, readAs } from '../reading.ts';
import { type Directive, readDirectives } from './directives.ts';

export interface GoRequire {
  readonly path: string;
  readonly version: string;
  readonly isIndirect: boolean;
  readonly line: number;
}

export interface GoReplace {
  readonly path: string;
  /** Null when every version is replaced. */
  readonly version: string | null;
  readonly by:
    | { readonly kind: 'folder'; readonly path: string }
    | { readonly kind: 'module'; readonly path: string; readonly version: string };
}

export interface GoMod {
  /** The module's path; null when none is written, which older modules do. */
  readonly module: string | null;
  /** The language release: `1.21`, `1.22.3`; null when none is written: 1.16. */
  readonly go: string | null;
  readonly toolchain: string | null;
  readonly requires: readonly GoRequire[];
  readonly replaces: readonly GoReplace[];
  readonly excludes: readonly { readonly path: string; readonly version: string }[];
  /** Packages of tools that `go tool` runs. */
  readonly tools: readonly string[];
}

/** @returns the file, or where it is broken. A directive that is not known is left out, as newer releases bring new ones. */
export function readGoMod(path: string, text: string): Reading<GoMod> {
  const read = readDirectives(path, text);
  if (!read.ok) return read;
  const of = (verb: string) => read.value.filter((directive) => directive.verb === verb);
  return readAs({
    module: of('module')[0]?.words[0] ?? null,
    go: of('go')[0]?.words[0] ?? null,
    toolchain: of('toolchain')[0]?.words[0] ?? null,
    requires: of('require').flatMap(requireOf),
    replaces: of('replace').flatMap(replaceOf),
    excludes: of('exclude').flatMap(({ words: [path, version] }) =>
      path === undefined || version === undefined ? [] : [{ path, version }],
    ),
    tools: of('tool').flatMap(({ words }) => words.slice(0, 1)),
  });
}

function requireOf({ words: [path, version], comment, line }: Directive): GoRequire[] {
  if (path === undefined || version === undefined) return [];
  return [{ path, version, isIndirect: /^indirect\b/.test(comment), line }];
}

/** `old [v1] => ./folder` or `old [v1] => new v2`. */
export function replaceOf({ words }: Directive): GoReplace[] {
  const arrow = words.indexOf('=>');
  const [path, version = null] = words.slice(0, Math.max(arrow, 0));
  const [target, targetVersion] = words.slice(arrow + 1);
  if (path === undefined || target === undefined) return [];
  const isFolder = targetVersion === undefined;
  const by = isFolder
    ? ({ kind: 'folder', path: target } as const)
    : ({ kind: 'module', path: target, version: targetVersion } as const);
  return [{ path, version, by }];
}

/** What a required module is replaced by; null when it is not. One for its very version goes before one for all. */
export function replacementOf(
  { path, version }: { readonly path: string; readonly version: string },
  replaces: readonly GoReplace[],
): GoReplace['by'] | null {
  const own = replaces.filter((replace) => replace.path === path);
  const found = own.find((replace) => replace.version === version) ?? own.find((replace) => replace.version === null);
  return found?.by ?? null;
}

/** Whether a release is at least another: `1.21` of `1.14`. What is not a number counts as 0. */
export function isGoAtLeast(release: string | null, least: string): boolean {
  // Source: go.dev/ref/mod: without a go directive, 1.16 is assumed.
  const numbers = (text: string) => text.split('.').map((part) => Number.parseInt(part, 10) || 0);
  const [major = 0, minor = 0] = numbers(release ?? '1.16');
  const [wantedMajor = 0, wantedMinor = 0] = numbers(least);
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}
