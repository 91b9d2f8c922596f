/** What an app that is one program needs of the image around it. */

import type { Language } from '../../../../src/app/code/languages.ts';
import { findReads } from '../../../../src/app/reads.ts';
import { recognise } from '../../../../src/facts/base-images.ts';
import { packageBrings } from '../../../../src/facts/package-programs.ts';
import { hasProgram } from '../../../../src/facts/runtime-images.ts';
import type { App } from '../../app.ts';
import { outermost } from '../../carries.ts';
import { readLeftovers } from '../../leftovers.ts';
import { type Carry, isRefusal, type Plan, type Refusal, refuse } from '../../recipe.ts';
import type { Started } from './started.ts';

export interface SourceNeeds {
  readonly carries: readonly Carry[];
  readonly programs: readonly { readonly name: string; readonly file: string; readonly line: number }[];
}

/** They have the loader take libraries that nobody linked, or from elsewhere. Source: ld.so(8). */
const LOADED: readonly string[] = ['LD_PRELOAD', 'LD_LIBRARY_PATH'];

/** What the sources read and run. @returns why that cannot be told. */
export function sourceNeeds(app: App, languages: readonly Language[]): SourceNeeds | Refusal {
  const loaded = LOADED.find((name) => (app.final.env.get(name) ?? '') !== '' || app.final.env.get(name) === null);
  if (loaded !== undefined) {
    const name = app.final.env.get(loaded) ?? loaded;
    return refuse({ code: 'native-module', name, path: `ENV ${loaded}` });
  }
  const reads = findReads(app.doc, app.project, app.stage, languages);
  if (reads === null) {
    const [gap] = app.sources.gaps;
    if (gap === undefined) return refuse({ code: 'reads-unknown', file: '.', line: 1 });
    const why = gap.why === 'image' ? 'stage' : gap.why;
    return refuse({ code: 'copy-not-read', why, word: gap.word }, gap.instruction);
  }
  const programs: { name: string; file: string; line: number }[] = [];
  for (const { name, place } of reads.programs) {
    if (name === null) return refuse({ code: 'program-unknown', ...place });
    programs.push({ name, ...place });
  }
  // What is read by a name that nobody knows is one of these.
  const paths = reads.unknown.length > 0 ? [...reads.paths, ...reads.data] : reads.paths;
  return { carries: outermost(paths.map(({ path, kind }) => ({ path, kind }))), programs };
}

/** Whether a shell, or another program of a system, has a part in the start. */
export function needsSystem(app: App, { calls }: Started, needs: SourceNeeds): boolean {
  const { user } = app.final;
  if (user === null || !/^(?:root|nobody|nonroot|\d+)(?::|$)/.test(user)) return true;
  if (needs.programs.length > 0 || app.start.calls.some((call) => !calls.includes(call))) return true;
  const isScript = (file: string | null) => file !== null && !app.uses.some((use) => use.file === file);
  return app.start.calls.some(
    ({ at, file, call }) => isScript(file) || call.wrappers.length > 0 || (at !== null && at.arguments.json === null),
  );
}

/** Whether something has to be installed or made by a RUN of the runtime stage, which asks for a shell. */
export function needsRuns(app: App, plan: Plan): boolean {
  const leftovers = readLeftovers(app, plan);
  return !isRefusal(leftovers) && (leftovers.packages.length > 0 || leftovers.repeats.length > 0);
}

/** The first program of the sources that the runtime stage would not have. */
export function missingProgram(app: App, plan: Plan, needs: SourceNeeds): Refusal | null {
  const image = recognise(plan.runtime);
  const leftovers = readLeftovers(app, plan);
  const packages = [...plan.packages, ...(isRefusal(leftovers) ? [] : leftovers.packages)];
  const missing = needs.programs.find(
    ({ name }) =>
      !hasProgram(image, name) && !plan.brings.includes(name) && !packages.some((one) => packageBrings(one, name)),
  );
  if (missing === undefined) return null;
  const { name, file, line } = missing;
  return refuse({ code: 'program-missing', program: name, image: plan.runtime, file, line });
}
