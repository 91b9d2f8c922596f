/** The words of a call as options and the rest. */
import type { Invocation } from '../dockerfile/commands.ts';
import type { Word } from '../dockerfile/shell.ts';

export interface Option {
  /** As written, without its value: `-r`, `--requirement`. */
  readonly name: string;
  /** Null when it is known at build time only; '' for an option without a value. */
  readonly value: string | null;
  readonly text: string;
}

export interface CallWords {
  readonly options: readonly Option[];
  readonly rest: readonly Word[];
}

export interface Program {
  /** `pip` for `/venv/bin/pip3.11` and `python -m pip`; '' when not known. */
  readonly name: string;
  readonly args: readonly Word[];
}

const INTERPRETER = /^(?:python|pypy)[\d.]*$/;

/** The program that a call runs, seen through `python -m`. */
export function programOf(call: Invocation): Program {
  const name = call.name ?? tailOf(call.program.text);
  if (!INTERPRETER.test(name)) return { name: name.replace(/(?<=[a-z])[\d.]+$/, ''), args: call.args };
  const flag = call.args.findIndex(({ value }) => value === null || value === '-m' || !value.startsWith('-'));
  const module = call.args[flag]?.value === '-m' ? call.args[flag + 1]?.value : null;
  return module === null || module === undefined
    ? { name, args: call.args }
    : { name: module, args: call.args.slice(flag + 2) };
}

/** A call as it is written, without its wrappers and redirections: for messages, and for what is looked for in it. */
export function callText({ program, args }: Pick<Invocation, 'program' | 'args'>): string {
  return [program, ...args].map(({ text }) => text).join(' ');
}

/** Whether a call is one of these subcommands of a program. */
export function isCallOf(call: Invocation, program: string, verbs: readonly string[]): boolean {
  const { name, args } = programOf(call);
  const verb = args.find(({ value }) => value === null || !value.startsWith('-'))?.value;
  return name === program && verb !== undefined && verb !== null && verbs.includes(verb);
}

/** They install a tool, or what it needs of the system. Whether a call of them keeps away from the sources they do not say. */
const PREPARING = /^(?:pip[\d.]*|pipx|apt-get|apt|apk|curl|wget|sh|bash|ln|mv|chmod|export)$/;

/** Whether a call in front of an install step may go along with it, when it keeps away from the sources. */
export function preparesTool({ name, args }: Invocation): boolean {
  // `curl ... | python3 -` is an installer too; `python -m pip` would be taken for the tool that `python -m poetry` is.
  if (name !== null && INTERPRETER.test(name)) return args[0]?.value === '-';
  return name !== null && PREPARING.test(name);
}

/** The name in `"$VENV"/bin/pip`. */
function tailOf(text: string): string {
  const last = text.replaceAll(/["']/g, '').split('/').at(-1)!;
  return text.includes('/') && /^[\w.-]+$/.test(last) ? last : '';
}

/** @param valued options whose value is the next word, when it is not behind `=`. */
export function readWords(args: readonly Word[], valued: ReadonlySet<string>): CallWords {
  const options: Option[] = [];
  const rest: Word[] = [];
  for (let at = 0; at < args.length; at++) {
    const word = args[at]!;
    const text = word.value ?? word.text.replace(/^["']/, '');
    if (text === '--') return { options, rest: [...rest, ...args.slice(at + 1)] };
    const equals = /^(--[\w-]+)=([\s\S]*)$/.exec(text);
    if (equals !== null)
      options.push({ name: equals[1]!, value: word.value === null ? null : equals[2]!, text: word.text });
    else if (!/^-./.test(text)) rest.push(word);
    else {
      const next = args[at + 1];
      const [read, takesNext] = readDashed(word, text, valued, next);
      options.push(...read);
      if (takesNext) at++;
    }
  }
  return { options, rest };
}

/** `-r x`, `-rx`, `-Ur x`, `--requirement x`, `-q`. */
function readDashed(
  word: Word,
  text: string,
  valued: ReadonlySet<string>,
  next: Word | undefined,
): [Option[], boolean] {
  const withNext = (name: string): Option => ({
    name,
    value: next?.value ?? null,
    text: `${word.text} ${next?.text ?? ''}`,
  });
  if (valued.has(text)) return [[withNext(text)], true];
  if (text.startsWith('--')) return [[{ name: text, value: '', text: word.text }], false];
  const found: Option[] = [];
  for (let i = 1; i < text.length; i++) {
    const name = `-${text[i]}`;
    if (!valued.has(name)) found.push({ name, value: '', text: word.text });
    else if (i + 1 === text.length) return [[...found, withNext(name)], true];
    else return [[...found, { name, value: word.value === null ? null : text.slice(i + 1), text: word.text }], false];
  }
  return [found, false];
}

/** Whether a call has one of these options, with a value or without. */
export function hasOption({ options }: CallWords, names: readonly string[]): boolean {
  return options.some(({ name }) => names.includes(name));
}

/** The value of the last option of these names: undefined when there is none, null when known at build time only. */
export function optionOf({ options }: CallWords, names: readonly string[]): string | null | undefined {
  return options.findLast(({ name }) => names.includes(name))?.value;
}
