/** What a joined RUN takes for granted, each in one sentence that the user can check. */
import type { Document, Instruction } from '../../src/dockerfile/document.ts';
import { baseOf, type State } from '../../src/dockerfile/state.ts';
import type { Shadow } from './hashed.ts';

/** The one thing that is assumed; null when nothing is. */
export function assumptionOf(
  doc: Document,
  first: Instruction,
  shadows: readonly Shadow[],
  state: State,
): string | null {
  if (!state.isShellCertain) return shellAssumption(doc, first);
  return shadows.length === 0 ? null : shadowAssumption(shadows);
}

export function shellAssumption(doc: Document, { stage }: Instruction): string {
  const { reference } = baseOf(doc, doc.stages[stage!]!);
  return `the image ${reference} sets no SHELL of its own`;
}

export function shadowAssumption(shadows: readonly Shadow[]): string {
  const commands = [...new Set(shadows.map(({ by }) => `\`${by}\``))];
  const names = [...new Set(shadows.flatMap((shadow) => shadow.names))];
  const list = new Intl.ListFormat('en-GB', { type: 'disjunction' });
  return `no program that ${list.format(commands)} puts in PATH is named ${list.format(names)}`;
}
