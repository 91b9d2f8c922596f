/** The programs that the RUNs of an image run. */
import { type Invocation, invocations } from '../dockerfile/commands.ts';
import type { Document, Instruction } from '../dockerfile/document.ts';
import { expandWord } from '../dockerfile/expand.ts';
import { readScript, readShell, type Word } from '../dockerfile/shell.ts';
import { type State, stateBefore } from '../dockerfile/state.ts';
import { absolute } from '../project/copies.ts';

export interface Run {
  readonly run: Instruction;
  readonly state: State;
  /** Null when the RUN cannot be read. */
  readonly calls: readonly Invocation[] | null;
}

/** The RUNs among instructions, with what holds in front of each. */
export function runsOf(doc: Document, instructions: readonly Instruction[]): readonly Run[] {
  return instructions
    .filter(({ keyword }) => keyword === 'RUN')
    .map((run) => ({ run, state: stateBefore(doc, run), calls: callsOf(doc, run) }));
}

/** Exec form and a heredoc that is the script itself are read as well: nothing is edited here. */
function callsOf(doc: Document, run: Instruction): readonly Invocation[] | null {
  const { json, rest } = run.arguments;
  const [heredoc, ...more] = run.heredocs;
  const isScript = heredoc !== undefined && more.length === 0 && /^<<-?\s*["']?\w+["']?$/.test(rest);
  const text =
    json !== null ? json.map(quote).join(' ') : isScript ? doc.text.slice(heredoc.body.start, heredoc.body.end) : null;
  const isShell = text !== null && !/^\s*#!(?!.*\b(?:ba|da|a)?sh\b)/.test(text);
  const reading = text !== null && isShell ? readScript(text.replaceAll('\r\n', '\n')) : readShell(run);
  return reading.readable ? invocations(reading.list) : null;
}

/** As one word of a shell. */
export function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** The text of a RUN without its flags, heredocs included. */
export function textOf(doc: Document, { arguments: { rest }, heredocs }: Instruction): string {
  return [rest, ...heredocs.map(({ body }) => doc.text.slice(body.start, body.end))].join('\n');
}

/** A word as an absolute path of the image; null when it is known at build time only. */
export function pathOf(word: Word, { env, workdir }: State): string | null {
  if (word.hasGlob || word.scripts.length > 0) return null;
  const path = word.value ?? expandWord(word.text, (name) => env.get(name) ?? null, '\\');
  if (path === null || path === '' || path.startsWith('~')) return null;
  if (path.startsWith('/')) return absolute(path);
  return workdir === null ? null : absolute(`${workdir}/${path}`);
}
