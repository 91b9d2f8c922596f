/** The edits of a split: what is cut from the builder, and the runtime stage behind it. */
import type { Edit } from '../../../src/dockerfile/edit.ts';
import type { Split } from '../frame.ts';
import { aboveFrom, cut, finish, isMinded, nameBuilder, setApart } from './builder.ts';
import { settingsAt } from './last.ts';
import { lastLines, stageLines } from './stage-lines.ts';
import { blockOf, guardsOf, line, type Style, styleOf } from './text.ts';

export interface Written {
  readonly edits: readonly Edit[];
  /** Comments that are new. */
  readonly comments: readonly string[];
}

/** A new stage behind the builder, or the stage that was built on it, made one of its own. */
export function writeSplit(split: Split): Written {
  const { app, plan, names, parts } = split;
  const { doc, stage } = app;
  const style = styleOf(doc, stage.from);
  const runs = names.runtime === null ? '# What runs' : `# ${names.runtime} is what runs`;
  const runtimeComment = `${runs}: ${plan.keeps}`;
  const guards = guardsOf(stage.from);
  // A comment that keeps transforms away may not be set apart: what the builder wants to read goes below it.
  const isTold = stage.from.leading.length > 0 && !(guards.length > 0 && isMinded(split));
  const cuts = parts.moved.map((each) => cut(split, each));
  if (names.isApart) {
    const edits = [...finish(split, style), ...cuts, ...startFromRuntime(split, style), ...placeLast(split, style)];
    return isTold
      ? { edits, comments: [] }
      : { edits: [...edits, aboveFrom(split, style, runtimeComment)], comments: [runtimeComment] };
  }
  const builderComment = `# ${names.builder} ${plan.does ?? 'makes the app'}, and is left behind`;
  const edits = [
    ...nameBuilder(split),
    ...(isTold ? setApart(split) : [aboveFrom(split, style, builderComment)]),
    ...finish(split, style),
    ...cuts,
    insertRuntime(split, style, runtimeComment),
    ...placeLast(split, style),
  ];
  return {
    edits: joined(edits),
    comments: [...(isTold ? [] : [builderComment]), runtimeComment, ...guards],
  };
}

/** The stage that only started from the builder starts from the runtime image, and gets what it had from it. */
function startFromRuntime(split: Split, style: Style): readonly Edit[] {
  const { app, plan } = split;
  const { doc, stage } = app;
  const { start } = stage.from.arguments.restSpan;
  const end = doc.lines[stage.from.endLine - 1]!.end;
  const lines = stageLines(split, style);
  return [
    { span: { start, end: start + stage.image.length }, text: plan.runtime },
    ...(lines.length === 0 ? [] : [{ span: { start: end, end }, text: doc.eol + lines.join(doc.eol) }]),
  ];
}

function insertRuntime(split: Split, style: Style, comment: string): Edit {
  const { app, parts } = split;
  const { doc } = app;
  const lines = runtimeLines(split, style, comment);
  const first = parts.tail[0];
  if (first === undefined) return behindAll(split, lines);
  const firstLine = first.leading[0]?.line ?? first.startLine;
  const at = doc.lines[firstLine - 1]!.start;
  const above = doc.lines[firstLine - 2];
  const isApart = above !== undefined && doc.text.slice(above.start, above.end).trim() === '';
  const text = (isApart ? '' : doc.eol) + lines.join(doc.eol) + doc.eol + (isApart ? doc.eol : '');
  return { span: { start: at, end: at }, text };
}

function behindAll({ app: { doc } }: Split, lines: readonly string[]): Edit {
  const end = doc.text.length;
  const isEnded = /\n$/.test(doc.text);
  const text = (isEnded ? '' : doc.eol) + doc.eol + lines.join(doc.eol) + (isEnded ? doc.eol : '');
  return { span: { start: end, end }, text };
}

function runtimeLines(split: Split, style: Style, comment: string): readonly string[] {
  const { app, plan, names } = split;
  const above = [...guardsOf(app.stage.from), comment].map((text) => style.indent + text);
  const from = line(style, `FROM ${plan.runtime}${names.runtime === null ? '' : ` AS ${names.runtime}`}`);
  return [...above, from, ...stageLines(split, style)];
}

function placeLast(split: Split, style: Style): readonly Edit[] {
  const { doc } = split.app;
  const next = settingsAt(split);
  const lines = lastLines(split, style);
  if (next === null || lines.length === 0) return [];
  const { start } = blockOf(doc, next);
  return [{ span: { start, end: start }, text: lines.map((text) => text + doc.eol).join('') }];
}

/** What is put in at one place is one edit: at the end of a file the last RUN and the runtime stage meet. */
function joined(edits: readonly Edit[]): readonly Edit[] {
  const found: Edit[] = [];
  for (const edit of edits) {
    const at = found.findIndex(
      ({ span }) => span.start === span.end && edit.span.start === edit.span.end && span.start === edit.span.start,
    );
    const twin = found[at];
    if (twin === undefined) found.push(edit);
    else found[at] = { span: twin.span, text: twin.text + edit.text };
  }
  return found;
}
