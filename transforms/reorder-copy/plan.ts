/** What goes in front of the sources, what goes behind, and why not. */
import type { Document, Instruction, Stage } from '../../src/dockerfile/document.ts';
import { baseOf } from '../../src/dockerfile/state.ts';
import type { SkipReason } from '../../src/engine/skips.ts';
import { type Risk, riskier } from '../../src/engine/transform.ts';
import { type Copied, imagePathOf } from '../../src/project/copies.ts';
import type { Project } from '../../src/project/project.ts';
import { hasSameFolder, makesFolder, mayStayInFront, placeOf } from './between.ts';
import { type Front, readFront, textOf } from './front.ts';
import type { Output } from './ignore-line.ts';
import type { Place } from './inert.ts';
import { copyLines, type Manifest } from './manifests.ts';
import type { Need } from './recipe.ts';
import { type Call, isInstall, isNeed, type RunReading } from './run.ts';
import { contextAt, copiesOf, finalPathOf, isBelow, isCopy, overlap, type Placed, parentFolder } from './tree.ts';

type Installing = Extract<Front, { kind: 'whole' | 'split' | 'added' }>;

export interface Plan {
  /** COPYs that go behind the install steps, in order. */
  readonly carried: readonly Instruction[];
  /** New COPYs in front of the first install step, without line end. */
  readonly lines: readonly string[];
  /** The files and folders that the new COPYs bring. */
  readonly manifests: readonly string[];
  /** The RUN that the new COPYs go in front of: the first one that reads what they bring. */
  readonly firstRun: Instruction;
  /** The new COPYs take the place of the first one that goes behind, and not that in front of the RUN. */
  readonly isInPlace: boolean;
  /** The RUN of the last install step: what is carried goes behind it, into it, or in front of it. */
  readonly last: RunReading;
  readonly front: Installing;
  /** The first install command, for the message. */
  readonly command: string;
  readonly outputs: readonly Output[];
  readonly risk: Risk;
  readonly assumptions: readonly string[];
}

export type Planned =
  | { readonly ok: true; readonly plan: Plan }
  | { readonly ok: false; readonly reason: SkipReason; readonly risk?: Risk };

export interface Setting {
  readonly doc: Document;
  readonly project: Project;
  readonly stage: Stage;
  /** The COPY that the sources come with. */
  readonly first: Instruction;
  /** All COPYs in front of the last install step, those of the stages below too. */
  readonly placed: readonly Placed[];
  /** RUNs of the stage that could be read. */
  readonly readings: ReadonlyMap<Instruction, RunReading>;
}

/** Plans for the install steps up to and with the one in `last`. */
export function planUntil(setting: Setting, last: RunReading): Planned {
  const { doc, stage, first } = setting;
  const between = stage.instructions.filter(({ index }) => index > first.index && index < last.run.index);
  const needs = [...between, last.run].flatMap((run) => needsIn(setting.readings.get(run)));
  const tree = treeOf(setting, needs, between);
  if (!tree.ok) return tree;
  const runs: { readonly reading: RunReading; readonly front: Front }[] = [];
  let anchor: Instruction | null = null;
  for (const instruction of [...between, last.run]) {
    if (tree.carried.includes(instruction) || tree.kept.includes(instruction)) continue;
    if (instruction.keyword !== 'RUN') {
      if (!mayStayInFront(instruction, tree.carried, tree.places)) return standsBetween(instruction);
      continue;
    }
    const reading = setting.readings.get(instruction);
    if (reading === undefined) return standsBetween(instruction);
    const own = needsIn(reading).flatMap(({ reads }) => reads);
    const frontWith = (known: readonly string[]) =>
      readFront(doc, reading, (call) => placeFor(setting, tree, call, reading, known));
    let front = frontWith(own);
    if (front.kind === 'other') {
      // What reads the settings of a tool is right behind them.
      front = frontWith(tree.reads.map(({ path }) => path));
      if (front.kind === 'inert') anchor ??= instruction;
    }
    if (front.kind === 'refused')
      return { ok: false, reason: front.reason, ...(front.risk ? { risk: front.risk } : {}) };
    if (front.kind === 'other') return standsBetween(instruction);
    if (instruction !== last.run && front.kind !== 'inert' && front.kind !== 'whole') return standsBetween(instruction);
    if (front.kind === 'inert') continue;
    runs.push({ reading, front });
    anchor ??= instruction;
  }
  const end = runs.at(-1);
  if (end === undefined || end.front.kind === 'inert' || end.front.kind === 'refused' || end.front.kind === 'other')
    return standsBetween(last.run);
  return finish(
    setting,
    tree,
    anchor!,
    runs.map(({ reading }) => reading),
    end.reading,
    end.front,
    needs,
  );
}

