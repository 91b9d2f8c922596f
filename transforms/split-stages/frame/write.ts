/** The edits of a split: what is cut from the builder, and the runtime stage behind it. */
import type { Instruction } from '../../../src/dockerfile/document.ts';
import type { Edit } from '../../../src/dockerfile/edit.ts';
import { mountsOf, stateBefore } from '../../../src/dockerfile/state.ts';
import { hasShell } from '../../../src/facts/runtime-images.ts';
import type { Split } from '../frame.ts';
import { settingsAt } from './last.ts';
import { again, blockOf, copyLines, guardsOf, installLine, line, type Style, styleOf } from './text.ts';
import { isRootless, makerOf, makesHome, setsOwnWorkdir, workdirBefore } from './workdir.ts';

export interface Written {
  readonly edits: readonly Edit[];
  /** Comments that are new. */
  readonly comments: readonly string[];
}

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

function nameBuilder({ app: { doc, stage }, names: { builder, span } }: Split): readonly Edit[] {
  const { isLower } = styleOf(doc, stage.from);
  const name = `${isLower ? 'as' : 'AS'} ${builder}`;
  if (span !== null) return builder === stage.name ? [] : [{ span, text: name }];
  const end = stage.from.arguments.restSpan.end;
  return [{ span: { start: end, end }, text: ` ${name}` }];
}

function aboveFrom({ app: { doc, stage } }: Split, { indent }: Style, comment: string): Edit {
  const { start: at } = doc.lines[stage.from.startLine - 1]!;
  const start = at === 0 && doc.text.startsWith('\uFEFF') ? 1 : at;
  return { span: { start, end: start }, text: `${indent}${comment}${doc.eol}` };
}

/**
 * A comment of the user's above a stage that gets a name: where the builder is told to mind it, it does not describe the
 * stage unless it begins with the name. A blank line sets it apart. Source: BuildKit, InvalidDefinitionDescription.
 */
function setApart(split: Split): readonly Edit[] {
  if (!isMinded(split)) return [];
  const { doc, stage } = split.app;
  const { start } = doc.lines[stage.from.startLine - 1]!;
  return [{ span: { start, end: start }, text: doc.eol }];
}

/** Whether the builder is told to mind the comment, and the name is new. It reads the last line of the comment. */
function isMinded({ app: { doc, stage }, names: { builder } }: Split): boolean {
  const isTold = doc.directives.some(({ name, value }) => name === 'check' && value.includes('experimental'));
  return isTold && stage.name !== builder && !stage.from.leading.some(({ text }) => text.startsWith(`# ${builder} `));
}

/** Commands at the end of the build, in a RUN of their own behind its last one. */
function finish({ app: { doc, steps }, plan: { finishes, claims } }: Split, style: Style): readonly Edit[] {
  const last = steps.findLast(({ call }) => claims.has(call))?.run;
  if (finishes.length === 0 || last === undefined) return [];
  const at = doc.lines[last.endLine - 1]!.end;
  const mounts = last.arguments.flags
    .filter(({ name }) => name === 'network')
    .map(({ span }) => doc.text.slice(span.start, span.end));
  const text = finishes.map((command) => doc.eol + line(style, ['RUN', ...mounts, command].join(' '))).join('');
  return [{ span: { start: at, end: at }, text }];
}

