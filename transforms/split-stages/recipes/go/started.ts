/** Which of the programs that were built the container starts, and where it looks for it. */

import { programFolders } from '../../../../src/app/lineage.ts';
import type { StartCall } from '../../../../src/app/start.ts';
import { expandWord } from '../../../../src/dockerfile/expand.ts';
import { absolute, absoluteFrom } from '../../../../src/project/absolute.ts';
import type { App } from '../../app.ts';
import type { Output } from './outputs.ts';

export interface StartedOutput {
  readonly output: Output;
  /** Absolute; that of the output but for a folder which is in the builder's PATH only. */
  readonly to: string;
}

/** Where the runtime images look for programs as well. */
const USUAL: ReadonlySet<string> = new Set([
  '/usr/local/sbin',
  '/usr/local/bin',
  '/usr/sbin',
  '/usr/bin',
  '/sbin',
  '/bin',
]);

/** The output that a call starts; null when it starts something else. The last that was written there counts. */
export function startedBy(app: App, outputs: readonly Output[], started: StartCall): StartedOutput | null {
  const { call } = started;
  const written = call.program.value ?? expandWord(call.program.text, (name) => app.final.env.get(name) ?? null, '\\');
  if (written === null || written === '') return null;
  if (written.includes('/')) {
    if (!written.startsWith('/') && mayBeElsewhere(app, started)) return null;
    const path = absoluteFrom(app.final.workdir, written);
    const output = outputs.findLast((one) => one.path === path);
    return output === undefined ? null : { output, to: path };
  }
  for (const folder of searched(app)) {
    const output = outputs.findLast(({ path }) => path === absolute(`${folder}/${written}`));
    if (output === undefined) continue;
    const stays = USUAL.has(folder) || setsPath(app, folder);
    return { output, to: stays ? output.path : `/usr/local/bin/${written}` };
  }
  return null;
}

function searched({ doc, stage }: App): readonly string[] {
  return [...programFolders(doc, stage), '/usr/local/go/bin'];
}

/** Whether the file itself puts the folder into PATH: it does so in the runtime stage too. */
function setsPath({ instructions, final }: App, folder: string): boolean {
  const isSet = instructions.some(
    ({ keyword, arguments: { pairs } }) => keyword === 'ENV' && pairs.some(({ key }) => key === 'PATH'),
  );
  if (!isSet) return false;
  const value = final.env.get('PATH');
  if (value !== undefined && value !== null) return value.split(':').includes(folder);
  return instructions.some(
    ({ keyword, arguments: { pairs } }) =>
      keyword === 'ENV' && pairs.some(({ key, value: text }) => key === 'PATH' && text.split(/[:"']/).includes(folder)),
  );
}

/** Whether it runs in another folder than the image says. */
function mayBeElsewhere({ start, uses }: App, { at, file }: StartCall): boolean {
  if (at === null && uses.some(({ workdir }) => workdir !== null)) return true;
  return start.calls.some((other) => (other.name === 'cd' || other.name === 'pushd') && other.file === file);
}
