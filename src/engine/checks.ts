/** What every step must keep, checked on the text parsed again. A finding here is a bug of ours, never of the user's. */
import type { Document } from '../dockerfile/document.ts';
import { readShell } from '../dockerfile/shell.ts';
import { contractProblems } from './contract.ts';
import { newFindings } from './lint.ts';
import { referenceProblems } from './references.ts';
import type { Fix } from './transform.ts';

/** Compares the documents before and after a step. @returns what is wrong, or an empty list. */
export function checkStep(before: Document, after: Document, fixes: readonly Fix[]): readonly string[] {
  if (before.text === after.text) return ['it changes nothing'];
  return [
    ...bytesProblems(before.text, after.text),
    ...directiveProblems(before, after),
    ...commentProblems(before, after, fixes),
    ...heredocProblems(before, after),
    ...referenceProblems(before, after),
    ...contractProblems(before, after, fixes),
    ...newFindings(before, after).map(({ rule, subject }) => `a new builder warning: ${rule}, ${subject}`),
  ];
}

/** The marks of a file as a whole: byte order mark, line ends, final newline. */
function bytesProblems(before: string, after: string): string[] {
  const problems: string[] = [];
  if (before.startsWith('\uFEFF') !== after.startsWith('\uFEFF')) problems.push('the byte order mark is not kept');
  if (before.endsWith('\n') !== after.endsWith('\n')) problems.push('the end of the last line is not kept');
  const old = lineEnds(before);
  const now = lineEnds(after);
  if (now.lf > 0 && now.crlf > 0 && (old.lf === 0 || old.crlf === 0)) problems.push('line ends are mixed');
  else if (old.lf + old.crlf > 0 && ((old.lf === 0 && now.lf > 0) || (old.crlf === 0 && now.crlf > 0)))
    problems.push('line ends are of another kind');
  return problems;
}

function lineEnds(text: string): { lf: number; crlf: number } {
  let lf = 0;
  let crlf = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
    if (text[at - 1] === '\r') crlf++;
    else lf++;
  }
  return { lf, crlf };
}

function directiveProblems(before: Document, after: Document): string[] {
  const show = ({ directives }: Document): string => directives.map(({ name, value }) => `${name}=${value}`).join('\n');
  return show(before) === show(after) ? [] : ['the parser directives are not the same'];
}

function commentProblems(before: Document, after: Document, fixes: readonly Fix[]): string[] {
  const added = fixes.flatMap(({ comments }) => comments.map((comment) => comment.trim()));
  const { missing, extra } = compareCounts([...commentsOf(before), ...added], commentsOf(after));
  return [
    ...missing.map((comment) => `a comment is lost: ${comment}`),
    ...extra.map((comment) => `a comment is new: ${comment}`),
  ];
}

const comments = new WeakMap<Document, readonly string[]>();

/** Every comment: lines outside and inside instructions, and the tails of RUN bodies. */
export function commentsOf(document: Document): readonly string[] {
  let found = comments.get(document);
  if (found === undefined) {
    found = [
      ...document.comments.map(({ text }) => text),
      ...document.instructions.flatMap((instruction) => {
        const inside = instruction.comments.map(({ text }) => text);
        if (!instruction.logical.includes('#')) return inside;
        const reading = readShell(instruction);
        return reading.readable && reading.tail !== null ? [...inside, reading.tail.text.trim()] : inside;
      }),
    ];
    comments.set(document, found);
  }
  return found;
}

function heredocProblems(before: Document, after: Document): string[] {
  const { missing, extra } = compareCounts(heredocsOf(before), heredocsOf(after));
  return missing.length + extra.length === 0 ? [] : ['the body of a heredoc is not the same'];
}

function heredocsOf({ text, instructions }: Document): readonly string[] {
  return instructions.flatMap(({ heredocs }) =>
    heredocs.map(({ name, chomp, expand, body }) => {
      return `${name} ${chomp} ${expand}\n${text.slice(body.start, body.end)}`;
    }),
  );
}

/** Compares two lists in which the order means nothing and the number of each does. */
function compareCounts(wanted: readonly string[], found: readonly string[]): { missing: string[]; extra: string[] } {
  const counts = new Map<string, number>();
  for (const item of wanted) counts.set(item, (counts.get(item) ?? 0) + 1);
  for (const item of found) counts.set(item, (counts.get(item) ?? 0) - 1);
  const missing: string[] = [];
  const extra: string[] = [];
  for (const [item, count] of counts) {
    if (count > 0) missing.push(item);
    else if (count < 0) extra.push(item);
  }
  return { missing, extra };
}
