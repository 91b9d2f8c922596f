/** Tries an image: one file a kind of check. */
import type { ContainerEngine } from '../container-engine.ts';
import { orAborted, within } from '../patience.ts';
import type { Check, CheckResult } from '../verified.ts';
import { checkByCommand } from './command.ts';
import { checkByHttp } from './http.ts';
import { checkByStart } from './start.ts';
import { inTurn, takesPortsOfTheMachine } from './turns.ts';

/** To notice that it is not wanted any more. Milliseconds. */
const TIDYING = 10_000;

export interface Around {
  readonly engine: ContainerEngine;
  /** Further options of the engine's run, as the user gave them. */
  readonly runOptions: readonly string[];
  readonly signal: AbortSignal;
  /** Milliseconds that a command may take; the others say themselves how long. */
  readonly timeout: number;
}

/**
 * It leaves no container behind, unless the user has had enough: then the run removes it.
 * @param image its name.
 * @throws when the engine is gone, or the user has had enough: that says nothing about the image.
 */
export async function checkImage(image: string, check: Check, around: Around): Promise<CheckResult> {
  const { engine, signal } = around;
  const work = async (): Promise<CheckResult> => {
    signal.throwIfAborted();
    const trying = tryOut(image, check, around);
    const result = await orAborted(trying, signal, () => within(TIDYING, trying));
    signal.throwIfAborted();
    if (result === null) throw new Error('a check without a result');
    // Of an engine that went away everything looks like a failure.
    if (result.passed !== true && !(await engine.isAlive())) throw new Error(`${engine.name} does not answer any more`);
    return result;
  };
  return needsTurn(check, around) ? inTurn(engine, work) : work();
}

function tryOut(image: string, check: Check, around: Around): Promise<CheckResult> {
  switch (check.kind) {
    case 'command':
      return checkByCommand(image, check, around);
    case 'http':
      return checkByHttp(image, check, around);
    case 'start':
      return checkByStart(image, check, around);
  }
}

/** Which ports and names a command takes, only its author knows; buildah publishes none, but can share the machine's. */
function needsTurn(check: Check, { runOptions, engine }: Around): boolean {
  return check.kind === 'command' || engine.name === 'buildah' || takesPortsOfTheMachine(runOptions);
}
