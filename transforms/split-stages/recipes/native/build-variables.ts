/** Variables that only the build of a program reads. */
import type { App } from '../../app.ts';

/** Those of ENV whose names are the compiler's. */
export function buildVariables({ instructions }: App, compilers: RegExp): readonly string[] {
  const names = instructions.flatMap(({ keyword, arguments: { pairs } }) =>
    keyword === 'ENV' ? pairs.map(({ key }) => key) : [],
  );
  return [...new Set(names)].filter((name) => compilers.test(name));
}
