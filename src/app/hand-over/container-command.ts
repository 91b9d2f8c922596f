/** What a container of an image runs. */
import { invocations } from '../../dockerfile/commands.ts';
import type { Document, Stage } from '../../dockerfile/document.ts';
import { readScript } from '../../dockerfile/shell.ts';
import { baseOf } from '../../dockerfile/state.ts';
import { quote } from '../runs.ts';
import type { Container } from './engine-calls.ts';

export interface ContainerCall {
  readonly name: string;
  readonly words: readonly string[];
}

/** Shells and programs that wait: a container that ran one of them holds what its image does. */
const IDLE: ReadonlySet<string> = new Set(['true', 'false', 'sh', 'bash', 'ash', 'sleep', 'tail', 'cat', 'ls', 'echo']);

/** The programs, by the command line or the stage that the image is made of; null when they cannot be told. */
export function commandOf(stage: Stage, container: Container): readonly ContainerCall[] | null {
  const own = (keyword: string): string | null => {
    const found = stage.instructions.findLast((each) => each.keyword === keyword);
    return found === undefined ? null : (found.arguments.json?.map(quote).join(' ') ?? found.arguments.rest);
  };
  const entrypoint = container.entrypoint ?? own('ENTRYPOINT');
  const command = container.command.length > 0 ? container.command.map(quote).join(' ') : own('CMD');
  // Another entrypoint takes the command of the image away.
  const rest = container.entrypoint !== null && container.command.length === 0 ? '' : (command ?? '');
  const reading = readScript(`${entrypoint ?? ''} ${rest}`.trim());
  if (!reading.readable) return reading.reason === 'empty' ? [] : null;
  const calls = invocations(reading.list);
  if (calls.some(({ name, args }) => name === null || args.some(({ value }) => value === null))) return null;
  return calls.map(({ name, args }) => ({ name: name!, words: args.map(({ value }) => value!) }));
}

/** Whether it leaves the files as they are in the image. */
export function isIdle(doc: Document, stage: Stage, container: Container): boolean {
  const command = commandOf(stage, container);
  // What an image that nobody knows runs by itself, nobody knows either.
  if (command?.length === 0) return baseOf(doc, stage).known;
  return command?.every(({ name }) => isIdleName(name)) === true;
}

/** Whether a program is a shell, or one that waits or prints: it changes nothing by itself. */
export function isIdleName(name: string): boolean {
  return IDLE.has(name);
}
