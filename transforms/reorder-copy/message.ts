/** What a fix says of itself. */
import { type Risk, riskier } from '../../src/engine/transform.ts';
import type { Plan } from './plan.ts';

/** As many names as one reads at a glance. */
const MOST_NAMES = 3;

export function messageOf({ manifests, command, front }: Plan, ignored: readonly string[]): string {
  const first = manifests.length === 0 ? '' : `copy ${names(manifests)} first`;
  const isAdded = front.kind !== 'whole' && front.commands.length > 0;
  const run = isAdded ? `run ${command} before the sources are copied` : null;
  const until = manifests.length === 1 ? 'it changes' : 'they change';
  const ignore = ignored.length === 0 ? '' : `; leave ${names(ignored)} out of the build`;
  if (manifests.length === 0) return `run ${command} before the sources are copied, so that it is cached${ignore}`;
  if (run !== null) return `${first} and ${run}, so that it is cached until ${until}${ignore}`;
  return `${first}, so that ${command} is cached until ${until}${ignore}`;
}

function names(list: readonly string[]): string {
  if (list.length > MOST_NAMES)
    return `${list.slice(0, MOST_NAMES - 1).join(', ')} and ${list.length - MOST_NAMES + 1} more`;
  return list.length < 2 ? (list[0] ?? '') : `${list.slice(0, -1).join(', ')} and ${list.at(-1)}`;
}

export interface Judgement {
  readonly risk: Risk;
  readonly assumption: string | null;
  /** Two or more sentences. */
  readonly tooMany: readonly string[] | null;
}

/** The risk of a plan with its lines in the ignore file; one sentence at most. */
export function assumptionOf({ risk, assumptions }: Plan, ignored: readonly string[]): Judgement {
  const own = ignored.length === 0 ? [] : [ignoreAssumption(ignored)];
  const all = [...assumptions, ...own];
  if (risk === 'changes') return { risk, assumption: null, tooMany: null };
  if (all.length > 1) return { risk: 'assumes', assumption: null, tooMany: all };
  return { risk: riskier(risk, all.length === 1 ? 'assumes' : 'safe'), assumption: all[0] ?? null, tooMany: null };
}

function ignoreAssumption(ignored: readonly string[]): string {
  return `${names(ignored)} of the build context ${ignored.length === 1 ? 'is' : 'are'} not meant to be in the image`;
}
