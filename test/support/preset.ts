/** The whole preset over a text, as the tests of whole files run it. */
import { expect } from 'vitest';
import { type Document, parseDocument } from '../../src/dockerfile/document.ts';
import { readShell } from '../../src/dockerfile/shell.ts';
import { slimify } from '../../src/engine/pipeline.ts';
import type { Report } from '../../src/engine/report.ts';
import type { AnyTransform, Fix, Risk } from '../../src/engine/transform.ts';
import { memoryProject, noProject } from '../../src/project/project.ts';
import { preset } from '../../transforms/index.ts';

export { preset };

export interface PresetOptions {
  readonly risk?: Risk;
  /** Files of the build context; left out: no context at all. */
  readonly files?: Readonly<Record<string, string>>;
  readonly transforms?: readonly AnyTransform[];
  readonly accept?: (fix: Fix, transform: string) => boolean;
}

/** Runs the preset, or another list of transforms, over the text of one Dockerfile. */
export function runPreset(text: string, options: PresetOptions = {}): Report {
  const { risk = 'assumes', files, transforms = preset, accept } = options;
  const project = files === undefined ? noProject : memoryProject(files);
  return slimify(text, { project, transforms, risk, ...(accept === undefined ? {} : { accept }) });
}

/** The text with CRLF line ends. */
export function toCrlf(text: string): string {
  return text.replaceAll('\n', '\r\n');
}

function toLf(text: string): string {
  return text.replaceAll('\r\n', '\n');
}

/** The document of a text that must have one. */
export function documentOf(text: string): Document {
  const parsed = parseDocument(text);
  if (!parsed.ok) throw new Error(`does not parse: ${parsed.problem.message}`);
  return parsed.document;
}

/** Every comment of the document, those in RUN bodies too. */
export function commentsOf(document: Document): string[] {
  const tails = document.instructions.map((instruction) => {
    const reading = readShell(instruction);
    return reading.readable && reading.tail !== null ? [reading.tail.text] : [];
  });
  const inside = document.instructions.flatMap(({ comments }) => comments.map(({ text }) => text));
  return [...document.comments.map(({ text }) => text), ...inside, ...tails.flat()];
}

/** The comments above a builder and above what runs. */
const SPLIT = /^# (?:\S+ .*, and is left behind|(?:What runs|\S+ is what runs): .*)$/;

/** What must hold of any file that the preset was run over: no bug of ours, no comment lost, nothing left for a second run. */
export function expectSound(text: string, options: PresetOptions = {}): Report {
  const report = runPreset(text, options);
  expect(report.error).toBeNull();
  expect(report.rejected).toEqual([]);
  expect(report.rounds).toBeLessThanOrEqual(1);
  const [before, after] = [documentOf(text), documentOf(report.after)];
  const added = commentsOf(after).filter((comment) => SPLIT.test(comment));
  expect(commentsOf(after).sort()).toEqual([...commentsOf(before), ...added].sort());
  const images = ({ stages }: Document) => stages.map(({ image }) => image);
  // A split puts a stage behind them; the name of the builder is all that it adds to one.
  if (added.length === 0)
    expect(after.stages.map(({ from }) => from.logical)).toEqual(before.stages.map(({ from }) => from.logical));
  else expect(images(after).slice(0, before.stages.length)).toEqual(images(before));
  expect(runPreset(report.after, options).after).toBe(report.after);
  const twin = text.includes('\r\n') ? toLf : toCrlf;
  expect(runPreset(twin(text), options).after).toBe(twin(report.after));
  return report;
}
