/** Turns what a recipe plans into the edits of a fix, or says why that cannot be done. */
import type { Instruction } from '../../src/dockerfile/document.ts';
import { imageNamed } from '../../src/dockerfile/state.ts';
import type { Fix } from '../../src/engine/transform.ts';
import type { BaseImage } from '../../src/facts/base-images.ts';
import { isArchived } from '../../src/facts/runtime-images.ts';
import { copiesOf } from '../../src/project/placed.ts';
import type { App } from './app.ts';
import { type Beside, besideOf } from './frame/copies.ts';
import { coverOf } from './frame/cover.ts';
import { declaresOf, movedFrom } from './frame/declares.ts';
import { withoutGone } from './frame/gone.ts';
import { isLateRootless } from './frame/last.ts';
import { type Names, namesOf } from './frame/names.ts';
import { type Parts, partsOf } from './frame/parts.ts';
import { lackingAtStart, type Stock } from './frame/programs.ts';
import { refuseRuntime, refuseShared, refuseUsers, refuseUses, refuseVolumes } from './frame/refuse.ts';
import { type Settings, settingsFor } from './frame/settings.ts';
import { certificatesFor } from './frame/trust.ts';
import { writeSplit } from './frame/write.ts';
import { isWithoutUsers } from './leftovers/users.ts';
import { type Leftovers, readLeftovers } from './leftovers.ts';
import { type Carry, isRefusal, type Plan, type Refusal, refuse } from './recipe.ts';

/** Everything that is written down. */
export interface Split {
  readonly app: App;
  readonly plan: Plan;
  readonly runtime: BaseImage;
  readonly names: Names;
  readonly parts: Parts;
  readonly settings: Settings;
  /** In the order in which they are printed, each path once. */
  readonly carries: readonly Carry[];
  readonly packages: readonly string[];
  /** Packages with programs that nothing runs, as far as can be read: they are left out. */
  readonly unused: readonly string[];
  /** Of the builder's instructions those that the runtime stage has as well: COPYs, and RUNs that make users. */
  readonly repeats: readonly Instruction[];
  /** What is copied out of the builder behind all COPYs of the context: RUNs have changed it there. */
  readonly over: readonly Carry[];
  /** RUNs that are done again behind all COPYs. */
  readonly late: readonly Instruction[];
  /** The same for commands that stand in the middle of other RUNs. */
  readonly commands: readonly string[];
}

/** @returns the fix but for its key and place. */
export function frame(app: App, plan: Plan): Omit<Fix, 'key' | 'at'> | Refusal {
  const answer = splitOf(app, plan);
  // The other plan has more of the system: what it lacks is what is in the way.
  if (isRefusal(answer)) return plan.otherwise === undefined ? answer : frame(app, plan.otherwise);
  const { edits, comments } = writeSplit(answer);
  const { risk, keeps, runtime } = plan;
  const assumption = withUnused(plan.assumption, answer.unused);
  return {
    kind: 'fix',
    message: `build in one stage and run on ${runtime} with ${keeps}`,
    risk,
    ...(assumption === undefined ? {} : { assumption }),
    declares: declaredFor(answer),
    comments,
    edits: [...plan.edits, ...edits],
  };
}

/** What was installed by name is missed by name. */
function withUnused(assumption: string | undefined, unused: readonly string[]): string | undefined {
  if (assumption === undefined || unused.length === 0) return assumption;
  return `${assumption}, and nothing runs what ${unused.join(', ')} brought`;
}

function splitOf(app: App, plan: Plan): Split | Refusal {
  const leftovers = readLeftovers(app, plan);
  if (isRefusal(leftovers)) return leftovers;
  const refused =
    refuseUses(app) ?? refuseVolumes(app, plan) ?? refuseShared(app, plan) ?? refuseRuntime(app, plan.runtime);
  if (refused !== null) return refused;
  const parts = partsOf(app, plan, leftovers);
  const names = namesOf(app.doc, app.stage, app.uses, parts.builder.length === 0);
  if (names === null) return refuse({ code: 'opaque', why: 'uncertain-span' });
  const found = gather(app, plan, leftovers, parts);
  if (isRefusal(found)) return found;
  if (isLateRootless({ app, parts, ...found })) return lateRefusal(app, found);
  const runtime = imageNamed(app.doc, plan.runtime);
  // Packages may make users of their own.
  const isTold = found.packages.every((name) => isWithoutUsers(name.replace(/[=:].*/, '')) || /^lib/.test(name));
  const nobody = isTold ? refuseUsers(app, runtime, [...parts.tail, ...found.repeats], leftovers.names) : null;
  if (nobody !== null) return nobody;
  const [added] = found.packages;
  if (added !== undefined && isArchived(runtime) && !installsPackages(app))
    return refuse({ code: 'release-archived', package: added, image: plan.runtime });
  if (found.packages.length > 0 && runtime.packageManager !== 'apt' && runtime.packageManager !== 'apk')
    return refuse({ code: 'packages-need-shell', packages: found.packages, image: plan.runtime });
  return {
    app,
    plan,
    runtime,
    names,
    parts,
    settings: settingsFor(app, plan, parts, [...found.repeats, ...found.late]),
    unused: leftovers.unused,
    ...found,
  };
}

