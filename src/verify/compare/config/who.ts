/** Who means a setting of the image to change. */
import { type Document, readDocument, type Stage } from '../../../dockerfile/document.ts';
import { expandKnown } from '../../../dockerfile/expand.ts';
import { baseOf, stateAfter } from '../../../dockerfile/state.ts';
import { instructionsOf, stageOfTarget } from '../../../dockerfile/target.ts';
import type { AppliedFix } from '../../../engine/report.ts';
import type { ContractField, Declared } from '../../../engine/transform.ts';

/** The transform whose fix brings the difference; null when none means to. */
export type WhoBrings = (field: ContractField, key: string | null) => string | null;

/** Fields of which a base image brings keys that no Dockerfile on it has to know of. */
const KEYED: readonly ContractField[] = ['ENV', 'LABEL'];

/**
 * The last fix that declares the difference. A variable or label that no instruction sets or uses comes with the base
 * image, and goes with it: then that is the fix that has left the base image of the Dockerfile on disk.
 * @param target the stage that was built; null for the last one.
 */
export function whoBrings(applied: readonly AppliedFix[], target: string | null): WhoBrings {
  const images = applied.map((fix) => ({ fix, before: read(fix.before, target), after: read(fix.after, target) }));
  const all = images.flatMap(({ before, after }) => [before, after]);
  const targets = new Set(all.flatMap(({ names }) => names));
  if (target !== null) targets.add(target.toLowerCase());
  else targets.add(null);
  const rebased = images.find(({ before, after }) => before.base !== after.base)?.fix.transform ?? null;
  const isFromBase = (field: ContractField, key: string | null): boolean =>
    key !== null && KEYED.includes(field) && !all.some(({ own }) => own.has(`${field} ${key}`));
  return (field, key) => {
    const declaring = applied.findLast(({ declares }) => declares.some((one) => covers(one, targets, field, key)));
    return declaring?.transform ?? (isFromBase(field, key) ? rebased : null);
  };
}

/** Of a text, what is asked of it here. */
interface Read {
  /** How a fix may name the image that is built; null is the last stage. */
  readonly names: readonly (string | null)[];
  /** The reference at the root of the stage; null when the text cannot be read. */
  readonly base: string | null;
  /** `ENV PORT`, `LABEL version`: set by an instruction that the image is made of, or used by what it runs. */
  readonly own: ReadonlySet<string>;
}

const NOTHING: Read = { names: [], base: null, own: new Set() };
/** What is run with the variables of the image; a RUN has done its work by then. */
const STARTERS: ReadonlySet<string> = new Set(['CMD', 'ENTRYPOINT', 'HEALTHCHECK']);

function read(text: string, target: string | null): Read {
  const result = readDocument(text);
  if (!result.ok) return NOTHING;
  const doc = result.document;
  const stage = stageOfTarget(doc, target);
  if (stage === null) return NOTHING;
  const isLast = stage.index === doc.stages.length - 1;
  const name = stage.name?.toLowerCase();
  return {
    names: [...(isLast ? [null] : []), ...(name === undefined ? [] : [name])],
    base: baseOf(doc, stage).reference,
    own: ownOf(doc, stage),
  };
}

function ownOf(doc: Document, stage: Stage): ReadonlySet<string> {
  const { env } = stateAfter(doc, stage);
  const found = new Set<string>();
  for (const { keyword, arguments: args } of instructionsOf(doc, stage)) {
    if (keyword === 'ENV' || keyword === 'LABEL')
      for (const { key } of args.pairs)
        found.add(`${keyword} ${expandKnown(key, (name) => env.get(name), doc.escape)}`);
    if (STARTERS.has(keyword)) for (const [, name = ''] of args.rest.matchAll(/\$\{?(\w+)/g)) found.add(`ENV ${name}`);
  }
  return found;
}

function covers(one: Declared, targets: ReadonlySet<string | null>, field: ContractField, key: string | null): boolean {
  if (one.field !== field || !targets.has(one.target?.toLowerCase() ?? null)) return false;
  // Ports and volumes are compared as one.
  return one.key === undefined || key === null || one.key === key;
}
