/** The runtime contract of every target: a step may change only what its fixes declare. */
import type { Document, Stage } from '../dockerfile/document.ts';
import { type Contract, contractOf } from './effective.ts';
import type { ContractField, Declared, Fix } from './transform.ts';

/** A value that a step made, changed or removed. */
export interface ContractChange {
  /** Every name of the target: null for the default one, lower case for a stage. */
  readonly targets: readonly (string | null)[];
  readonly field: ContractField;
  readonly key: string | null;
}

/** What is wrong with the change of the runtime contract from one document to the other, in words for a bug report. */
export function contractProblems(before: Document, after: Document, fixes: readonly Fix[]): readonly string[] {
  const declared = fixes.flatMap(({ declares }) => declares);
  const { changes, gone } = contractChanges(before, after);
  const problems = gone.map((name) => `the stage ${name} is gone`);
  for (const change of changes) {
    if (!declared.some((one) => covers(one, change))) problems.push(`${inWords(change)} changes undeclared`);
  }
  for (const one of declared) {
    if (changes.some((change) => covers(one, change))) continue;
    const what = inWords({ targets: [one.target], field: one.field, key: one.key ?? null });
    problems.push(`${what} is declared but does not change`);
  }
  return problems;
}

/** Holds every target of `before` against its like in `after`; stages that only `after` has are new, not changed. */
export function contractChanges(
  before: Document,
  after: Document,
): { readonly changes: readonly ContractChange[]; readonly gone: readonly string[] } {
  const changes: ContractChange[] = [];
  const gone: string[] = [];
  const lastName = nameOf(before.stages.at(-1));
  const sameLastName = lastName !== null && lastName === nameOf(after.stages.at(-1));
  const compare = (a: Stage, b: Stage, targets: readonly (string | null)[]): void => {
    for (const slot of differences(contractOf(before, a), contractOf(after, b))) {
      const blank = slot.indexOf(' ');
      const field = (blank < 0 ? slot : slot.slice(0, blank)) as ContractField;
      changes.push({ targets, field, key: blank < 0 ? null : slot.slice(blank + 1) });
    }
  };
  compare(before.stages.at(-1)!, after.stages.at(-1)!, sameLastName ? [null, lastName] : [null]);
  const named = lastByName(after);
  for (const [name, stage] of lastByName(before)) {
    if (sameLastName && name === lastName) continue;
    const twin = named.get(name);
    if (twin === undefined) gone.push(name);
    else compare(stage, twin, [name]);
  }
  return { changes, gone };
}

function differences(before: Contract, after: Contract): readonly string[] {
  const found = [...before].filter(([slot, value]) => after.get(slot) !== value).map(([slot]) => slot);
  for (const slot of after.keys()) if (!before.has(slot)) found.push(slot);
  return found;
}

/** The stages that `--target` finds by name: of twins the last one. */
function lastByName(document: Document): ReadonlyMap<string, Stage> {
  const named = new Map<string, Stage>();
  for (const stage of document.stages) {
    const name = nameOf(stage);
    if (name !== null) named.set(name, stage);
  }
  return named;
}

function nameOf(stage: Stage | undefined): string | null {
  return stage?.name?.toLowerCase() ?? null;
}

function covers({ target, field, key }: Declared, change: ContractChange): boolean {
  if (field !== change.field || (key !== undefined && key !== change.key)) return false;
  return change.targets.includes(target?.toLowerCase() ?? null);
}

function inWords({ targets, field, key }: ContractChange): string {
  const target = targets[0] ?? null;
  return `${key === null ? field : `${field} ${key}`} of ${target === null ? 'the default target' : `stage ${target}`}`;
}
