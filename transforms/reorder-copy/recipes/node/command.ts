/** The command line of a Node package manager: its verb, its options, what stands behind. */
import type { Invocation } from '../../../../src/dockerfile/commands.ts';
import type { Word } from '../../../../src/dockerfile/shell.ts';

/** Which options take the next word as their value, and which do not. Others make a word behind them ambiguous. */
export interface Grammar {
  readonly valued: ReadonlySet<string>;
  readonly plain: ReadonlySet<string>;
}

export interface CommandLine {
  readonly words: readonly string[];
  /** As written: `--prefix`, `-g`; null when it has no value or one that is known at build time only. */
  readonly options: ReadonlyMap<string, string | null>;
}

export type CommandReading =
  | { readonly ok: true; readonly line: CommandLine }
  /** A word that is known at build time only. */
  | { readonly ok: false; readonly why: 'dynamic'; readonly text: string }
  /** An option that is not known stands in front of a word, which may be its value. */
  | { readonly ok: false; readonly why: 'option'; readonly text: string };

/**
 * The words behind the tool: `pnpm install`, `corepack pnpm install`, `npx -y pnpm@9 install`.
 * @returns null when the program is another one.
 */
export function argumentsOf(call: Invocation, names: readonly string[]): readonly Word[] | null {
  if (call.name === null) return null;
  if (names.includes(call.name)) return call.args;
  if (call.name !== 'corepack' && call.name !== 'npx') return null;
  const at = call.args.findIndex(({ value }) => value !== '-y' && value !== '--yes');
  const tool = call.args[at]?.value?.replace(/@[^@]*$/, '');
  return tool !== undefined && names.includes(tool) ? call.args.slice(at + 1) : null;
}

export function readCommandLine(args: readonly Word[], { valued, plain }: Grammar): CommandReading {
  const words: string[] = [];
  const options = new Map<string, string | null>();
  for (let at = 0; at < args.length; at++) {
    const { value, text } = args[at]!;
    const option = /^(-[^=]*)(?:=(.*))?$/s.exec(value ?? (/^--?[\w-]+=/.test(text) ? text : ''));
    if (option === null) {
      if (value === null || args[at]!.hasGlob) return { ok: false, why: 'dynamic', text };
      words.push(value);
      continue;
    }
    const name = option[1]!;
    const next = args[at + 1];
    if (option[2] !== undefined) options.set(name, value === null ? null : option[2]);
    else if (valued.has(name)) {
      options.set(name, next?.value ?? null);
      at++;
    } else {
      const isSwitched = next?.value === 'true' || next?.value === 'false';
      const isFollowed = next !== undefined && !next.text.startsWith('-') && !isSwitched;
      if (isFollowed && !plain.has(name)) return { ok: false, why: 'option', text: name };
      options.set(name, isSwitched ? next.value : 'true');
      if (isSwitched) at++;
    }
  }
  return { ok: true, line: { words, options } };
}

export function isOn(line: CommandLine, ...names: readonly string[]): boolean {
  return names.some((name) => line.options.has(name) && line.options.get(name) !== 'false');
}

/** The value of the first of these options that is written; undefined when none is, null when it is not known. */
export function valueOf(line: CommandLine, ...names: readonly string[]): string | null | undefined {
  const name = names.find((each) => line.options.has(each));
  return name === undefined ? undefined : line.options.get(name)!;
}

export function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
