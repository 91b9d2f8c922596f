/** Is it Yarn 1? Later releases run the app from the packages in their cache. */
import type { Instruction } from '../../src/dockerfile/document.ts';
import { parentOf } from '../../src/dockerfile/state.ts';
import type { Call } from './calls.ts';
import { lookUp } from './copied.ts';
import type { Run } from './run.ts';

export type Evidence =
  | { readonly kind: 'proven' }
  | { readonly kind: 'assumed'; readonly assumption: string }
  | { readonly kind: 'not-classic'; readonly what: string };

/** What only a later Yarn, or a way to get it, writes. */
const LATER =
  /\bcorepack\b|\byarn\s+set\s+version\b|\.yarnrc\.yml|\.pnp\.|\byarn\s+(?:workspaces\s+focus|dlx|plugin)\b|--immutable\b|\.yarn(?:\/|\s|$)/;

const ASSUMED: Evidence = {
  kind: 'assumed',
  assumption: 'yarn is Yarn 1 here: the project has no .yarnrc.yml and its package.json names no other release',
};

/** The evidence in the stage, its parents and the build context. */
export function yarnEvidence(run: Run, fills: readonly Call[]): Evidence {
  for (const { logical } of instructionsUpTo(run)) {
    const found = LATER.exec(logical)?.[0];
    if (found !== undefined) return { kind: 'not-classic', what: found.trim() };
  }
  // `yarn global` is there in Yarn 1 only.
  if (fills.every(({ use }) => use?.verb?.text.startsWith('global '))) return { kind: 'proven' };
  if (!run.project.hasContext || run.calls.some(({ name }) => name === 'cd')) return ASSUMED;
  if (fileAbove(run, '.yarnrc.yml') !== null) return { kind: 'not-classic', what: '.yarnrc.yml' };
  const handsOver = /^\s*yarn-path\s+["']?(\S*(?:berry|yarn-[2-9])[^\s"']*)/m.exec(fileAbove(run, '.yarnrc') ?? '');
  if (handsOver !== null) return { kind: 'not-classic', what: handsOver[1]! };
  const manifest = fileOf(run, 'package.json');
  const manager = /"packageManager"\s*:\s*"([^"]+)"/.exec(manifest ?? '')?.[1];
  if (manager !== undefined && !/^yarn@1\b/.test(manager)) return { kind: 'not-classic', what: manager };
  const lock = fileOf(run, 'yarn.lock');
  if (lock !== null && !lock.includes('yarn lockfile v1'))
    return { kind: 'not-classic', what: 'the format of yarn.lock' };
  // The yarn of the node image is Yarn 1, which hands over only to what a .yarnrc or a .yarnrc.yml names.
  const isKnown = lock !== null || (manifest !== null && run.base.tools.includes('yarn'));
  return isKnown ? { kind: 'proven' } : ASSUMED;
}

/** A file of the folder that yarn runs in or of one above it, as it was copied there. */
function fileAbove({ doc, project, instruction, state }: Run, name: string): string | null {
  for (let folder = state.workdir; folder !== null; folder = folder === '/' ? null : parentFolder(folder)) {
    const found = lookUp(doc, project, instruction, `${folder === '/' ? '' : folder}/${name}`);
    if (found.kind === 'text') return found.text;
  }
  return null;
}

function parentFolder(folder: string): string {
  return folder.slice(0, folder.lastIndexOf('/')) || '/';
}

/** A file of the folder that yarn runs in, as it was copied there. */
function fileOf({ doc, project, instruction, state }: Run, name: string): string | null {
  if (state.workdir === null) return null;
  const found = lookUp(doc, project, instruction, `${state.workdir === '/' ? '' : state.workdir}/${name}`);
  return found.kind === 'text' ? found.text : null;
}

/** Everything in front of the RUN in its stage and the stages it is built on, and the RUN. */
function instructionsUpTo({ doc, stage, instruction }: Run): readonly Instruction[] {
  const found = stage.instructions.filter(({ index }) => index <= instruction.index);
  for (let at = parentOf(doc, stage); at !== null; at = parentOf(doc, at)) found.push(...at.instructions);
  return found;
}
