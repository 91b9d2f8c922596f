/** Variables that whoever builds the image may set. */
import type { Instruction } from '../../src/dockerfile/document.ts';
import type { App } from './app.ts';

/** Whether a variable may have another value than the text says: an ARG, or an ENV made of one. */
export function isOpen({ instructions }: Pick<App, 'instructions'>, name: string): boolean {
  const open = new Set<string>();
  for (const { keyword, arguments: args } of instructions) {
    if (keyword === 'ARG') for (const { key } of args.pairs) open.add(key);
    if (keyword !== 'ENV') continue;
    for (const { key, value } of args.pairs) {
      const isMade = [...value.matchAll(/\$\{?(\w+)/g)].some(([, used = '']) => open.has(used));
      if (isMade) open.add(key);
      else open.delete(key);
    }
  }
  return open.has(name);
}

/** A WORKDIR that such a variable is a part of: where things lie is known at build time only. */
export function openWorkdir(instructions: readonly Instruction[]): Instruction | undefined {
  return instructions.find(
    ({ keyword, arguments: { rest } }) =>
      keyword === 'WORKDIR' &&
      [...rest.matchAll(/\$\{?(\w+)/g)].some(([, name = '']) => isOpen({ instructions }, name)),
  );
}
