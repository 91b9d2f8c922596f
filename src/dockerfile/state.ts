/** What holds at an instruction. */
import type { BaseImage } from '../facts/base-images.ts';
import type { Document, Instruction, Stage } from './document.ts';

/** How RUN bodies are run here. `login`: a POSIX shell that reads startup files (-l, -i, BASH_ENV). */
export type ShellKind = 'posix' | 'login' | 'other';

export interface State {
  /** As USER has it (`root`, `1000:1000`, `$APP_USER` replaced when known); null when not known. */
  readonly user: string | null;
  /** Absolute; null when not known. */
  readonly workdir: string | null;
  /** The argv in front of a shell-form body. On an unknown base that sets none itself: the default, see `isShellCertain`. */
  readonly shell: readonly string[];
  readonly shellKind: ShellKind;
  /** False on an unknown base without a SHELL of this file above: the base may have set another one. */
  readonly isShellCertain: boolean;
  /** ENV and ARG in scope, those of local parents and known bases too; null is a value known at build time only. */
  readonly env: ReadonlyMap<string, string | null>;
}

export interface Mount {
  /** bind, cache, tmpfs, secret, ssh. */
  readonly type: string;
  /** Null when not written or a variable. */
  readonly target: string | null;
  readonly from: string | null;
}

/** `final`: the last stage. `ancestor`: a shipped stage is FROM it. `target`: nothing refers to it. `source`: copied from only. */
export type StageRole = 'final' | 'ancestor' | 'target' | 'source';

/** What holds right before an instruction runs. */
export declare function stateBefore(document: Document, instruction: Instruction): State;
/** The image at the root of a stage, through local parents and ARG defaults. */
export declare function baseOf(document: Document, stage: Stage): BaseImage;
export declare function roleOf(document: Document, stage: Stage): StageRole;
/** Whether the stage's own layers end up in an image that somebody runs. */
export declare function isShipped(document: Document, stage: Stage): boolean;
/** Stages built FROM this one, directly or not, in order. */
export declare function descendants(document: Document, stage: Stage): readonly Stage[];
/** The mounts of a RUN. */
export declare function mountsOf(instruction: Instruction): readonly Mount[];
/** Everything that runs in or after this stage behind an instruction: the rest of its stage, then its descendants, in order. */
export declare function laterInstructions(document: Document, instruction: Instruction): readonly Instruction[];
