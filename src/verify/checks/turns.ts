/** One check after another, where two at the same time would be in each other's way. */
import type { ContainerEngine } from '../container-engine.ts';

const last = new WeakMap<ContainerEngine, Promise<unknown>>();

/** Begins when those have ended that asked for a turn on this engine before. */
export function inTurn<T>(engine: ContainerEngine, work: () => Promise<T>): Promise<T> {
  const before = last.get(engine) ?? Promise.resolve();
  const mine = before.then(work, work);
  last.set(
    engine,
    mine.catch(() => undefined),
  );
  return mine;
}

/** On the machine's own network, or with ports of the machine, which only one container can have. */
export function takesPortsOfTheMachine(runOptions: readonly string[]): boolean {
  const text = runOptions.join(' ');
  return (
    /(?:^|\s)--net(?:work)?[=\s]host(?:\s|$)/.test(text) || /(?:^|\s)(?:-[a-zA-Z]*p|--publish(?=[=\s]))/.test(text)
  );
}
