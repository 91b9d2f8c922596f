/** Which stages are built on the way to a target: what is changed in the others is not proven by it. */
import { type Document, findStage, type Instruction, readDocument, type Stage } from '../dockerfile/document.ts';
import { mountsOf, parentOf } from '../dockerfile/state.ts';
import { stageOfTarget } from '../dockerfile/target.ts';
import type { AppliedFix } from '../engine/report.ts';

/**
 * The fixes at lines of stages that a build of the target leaves out.
 * @param text the Dockerfile on disk.
 * @param target null for the last stage.
 */
export function notBuilt(text: string, target: string | null, applied: readonly AppliedFix[]): readonly AppliedFix[] {
  const result = readDocument(text);
  if (!result.ok) return [];
  const doc = result.document;
  const stage = stageOfTarget(doc, target);
  if (stage === null) return [];
  const built = new Set<number>();
  if (!build(doc, stage, built)) return [];
  return applied.filter(({ line }) => {
    const at = line === null ? null : stageAt(doc, line);
    return at !== null && !built.has(at);
  });
}

/** @returns whether it is known which stages are built. */
function build(doc: Document, stage: Stage, built: Set<number>): boolean {
  if (built.has(stage.index)) return true;
  built.add(stage.index);
  const parent = parentOf(doc, stage);
  if (parent !== null && !build(doc, parent, built)) return false;
  return stage.instructions.flatMap(sourcesOf).every((source) => {
    if (source.includes('$')) return false;
    const found = findStage(doc, source, stage.index);
    return found === null || build(doc, found, built);
  });
}

function sourcesOf(instruction: Instruction): readonly string[] {
  const { keyword, arguments: args } = instruction;
  if (keyword === 'COPY')
    return args.flags.flatMap(({ name, value }) => (name === 'from' && value !== null ? [value] : []));
  return keyword === 'RUN' ? mountsOf(instruction).flatMap(({ from }) => from ?? []) : [];
}

function stageAt(doc: Document, line: number): number | null {
  return doc.instructions.findLast(({ startLine }) => startLine <= line)?.stage ?? null;
}
