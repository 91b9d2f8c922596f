/** Programs: what the environment brings, and what the sources run besides. */

import { findReads } from '../../../../src/app/reads.ts';
import { recognise } from '../../../../src/facts/base-images.ts';
import { packageBrings } from '../../../../src/facts/package-programs.ts';
import { pythonPrograms } from '../../../../src/facts/python-programs.ts';
import { hasProgram } from '../../../../src/facts/runtime-images.ts';
import type { App } from '../../app.ts';
import { osPackages, programIn } from '../../packages.ts';
import { isRefusal, type Refusal, refuse } from '../../recipe.ts';
import type { Installed } from './installed.ts';
import { minorOf } from './libraries.ts';
import { scriptedPrograms, supervisedBy, wrappedPrograms } from './supervised.ts';

/** The programs that an environment of its own has. */
export function bringsOf(app: App, { packages, scripts }: Installed): readonly string[] {
  const minor = minorOf(app.base);
  const own = ['python', 'python3', 'pip', 'pip3', ...(minor === null ? [] : [`python3.${minor}`, `pip3.${minor}`])];
  return [...new Set([...own, ...scripts, ...pythonPrograms(packages.map(({ name }) => name))])];
}

/** OS packages for the programs that the sources run. */
export function sourcePrograms(app: App, runtime: string, brings: readonly string[]): readonly string[] | Refusal {
  const { gaps, isTooMuch } = app.sources;
  const [gap] = gaps.filter(({ why }) => why !== 'stage' && why !== 'image');
  if (gap !== undefined && gap.why !== 'image')
    return refuse({ code: 'copy-not-read', why: gap.why, word: gap.word }, gap.instruction);
  if (isTooMuch) return refuse({ code: 'reads-unknown', file: '.', line: 1 });
  const image = recognise(runtime);
  const found: string[] = [];
  const reads = findReads(app.doc, app.project, app.stage, ['python']);
  if (reads === null) return refuse({ code: 'reads-unknown', file: '.', line: 1 });
  const named = [...reads.programs, ...supervisedBy(app), ...wrappedPrograms(app), ...scriptedPrograms(app)];
  for (const { name, place } of named) {
    // Of a slim image the programs stay as they are, but for what the frame judges.
    if (name === null && runtime === app.stage.image) continue;
    if (name === null) return refuse({ code: 'program-unknown', ...place });
    if (brings.includes(name) || hasProgram(image, name)) continue;
    const own = osPackages(app).filter((each) => packageBrings(each, name));
    const added = own.length > 0 ? own[0]! : programIn(app.base, name, image);
    if (isRefusal(added)) return refuse({ code: 'program-missing', program: name, image: runtime, ...place });
    if (added !== null) found.push(added);
  }
  return found;
}
