/** What happens to the COPYs of the app: they move, are repeated, or what they brought is copied out of the builder. */

import { callText } from '../../../../src/app/call-words.ts';
import type { Instruction } from '../../../../src/dockerfile/document.ts';
import type { Copied } from '../../../../src/project/copies.ts';
import { contextPathOf } from '../../../../src/project/copies.ts';
import { isBelow } from '../../../../src/project/paths.ts';
import { copiesOf, isCopy, overlap } from '../../../../src/project/placed.ts';
import type { App, Step } from '../../app.ts';
import { outermost } from '../../carries.ts';
import { type Carry, type Refusal, refuse } from '../../recipe.ts';
import { touched } from '../python/files.ts';
import type { Bundle } from './bundle.ts';
import type { RubyCall } from './calls.ts';

export interface FilePlan {
  readonly carries: readonly Carry[];
  readonly moves: readonly Instruction[];
  readonly repeats: readonly Instruction[];
}

/** They look at nothing that a COPY of the context has brought. */
const BLIND: ReadonlySet<string> = new Set(
  (
    'apt-get apt apk aptitude dpkg useradd groupadd adduser addgroup usermod groupmod set export unset echo printf true : cd mkdir ' +
    'update-ca-certificates ldconfig locale-gen curl wget apt-mark sleep which command type test gem corepack'
  ).split(' '),
);
const NAMING = /^(?:ln|touch|install|chmod|chown|chgrp)$/;

/** Which COPYs move and are repeated, and what of the app is carried; or why that cannot be told. */
export function planFiles(app: App, calls: readonly RubyCall[], bundle: Bundle): FilePlan | Refusal {
  const carries: Carry[] = [];
  const moves: Instruction[] = [];
  const repeats: Instruction[] = [];
  const copies = app.stage.instructions.filter(isCopy);
  for (const [at, copy] of copies.entries()) {
    const read = copiesOf(app.doc, app.project, copy);
    // From another stage or image: the frame's.
    if (!read.ok && (read.why === 'stage' || read.why === 'remote')) continue;
    if (!read.ok) return refuse({ code: 'copy-not-read', why: read.why, word: read.word }, copy);
    const { copied } = read;
    const later = app.steps.filter(({ run }) => run.index > copy.index);
    const removes = later.find((step) => takesAway(step, copied));
    if (removes !== undefined) {
      const { run } = removes;
      return refuse({ code: 'step-not-known', command: callText(removes.call), line: run.startLine }, run);
    }
    if (copied.every((one) => isLaidOver(app, one, copies.slice(at + 1)))) continue;
    if (copied.some((one) => isChanged(app, one, later, calls, bundle))) {
      const wide = copied.find(({ to }) => to === '/');
      if (wide !== undefined) return refuse({ code: 'copy-not-read', why: 'target', word: copy.arguments.rest }, copy);
      carries.push(...copied.map(({ to, kind }): Carry => ({ path: to, kind })));
    } else if (later.some((step) => mayRead(step, copied, calls))) repeats.push(copy);
    else moves.push(copy);
  }
  const all = outermost([...carries, ...newLock(app, bundle)]);
  // What stays in the builder comes along with the folder that it lies in.
  const isInside = (copy: Instruction) => targetsOf(app, copy).every((to) => all.some(({ path }) => isBelow(to, path)));
  return { carries: all, moves, repeats: repeats.filter((copy) => !isInside(copy)) };
}

function targetsOf({ doc, project }: App, copy: Instruction): readonly string[] {
  const read = copiesOf(doc, project, copy);
  return read.ok ? read.copied.map(({ to }) => to) : [];
}

/** What was copied and is taken away again whole is nothing that could be copied out of the builder. */
function takesAway(step: Step, copied: readonly Copied[]): boolean {
  const { name } = step.call;
  return (name === 'rm' || name === 'mv') && copied.some(({ to }) => touched(step).some((path) => isBelow(to, path)));
}

/** Whether a later COPY brings the very same once more. */
function isLaidOver({ doc, project }: App, { from, to }: Copied, later: readonly Instruction[]): boolean {
  return later.some((copy) => {
    const read = copiesOf(doc, project, copy);
    return read.ok && contextPathOf(read.copied, to, project) === from;
  });
}

/** Whether a later step of ours writes below a place: a task of the app, or Bundler its lock. */
function isChanged(
  app: App,
  one: Copied,
  later: readonly Step[],
  calls: readonly RubyCall[],
  { root }: Bundle,
): boolean {
  const lock = root === null ? null : `${root}/Gemfile.lock`;
  return calls.some(({ kind, step }) => {
    if (!later.includes(step)) return false;
    if (kind === 'writes-app') return step.cwd === null || overlap(step.cwd, one.to);
    return kind === 'install' && lock !== null && isBelow(lock, one.to) && app.toContext(lock) !== null;
  });
}

/** Whether a step of the build reads what a COPY brings. */
function mayRead({ call, cwd, ...step }: Step, copied: readonly Copied[], calls: readonly RubyCall[]): boolean {
  const own = calls.find((each) => each.step.call === call);
  if (own !== undefined) return own.kind === 'install' || own.kind === 'writes-app';
  if (call.name !== null && BLIND.has(call.name)) return false;
  const isClear = call.args.every(({ value }) => value !== null);
  if (isClear && NAMING.test(call.name ?? ''))
    return copied.some(({ to }) => touched({ call, cwd, ...step }).some((path) => overlap(path, to)));
  return true;
}

/** The lock that Bundler writes where the context has none. */
function newLock({ project, toContext }: App, { root }: Bundle): readonly Carry[] {
  if (root === null || /^\/tmp(?:\/|$)/.test(root)) return [];
  const path = `${root === '/' ? '' : root}/Gemfile.lock`;
  const context = toContext(path);
  return context === null || project.statOf(context) !== null ? [] : [{ path, kind: 'file' }];
}
