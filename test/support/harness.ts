/**
 * Runs the cases of a transform. What must always hold is checked for every case without being asked: the given result,
 * the skip codes, that the edits can be undone, that a second run changes nothing, that the CRLF twin gives the CRLF
 * twin of the result, that nothing is rejected by a check, and that the fixes' metadata is true.
 */
import { describe, expect, test } from 'vitest';
import { parseDocument } from '../../src/dockerfile/document.ts';
import { applyPatch, createPatch, invertPatch } from '../../src/dockerfile/edit.ts';
import { slimify } from '../../src/engine/pipeline.ts';
import type { Report } from '../../src/engine/report.ts';
import type { SkipCode } from '../../src/engine/skips.ts';
import { type AnyTransform, isWithin, type OptionValue, type Risk } from '../../src/engine/transform.ts';
import { memoryProject, noProject } from '../../src/project/project.ts';

export interface Case {
  readonly title: string;
  readonly before: string;
  /** Left out or null: nothing changes. */
  readonly after?: string | null;
  /** The codes of all skips, in order. Left out: not compared, but for a case that changes nothing it should be there. */
  readonly skips?: readonly SkipCode[];
  /** Files of the build context; left out: no context at all. */
  readonly files?: Readonly<Record<string, string>>;
  readonly options?: Readonly<Record<string, OptionValue>>;
  /** Default: assumes. */
  readonly risk?: Risk;
  /** How many fixes are held back by the risk. Default: not compared. */
  readonly held?: number;
  /** The risk of every applied fix, in order. Default: not compared. */
  readonly risks?: readonly Risk[];
}

/** Tests the transform's metadata, its examples and the given cases. */
export function testTransform(transform: AnyTransform, cases: readonly Case[]): void {
  describe(`${transform.id}: metadata`, () => {
    test('says what it is', () => {
      expect(transform.id).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(transform.summary).toMatch(/^[A-Z].*\.$/s);
      expect(transform.why.length).toBeGreaterThan(40);
      expect(Object.keys(transform.optionDocs).sort()).toEqual(Object.keys(transform.defaults).sort());
    });
    test('has examples, one of which changes nothing', () => {
      expect(transform.examples.some(({ after }) => after === null)).toBe(true);
      expect(transform.examples.some(({ after }) => after !== null)).toBe(true);
    });
  });
  describe(`${transform.id}: examples`, () => {
    test.each(transform.examples.map((example) => [example.title, example] as const))('%s', (_, example) => {
      checkCase(transform, example as Case);
    });
  });
  describe(`${transform.id}: cases`, () => {
    test.each(cases.map((one) => [one.title, one] as const))('%s', (_, one) => checkCase(transform, one));
  });
}

/** Runs one transform alone over a text, as the cases do. */
export function runTransform(transform: AnyTransform, text: string, one: Omit<Case, 'title' | 'before'> = {}): Report {
  return slimify(text, {
    project: one.files === undefined ? noProject : memoryProject(one.files),
    transforms: [transform],
    risk: one.risk ?? 'assumes',
    options: one.options === undefined ? {} : { [transform.id]: one.options },
  });
}

function checkCase(transform: AnyTransform, one: Case): void {
  const report = runTransform(transform, one.before, one);
  expect(report.error).toBeNull();
  expect(report.rejected).toEqual([]);
  expect(report.after).toBe(one.after ?? one.before);
  if (one.skips !== undefined) expect(report.skipped.map(({ reason }) => reason.code)).toEqual(one.skips);
  if (one.held !== undefined) expect(report.held).toHaveLength(one.held);
  if (one.risks !== undefined) expect(report.applied.map(({ risk }) => risk)).toEqual(one.risks);
  expect(report.rounds).toBe(report.changed ? 1 : 0);
  for (const fix of [...report.applied, ...report.held]) {
    expect(isWithin(fix.risk, transform.risk)).toBe(true);
    expect(fix.assumption === null).toBe(fix.risk !== 'assumes');
  }
  checkUndo(transform, one);

  const second = runTransform(transform, report.after, one);
  expect(second.after).toBe(report.after);
  expect(second.applied).toEqual([]);

  const twin = runTransform(transform, toCrlf(one.before), one);
  expect(twin.after).toBe(toCrlf(report.after));
}

/** The edits of every finding, taken together where they do not conflict, give the text back when inverted. */
function checkUndo(transform: AnyTransform, one: Case): void {
  const parsed = parseDocument(one.before);
  if (!parsed.ok) return;
  const project = one.files === undefined ? noProject : memoryProject(one.files);
  const options = { ...transform.defaults, ...one.options };
  const keys: string[] = [];
  for (const finding of transform.find({ doc: parsed.document, project, options })) {
    if (finding.kind !== 'fix') continue;
    keys.push(finding.key);
    const patch = createPatch(one.before, finding.edits);
    expect(patch).not.toBeNull();
    const after = applyPatch(one.before, patch!);
    expect(after).not.toBe(one.before);
    expect(applyPatch(after, invertPatch(one.before, patch!))).toBe(one.before);
  }
  expect(new Set(keys).size).toBe(keys.length);
}

function toCrlf(text: string): string {
  return text.replaceAll('\n', '\r\n');
}
