/** What the spec of a dependency says of files of the project. */

/**
 * `file` is a folder that is copied or linked, or a packed archive; `link` and `portal` are links to a folder; `patch` names
 * patch files for a package; `exec` is a generator script (yarn). Null for what comes from elsewhere.
 */
export type LocalSpec =
  | { readonly kind: 'file' | 'link' | 'portal' | 'exec'; readonly path: string }
  | { readonly kind: 'patch'; readonly path: string; readonly isFromRoot: boolean };

/**
 * The local files of a spec. Several for a patch of a patch.
 * Source: npm-package-arg; yarnpkg.com/protocols; pnpm.io/cli/link; bun.sh/docs/cli/add.
 */
export function localSpecs(spec: string): readonly LocalSpec[] {
  const named = /^(file|link|portal|exec):(.*)$/s.exec(spec);
  if (named !== null) {
    // What stands behind `::` and `#` are bindings and hashes that yarn adds.
    const path = named[2]!.replace(/(?:::|#).*$/s, '').replace(/^\/\/(?=\.)/, '');
    return [{ kind: named[1] as 'file' | 'link' | 'portal' | 'exec', path }];
  }
  if (spec.startsWith('patch:')) return patchesOf(spec);
  // workspace:../a and workspace:packages/a name members, which are found by their patterns.
  if (/^(?:\.{1,2}(?:\/|$)|~\/|\/)/.test(spec)) return [{ kind: 'file', path: spec }];
  if (/^[^:@]*\.(?:tgz|tar\.gz|tar)$/.test(spec)) return [{ kind: 'file', path: spec }];
  return [];
}

/** `patch:left-pad@npm%3A1.3.0#~/.yarn/patches/left-pad.patch`; `~/` is the root, `~builtin<...>` is yarn's own. */
function patchesOf(spec: string): readonly LocalSpec[] {
  const selector = spec.slice(spec.indexOf('#') + 1).replace(/::.*$/s, '');
  return selector.split('&').flatMap((written) => {
    const path = written.replace(/^optional!/, '');
    if (path === '' || path.startsWith('builtin<') || path.startsWith('~builtin<')) return [];
    const isFromRoot = path.startsWith('~/');
    return [{ kind: 'patch' as const, path: isFromRoot ? path.slice(2) : path, isFromRoot }];
  });
}

/** Whether the target of a `file:` spec is a packed archive and not a folder. */
export function isArchive(path: string): boolean {
  return /\.(?:tgz|tar\.gz|tar)$/.test(path);
}
