/** What a script is given: words of a program that it names, or a program of their own. */
import { type Invocation, invocations } from '../dockerfile/commands.ts';
import { readScript, type Word } from '../dockerfile/shell.ts';
import { handsOn, isRunner } from '../facts/app-programs.ts';

/** All that a script was given. */
const ALL = /^"?\$(?:@|\*|\{[@*]\})"?$/;

/** Whether a word is all that the script was given, and nothing else. */
export function isGiven({ text }: Word): boolean {
  return ALL.test(text);
}

/** Arguments, as they are written in a shell, as words; none when they cannot be read. */
export function wordsOf(args: readonly string[]): readonly Word[] {
  const reading = readScript([':', ...args].join(' '));
  return reading.readable ? (invocations(reading.list)[0]?.args ?? []) : [];
}

/** A call of a script with its `$@` replaced by what the script was given. */
export function withGiven(call: Invocation, given: readonly Word[]): Invocation {
  if (given.length === 0 || !call.args.some(({ text }) => ALL.test(text))) return call;
  return { ...call, args: call.args.flatMap((word) => (ALL.test(word.text) ? given : word)) };
}

/** Whether a script may start what it was given: all but the arguments of a program that it names, and that runs the app. */
export function runsGiven(script: string): boolean {
  const reading = readScript(script);
  if (!reading.readable || !/\$(?:@|\*|\{[@*]\})/.test(script)) return false;
  const uses = invocations(reading.list).filter(({ program, args }) => [program, ...args].some(isAll));
  return uses.length === 0 || uses.some((call) => !takesGiven(call));
}

function isAll({ text }: Word): boolean {
  return /\$(?:@|\*|\{[@*]\})/.test(text);
}

/** `gunicorn "$@"`, `/app/server "$@"`; not `poetry run "$@"`. */
function takesGiven({ name, program, args }: Invocation): boolean {
  if (name === null || isAll(program) || handsOn(name)) return false;
  const before = args[args.findIndex(isAll) - 1]?.value;
  if (before !== undefined && /^(?:--|run|exec|run-program)$/.test(before ?? '--')) return false;
  return isRunner(name) || isPlain(name) || /^(?!\/(?:usr\/)?s?bin\/).*\//.test(program.value ?? '');
}

/** It looks at its words, and runs none of them. */
function isPlain(name: string): boolean {
  return /^(?:echo|printf|test|\[|\[\[|shift|getopts?)$/.test(name);
}
