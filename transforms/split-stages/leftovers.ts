/** What the RUNs leave that no recipe accounts for: OS packages, folders, users, and what cannot be told. */
import { callText } from '../../src/app/call-words.ts';
import type { Instruction } from '../../src/dockerfile/document.ts';
import { hasShell } from '../../src/facts/runtime-images.ts';
import type { App, Step } from './app.ts';
import { type Made, whenAgain } from './leftovers/again.ts';
import { type Judged, partsOf } from './leftovers/effect.ts';
import { type Ground, groundOf, isRoot } from './leftovers/ground.ts';
import { type Package, packagesOf } from './leftovers/installs.ts';
import { effectOf } from './leftovers/judge.ts';
import { type Owner, ownerOf } from './leftovers/owners.ts';
import { notKnown, packagesFor, unusedTools } from './leftovers/packages.ts';
import { type Writing, writingsOf } from './leftovers/redirects.ts';
import { targetOf } from './leftovers/words.ts';
import { written } from './leftovers/written.ts';
import { type Carry, isRefusal, type Plan, type Refusal, refuse } from './recipe.ts';

export interface Leftovers {
  /** OS packages that the running app may need: run-time ones, and those of which nothing is known. By the file's own names. */
  readonly packages: readonly string[];
  /** Packages with programs that nothing runs, as far as can be read: they are left out. */
  readonly unused: readonly string[];
  /** Files and folders that RUNs made outside of what the plan carries. */
  readonly carries: readonly Carry[];
  /**
   * Files that RUNs changed, or whose mode they set, and that a COPY of the context brings as they were: they are copied
   * out of the builder behind all such COPYs.
   */
  readonly over: readonly Carry[];
  /** Programs that the carries bring, by name. */
  readonly brings: readonly string[];
  /**
   * RUNs that make users or folders and need no more than a shell: repeated in the runtime stage behind WORKDIR, in front of
   * all COPYs. They may name ARGs of the builder.
   */
  readonly repeats: readonly Instruction[];
  /** The same, behind all COPYs: they change what was copied in. */
  readonly late: readonly Instruction[];
  /** Commands of RUNs that cannot be repeated as a whole: root does them behind all COPYs. */
  readonly commands: readonly string[];
  /** Users and groups that the repeated RUNs make. */
  readonly names: readonly string[];
  /** Folders that a RUN gave away with all that is in them, and to whom. */
  readonly owners: readonly Owner[];
}

/** What is found, RUN by RUN. */
interface Found {
  readonly installed: Package[];
  readonly carries: Carry[];
  readonly over: Carry[];
  readonly brings: string[];
  readonly repeats: Instruction[];
  readonly late: Instruction[];
  readonly commands: string[];
  readonly owners: Owner[];
  /** Packages that the runtime image lacks for what is done again. */
  readonly extra: string[];
  readonly made: Made;
  /** Packages may come from elsewhere from here on. */
  isForeign: boolean;
}

/** @returns why the split cannot be done where a RUN leaves something that cannot be told. */
export function readLeftovers(app: App, plan: Plan): Leftovers | Refusal {
  const ground = groundOf(app, plan);
  const found: Found = {
    ...{ installed: [], carries: [], over: [], brings: [], repeats: [], late: [], commands: [], owners: [], extra: [] },
    made: { paths: [], names: [] },
    isForeign: false,
  };
  for (const run of new Set(app.steps.map((step) => step.run))) {
    const steps = app.steps.filter((step) => step.run === run);
    const refused = readRun(ground, run, steps, found);
    if (refused !== null) return refused;
  }
  const packages = packagesFor(ground, found.installed);
  if (isRefusal(packages)) return packages;
  const { carries, over, brings, repeats, late, commands, owners } = found;
  const names = found.made.names;
  return {
    packages: [...new Set([...packages, ...found.extra])],
    unused: unusedTools(ground, found.installed, [...packages, ...found.extra]),
    ...{ carries, over, brings, repeats, late, commands, names, owners },
  };
}