/** Whether the file itself installs packages of the system: then its servers answer. */
function installsPackages({ steps }: App): boolean {
  return steps.some(({ call }) => /^(?:apt|apt-get|apk)$/.test(call.name ?? ''));
}

/** Whether all that a COPY of the context brings is copied out of the builder behind it. */
function isBroughtOver({ doc, project }: App, copy: Instruction, isOver: (path: string) => boolean): boolean {
  const read = copiesOf(doc, project, copy);
  return read.ok && read.copied.length > 0 && read.copied.every(({ kind, to }) => kind === 'file' && isOver(to));
}

/** RUNs of root that would come behind a USER, where a COPY stands behind it too. */
function lateRefusal({ steps }: App, { late }: Pick<Split, 'late'>): Refusal {
  const run = late[0] ?? steps.at(-1)!.run;
  return refuse({ code: 'step-not-known', command: run.arguments.rest, line: run.startLine }, run);
}

/** All that goes along: what the plan names, what RUNs and COPYs left beside it, and what the start needs. */
function gather(
  app: App,
  plan: Plan,
  leftovers: Leftovers,
  parts: Parts,
): Pick<Split, 'carries' | 'packages' | 'repeats' | 'over' | 'late' | 'commands'> | Refusal {
  const given = withoutGone(app, plan, [...plan.carries, ...leftovers.carries, ...leftovers.over]);
  if (isRefusal(given)) return given;
  const there = [...parts.tail, ...plan.moves, ...plan.repeats];
  const beside: Beside | Refusal = besideOf(app, plan, parts, coverOf(app, given, there));
  if (isRefusal(beside)) return beside;
  const runs = leftovers.repeats.filter((run) => !parts.tail.includes(run));
  const isOver = coverOf(app, leftovers.over, []);
  const again = plan.repeats.filter((copy) => !isBroughtOver(app, copy, isOver));
  const repeats = [...runs, ...again, ...beside.repeats];
  // A COPY at the end brings the file again, whatever the build made of it.
  const last = coverOf(app, [], parts.tail);
  const carries = [...given, ...beside.carries].filter(
    (one) => !leftovers.over.includes(one) && !(one.kind === 'file' && one.to === undefined && last(one.path)),
  );
  const packages = [...new Set([...plan.packages, ...leftovers.packages])];
  const stock: Stock = {
    runtime: imageNamed(app.doc, plan.runtime),
    carries,
    packages,
    brings: [...plan.brings, ...leftovers.brings],
    covers: coverOf(app, [...carries, ...leftovers.over], [...there, ...repeats]),
  };
  const lacking = lackingAtStart(app, stock);
  if (isRefusal(lacking)) return lacking;
  return {
    carries: withoutTwins([...carries, ...lacking.carries]).map((carry) => inTheNameOf(carry, leftovers.owners)),
    packages: [...new Set([...packages, ...lacking.packages, ...certificatesFor(app, plan, stock)])],
    repeats: repeats.sort((a, b) => a.index - b.index),
    over: leftovers.over,
    late: leftovers.late.filter((run) => !parts.tail.includes(run)),
    commands: leftovers.commands,
  };
}

/** In the name of whom the builder gave it to. */
function inTheNameOf(carry: Carry, owners: Leftovers['owners']): Carry {
  const owner = owners.find(({ path }) => carry.path === path || carry.path.startsWith(`${path}/`));
  return owner === undefined ? carry : { ...carry, chown: owner.chown };
}

/** Each path once; what lies in a folder that is carried goes with it. */
function withoutTwins(carries: readonly Carry[]): readonly Carry[] {
  return carries.filter(
    (one, at) =>
      !carries.some(
        (other, index) =>
          one.to === undefined &&
          other.to === undefined &&
          ((other.path === one.path && index < at) ||
            (other.path !== one.path && one.path.startsWith(`${other.path}/`))),
      ),
  );
}

function declaredFor({ app, plan, runtime, settings, names, parts }: Split): Fix['declares'] {
  const own = declaresOf(app, plan, runtime, settings).map((change) => ({ target: null, ...change }));
  const { name } = app.stage;
  if (name === null || names.isApart || names.builder !== name) return own;
  // Who builds the builder by its name gets an image that starts nothing.
  return [...own, ...movedFrom(app, parts).map((change) => ({ target: name, ...change }))];
}
