/** What is started, as it was read. */
import type { Invocation } from '../../dockerfile/commands.ts';
import type { Instruction } from '../../dockerfile/document.ts';
import type { Origin } from '../lineage.ts';

/** One program of the start. */
export interface StartCall {
  readonly call: Invocation;
  readonly name: string;
  /** The instruction that leads to it; null for one of a compose service. */
  readonly at: Instruction | null;
  /** The file of the context that calls it; null for the Dockerfile itself. */
  readonly file: string | null;
  /** What the program itself is; null for one of the base image, or of a RUN. */
  readonly origin: Origin;
}

export interface Start {
  readonly calls: readonly StartCall[];
  /** What could not be read: a script that is not in the context, a command put together at run time. */
  readonly unread: { readonly text: string; readonly at: Instruction | null } | null;
  /** Whether this file, or whoever uses it, says what to start. */
  readonly isSet: boolean;
}
