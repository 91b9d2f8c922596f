/** vendor/modules.txt: which packages of which modules lie in vendor/. Source: go.dev/ref/mod, "Vendoring". */
import type { GoReplace } from './go-mod.ts';

export interface VendoredModule {
  readonly path: string;
  /** Null for one that is replaced whatever its version. */
  readonly version: string | null;
  readonly by: GoReplace['by'] | null;
  readonly packages: readonly string[];
}

export function readVendored(text: string): readonly VendoredModule[] {
  const found: (VendoredModule & { packages: string[] })[] = [];
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith('# ')) {
      const words = line.slice(2).trim().split(/\s+/);
      const arrow = words.indexOf('=>');
      const [path = '', version = null] = arrow < 0 ? words : words.slice(0, arrow);
      const [target, targetVersion] = arrow < 0 ? [] : words.slice(arrow + 1);
      found.push({ path, version, by: replacement(target, targetVersion), packages: [] });
    } else if (line !== '' && !line.startsWith('#')) found.at(-1)?.packages.push(line.trim());
  }
  return found;
}

function replacement(path: string | undefined, version: string | undefined): GoReplace['by'] | null {
  if (path === undefined) return null;
  return version === undefined ? { kind: 'folder', path } : { kind: 'module', path, version };
}