function standsBetween(instruction: Instruction): Planned {
  return { ok: false, reason: { code: 'stands-between', line: instruction.startLine, text: instruction.logical } };
}

function needsIn(reading: RunReading | undefined): readonly Need[] {
  return reading === undefined ? [] : reading.calls.map(({ answer }) => answer).filter(isNeed);
}

/** What was copied, seen from the install steps. */
interface Tree {
  readonly ok: true;
  readonly copied: readonly Copied[];
  /** Files and folders that the steps read, and where they lie. */
  readonly reads: readonly { readonly path: string; readonly place: string }[];
  /** COPYs that go behind. */
  readonly carried: readonly Instruction[];
  readonly carriedCopied: readonly Copied[];
  /** COPYs between that stay in front. */
  readonly kept: readonly Instruction[];
  /** What is there without the ones that go behind. */
  readonly held: readonly Copied[];
  /** Where the carried ones put something. */
  readonly places: readonly string[];
}

function treeOf(
  setting: Setting,
  needs: readonly Need[],
  between: readonly Instruction[],
): Tree | (Planned & { ok: false }) {
  const { doc, project, first, placed } = setting;
  const copied = placed.flatMap((each) => each.copied);
  const paths = [...new Set(needs.flatMap(({ reads }) => reads))];
  const reads = paths.flatMap((path) => {
    const place = finalPathOf(project, copied, path);
    return place === null ? [] : [{ path, place }];
  });
  const home = reads[0] === undefined ? null : parentFolder(reads[0].place);
  const carried: Instruction[] = [first];
  const kept: Instruction[] = [];
  for (const copy of between.filter(isCopy)) {
    const role = roleOf(
      setting,
      copy,
      paths,
      reads.map(({ place }) => place),
      home,
      carried,
    );
    if (role === null)
      return { ok: false, reason: { code: 'stands-between', line: copy.startLine, text: copy.logical } };
    (role === 'carried' ? carried : kept).push(copy);
  }
  const copiedBy = (copies: readonly Instruction[]) =>
    placed.filter(({ copy }) => copies.includes(copy)).flatMap((each) => each.copied);
  const carriedCopied = copiedBy(carried);
  const places = carried.flatMap((copy) => {
    const copies = copiesOf(doc, project, copy);
    return copies.ok ? copies.copied.map(({ to }) => to) : (placeOf(doc, copy) ?? '/');
  });
  const held = placed.filter(({ copy }) => !carried.includes(copy)).flatMap((each) => each.copied);
  return { ok: true, copied, reads, carried, carriedCopied, kept, held, places };
}

/** What becomes of a COPY between: null when neither place is right for it. */
function roleOf(
  { doc, project, placed }: Setting,
  copy: Instruction,
  paths: readonly string[],
  readPlaces: readonly string[],
  home: string | null,
  carried: readonly Instruction[],
): 'carried' | 'kept' | null {
  const own = placed.find((each) => each.copy === copy);
  const place = placeOf(doc, copy);
  if (own === undefined) {
    if (place === null) return null;
    const isBeside = readPlaces.every((read) => !overlap(read, place));
    if (home !== null && home !== '/' && place !== home && isBelow(place, home)) return isBeside ? 'carried' : null;
    return isApart(doc, project, carried, [place]) ? 'kept' : null;
  }
  const isManifest = own.copied.every(({ from }) => paths.some((path) => isBelow(from, path)));
  const places = own.copied.map(({ to }) => to);
  if (!isManifest && isSourceCopy(project, own.copied, paths, home)) return 'carried';
  if (isApart(doc, project, carried, places)) return 'kept';
  // It lays over the tree what the tree has at that place already.
  const before = placed.filter((each) => carried.includes(each.copy)).flatMap((each) => each.copied);
  const isSame = own.copied.every(({ from, to }) => contextAt(project, before, to) === from);
  return isManifest && isSame ? 'kept' : null;
}