/** Takes an instruction out with its comments, and the blank line that would be left twice. */
function cut({ app: { doc } }: Split, instruction: Instruction): Edit {
  const { start } = blockOf(doc, instruction);
  const { next } = doc.lines[instruction.endLine - 1]!;
  const first = instruction.leading[0]?.line ?? instruction.startLine;
  const isBlank = (number: number) => {
    const other = doc.lines[number - 1];
    return other !== undefined && doc.text.slice(other.start, other.end).trim() === '';
  };
  const after = doc.lines[instruction.endLine];
  const end = isBlank(first - 1) && after !== undefined && isBlank(instruction.endLine + 1) ? after.next : next;
  return { span: { start, end }, text: '' };
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

/** What stands between the FROM of the runtime stage and the tail. */
function stageLines(split: Split, style: Style): readonly string[] {
  const { app, plan, names, settings, carries, packages, repeats, runtime } = split;
  const { doc, final } = app;
  const ours = (text: string) => line(style, text);
  const isOwn = setsOwnWorkdir(split);
  const workdir = isOwn ? null : workdirBefore(split);
  const runs = repeats.filter(({ keyword }) => keyword === 'RUN');
  const maker = makerOf(split, workdir);
  const isMadeAsUser = maker !== null && isRootless(split, maker);
  const isHome = isMadeAsUser || runs.some((each) => makesHome(split, each, workdir));
  const runLines = [...settings.repeated, ...(isHome ? runs : [])].map((each) => again(doc, each));
  const workdirLine = workdir === null || workdir === (runtime.workdir ?? '/') ? [] : [ours(`WORKDIR ${workdir}`)];
  return [
    ...split.parts.moved.filter(isEarly).map((each) => asWritten(split, each)),
    ...shellLines(split),
    ...(packages.length === 0
      ? []
      : [ours(installLine(runtime.packageManager === 'apk' ? 'apk' : 'apt', packages, hasRecommends(split), doc))]),
    ...(isHome ? runLines : []),
    ...(isMadeAsUser ? [ours(`USER ${maker}`)] : []),
    ...workdirLine,
    ...(isHome ? [] : runLines),
    ...plan.lines.map(ours),
    ...(isHome ? [] : runs.map((each) => again(doc, each))),
    ...(maker === null || isMadeAsUser || !hasShell(runtime) ? [] : [ours(`RUN chown ${maker} ${workdir}`)]),
    ...copyLines(carries, names.builder, workdir ?? runtime.workdir ?? '/').map(ours),
    ...repeats.filter(({ keyword }) => keyword !== 'RUN').map((each) => again(doc, each)),
    ...(settingsAt(split) === null ? lastLines(split, style) : []),
    ...(isMadeAsUser ? [] : userLine(split, final.user).map(ours)),
  ];
}

/** Labels say what the image is: they stand at its head, where nothing that they name has to stand above them. */
function isEarly({ keyword, logical }: Instruction): boolean {
  return (keyword === 'LABEL' || keyword === 'MAINTAINER') && !logical.includes('$');
}

function asWritten({ app: { doc } }: Split, instruction: Instruction): string {
  const { start, end } = blockOf(doc, instruction);
  return doc.text.slice(start, end);
}

/** Behind all COPYs: what RUNs had changed of them, and the settings that move, as they were written. */
function lastLines(split: Split, style: Style): readonly string[] {
  const { app, parts, names, over, late, commands } = split;
  const moved = parts.moved.filter((each) => !isEarly(each)).map((each) => asWritten(split, each));
  return [
    ...copyLines(over, names.builder, app.final.workdir).map((text) => line(style, text)),
    ...late.map((each) => again(app.doc, each)),
    ...commands.map((command) => line(style, `RUN ${command}`)),
    ...moved,
  ];
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

/** A shell that the file chose reads the commands of what runs as well. */
function shellLines({ app: { doc, instructions }, parts }: Split): readonly string[] {
  const shell = instructions.findLast(({ keyword }) => keyword === 'SHELL');
  return shell === undefined || parts.tail.includes(shell) ? [] : [again(doc, shell)];
}

/** The user that holds where the tail begins, if the tail does not say it. */
function userLine({ app, parts, runtime }: Split, final: string | null): readonly string[] {
  const [first] = parts.tail;
  const next = parts.tail.find(({ keyword }) => keyword === 'USER' || keyword === 'RUN');
  if (next?.keyword === 'USER') return [];
  const user = first === undefined ? final : stateBefore(app.doc, first).user;
  return user === null || user === (runtime.user ?? 'root') ? [] : [`USER ${user}`];
}

/** Whether the file installs its packages with those that are recommended beside them. */
function hasRecommends({ app: { steps }, plan }: Split): boolean {
  const installs = steps.filter(
    ({ call }) =>
      !plan.claims.has(call) &&
      /^apt(?:-get)?$/.test(call.name ?? '') &&
      call.args.some(({ value }) => value === 'install'),
  );
  return (
    installs.length > 0 &&
    !installs.some(({ call }) => call.args.some(({ value }) => value === '--no-install-recommends'))
  );
}

/** Whether a folder of a RUN is on a mount, and in no layer. */
export function isMounted(run: Instruction, path: string): boolean {
  return mountsOf(run).some(
    ({ target }) => target !== null && (path === target || path.startsWith(`${target.replace(/\/$/, '')}/`)),
  );
}
