/** A Dockerfile as a document: stages, instructions with their arguments, comments. Text in, nothing is ever printed. */
import { DockerfileParser } from 'dockerfile-ast';
import { type Arguments, KEYWORDS, type Onbuild, readArguments, readOnbuild } from './arguments.ts';
import { type Directive, type LineComment, type PhysicalLine, type RawInstruction, readLines } from './lines.ts';

export interface Instruction extends RawInstruction {
  /** Position in `Document.instructions`. */
  readonly index: number;
  readonly arguments: Arguments;
  /** What an ONBUILD holds back; null for every other instruction. */
  readonly onbuild: Onbuild | null;
  /** Index of its stage; null for an ARG above the first FROM. */
  readonly stage: number | null;
  /** The comment lines right above, without a blank line in between, first one first. */
  readonly leading: readonly LineComment[];
}

export interface Stage {
  readonly index: number;
  readonly from: Instruction;
  /** As written behind AS, or null. Names match in any case. */
  readonly name: string | null;
  /** The image reference as written, variables not replaced. */
  readonly image: string;
  /** The earlier stage that this one is built FROM, or null. */
  readonly parent: number | null;
  /** Without the FROM. */
  readonly instructions: readonly Instruction[];
}

export interface Document {
  readonly text: string;
  /** Line end for new text: that of the first line. */
  readonly eol: '\n' | '\r\n';
  readonly escape: '\\' | '`';
  readonly directives: readonly Directive[];
  readonly lines: readonly PhysicalLine[];
  readonly instructions: readonly Instruction[];
  readonly stages: readonly Stage[];
  /** ARGs above the first FROM. */
  readonly globals: readonly Instruction[];
  /** Comment lines outside instructions; directives are not among them. */
  readonly comments: readonly LineComment[];
}

export interface Problem {
  readonly code:
    | 'line-too-long'
    | 'duplicate-directive'
    | 'bad-escape-directive'
    | 'unterminated-heredoc'
    | 'no-instructions'
    | 'unknown-instruction'
    | 'bad-arguments'
    | 'not-a-dockerfile'
    | 'parsers-disagree';
  /** 1-based; null when the problem is the whole file's. */
  readonly line: number | null;
  readonly message: string;
}

export type DocumentResult =
  | { readonly ok: true; readonly document: Document }
  | { readonly ok: false; readonly problem: Problem };

/** Instructions that BuildKit takes without arguments. */
const MAY_BE_EMPTY: ReadonlySet<string> = new Set(['RUN', 'CMD', 'ENTRYPOINT']);

