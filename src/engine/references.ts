/** References from one stage to another: COPY --from and RUN --mount=from= must mean after a step what they meant before. */
import { type Document, findStage, type Instruction, type Stage } from '../dockerfile/document.ts';
import { mountsOf } from '../dockerfile/state.ts';

interface Reference {
  /** As written: a stage's name or number, or an image. */
  readonly text: string;
  /** What is taken from there: the same words before and after are the same use. */
  readonly use: string;
  /** Null for an image. */
  readonly stage: Stage | null;
}

/** What is wrong with the references of `after`, held against those of `before`. */
export function referenceProblems(before: Document, after: Document): readonly string[] {
  const old = references(before);
  const now = references(after);
  if (old.length === 0 && now.length === 0) return [];
  const twins = matchStages(before, after);
  const problems: string[] = [];
  const wasStage = new Set(old.filter(({ stage }) => stage !== null).map(({ text }) => text.toLowerCase()));
  const wasImage = new Set(old.filter(({ stage }) => stage === null).map(({ text }) => text.toLowerCase()));
  for (const { text, stage } of now) {
    const name = text.toLowerCase();
    const isLost = stage === null && (wasStage.has(name) || (/^\d+$/.test(text) && !wasImage.has(name)));
    if (isLost) problems.push(`--from=${text} names no stage any more`);
    if (stage !== null && wasImage.has(name) && !wasStage.has(name))
      problems.push(`--from=${text} was an image and is a stage now`);
  }
  const targets = targetsByUse(now, ({ index }) => index);
  for (const [use, stages] of targetsByUse(old, (stage) => twins.get(stage.index) ?? -1)) {
    const found = targets.get(use);
    if (found !== undefined && [...found].some((index) => !stages.has(index)))
      problems.push(`"${use}" takes from another stage than before`);
  }
  return [...problems, ...droppedReferences(old, now, twins)];
}

/** A stage that was copied from is copied from at least as often. */
function droppedReferences(
  old: readonly Reference[],
  now: readonly Reference[],
  twins: ReadonlyMap<number, number>,
): readonly string[] {
  const problems: string[] = [];
  for (const stage of new Set(old.map((reference) => reference.stage))) {
    if (stage === null) continue;
    const twin = twins.get(stage.index);
    const were = old.filter((reference) => reference.stage === stage).length;
    const are = now.filter((reference) => reference.stage?.index === twin).length;
    if (are < were) problems.push(`${were - are} of ${were} references to stage ${stage.name ?? stage.index} are gone`);
  }
  return problems;
}

function targetsByUse(list: readonly Reference[], indexOf: (stage: Stage) => number): Map<string, Set<number>> {
  const found = new Map<string, Set<number>>();
  for (const { use, stage } of list) {
    if (stage === null) continue;
    const stages = found.get(use) ?? new Set();
    found.set(use, stages.add(indexOf(stage)));
  }
  return found;
}

function references(document: Document): readonly Reference[] {
  return document.instructions.flatMap((instruction) => {
    const { keyword, arguments: args, stage } = instruction;
    return fromTexts(instruction).map((text) => {
      return { text, use: `${keyword} ${args.rest}`, stage: findStage(document, text, stage ?? 0) };
    });
  });
}

function fromTexts(instruction: Instruction): readonly string[] {
  const { flags } = instruction.arguments;
  if (instruction.keyword === 'COPY')
    return flags.flatMap(({ name, value }) => (name === 'from' && value !== null ? [value] : []));
  if (instruction.keyword !== 'RUN' || flags.length === 0) return [];
  return mountsOf(instruction).flatMap(({ from }) => from ?? []);
}

/**
 * Which stage of `after` is which of `before`. A named one keeps its name; one without keeps its place among its like,
 * and may have been given a name that is new.
 */
function matchStages(before: Document, after: Document): ReadonlyMap<number, number> {
  const oldNames = new Set(before.stages.map(({ name }) => name?.toLowerCase()));
  const sameCount = before.stages.length === after.stages.length;
  const twins = new Map<number, number>();
  let next = 0;
  for (const stage of before.stages) {
    const name = stage.name?.toLowerCase();
    const twin = after.stages.slice(next).find((other) => {
      const otherName = other.name?.toLowerCase();
      if (name !== undefined) return otherName === name;
      return (otherName === undefined || !oldNames.has(otherName)) && (sameCount || other.image === stage.image);
    });
    if (twin === undefined) continue;
    twins.set(stage.index, twin.index);
    next = twin.index + 1;
  }
  return twins;
}
