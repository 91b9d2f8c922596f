/** What has to come of an app, held against what the command says of it. */
import { expect } from 'vitest';
import type { App } from './app.ts';
import type { Note } from './plan.ts';
import type { Rebuilt, Rewritten, Verified } from './verified.ts';

/** What may be in the image before and not in the one after: caches. Followed by more of the path, or its mode. */
const EXPENDABLE = /^(?:\/var\/lib\/apt\/lists|\/var\/cache\/apt|\/root\/\.npm|\/root\/\.cache)[/ ]/;

/** What is written, and what is left alone. */
export function expectRewritten(app: App, { before, after, changed, skipped, rejected }: Rewritten): void {
  expect(rejected).toEqual([]);
  expect(changed, after).toBe(app.staysAsIs !== true);
  expect(isSplit(after) && !isSplit(before), after).toBe(app.split !== undefined);
  const codes = skipped.map(({ transform, code }) => `${transform ?? 'file'}: ${code}`);
  for (const [transform, code] of Object.entries(app.refused ?? {})) expect(codes).toContain(`${transform}: ${code}`);
}

/** The comment that a split writes above what runs. */
function isSplit(text: string): boolean {
  return /^# (?:What runs|\S+ is what runs): /m.test(text);
}

/** Both work, and differ in nothing that was not meant to. */
export function expectVerified(app: App, { status, dropped, config, sides }: Verified): void {
  const seen = JSON.stringify({ before: seenOf(sides.before), after: seenOf(sides.after) }, null, 2);
  expect({ status, dropped }, seen).toEqual({ status: app.staysAsIs === true ? 'unchanged' : 'alike', dropped: [] });
  expect(config.filter(({ declaredBy }) => declaredBy === null)).toEqual([]);
  if (app.keepsAll === true) expect(config).toEqual([]);
  const least = app.split ?? app.rebased ?? app.shrinks;
  if (least !== undefined) expect(shrinkOf(sides), 'by how much it is smaller').toBeGreaterThan(least);
  if (app.install === null) return;
  expect(stepOf(sides.before?.rebuilt, app.install)?.cached ?? false, 'cached in the build before').toBe(false);
  expect(stepOf(sides.after?.rebuilt, app.install), 'in the build after').toMatchObject({ cached: true });
}

/** By how much the image is smaller; null when one of the two is not there. */
export function shrinkOf({ before, after }: Verified['sides']): number | null {
  if (before?.bytes == null || after?.bytes == null) return null;
  return 1 - after.bytes / before.bytes;
}

/** Why it was not built or does not work. */
function seenOf(side: Verified['sides']['before']): object | null {
  return side === null ? null : { failed: side.failed, check: side.check };
}

function stepOf(rebuilt: Rebuilt | null | undefined, start: string): Rebuilt['steps'][number] | undefined {
  return rebuilt?.steps.find(({ text }) => text.startsWith(start));
}

/** Whom the processes belong to: before, and after. */
export function expectUsers(app: App, before: Note['uids'], after: Note['uids']): void {
  if (app.hasUser === true) expect(after).toEqual(before);
  else expect(before).toEqual(['0']);
  expect(after).not.toEqual([]);
  if (app.mayStayRoot !== true) expect(after).not.toContain('0');
}

/** The folder of an app that is not split holds what it held. */
export function expectSameFiles(had: ReadonlyMap<string, string> | null, has: typeof had): void {
  expect(has === null ? null : withoutOwn(has)).toEqual(had === null ? null : withoutOwn(had));
}

/** What slimify itself rewrites is copied into some images, and it makes folders for the user to write into. */
function withoutOwn(files: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const isKept = (name: string) => !name.endsWith('/') && !/\/(?:Dockerfile|\.dockerignore)$/.test(name);
  return new Map([...files].filter(([name]) => isKept(name)));
}

/** The image as a whole holds what it held, caches left out. */
export function expectSamePaths(had: ReadonlySet<string>, has: ReadonlySet<string>): void {
  expect(has.size).toBeGreaterThan(100);
  expect([...has].filter((line) => !had.has(line) && !EXPENDABLE.test(line))).toEqual([]);
  expect([...had].filter((line) => !has.has(line) && !EXPENDABLE.test(line))).toEqual([]);
}