/** What template languages leave in a file that is not a Dockerfile yet. */
const TEMPLATE = /\{\{|\{%|<%|\$\$\{|@@\w+@@|%%\w+%%/;

/**
 * Parses a Dockerfile's text, and holds the result against what dockerfile-ast makes of it.
 * @returns as `readDocument`; `parsers-disagree` is another reason to leave a file alone.
 */
export function parseDocument(text: string): DocumentResult {
  const result = readDocument(text);
  if (!result.ok) return result;
  const line = compareWithAst(result.document);
  if (line === null) return result;
  const message = 'two parsers disagree on where this instruction ends';
  return { ok: false, problem: { code: 'parsers-disagree', line, message } };
}

/**
 * Parses a Dockerfile's text by our own rules alone: for the steps between a text that was checked and one that will be.
 * The text is kept as it is, BOM and line ends included.
 * @returns the document, or why it cannot be worked on. `not-a-dockerfile` is a reason to leave a file alone; every other
 * problem means that BuildKit would refuse it as well.
 */
export function readDocument(text: string): DocumentResult {
  if (latest?.text !== text) latest = { text, result: readAnew(text) };
  return latest.result;
}

/** The same text is read several times in a row: for its context, for the first step, as what the last one has made. */
let latest: { readonly text: string; readonly result: DocumentResult } | null = null;

function readAnew(text: string): DocumentResult {
  const read = readLines(text);
  if (!read.ok) return failed(text, read.problem);
  const { lines } = read;
  const { escape, physical, directives, comments } = lines;
  if (lines.instructions.length === 0)
    return failed(text, { code: 'no-instructions', line: null, message: 'file with no instructions' });

  const instructions: Instruction[] = [];
  const stages: (Omit<Stage, 'instructions'> & { instructions: Instruction[] })[] = [];
  const globals: Instruction[] = [];
  const commentAt = new Map(comments.map((comment) => [comment.line, comment]));
  for (const [index, raw] of lines.instructions.entries()) {
    const line = raw.startLine;
    if (!KEYWORDS.has(raw.keyword)) {
      return failed(text, {
        code: 'unknown-instruction',
        line,
        message: `unknown instruction: ${raw.keyword.slice(0, 40)}`,
      });
    }
    const parsed = readArguments(raw, escape);
    if (!parsed.ok) return failed(text, { code: 'bad-arguments', line, message: parsed.message });
    const isFrom = raw.keyword === 'FROM';
    const instruction: Instruction = {
      ...raw,
      index,
      arguments: parsed.arguments,
      onbuild: raw.keyword === 'ONBUILD' ? readOnbuild(raw, escape) : null,
      stage: isFrom ? stages.length : stages.length === 0 ? null : stages.length - 1,
      leading: leadingComments(commentAt, raw.startLine),
    };
    const wrong = argumentProblem(instruction, stages.length > 0);
    if (wrong !== null) return failed(text, { code: 'bad-arguments', line, message: wrong });
    instructions.push(instruction);
    if (isFrom) {
      const [image = '', , name = null] = instruction.arguments.words;
      const parent = stages.findLast((stage) => stage.name?.toLowerCase() === image.toLowerCase());
      stages.push({
        index: stages.length,
        from: instruction,
        name,
        image,
        parent: parent?.index ?? null,
        instructions: [],
      });
    } else if (stages.length === 0) globals.push(instruction);
    else stages.at(-1)!.instructions.push(instruction);
  }
  if (stages.length === 0) return failed(text, { code: 'not-a-dockerfile', line: null, message: 'no FROM in it' });
  if (stages.some(({ image }) => TEMPLATE.test(image))) {
    return failed(text, { code: 'not-a-dockerfile', line: null, message: 'a template: its FROM is filled in later' });
  }
  const eol = text[text.indexOf('\n') - 1] === '\r' ? '\r\n' : '\n';
  return {
    ok: true,
    document: { text, eol, escape, directives, lines: physical, instructions, stages, globals, comments },
  };
}

/** Whether an instruction stands in this stage or is its FROM. */
export function stageOf(document: Document, instruction: Instruction): Stage | null {
  return instruction.stage === null ? null : (document.stages[instruction.stage] ?? null);
}

/** The stage that `--from=`, `from=` or FROM names: by name in any case, or by number; null for an image. */
export function findStage(document: Document, reference: string, before: number): Stage | null {
  const earlier = document.stages.slice(0, before);
  const byName = earlier.findLast((stage) => stage.name?.toLowerCase() === reference.toLowerCase());
  if (byName !== undefined) return byName;
  return /^\d+$/.test(reference) ? (earlier[Number(reference)] ?? null) : null;
}

/** The 1-based line that an offset of the text lies on. */
export function lineAt(document: Document, offset: number): number {
  let low = 0;
  let high = document.lines.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (document.lines[middle]!.start <= offset) low = middle;
    else high = middle - 1;
  }
  return document.lines[low]?.number ?? 1;
}

function leadingComments(commentAt: ReadonlyMap<number, LineComment>, startLine: number): LineComment[] {
  const found: LineComment[] = [];
  for (let line = startLine - 1; commentAt.has(line); line--) found.unshift(commentAt.get(line)!);
  return found;
}

/** What BuildKit's instruction layer refuses of what its parser lets through; only what we rely on. */
function argumentProblem(instruction: Instruction, hasStage: boolean): string | null {
  const { keyword, arguments: args, onbuild } = instruction;
  if (keyword === 'FROM') {
    const count = args.words.length;
    if (count !== 1 && !(count === 3 && args.words[1]?.toLowerCase() === 'as'))
      return 'FROM requires either one or three arguments';
    return null;
  }
  if (!hasStage && keyword !== 'ARG') return `no build stage in current context: ${keyword} before the first FROM`;
  if (keyword === 'ONBUILD') {
    if (onbuild === null) return 'ONBUILD requires at least one argument';
    if (onbuild.keyword === 'ONBUILD') return "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed";
    if (!KEYWORDS.has(onbuild.keyword)) return `unknown instruction: ${onbuild.keyword}`;
    return null;
  }
  if (keyword === 'SHELL' && args.json === null) return 'SHELL requires the arguments to be in JSON form';
  if ((keyword === 'COPY' || keyword === 'ADD') && args.words.length < 2)
    return `${keyword} requires at least two arguments`;
  if (args.rest === '' && !MAY_BE_EMPTY.has(keyword)) return `${keyword} requires arguments`;
  return null;
}

/**
 * Holds our instructions against those of dockerfile-ast.
 * @returns the first line on which the two disagree, or null.
 */
function compareWithAst({ text, lines, instructions }: Document): number | null {
  const theirs = DockerfileParser.parse(text).getInstructions();
  for (const [i, ours] of instructions.entries()) {
    const other = theirs[i];
    if (other === undefined) return ours.startLine;
    const { start } = other.getRange();
    const column = ours.keywordSpan.start - (lines[ours.startLine - 1]?.start ?? 0);
    const isFirstWithBom = ours.startLine === 1 && text.startsWith('\uFEFF');
    if (start.line + 1 !== ours.startLine || (start.character !== column && !isFirstWithBom)) return ours.startLine;
  }
  const extra = theirs[instructions.length];
  return extra === undefined ? null : extra.getRange().start.line + 1;
}

function failed(text: string, problem: Problem): DocumentResult {
  if (!TEMPLATE.test(text) || problem.code === 'not-a-dockerfile') return { ok: false, problem };
  return {
    ok: false,
    problem: { code: 'not-a-dockerfile', line: problem.line, message: `a template: ${problem.message}` },
  };
}
