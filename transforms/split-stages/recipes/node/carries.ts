/** What the runtime stage gets: a few exact paths where all that runs is known, else the whole folder of the app. */
import type { Reads } from '../../../../src/app/reads.ts';
import { isBelow } from '../../../../src/project/paths.ts';
import type { App } from '../../app.ts';
import { type Carry, type Refusal, refuse } from '../../recipe.ts';
import { hasWorkspaces } from './development.ts';
import { type Entries, readEntries, targetOf } from './entries.ts';
import { copiesInto } from './file-calls.ts';
import { keptOf } from './kept.ts';
import { allOutputs } from './made.ts';
import type { StartNeeds } from './start-needs.ts';
import { type Subject, textOf } from './subject.ts';

export interface Contents {
  readonly carries: readonly Carry[];
  readonly moves: Entries['late'];
  readonly repeats: Entries['both'];
  /** For the message. */
  readonly keeps: string;
  /** node_modules stay behind. */
  readonly isAlone: boolean;
}

/** Folders of the image itself, in which more lies than the app. Source: the image's own tree. */
const SYSTEM =
  /^\/(?:bin|etc|home(?:\/node)?|lib|mnt|opt|root|sbin|tmp|usr(?:\/(?:bin|lib|local(?:\/\w+)?|sbin|share))?|var(?:\/(?:cache|lib|log|run|tmp))?)?$/;
/** More COPYs than that nobody wants to read. */
const MOST = 8;
/** They are served or run as they are, with all that they need in them. Source: nitro.build/deploy, nextjs.org/docs (output). */
const SELF_CONTAINED = /^(.*\/(?:\.output|\.next\/standalone))\//;

/**
 * What is carried, moved and repeated, or why that cannot be told.
 * @param isPruned whether the development dependencies are gone by then.
 */
export function contentsOf(
  app: App,
  subject: Subject,
  needs: StartNeeds,
  reads: Reads | null,
  isPruned: boolean,
): Contents | Refusal {
  const entries = readEntries(app, subject);
  const { root } = subject;
  const moves = { moves: entries.late, repeats: entries.both };
  const served = servedAlone(app, subject, needs, isPruned);
  if (served !== null) return { ...served, ...moves };
  const alone = selfContained(needs);
  if (alone !== null && isBelow(alone, root) && !isRearranged(subject, [alone]))
    return {
      carries: [{ path: alone, kind: 'folder' }],
      ...moves,
      keeps: alone.slice(root === '/' ? 1 : root.length + 1),
      isAlone: true,
    };
  const exact = exactly(app, subject, needs, reads, entries, isPruned);
  if (exact !== null) return { ...exact, ...moves, isAlone: false };
  if (SYSTEM.test(root) || needs.entries.some((path) => !isBelow(path, root))) {
    const step = subject.builds.at(-1)?.step ?? subject.installs.at(-1)?.step;
    return refuse(
      {
        code: 'artefact-not-known',
        command: step === undefined ? 'npm' : textOf(step),
        line: step?.run.startLine ?? 1,
      },
      step?.run,
    );
  }
  const keeps = isPruned ? `${root} without development packages` : root;
  return { carries: [{ path: root, kind: 'folder' }], ...moves, keeps, isAlone: false };
}

/** Where files are served and nothing else happens, those files and the server are all that is needed. */
function servedAlone(
  app: App,
  subject: Subject,
  { served, isServedAlone, entries }: StartNeeds,
  isPruned: boolean,
): Omit<Contents, 'moves' | 'repeats'> | null {
  const { root } = subject;
  // A health check may be a script of the app.
  if (entries.length > 0) return null;
  if (
    !served?.every((path) => path !== root && isBelow(path, root)) ||
    (!isServedAlone && (!subject.isSingle || hasWorkspaces(app, subject)))
  )
    return null;
  const folders = served.map((path): Carry => ({ path, kind: 'folder' }));
  const at = (name: string) => (root === '/' ? `/${name}` : `${root}/${name}`);
  const packages: readonly Carry[] = [
    { path: at('package.json'), kind: 'file' },
    { path: at('node_modules'), kind: 'folder' },
  ];
  const names = served.map((path) => path.slice(root === '/' ? 1 : root.length + 1));
  if (isServedAlone) return { carries: folders, keeps: `${listed(names)} and its server`, isAlone: true };
  const kind = kindOf(subject, isPruned);
  return { carries: [...packages, ...folders], keeps: listed([kind, ...names]), isAlone: false };
}

/** What is copied into a folder that goes along as a whole goes with it. */
function isRearranged(subject: Subject, folders: readonly string[]): boolean {
  if (!subject.isRearranged) return false;
  return subject.changes.length === 0 || !subject.changes.every((step) => copiesInto(step, folders));
}

