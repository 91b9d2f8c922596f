/** nuget.config: where packages come from. Source: learn.microsoft.com, "nuget.config reference". */
import { type Reading, readAs } from '../reading.ts';
import { childOf, type Element, readXml } from '../xml.ts';
import { slashed } from './solution.ts';

/** The names that NuGet looks for on a file system that tells cases apart, in its order. */
export const NUGET_CONFIGS: readonly string[] = ['nuget.config', 'NuGet.config', 'NuGet.Config'];

export interface NugetConfig {
  /** Addresses, and folders as written with forward slashes. */
  readonly sources: readonly string[];
  /** Where packages are put, when it is not the user's own folder. */
  readonly packagesFolder: string | null;
}

export function readNugetConfig(path: string, text: string): Reading<NugetConfig> {
  const read = readXml(path, text);
  if (!read.ok) return read;
  const entries = (section: string) => childOf(read.value, section)?.children.flatMap(entryOf) ?? [];
  const folder = entries('config').find(({ key }) => key.toLowerCase() === 'globalpackagesfolder');
  return readAs({
    sources: [...entries('packageSources'), ...entries('fallbackPackageFolders')].map(({ value }) => value),
    packagesFolder: folder?.value ?? null,
  });
}

function entryOf({ name, attributes }: Element): { readonly key: string; readonly value: string }[] {
  const value = attributes.get('value');
  return name === 'add' && value !== undefined ? [{ key: attributes.get('key') ?? '', value: slashed(value) }] : [];
}
