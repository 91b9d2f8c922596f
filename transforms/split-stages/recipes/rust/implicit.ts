/** Files that crates read by themselves when the program starts. Sources: the guides of Rocket, dotenv and dotenvy. */
import type { App } from '../../app.ts';
import type { Carry } from '../../recipe.ts';
import { placeOf } from '../native/words.ts';
import type { Linked } from './linked.ts';

const FILES: readonly (readonly [string, readonly string[]])[] = [
  ['Rocket.toml', ['rocket']],
  ['templates', ['rocket_dyn_templates', 'rocket_contrib']],
  ['.env', ['dotenv', 'dotenvy', 'dotenv_codegen']],
];

/** They are looked for in the folder that the program is started in. */
export function implicitReads(app: App, { crates }: Linked): readonly Carry[] {
  return FILES.flatMap(([name, readers]): readonly Carry[] => {
    const path = placeOf(name, app.final.workdir)!;
    const found = readers.some((crate) => crates.has(crate)) ? app.toContext(path) : null;
    const kind = found === null ? undefined : app.project.statOf(found)?.kind;
    return kind === 'file' || kind === 'folder' ? [{ path, kind }] : [];
  });
}