function readRun(ground: Ground, run: Instruction, steps: readonly Step[], found: Found): Refusal | null {
  const open = steps.filter(({ call }) => !ground.plan.claims.has(call));
  const writings = writingsOf(steps[0]!.body.list).filter(({ command }) => !isClaimed(ground, steps, command));
  const effects: readonly Judged[] = [
    ...open.map((step) => ({ step, effect: effectOf(ground, step) })),
    ...judgeWritings(ground, steps, writings),
  ];
  const judged = effects.flatMap(({ step, effect }) => partsOf(effect).map((part) => ({ step, effect: part })));
  const unknown = judged.find(({ effect }) => effect.kind === 'unknown');
  if (unknown !== undefined) return notKnown(unknown);
  const refused = noteInstalls(judged, found);
  if (refused !== null) return refused;
  const isAgain = judged.some(({ effect }) => effect.kind === 'again' || effect.kind === 'user');
  const isFolder = judged.some(({ effect }) => effect.kind === 'folder');
  const when = isAgain || isFolder ? whenAgain(ground, run, steps, writings, found.made) : null;
  if (when !== null) {
    (when === 'early' ? found.repeats : found.late).push(run);
    for (const { effect } of judged) if (effect.kind === 'again') found.extra.push(...(effect.packages ?? []));
    return null;
  }
  for (const each of judged) {
    const reason = noteCarried(ground, each, found);
    if (reason !== null) return reason;
  }
  return null;
}

/** Whether a command is one of those that the plan accounts for. */
function isClaimed({ plan }: Ground, steps: readonly Step[], command: Writing['command']): boolean {
  return steps.some(({ call }) => call.command === command && plan.claims.has(call));
}

function judgeWritings(ground: Ground, steps: readonly Step[], writings: readonly Writing[]): readonly Judged[] {
  return writings.map(({ redirect, command, conditional }) => {
    const own = steps.find(({ call }) => call.command === command) ?? steps[0]!;
    const step = conditional === own.call.conditional ? own : { ...own, call: { ...own.call, conditional } };
    const target = redirect.target === null ? null : targetOf(redirect.target, own);
    return { step, effect: written(ground, step, target) };
  });
}

/** @returns why a name of a package cannot be told. */
function noteInstalls(judged: readonly Judged[], found: Found): Refusal | null {
  for (const { step, effect } of judged) {
    if (effect.kind === 'repository') found.isForeign = true;
    if (effect.kind !== 'install') continue;
    const packages = packagesOf(step, found.isForeign);
    if (packages === null) return notKnown({ step });
    found.installed.push(...packages);
  }
  return null;
}

/** What is copied out of the builder, the RUN not being repeated. */
function noteCarried(ground: Ground, { step, effect }: Judged, found: Found): Refusal | null {
  switch (effect.kind) {
    case 'carry':
      (effect.isOver === true ? found.over : found.carries).push(effect.carry);
      if (effect.brings !== undefined) found.brings.push(effect.brings);
      return null;
    case 'folder':
      if (step.call.conditional) return notKnown({ step });
      found.carries.push({ path: effect.path, kind: 'folder' });
      return null;
    case 'user': {
      const { call, run } = step;
      const command = callText(call);
      return refuse({ code: 'user-made', command, line: run.startLine }, run);
    }
    case 'again':
      if (effect.isOwner === true && ground.isRootOnly) return null;
      if (opensMade(ground, step, effect.path, found)) return null;
      if (effect.isOwner === true && giveAway(ground, step, effect.path, found)) return null;
      if (!hasShell(ground.runtime)) return refuse({ code: 'no-shell', path: effect.path }, step.run);
      return notKnown({ step });
    case 'command':
      if (!hasShell(ground.runtime)) return refuse({ code: 'no-shell', path: effect.path }, step.run);
      if (step.call.conditional || !isRoot(step.state.user)) return notKnown({ step });
      if (!found.commands.includes(effect.command)) found.commands.push(effect.command);
      found.extra.push(...effect.packages);
      return null;
    default:
      return null;
  }
}

/** chmod of the working directory, or of an empty folder that comes along: COPY gives both the usual mode. */
function opensMade({ app, runtime }: Ground, step: Step, path: string, { carries, commands }: Found): boolean {
  const { call, state } = step;
  const [mode, ...places] = call.args.filter(({ text }) => !/^-[a-zA-Z]*[Rvfc]/.test(text));
  if (call.name !== 'chmod' || call.conditional || !isRoot(state.user) || !hasShell(runtime)) return false;
  if (mode?.value == null || places.some((place) => targetOf(place, step)?.isPattern !== false)) return false;
  const isWhole = places.length < call.args.length - 1;
  const isEmpty = carries.some((carry) => carry.kind === 'folder' && carry.path === path);
  if (!isEmpty && (isWhole || path !== app.final.workdir)) return false;
  commands.push(`chmod ${mode.value} ${path}`);
  return true;
}

/** Gives what is carried to whom the builder gave it, where its RUN cannot be repeated. @returns whether that can be done. */
function giveAway(ground: Ground, step: Step, path: string, { made, owners, commands }: Found): boolean {
  const owner = ownerOf(ground, step, path, made.names);
  if (owner === null) return false;
  owners.push(owner);
  // COPY leaves the folder alone that it copies into.
  if (path === ground.app.final.workdir) commands.push(`chown ${owner.written} ${path}`);
  return true;
}
