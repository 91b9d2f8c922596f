/** What the RUNs leave that no recipe accounts for: OS packages, folders, users, and what cannot be told. */
import type { Instruction } from '../../src/dockerfile/document.ts';
import type { App } from './app.ts';
import type { Carry, Plan, Refusal } from './recipe.ts';

export interface Leftovers {
  /** OS packages that the running app may need: run-time ones, and those of which nothing is known. By the file's own names. */
  readonly packages: readonly string[];
  /** Files and folders that RUNs made outside of what the plan carries. */
  readonly carries: readonly Carry[];
  /** RUNs that make users or folders and need no more than a shell: repeated in the runtime stage. */
  readonly repeats: readonly Instruction[];
}

/** @returns why the split cannot be done where a RUN leaves something that cannot be told. */
export function readLeftovers(_app: App, _plan: Plan): Leftovers | Refusal {
  return { packages: [], carries: [], repeats: [] };
}
