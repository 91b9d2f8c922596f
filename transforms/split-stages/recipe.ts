/** What split-stages asks of each ecosystem: what is built here, what of it runs, and on what. */
import type { Invocation } from '../../src/dockerfile/commands.ts';
import type { Instruction } from '../../src/dockerfile/document.ts';
import type { Edit } from '../../src/dockerfile/edit.ts';
import type { SkipReason } from '../../src/engine/skips.ts';
import type { ContractField, Risk } from '../../src/engine/transform.ts';
import type { App } from './app.ts';

/** A file or folder of the builder that the runtime stage gets. */
export interface Carry {
  /** Absolute, one exact path: no pattern. */
  readonly path: string;
  readonly kind: 'file' | 'folder';
  /** Absolute; left out: the same path, which is the rule. */
  readonly to?: string;
  /** Whom it is given to, as `COPY --chown` takes it; left out: its files keep their numbers, a folder itself is root's. */
  readonly chown?: string;
}

/** How an app is split. Everything that it does not name is the frame's to do, or to refuse. */
export interface Plan {
  /** For messages: `Go`, `Node`. */
  readonly ecosystem: string;
  /** The runtime image as it will stand behind FROM. */
  readonly runtime: string;
  /** What the builder does, for the comment above it; left out: `makes the app`. */
  readonly does?: string;
  /** What the runtime stage holds, for the message: `the static binary`, `production dependencies and dist`. */
  readonly keeps: string;
  /** Edits in the builder's own text, such as `CGO_ENABLED=0 ` in front of a build line. */
  readonly edits: readonly Edit[];
  /** Commands that get a RUN of their own at the end of the builder, in its working directory: `npm prune --omit=dev`. */
  readonly finishes: readonly string[];
  /** In the order in which they are to be read: manifest, dependencies, output, what is read at run time. */
  readonly carries: readonly Carry[];
  /** COPY and ADD of the context that the builder does not need: they move to the runtime stage, flags and comments with them. */
  readonly moves: readonly Instruction[];
  /** COPY and ADD of the context that both need: repeated in the runtime stage. */
  readonly repeats: readonly Instruction[];
  /** COPY and ADD of the builder that nothing needs at run time, wherever they lie: lists, wheels, tools of the build. */
  readonly leaves?: readonly Instruction[];
  /** Lines of the runtime stage right behind its packages and WORKDIR, such as `ENV PATH=/opt/venv/bin:$PATH`. */
  readonly lines: readonly string[];
  /** OS packages that the runtime stage installs besides those of the file, by the names of the runtime's release. */
  readonly packages: readonly string[];
  /** Programs of RUNs that the plan accounts for: what they leave is carried, or needed by nobody. */
  readonly claims: ReadonlySet<Invocation>;
  /** Programs that the start may call and that the carried files bring, by name: `gunicorn`, `server`. */
  readonly brings: readonly string[];
  /** What runs links no library of the system, and asks it for nothing by name: a static binary, jars. */
  readonly linksNothing?: true;
  /** Variables of ENV that only the build reads; the others go to both stages. */
  readonly buildVariables: readonly string[];
  /** What it means to change of the runtime contract besides what the frame can see by itself. */
  readonly declares: readonly { readonly field: ContractField; readonly key?: string }[];
  /** Never `safe`: what nothing that we read uses is gone with the builder's image. */
  readonly risk: Exclude<Risk, 'safe'>;
  /** One checkable sentence, without a full stop; set exactly when risk is `assumes`. */
  readonly assumption?: string;
  /** What is tried when the runtime image lacks a shell, a program or a package: the same on an image that has them. */
  readonly otherwise?: Plan;
}

export interface Refusal {
  readonly refused: SkipReason;
  /** What it is about; left out: the FROM of the stage. */
  readonly at?: Instruction;
  /** The risk that the fix would have had; default `assumes`. */
  readonly risk?: Risk;
}

/** @returns null when the stage builds nothing of this ecosystem. */
export type Recipe = (app: App) => Plan | Refusal | null;

/**
 * A refusal with its reason.
 * @param at what it is about; left out: the FROM of the stage.
 */
export function refuse(reason: SkipReason, at?: Instruction): Refusal {
  const refused = forStages(reason);
  return at === undefined ? { refused } : { refused, at };
}

/** What others say of a file too, with something else to do about it. */
function forStages(reason: SkipReason): SkipReason {
  const isShared = reason.code === 'starts-nothing' || reason.code === 'start-not-read' || reason.code === 'user-made';
  return isShared ? { ...reason, of: 'stages' } : reason;
}

/** Whether an answer says why not. */
export function isRefusal(answer: object | string | null): answer is Refusal {
  return answer !== null && typeof answer === 'object' && 'refused' in answer;
}
