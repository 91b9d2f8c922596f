/** What the COPYs of the builder bring besides the sources: it is wanted at run time as well. */
import { pathsOf } from '../../../src/app/lineage.ts';
import type { Instruction } from '../../../src/dockerfile/document.ts';
import { absolute } from '../../../src/project/copies.ts';
import { isBelow, nameOf } from '../../../src/project/paths.ts';
import { copiesOf } from '../../../src/project/placed.ts';
import type { App } from '../app.ts';
import type { Carry, Plan, Refusal } from '../recipe.ts';
import { isRefusal, refuse } from '../recipe.ts';
import type { Parts } from './parts.ts';

export interface Beside {
  /** COPYs of the builder that are repeated as they are. */
  readonly repeats: readonly Instruction[];
  /** What other stages and images gave to the sources. */
  readonly carries: readonly Carry[];
}

/** Settings of the tools that build: nothing reads them when the app runs. Source: the tools' manuals. */
const BUILD_SETTINGS =
  /^\/(?:root|home\/\w+)\/(?:\.m2|\.npmrc|\.yarnrc(?:\.yml)?|\.netrc|\.gitconfig|\.git-credentials|\.ssh|\.cargo|\.gradle|\.pip|\.config\/pip|\.pypirc|\.nuget|\.docker|\.cache)(?:\/|$)|^\/etc\/(?:pip\.conf|npmrc|apt\/)|^\/(?:usr\/)?local\/cargo\/|^\/(?:tmp|go\/pkg)(?:\/|$)/;

/** @param covers whether a path of the builder is in the runtime stage already. */
export function besideOf(app: App, plan: Plan, parts: Parts, covers: (path: string) => boolean): Beside | Refusal {
  const roots = [
    ...new Set([
      ...app.steps.flatMap(({ call, cwd }) => (plan.claims.has(call) && cwd !== null ? [cwd] : [])),
      app.final.workdir,
    ]),
  ];
  const isSource = (path: string) => roots.some((root) => isIn(path, root) || isBelow(root, path));
  const repeats: Instruction[] = [];
  const carries: Carry[] = [];
  const own = new Set(app.stage.instructions);
  const builder = [...app.instructions.filter((each) => !own.has(each)), ...parts.builder];
  for (const copy of builder) {
    if ((copy.keyword !== 'COPY' && copy.keyword !== 'ADD') || plan.repeats.includes(copy)) continue;
    if (plan.leaves?.includes(copy) === true) continue;
    const targets = targetsOf(app, copy);
    if (isRefusal(targets)) return targets;
    const missing = targets.filter(({ path }) => !covers(path) && !BUILD_SETTINGS.test(path));
    const beside = missing.filter(({ path }) => !isSource(path));
    const given = missing.filter(({ path, isForeign }) => isForeign && isSource(path));
    if (given.some(({ path }) => roots.some((root) => isBelow(root, path))))
      return refuse({ code: 'copy-not-read', why: 'stage', word: copy.arguments.rest }, copy);
    for (const { path } of given) carries.push({ path, kind: 'folder' });
    if (beside.length > 0) repeats.push(copy);
  }
  return { repeats, carries };
}

/** Below the root lies everything: there only what lies in it directly is the app's. */
function isIn(path: string, root: string): boolean {
  return root === '/' ? path.lastIndexOf('/') === 0 : isBelow(path, root);
}

interface Target {
  /** Absolute: the file, or the folder that the contents go into. */
  readonly path: string;
  /** From another stage or image, or from elsewhere: nothing of the context. */
  readonly isForeign: boolean;
}

function targetsOf({ doc, project }: App, copy: Instruction): readonly Target[] | Refusal {
  const copies = copiesOf(doc, project, copy);
  if (copies.ok) return copies.copied.map(({ to }) => ({ path: to, isForeign: false }));
  const words = pathsOf(doc, copy);
  const target = words?.at(-1);
  const isElsewhere = copies.why === 'stage' || copies.why === 'remote';
  if (!isElsewhere || words === null || target === undefined)
    return refuse({ code: 'copy-not-read', why: copies.why, word: copies.word }, copy);
  const written = copy.arguments.words.at(-1) ?? '';
  const sources = words.slice(0, -1);
  const isFolder = written.endsWith('/') || written === '.' || sources.length > 1;
  // A folder of another stage is laid out in the target, a file of it gets the target's name: only the one with a slash tells.
  const [first = ''] = sources;
  const looksLikeFile = /\.\w+$/.test(nameOf(first));
  if (!isFolder || !looksLikeFile) return [{ path: target, isForeign: true }];
  return sources.map((source) => ({
    path: absolute(`${target}/${nameOf(source)}`),
    isForeign: true,
  }));
}