function isApart(doc: Document, project: Project, carried: readonly Instruction[], places: readonly string[]): boolean {
  return carried.every((copy) => {
    const copies = copiesOf(doc, project, copy);
    const own = copies.ok ? copies.copied.map(({ to }) => to) : [placeOf(doc, copy) ?? '/'];
    return own.every((one) => places.every((other) => !overlap(one, other)));
  });
}

/** Names that are edited as the program is; what is not among them is read by tools. */
const SOURCE =
  /\.(?:[cm]?[jt]sx?|py|go|rs|rb|php|java|kt|scala|groovy|exs?|erl|cs|fs|vb|c|cc|cpp|h|hpp|html?|s?css|vue|svelte|sh)$/i;
const CONFIG =
  /(?:\.config\.[cm]?[jt]s$|rc\.[cm]?js$|^setup\.py$|^conf(?:test|ig)\.|file\.js$|\.gradle\.kts$|^mix\.exs$)/i;

/** Whether a COPY brings more than the install step reads, and to where the step works. */
export function isSourceCopy(
  project: Project,
  copied: readonly Copied[],
  reads: readonly string[],
  home: string | null,
): boolean {
  const bringsRead = reads.some((path) => imagePathOf(copied, path) !== null);
  const isHome = home !== null && home !== '/' && copied.some(({ to }) => isBelow(to, home));
  if (!bringsRead && !isHome) return false;
  return copied.some(({ kind, from }) => {
    if (reads.some((path) => isBelow(from, path))) return false;
    if (kind === 'folder') return holdsSources(project, from, reads, { left: MOST_LOOKS });
    const name = from.slice(from.lastIndexOf('/') + 1);
    return SOURCE.test(name) && !CONFIG.test(name);
  });
}

/** What may be a manifest or settings: a folder of nothing else is copied as such. */
const SETTINGS = /^\.|^[^.]+$|\.(?:txt|in|lock|toml|ya?ml|json|cfg|ini|conf|md|sum|mod|xml|props|targets)$/i;
/** A folder with more than this in it is one of sources. */
const MOST_LOOKS = 500;

function holdsSources(project: Project, folder: string, reads: readonly string[], budget: { left: number }): boolean {
  return project.list(folder).some((name) => {
    budget.left--;
    const path = folder === '' ? name : `${folder}/${name}`;
    if (budget.left < 0) return true;
    if (reads.some((read) => isBelow(path, read))) return false;
    if (project.statOf(path)?.kind === 'folder') return holdsSources(project, path, reads, budget);
    return !SETTINGS.test(name);
  });
}

/**
 * What a program of a RUN has to keep away from.
 * @param known files that are there by then.
 */
function placeFor(
  { project }: Setting,
  tree: Tree,
  { folder }: Call,
  { calls, state }: RunReading,
  known: readonly string[],
): Place {
  const needs = calls.map(({ answer }) => answer).filter(isNeed);
  const writes = needs.flatMap((need) => need.writes).flatMap((path) => finalOrPlace(project, tree, path));
  return {
    folder,
    variable: (name) => state.env.get(name),
    touches: (path) => tree.places.some((place) => overlap(place, path)),
    isOutput: (path) => writes.includes(path),
    isThere: (path) =>
      path === state.workdir ||
      [...tree.reads.map(({ place }) => place), ...tree.held.map(({ to }) => to)].some((to) => isBelow(to, path)),
    isTarget: (path) => tree.places.some((place) => isBelow(place, path)),
    isCopied: (path) => {
      const from = contextAt(project, tree.carriedCopied, path);
      if (from === null || project.statOf(from) === null) return false;
      return !known.some((read) => isBelow(from, read)) && contextAt(project, tree.held, path) !== from;
    },
  };
}

function finalOrPlace(project: Project, { copied }: Tree, path: string): readonly string[] {
  const place = finalPathOf(project, copied, path) ?? imagePathOf(copied, path);
  return place === null ? [] : [place];
}

