/** Turns what a recipe plans into the edits of a fix, or says why that cannot be done. */
import type { Instruction } from '../../src/dockerfile/document.ts';
import { imageNamed } from '../../src/dockerfile/state.ts';
import type { Fix } from '../../src/engine/transform.ts';
import type { BaseImage } from '../../src/facts/base-images.ts';
import type { App } from './app.ts';
import { type Beside, besideOf } from './frame/copies.ts';
import { coverOf } from './frame/cover.ts';
import { declaresOf, movedFrom } from './frame/declares.ts';
import { withoutGone } from './frame/gone.ts';
import { type Names, namesOf } from './frame/names.ts';
import { type Parts, partsOf } from './frame/parts.ts';
import { lackingAtStart } from './frame/programs.ts';
import { refuseShared, refuseUses, refuseVolumes } from './frame/refuse.ts';
import { type Settings, settingsFor } from './frame/settings.ts';
import { writeSplit } from './frame/write.ts';
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
  /** Of the builder's instructions those that the runtime stage has as well: COPYs, and RUNs that make users. */
  readonly repeats: readonly Instruction[];
  /** What is copied out of the builder behind all COPYs of the context: RUNs have changed it there. */
  readonly over: readonly Carry[];
  /** RUNs that are done again behind all COPYs. */
  readonly late: readonly Instruction[];
}

/** @returns the fix but for its key and place. */
export function frame(app: App, plan: Plan): Omit<Fix, 'key' | 'at'> | Refusal {
  const answer = splitOf(app, plan);
  if (isRefusal(answer)) {
    const other = plan.otherwise === undefined ? null : frame(app, plan.otherwise);
    return other === null || isRefusal(other) ? answer : other;
  }
  const { edits, comments } = writeSplit(answer);
  const { risk, assumption, keeps, runtime } = plan;
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

function splitOf(app: App, plan: Plan): Split | Refusal {
  const leftovers = readLeftovers(app, plan);
  if (isRefusal(leftovers)) return leftovers;
  const refused = refuseUses(app) ?? refuseVolumes(app, plan) ?? refuseShared(app, plan);
  if (refused !== null) return refused;
  const parts = partsOf(app, plan, leftovers);
  const names = namesOf(app.doc, app.stage, app.uses, parts.builder.length === 0);
  if (names === null) return refuse({ code: 'opaque', why: 'uncertain-span' });
  const found = gather(app, plan, leftovers, parts);
  if (isRefusal(found)) return found;
  const runtime = imageNamed(app.doc, plan.runtime);
  if (found.packages.length > 0 && runtime.packageManager !== 'apt' && runtime.packageManager !== 'apk')
    return refuse({
      code: 'program-missing',
      program: found.packages[0]!,
      image: plan.runtime,
      file: null,
      line: null,
    });
  return {
    app,
    plan,
    runtime,
    names,
    parts,
    settings: settingsFor(app, plan, parts, [...found.repeats, ...found.late]),
    ...found,
  };
}

/** All that goes along: what the plan names, what RUNs and COPYs left beside it, and what the start needs. */
function gather(
  app: App,
  plan: Plan,
  leftovers: Leftovers,
  parts: Parts,
): Pick<Split, 'carries' | 'packages' | 'repeats' | 'over' | 'late'> | Refusal {
  const given = withoutGone(app, plan, [...plan.carries, ...leftovers.carries, ...leftovers.over]);
  if (isRefusal(given)) return given;
  const there = [...parts.tail, ...plan.moves, ...plan.repeats];
  const beside: Beside | Refusal = besideOf(app, plan, parts, coverOf(app, given, there));
  if (isRefusal(beside)) return beside;
  const runs = leftovers.repeats.filter((run) => !parts.tail.includes(run));
  const repeats = [...runs, ...plan.repeats, ...beside.repeats];
  const carries = [...given, ...beside.carries].filter((one) => !leftovers.over.includes(one));
  const packages = [...new Set([...plan.packages, ...leftovers.packages])];
  const lacking = lackingAtStart(app, {
    runtime: imageNamed(app.doc, plan.runtime),
    carries,
    packages,
    brings: [...plan.brings, ...leftovers.brings],
    covers: coverOf(app, [...carries, ...leftovers.over], [...there, ...repeats]),
  });
  if (isRefusal(lacking)) return lacking;
  return {
    carries: withoutTwins([...carries, ...lacking.carries]),
    packages: [...packages, ...lacking.packages],
    repeats: repeats.sort((a, b) => a.index - b.index),
    over: leftovers.over,
    late: leftovers.late.filter((run) => !parts.tail.includes(run)),
  };
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
