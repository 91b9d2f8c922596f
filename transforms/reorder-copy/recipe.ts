/** What reorder-copy asks of each ecosystem: is this an install step, and what does it read and write? */

import type { Invocation } from '../../src/dockerfile/commands.ts';
import type { Document, Instruction } from '../../src/dockerfile/document.ts';
import type { State } from '../../src/dockerfile/state.ts';
import type { SkipReason } from '../../src/engine/skips.ts';
import type { Risk } from '../../src/engine/transform.ts';
import type { Project } from '../../src/project/project.ts';

/** One program that a RUN behind the COPY runs. */
export interface Step {
  readonly doc: Document;
  readonly project: Project;
  readonly run: Instruction;
  /** What holds before the RUN. */
  readonly state: State;
  readonly call: Invocation;
  /** All programs of the RUN, this one among them. */
  readonly calls: readonly Invocation[];
  /** Absolute folder of the image that the program runs in. */
  readonly cwd: string;
  /**
   * The folder of the context whose contents lie at `cwd`: '' for the root.
   */
  readonly root: string;
  /** The path in the context of what the COPYs put at a path in the image; null when they put nothing there. */
  toContext(imagePath: string): string | null;
}

/** What an install step needs, and leaves. All paths are in the context, and files are in the build. */
export interface Need {
  /** For messages: `npm`, `pip`, `Go modules`. */
  readonly tool: string;
  /**
   * Files, and folders that are copied whole, that the step reads; in the order people write them: the manifest, the
   * lockfile, then settings. Each exists and is not ignored. Never the whole context.
   */
  readonly reads: readonly string[];
  /**
   * Folders and files that the step writes into the copied tree: `node_modules`, `packages/a/node_modules`, `.venv`. Where
   * the host has one too, the later COPY would lay it over. Not what it merely may rewrite (a lockfile).
   */
  readonly writes: readonly string[];
  /**
   * Null when the program itself moves in front of the sources. Else the command that is put there, in a RUN of its own:
   * `go mod download`, `poetry install --no-root`; the RUN stays where it is.
   */
  readonly added: string | null;
  readonly risk: Risk;
  /** One checkable sentence; set exactly when risk is `assumes`. */
  readonly assumption?: string;
}

export interface Refusal {
  readonly refused: SkipReason;
  /** The risk that the fix would have had; default `safe`. */
  readonly risk?: Risk;
}

/** @returns null when the program is no install step of this ecosystem. It is asked only when the project has a context. */
export type Recipe = (step: Step) => Need | Refusal | null;

export function refuse(refused: SkipReason, risk?: Risk): Refusal {
  return risk === undefined ? { refused } : { refused, risk };
}
