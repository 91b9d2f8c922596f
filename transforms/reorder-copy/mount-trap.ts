/**
 * Cache mounts that hold what an install step makes. Today the step runs whenever a source changes, and fills the mount
 * anew if it is gone; taken from the cache it would not, and what follows would find nothing there.
 */
import { mountsOf } from '../../src/dockerfile/state.ts';
import { imagePathOf } from '../../src/project/copies.ts';
import { overlap } from '../../src/project/placed.ts';
import { isNeed, type RunReading } from './run.ts';
import type { Survey } from './survey.ts';

const OFFLINE = /^(?:--offline|--no-index)$/;

/**
 * @param readings the RUNs that go in front, and those behind them.
 * @returns the mount that would have to be full; null for none.
 */
export function findMountTrap(survey: Survey, moved: readonly RunReading[], all: readonly RunReading[]): string | null {
  const places = moved
    .flatMap(({ calls }) => calls.map(({ answer }) => answer))
    .filter(isNeed)
    .flatMap(({ writes }) => writes.flatMap((path) => imagePathOf(survey.copied, path) ?? []));
  const isOffline = all.some(({ calls }) => calls.some(({ call }) => staysOffline(call.name, call.args)));
  for (const { run } of moved)
    for (const { type, target } of mountsOf(run)) {
      if ((type !== 'cache' && type !== 'tmpfs') || target === null) continue;
      if (isOffline || places.some((place) => overlap(place, target))) return target;
    }
  return null;
}

function staysOffline(name: string | null, args: readonly { readonly value: string | null }[]): boolean {
  const isMaven = name === 'mvn' || name === 'mvnw';
  return args.some(({ value }) => value !== null && (OFFLINE.test(value) || (isMaven && value === '-o')));
}
