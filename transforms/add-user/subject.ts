/** What the questions of ownership are asked about, and the answer when it is no. */

import type { Start } from '../../src/app/start.ts';
import type { Document, Instruction, Stage } from '../../src/dockerfile/document.ts';
import type { SkipReason } from '../../src/engine/skips.ts';
import type { Project, Use } from '../../src/project/project.ts';
import type { Owner } from './owner.ts';
import type { Writes } from './writes.ts';

export interface Refused {
  readonly reason: SkipReason;
  readonly at: Instruction | null;
}

export interface Subject {
  readonly doc: Document;
  readonly project: Project;
  readonly stage: Stage;
  readonly start: Start;
  readonly uses: readonly Use[];
  readonly owner: Owner;
  /** What the sources say. */
  readonly writes: Writes;
  /** What the scripts of the start write to. */
  readonly scripts: readonly string[];
}

export function refuse(reason: SkipReason, at: Instruction | null = null): Refused {
  return { reason, at };
}
