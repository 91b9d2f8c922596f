/**
 * Programs of packages that are linked and not copied: members, and folders behind `link:`. A manager links a program
 * only when its file is there, and makes it executable; the sources that come later have the mode of the context.
 */
import type { Manifest } from '../../../../src/project/node/manifest.ts';
import { resolvePath } from '../../../../src/project/paths.ts';
import { tableOf, textOf } from '../../../../src/project/toml.ts';
import { type Refusal, refuse } from '../../recipe.ts';
import { type Plan, shown } from './plan.ts';

const EXECUTABLE = 0o111;

/** Adds the programs that are there to the plan; one that is built later is linked neither before nor after. */
export function addBins(plan: Plan, manifest: Manifest): Refusal | null {
  const { files } = plan;
  const folder = textOf(tableOf(manifest.table.get('directories'))?.get('bin'));
  for (const written of folder === null ? manifest.bin.values() : [folder]) {
    const path = resolvePath(manifest.folder, written);
    const stat = path === null ? null : files.statOf(path);
    if (path === null || stat === null) continue;
    // Source: npm/bin-links, lib/fix-bin.js: it takes the carriage return from the first line.
    const isMended = /^#![^\n]*\r\n/.test(files.readText(path) ?? '');
    if (stat.kind !== 'file' || (stat.mode & EXECUTABLE) === 0 || isMended)
      return refuse({ code: 'reads-sources', command: shown(files, manifest.path), what: written });
    plan.reads.add(path);
  }
  return null;
}