function finish(
  setting: Setting,
  tree: Tree,
  firstRun: Instruction,
  installs: readonly RunReading[],
  last: RunReading,
  front: Installing,
  needs: readonly Need[],
): Planned {
  const { doc, project, placed } = setting;
  const call = installs[0]!.calls.find(({ answer }) => isInstall(answer))!.call;
  const command = textOf(call);
  for (const copy of tree.carried) {
    if (hasSameFolder(doc, copy, firstRun) && hasSameFolder(doc, copy, last.run)) continue;
    const moved = setting.stage.instructions.find(({ keyword, index }) => keyword === 'WORKDIR' && index > copy.index);
    return standsBetween(moved ?? last.run);
  }
  const split = front.kind === 'split' && !last.state.isShellCertain ? [shellAssumption(doc, setting.stage)] : [];
  const trap = homeSettings(setting, tree) ?? systemFolder(project, tree);
  if (trap !== null) return { ok: false, reason: { code: 'reads-sources', command, what: trap } };
  const manifests: Manifest[] = [];
  for (const { path, place } of tree.reads) {
    if (contextAt(project, tree.held, place) === path) continue;
    const from = placed.findLast(
      (each) => tree.carried.includes(each.copy) && imagePathOf(each.copied, path) === place,
    );
    if (from === undefined) return standsBetween(setting.first);
    manifests.push({ path, place, isFolder: project.statOf(path)?.kind === 'folder', ...from });
  }
  const behind = setting.stage.instructions.filter(
    ({ index }) => index > setting.first.index && index < last.run.index,
  );
  const isInPlace = makesFolder(doc, tree.carried, behind, tree.places);
  const lines = copyLines(doc, manifests);
  if (!lines.ok) return { ok: false, reason: lines.reason };
  const used = front.kind === 'split' ? [...front.needs, ...installs.slice(0, -1).flatMap(needsIn)] : needs;
  const outputs = used.flatMap(({ writes, added }) =>
    writes
      .filter((path) => imagePathOf(tree.carriedCopied, path) !== null)
      // The step that stays behind the sources makes of them what it always made of them.
      .filter((path) => added === null || project.statOf(path) !== null)
      .map((path) => ({ path, program: call.name ?? '' })),
  );
  return {
    ok: true,
    plan: {
      carried: tree.carried,
      lines: lines.lines,
      manifests: manifests.map(({ path }) => path),
      firstRun,
      isInPlace,
      last,
      front,
      command: front.kind === 'added' && installs.length === 1 ? front.commands[0]! : command,
      outputs,
      risk: used.reduce<Risk>((risk, need) => riskier(risk, need.risk), split.length > 0 ? 'assumes' : 'safe'),
      assumptions: [...new Set([...used.flatMap(({ assumption }) => assumption ?? []), ...split])],
    },
  };
}

/** The one thing that a RUN in two needs on a base that nobody knows. */
function shellAssumption(doc: Document, stage: Stage): string {
  return `the image ${baseOf(doc, stage).reference} sets no SHELL of its own`;
}

/** Names in a home folder that tools read whatever the project says. */
const HOME_SETTINGS: readonly string[] = [
  '.netrc',
  '.pip',
  '.pydistutils.cfg',
  '.config',
  '.npmrc',
  '.yarnrc',
  '.yarnrc.yml',
  '.gitconfig',
  '.ssh',
  '.m2',
  '.gradle',
  '.cargo',
  '.nuget',
  '.composer',
  '.bundle',
  '.gemrc',
  '.docker',
  '.aws',
  '.hex',
  '.mix',
  '.bunfig.toml',
  '.pypirc',
];

/** A file of the sources that the later COPY puts into a home folder, where it would be missed. */
function homeSettings({ project }: Setting, tree: Tree): string | null {
  for (const { kind, from, to } of tree.carriedCopied) {
    if (kind !== 'folder' || !/^\/(?:root|home\/[^/]+)$/.test(to)) continue;
    const found = HOME_SETTINGS.map((name) => (from === '' ? name : `${from}/${name}`)).find(
      (path) => project.statOf(path) !== null && !tree.reads.some((read) => read.path === path),
    );
    if (found !== undefined) return found;
  }
  return null;
}

const SYSTEM_FOLDERS: readonly string[] =
  'bin boot dev etc home lib lib64 mnt opt proc root run sbin srv sys tmp usr var'.split(' ');

/** A folder of the sources that the COPY lays over one of the system's. */
function systemFolder(project: Project, tree: Tree): string | null {
  for (const { kind, from, to } of tree.carriedCopied) {
    if (kind !== 'folder') continue;
    if (
      to !== '/' &&
      SYSTEM_FOLDERS.includes(to.slice(1)) &&
      !['srv', 'opt', 'home', 'tmp', 'mnt'].includes(to.slice(1))
    )
      return from === '' ? '.' : from;
    const found = to === '/' ? project.list(from).find((name) => SYSTEM_FOLDERS.includes(name)) : undefined;
    if (found !== undefined) return from === '' ? found : `${from}/${found}`;
  }
  return null;
}