function selfContained({ entries, isOpen }: StartNeeds): string | null {
  const folders = new Set(entries.map((path) => SELF_CONTAINED.exec(path)?.[1] ?? ''));
  const [folder = ''] = folders;
  return folders.size === 1 && folder !== '' && !isOpen ? folder : null;
}

/** @returns null where more may be needed than can be named. */
function exactly(
  app: App,
  subject: Subject,
  needs: StartNeeds,
  reads: Reads | null,
  entries: Entries,
  isPruned: boolean,
): Pick<Contents, 'carries' | 'keeps'> | null {
  const { root } = subject;
  if (!subject.isSingle || entries.hasUnknown || hasWorkspaces(app, subject)) return null;
  if (isOwned(app, subject)) return null;
  const outputs = allOutputs(app, subject);
  if (outputs === null || (needs.isOpen && outputs.length > 0)) return null;
  const isBuilt = outputs.length > 0;
  // Sources that are copied as a whole and run as they are go as a whole.
  if (!isBuilt && entries.isWhole && root !== '/') return null;
  const at = (name: string) => (root === '/' ? `/${name}` : `${root}/${name}`);
  const made = outputs.map(at);
  if (isRearranged(subject, made)) return null;
  const isMade = (path: string) => made.some((folder) => isBelow(path, folder));
  const candidates = entries.list.filter(({ path, name }) => !isMade(path) && name !== 'node_modules');
  const kept = keptOf(app, { subject, needs, reads, isBuilt }, candidates);
  const missing = needs.entries.some(
    (path) =>
      !isMade(path) &&
      !kept.some((entry) => isBelow(path, entry.path) || path === entry.path.replace(/\.\w+$/, '')) &&
      !isLate(app, entries, path),
  );
  if (missing) return null;
  const others = kept.filter(({ name }) => name !== 'package.json');
  const hasModules = hasPackages(subject, isPruned);
  if (others.length + made.length > MOST) return null;
  const carries: Carry[] = [
    ...kept.filter(({ name }) => name === 'package.json').map(({ path, kind }) => ({ path, kind })),
    ...(hasModules ? [{ path: at('node_modules'), kind: 'folder' as const }] : []),
    ...made.map((path) => ({ path, kind: 'folder' as const })),
    ...others.map(({ path, kind }) => ({ path, kind })),
  ];
  const packages = hasModules ? [kindOf(subject, isPruned)] : [];
  const rest = isBuilt
    ? outputs
    : others.length > 0 || entries.late.length + entries.both.length > 0
      ? ['the sources']
      : [];
  return { carries, keeps: listed([...packages, ...rest]) };
}

/**
 * A folder that is copied into the runtime stage belongs to root, whoever had it; what lies in it keeps its owner. An app that
 * runs as somebody else may write into its folders, so all of them have to lie in one.
 */
function isOwned(app: App, { claims }: Subject): boolean {
  if (isRoot(app.final.user)) return false;
  const isOthers = app.steps.some(
    ({ call, state, cwd }) => !isRoot(state.user) && (claims.has(call) || (call.name === 'mkdir' && cwd !== null)),
  );
  return isOthers || app.placed.some(({ copy }) => copy.arguments.flags.some(({ name }) => name === 'chown'));
}

function isRoot(user: string | null): boolean {
  return user === 'root' || user === '0' || user === 'root:root' || user === '0:0';
}

function kindOf({ manifest }: Subject, isPruned: boolean): string {
  return isPruned || manifest.devDependencies.size === 0 ? 'production dependencies' : 'dependencies';
}

/** Whether there are packages to carry at all: npm makes no folder for none. */
function hasPackages({ manifest }: Subject, isPruned: boolean): boolean {
  const { dependencies, optionalDependencies, devDependencies } = manifest;
  return dependencies.size + optionalDependencies.size + (isPruned ? 0 : devDependencies.size) > 0;
}

function isLate(app: App, { late, both }: Entries, path: string): boolean {
  const placed = app.placed.filter(({ copy }) => [...late, ...both].includes(copy)).flatMap(({ copied }) => copied);
  const isGiven = [...late, ...both].some((copy) => {
    const target = app.placed.some((one) => one.copy === copy) ? null : targetOf(app.doc, copy);
    return target !== null && isBelow(path, target);
  });
  if (isGiven) return true;
  return placed.some(({ to, kind }) =>
    kind === 'folder' ? isBelow(path, to) : to.replace(/\.\w+$/, '') === path.replace(/\.\w+$/, ''),
  );
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? 'the app') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)!}`;
}
