/** Programs and libraries of the system that the app's own sources call. */

import { findReads } from '../../../../src/app/reads.ts';
import { recognise } from '../../../../src/facts/base-images.ts';
import { packageBrings } from '../../../../src/facts/package-programs.ts';
import { hasProgram } from '../../../../src/facts/runtime-images.ts';
import type { App } from '../../app.ts';
import { osPackages, programIn } from '../../packages.ts';
import { isRefusal, type Refusal, refuse } from '../../recipe.ts';

/** What developers run by hand, and what deploys the app: no process of the container reads it. */
const TOOLS =
  /(?:^|\/)(?:bin\/(?:setup|update|dev|ci|brakeman|rubocop|bundle|spring|yarn|webpack[\w-]*)|Rakefile|Guardfile|Capfile|Gemfile|Dangerfile|spec|test|features|script)(?:\/|$)|(?:^|\/)config\/deploy|\.(?:rake|gemspec)$/;
/** All but the libc, which every image has. */
const LOADS = /\bffi_lib\s+(?!\[?\s*(?:FFI::Library::LIBC|['"](?:c|m|libc)['"]))|\bFiddle\.dlopen\s*\(?\s*['"]/;

/** OS packages for the programs that the sources run. */
export function sourceNeeds(app: App, runtime: string, brings: readonly string[]): readonly string[] | Refusal {
  const { gaps, isTooMuch, files } = app.sources;
  const gap = gaps.find(({ why }) => why !== 'stage' && why !== 'image');
  if (gap !== undefined && gap.why !== 'image')
    return refuse({ code: 'copy-not-read', why: gap.why, word: gap.word }, gap.instruction);
  const reads = findReads(app.doc, app.project, app.stage, ['ruby']);
  if (isTooMuch || reads === null) return refuse({ code: 'reads-unknown', file: '.', line: 1 });
  const isOther = runtime !== app.stage.image;
  for (const { path, image } of isOther ? files : []) {
    const text = image !== null && path.endsWith('.rb') ? app.project.readText(path) : null;
    const line = text?.split('\n').find((each) => !/^\s*#/.test(each) && LOADS.test(each));
    if (line !== undefined) return refuse({ code: 'native-module', name: line.trim().slice(0, 60), path });
  }
  const image = recognise(runtime);
  const found: string[] = [];
  for (const { name, place } of reads.programs) {
    if (TOOLS.test(place.file) || (name === null && !isOther)) continue;
    if (name === null) return refuse({ code: 'program-unknown', ...place });
    if (brings.includes(name) || hasProgram(image, name)) continue;
    const own = osPackages(app).find((each) => packageBrings(each, name));
    const added = own ?? programIn(app.base, name, image);
    if (isRefusal(added)) return refuse({ code: 'program-missing', program: name, image: runtime, ...place });
    if (added !== null) found.push(added);
  }
  return found;
}
