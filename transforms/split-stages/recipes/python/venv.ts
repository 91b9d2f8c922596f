/** The lines that give the builder an environment, so that what is installed lies in one folder. */
import { hasOption } from '../../../../src/app/call-words.ts';
import type { Document, Instruction } from '../../../../src/dockerfile/document.ts';
import type { Edit } from '../../../../src/dockerfile/edit.ts';
import { isCopy } from '../../../../src/project/placed.ts';
import type { App } from '../../app.ts';
import type { PythonCall } from './calls.ts';
import { minorOf } from './libraries.ts';

export const VENV = '/opt/venv';

/** `ENV PATH=...` in the file's own case. */
export function pathLine(run: Instruction, doc: Document): string {
  return `${cased('ENV', run, doc)} PATH=${VENV}/bin:$PATH`;
}

/** Managers of projects ask for the environment by this variable; to pip the PATH says it. Sources: the manuals of Poetry, Pipenv and uv. */
function asksVariable({ kind }: PythonCall): boolean {
  return kind === 'poetry' || kind === 'pipenv' || kind === 'uv-pip';
}

/**
 * Takes `--system` from `uv pip install --system`, which is what keeps it out of an environment.
 * @returns null when it cannot be cut out.
 */
export function withoutSystem({ text }: Document, { step: { call }, kind }: PythonCall): readonly Edit[] | null {
  if (kind !== 'uv-pip') return [];
  const edits = call.args.flatMap((word, i) => {
    if (word.value !== '--system') return [];
    const start = (call.args[i - 1] ?? call.program).span.end;
    return [{ span: { start, end: word.span.end }, text: '' }];
  });
  const isPlain = edits.every(({ span }) => /^ +--system$/.test(text.slice(span.start, span.end)));
  return call.editable && isPlain ? edits : null;
}

/** In front of the first call of pip, and of the COPYs right above it: so the environment is not made anew with each change. */
export function venvEdit(app: App, first: PythonCall, installs: readonly PythonCall[]): Edit {
  const { doc, stage } = app;
  const { run } = first.step;
  let before: Instruction = run;
  for (const each of stage.instructions.slice(0, stage.instructions.indexOf(run)).toReversed()) {
    if (isCopy(each)) before = each;
    else if (each.keyword !== 'WORKDIR') break;
  }
  const line = before.leading[0]?.line ?? before.startLine;
  const { start } = doc.lines[line - 1]!;
  const { eol } = doc;
  const above = doc.lines[line - 2];
  const isApart = above !== undefined && doc.text.slice(above.start, above.end).trim() === '';
  const named = installs.some(asksVariable) ? [`${cased('ENV', run, doc)} VIRTUAL_ENV=${VENV}`] : [];
  const lines = [
    `${cased('RUN', run, doc)} python -m venv ${buildsWithImage(app, installs) ? '--system-site-packages ' : ''}${VENV}`,
    ...named,
    pathLine(run, doc),
    ...(isApart ? [''] : []),
  ];
  return { span: { start, end: start }, text: lines.map((each) => `${each}${eol}`).join('') };
}

function cased(keyword: string, { keywordSpan }: Instruction, { text }: Document): string {
  const written = text.slice(keywordSpan.start, keywordSpan.end);
  return written === written.toLowerCase() ? keyword.toLowerCase() : keyword;
}

/**
 * Whether something is built with what the image has for that: up to 3.11 it has `wheel`, and a new environment has not.
 * Of the packages of the image there are no others to be seen, and its slim twin has the same.
 * Source: docker-library/python, Dockerfile-linux.template.
 */
function buildsWithImage({ base }: App, installs: readonly PythonCall[]): boolean {
  return (minorOf(base) ?? 99) < 12 && installs.some(({ words }) => hasOption(words, ['--no-build-isolation']));
}
