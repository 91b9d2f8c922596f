/** What an install puts into the environment, and which files of the context it reads for that. */
import { absolute, absoluteFrom } from '../../../../src/project/absolute.ts';
import { inFolder, isBelow } from '../../../../src/project/paths.ts';
import type { RequiredPackage } from '../../../../src/project/python/requirements.ts';
import type { Broken } from '../../../../src/project/reading.ts';
import type { App, Step } from '../../app.ts';
import { type Refusal, refuse } from '../../recipe.ts';
import { commandOf, type PythonCall } from './calls.ts';

export interface Installed {
  readonly packages: readonly RequiredPackage[];
  /** Programs of the project itself. */
  readonly scripts: readonly string[];
  /** Paths of the context that are read: lists, manifests, and folders of which something is built. */
  readonly reads: readonly string[];
  /** Folders of the image that are installed to be edited: what runs are the sources there. */
  readonly edited: readonly string[];
  /** Wheels are not taken, although there may be some. */
  readonly isBuilt: boolean;
}

export type Answer = Installed | { readonly refusal: Refusal };

/** What lies at a path that a call names, by a COPY or by a mount of its RUN; null when nothing of the context does. */
export function contextAt(app: App, step: Step, written: string): string | null {
  if (step.cwd === null && !written.startsWith('/')) return null;
  const place = absoluteFrom(step.cwd, written);
  return boundAt(step, place) ?? app.toContext(place);
}

/** `--mount=type=bind,source=requirements.txt,target=requirements.txt` */
function boundAt({ run, state }: Step, place: string): string | null {
  for (const { name, value } of run.arguments.flags) {
    if (name !== 'mount' || value === null) continue;
    const fields = new Map(value.split(',').map((each) => [each.split('=')[0]!, each.slice(each.indexOf('=') + 1)]));
    if ((fields.get('type') ?? 'bind') !== 'bind' || fields.has('from')) continue;
    const target = fields.get('target') ?? fields.get('dst') ?? fields.get('destination');
    if (target === undefined || (!target.startsWith('/') && state.workdir === null)) continue;
    const at = absoluteFrom(state.workdir, target);
    const source = absolute(fields.get('source') ?? fields.get('src') ?? '/').slice(1);
    if (isBelow(place, at)) return place === at ? source : inFolder(source, place.slice(at.length + 1));
  }
  return null;
}

/** Nobody can tell what a call installs. */
export function artefact(call: PythonCall): Answer {
  const { run } = call.step;
  return refusedBy({ code: 'artefact-not-known', command: commandOf(call), line: run.startLine }, call.step);
}

/** A file that says what is installed cannot be read. */
export function broken({ path, line, why }: Broken, step: Step): Answer {
  return refusedBy({ code: 'broken-manifest', path, line, why }, step);
}

/** Refuses at the RUN of a step. */
export function refusedBy(reason: Refusal['refused'], step: Step): Answer {
  return { refusal: refuse(reason, step.run) };
}
