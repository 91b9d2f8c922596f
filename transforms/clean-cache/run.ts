/** One RUN of a shipped stage, as the recipes see it. */
import type { Document, Instruction, Stage } from '../../src/dockerfile/document.ts';
import type { Edit } from '../../src/dockerfile/edit.ts';
import type { ShellBody } from '../../src/dockerfile/shell.ts';
import type { Mount, State } from '../../src/dockerfile/state.ts';
import type { SkipReason } from '../../src/engine/skips.ts';
import type { Risk, Saving } from '../../src/engine/transform.ts';
import type { BaseImage } from '../../src/facts/base-images.ts';
import type { Project } from '../../src/project/project.ts';
import type { Call } from './calls.ts';
import type { Place } from './place.ts';

export interface Run {
  readonly doc: Document;
  readonly project: Project;
  readonly stage: Stage;
  readonly instruction: Instruction;
  readonly body: ShellBody;
  readonly calls: readonly Call[];
  readonly state: State;
  readonly base: BaseImage;
  readonly mounts: readonly Mount[];
}

/** A command to add to the RUN. Those of one place become one fix. */
export interface Append {
  readonly kind: 'append';
  readonly place: Place;
  readonly command: string;
  /** What it deletes: "the npm cache". */
  readonly what: string;
  readonly assumptions: readonly string[];
  /** How much that is, where it is known. */
  readonly saves?: Saving;
}

/** Words to put in, or to take out: a fix of its own. */
export interface Reword {
  readonly kind: 'reword';
  /** Tells the rewordings of one RUN apart in keys. */
  readonly name: string;
  readonly edits: readonly Edit[];
  readonly message: string;
  readonly assumptions: readonly string[];
  /** Changes what is installed: only on request. */
  readonly changes?: true;
}

export interface LeftAlone {
  readonly kind: 'left-alone';
  readonly reason: SkipReason;
  /** The risk that the fix would have had. */
  readonly risk: Risk;
}

/** What a recipe has to say about a RUN. */
export type Wish = Append | Reword | LeftAlone;

/** A candidate that stays as it is. `risk`: what its fix would have had. */
export function leaveAlone(reason: SkipReason, risk: Risk = 'safe'): LeftAlone {
  return { kind: 'left-alone', reason, risk };
}

/** What is assumed of an unknown base image when a command is added to a RUN. */
export function assumedShell({ state, base }: Run): readonly string[] {
  return state.isShellCertain ? [] : [`the image ${base.reference} sets no SHELL of its own`];
}

/** Whether the call is root through sudo, and this file gives that right for single programs only. */
export function isLimited({ doc }: Run, { invocation }: Call): boolean {
  return invocation.wrappers.includes('sudo') && /NOPASSWD:\s*(?!(?:\\[nt]|\w+:\s*)*ALL\b)\S/.test(doc.text);
}
