/** The contract between the machine and the transforms. A transform says what it would change; it changes nothing. */
import type { Document, Instruction } from '../dockerfile/document.ts';
import type { Edit, Span } from '../dockerfile/edit.ts';
import type { FileEdit, Project } from '../project/project.ts';
import type { SkipReason } from './skips.ts';

/**
 * How sure a fix is that the container still does its job.
 * - `safe`: holds for this file, its context and what facts/ knows of the base image; nothing is assumed.
 * - `assumes`: the container does the same job when started as this file (or its compose service) starts it; what no
 *   instruction, script, health check or source that we read uses may be gone. `assumption` says it in one checkable
 *   sentence, printed beside the hunk. Applied by default.
 * - `changes`: what the app itself runs on or does can differ. Only on request.
 */
export type Risk = 'safe' | 'assumes' | 'changes';

/** From the surest to the boldest. */
export const RISKS: readonly Risk[] = ['safe', 'assumes', 'changes'];

/** Whether a fix of risk `risk` may be applied when the user allows `allowed`. */
export function isWithin(risk: Risk, allowed: Risk): boolean {
  return RISKS.indexOf(risk) <= RISKS.indexOf(allowed);
}

/** The riskier of the two. */
export function riskier(a: Risk, b: Risk): Risk {
  return isWithin(a, b) ? b : a;
}

/** What the image promises to those who run it or build on it. */
export type ContractField =
  | 'ENTRYPOINT'
  | 'CMD'
  | 'ENV'
  | 'EXPOSE'
  | 'USER'
  | 'WORKDIR'
  | 'VOLUME'
  | 'LABEL'
  | 'STOPSIGNAL'
  | 'HEALTHCHECK'
  | 'SHELL'
  | 'ONBUILD';

/** A change of the runtime contract that a fix means to make. */
export interface Declared {
  /** Name of the stage; null for the default target, the last stage. */
  readonly target: string | null;
  readonly field: ContractField;
  /** The variable of an ENV, the name of a LABEL. */
  readonly key?: string;
}

/** What a fix keeps out of the image, where that has been measured. */
export interface Saving {
  /** "the apt package lists"; the same words for the same thing. */
  readonly what: string;
  readonly bytes: number;
  /** How it was measured, and when. */
  readonly source: string;
  readonly date: string;
}

export interface Fix {
  readonly kind: 'fix';
  /** Stable under unrelated edits: see `fixKey`. */
  readonly key: string;
  /** What the fix is about, for the reader. */
  readonly at: Span;
  /** One sentence in the present tense, without a full stop: "delete the apt package lists in the layer that fetches them". */
  readonly message: string;
  readonly risk: Risk;
  /** One checkable sentence; set exactly when risk is `assumes`. */
  readonly assumption?: string;
  readonly declares: readonly Declared[];
  /** Comments that it adds, as written, `#` included. */
  readonly comments: readonly string[];
  /** All or nothing. */
  readonly edits: readonly Edit[];
  readonly files?: readonly FileEdit[];
  /** Why the candidate is left alone by those who do not allow this risk: it is counted as held, and as this skip. */
  readonly heldAs?: SkipReason;
  /** Left out: nobody knows how much. */
  readonly saves?: Saving;
}

/** A candidate that was left alone, and why. */
export interface Skip {
  readonly kind: 'skip';
  readonly at: Span;
  readonly reason: SkipReason;
  /** The risk that the fix would have had. Who allows less does not want to hear of it. Default: `safe`. */
  readonly risk?: Risk;
}

/** A small Dockerfile that shows the point: documentation and test in one. */
export interface Example<Options> {
  readonly title: string;
  readonly before: string;
  /** Null when nothing changes. */
  readonly after: string | null;
  /** Files of the build context, by path. */
  readonly files?: Readonly<Record<string, string>>;
  readonly options?: Partial<Options>;
  /** Default: `assumes`. */
  readonly risk?: Risk;
}

export type OptionValue = string | number | boolean | readonly string[];

export interface Context<Options> {
  readonly doc: Document;
  readonly project: Project;
  readonly options: Options;
}

export interface Transform<Options extends object = Record<never, never>> {
  /** kebab-case = file name = name in config, reports and ignore comments. Never changes. */
  readonly id: string;
  /** One sentence. */
  readonly summary: string;
  /** What gets better, by what mechanism; what could go wrong. */
  readonly why: string;
  /** The riskiest fix it may give. */
  readonly risk: Risk;
  /** The hadolint rules it answers to. */
  readonly hadolint?: readonly string[];
  readonly examples: readonly Example<Options>[];
  /** Set by config or `--set <id>.<option>=<value>`. Every value is an OptionValue. */
  readonly defaults: Options;
  /** What an option means and, for a choice, its values; the defaults give the type. */
  readonly optionDocs: {
    readonly [K in keyof Options]: { readonly summary: string; readonly choices?: readonly string[] };
  };
  /** Pure and synchronous: the same input gives the same findings. */
  find(context: Context<Options>): Iterable<Fix | Skip>;
}

/** A transform whose options are checked by their own defaults, as the engine and the CLI see it. */
export type AnyTransform = Transform<Record<string, OptionValue>>;

/** Checks a transform's type where it is written. */
export function defineTransform<Options extends object = Record<never, never>>(
  transform: Transform<Options>,
): AnyTransform {
  return transform as unknown as AnyTransform;
}

/**
 * A key for a fix at an instruction: transform, stage, the instruction's own text, and an ordinal for further fixes
 * there. It stays the same when other parts of the file change.
 */
export function fixKey(
  transform: string,
  doc: Document,
  instruction: Instruction,
  ordinal: number | string = 0,
): string {
  const stage = instruction.stage === null ? null : doc.stages[instruction.stage];
  const where = stage === null || stage === undefined ? 'global' : (stage.name?.toLowerCase() ?? `${stage.index}`);
  const twins = doc.instructions
    .slice(0, instruction.index)
    .filter((other) => other.stage === instruction.stage && other.logical === instruction.logical);
  return [transform, where, hash(instruction.logical), `${twins.length}`, `${ordinal}`].join(':');
}

/** FNV-1a, 32 bits, hexadecimal: short and stable, nothing more is asked of it. */
function hash(text: string): string {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return (value >>> 0).toString(16).padStart(8, '0');
}
