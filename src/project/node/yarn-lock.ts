/** yarn.lock: which yarn wrote it, and what it takes from the project itself. */
import type { Files } from '../files.ts';
import { inFolder } from '../paths.ts';

export interface YarnLock {
  readonly path: string;
  readonly kind: 'classic' | 'berry';
  /** Names of packages, each once. */
  readonly names: ReadonlySet<string>;
  /** Specs of entries that come from the project: `file:./a`, `patch:...`, `link:...`, `portal:...`. */
  readonly local: readonly string[];
  /** Addresses that packages of yarn 1 are fetched from, without the file. */
  readonly hosts: ReadonlySet<string>;
}

/** The yarn.lock of a folder; null when there is none. */
export function readYarnLock(files: Files, folder: string): YarnLock | null {
  const path = inFolder(folder, 'yarn.lock');
  const text = files.readText(path);
  if (text === null) return null;
  const names = new Set<string>();
  const hosts = new Set<string>();
  const local: string[] = [];
  for (const line of text.split('\n')) {
    // An entry's line begins at the margin and lists descriptors: `"a@^1.0.0", a@^1.1.0:`.
    if (/^["@\w]/.test(line)) {
      for (const written of line.trim().replace(/:$/, '').split(/,\s*/)) {
        const descriptor = written.replace(/^"|"$/g, '');
        const at = descriptor.indexOf('@', 1);
        if (at < 0) continue;
        names.add(descriptor.slice(0, at));
        if (/^(?:file|link|portal|patch|exec):/.test(descriptor.slice(at + 1))) local.push(descriptor.slice(at + 1));
      }
    }
    const host = /^\s+resolved "?(https?:\/\/[^/"]+)/.exec(line)?.[1];
    if (host !== undefined) hosts.add(host);
  }
  return { path, kind: /^__metadata:/m.test(text) ? 'berry' : 'classic', names, local, hosts };
}
