/** What happens to the COPYs of the app: they move, are repeated, or what they brought is copied out of the builder. */
import { pathsOf } from '../../../../src/app/lineage.ts';
import type { Instruction } from '../../../../src/dockerfile/document.ts';
import { absolute } from '../../../../src/project/absolute.ts';
import type { Copied } from '../../../../src/project/copies.ts';
import { isBelow } from '../../../../src/project/paths.ts';
import { copiesOf, isCopy, overlap } from '../../../../src/project/placed.ts';
import type { App, Step } from '../../app.ts';
import { type Carry, type Refusal, refuse } from '../../recipe.ts';
import type { PythonCall } from './calls.ts';
import type { Installed } from './installed.ts';

export interface FilePlan {
  readonly carries: readonly Carry[];
  readonly moves: readonly Instruction[];
  readonly repeats: readonly Instruction[];
  /** Lists, wheels and tools that the runtime stage does without. */
  readonly leaves: readonly Instruction[];
  /** Where they lie in the image. */
  readonly stays: readonly string[];
}

/** They look at nothing that a COPY of the context has brought. */
const BLIND: ReadonlySet<string> = new Set(
  (
    'apt-get apt apk aptitude dpkg useradd groupadd adduser addgroup usermod groupmod set export unset echo printf true : ' +
    'update-ca-certificates ldconfig locale-gen curl wget apt-mark sleep which command type test'
  ).split(' '),
);
/** Lists that an install reads, and mostly nobody else. */
const LIST =
  /(?:^|\/)(?:[\w.-]*(?:requirements|constraints)[\w.-]*\.(?:txt|in)|requirements\/[\w.-]+\.(?:txt|in)|Pipfile(?:\.lock)?|poetry\.lock|uv\.lock|poetry\.toml)$/;

/** Folders that hold more than the app: whole they cannot be copied over those of another image. Source: FHS 3.0. */
function isOfSystem(folder: string): boolean {
  if (/^\/(?:usr\/(?:src|app)|var\/(?:www|app|task))\/?/.test(folder)) return folder === '/usr/src';
  return /^\/(?:(?:home|opt|root|srv|tmp|mnt|media|run)?$|(?:bin|boot|dev|etc|lib\w*|proc|sbin|sys|usr|var)(?:\/|$))/.test(
    folder,
  );
}

export function planFiles(app: App, installed: Installed, calls: readonly PythonCall[]): FilePlan | Refusal {
  const carries: Carry[] = [];
  const moves: Instruction[] = [];
  const repeats: Instruction[] = [];
  const leaves: Instruction[] = [];
  const stays: string[] = [];
  for (const copy of app.stage.instructions.filter(isCopy)) {
    const copies = copiesOf(app.doc, app.project, copy);
    // From another stage or image: the frame's.
    if (!copies.ok && (copies.why === 'stage' || copies.why === 'remote')) {
      if (bringsInstaller(app, copy)) leaves.push(copy);
      continue;
    }
    if (!copies.ok) return refuse({ code: 'copy-not-read', why: copies.why, word: copies.word }, copy);
    const { copied } = copies;
    const later = app.steps.filter(({ run }) => run.index > copy.index);
    if (copied.every(({ from }) => isOnlyList(app, from, installed))) {
      leaves.push(copy);
      stays.push(...copied.map(({ to }) => to));
      continue;
    }
    const gone = removedBy(copied, later);
    if (gone !== null) return gone;
    if (copied.some(({ to }) => changes(to, later, calls, installed))) {
      if (copied.some(({ to, kind }) => kind === 'folder' && isOfSystem(to)))
        return refuse({ code: 'copy-not-read', why: 'target', word: copy.arguments.rest }, copy);
      carries.push(...copied.map(({ to, kind }): Carry => ({ path: to, kind })));
      continue;
    }
    if (later.some((step) => needs(step, copied, calls, installed))) repeats.push(copy);
    else moves.push(copy);
  }
  return { carries: outermost(carries), moves, repeats, leaves, stays };
}

/** `COPY --from=ghcr.io/astral-sh/uv:0.5 /uv /uvx /bin/`. Source: uv's documentation, "Using uv in Docker". */
function bringsInstaller({ doc, sources, project }: App, copy: Instruction): boolean {
  const sent = pathsOf(doc, copy)?.slice(0, -1) ?? [];
  const isTool = sent.length > 0 && sent.every((path) => /\/(?:uvx?|poetry|pdm)$/.test(path));
  // The start is asked before: whoever starts an installer is not split.
  return isTool && !sources.files.some(({ path, image }) => image !== null && calls(project.readText(path) ?? '', path));
}

/** Whether a source may run uv. */
function calls(text: string, path: string): boolean {
  return /\.(?:py|sh)$|(?:^|\/)[^./]+$/.test(path) && /\b(?:uvx?|poetry|pdm)\b["' ]/.test(text);
}

/** What was copied and is taken away again whole is nothing that could be copied out of the builder. */
function removedBy(copied: readonly Copied[], later: readonly Step[]): Refusal | null {
  for (const step of later) {
    const { call, run } = step;
    if (call.name !== 'rm' && call.name !== 'mv') continue;
    const isWhole = copied.some(({ to }) => touched(step).some((path) => isBelow(to, path)));
    if (!isWhole) continue;
    const command = [call.program, ...call.args].map(({ text }) => text).join(' ');
    return refuse({ code: 'step-not-known', command, line: run.startLine }, run);
  }
  return null;
}

/** Whether a later step that is ours writes below a place, or runs what is edited there. */
function changes(to: string, later: readonly Step[], calls: readonly PythonCall[], { edited }: Installed): boolean {
  if (edited.some((folder) => overlap(folder, to))) return true;
  return calls.some(
    ({ kind, step }) =>
      kind === 'writes-app' && later.includes(step) && touched(step).some((path) => overlap(path, to)),
  );
}

/** Paths that a step names, and the folder that it runs in where it is a script of the app. */
export function touched({ cwd, call: { name, args } }: Step): readonly string[] {
  const here = cwd ?? '/';
  const words = args
    .map(({ value, text }) => value ?? text)
    .filter((word) => !/^[-+=]|^\d+$|^[ugoa]*[-+=][rwxXst]+$/.test(word));
  // What sed does stands in front of the files.
  const hasScript = name === 'sed' && !args.some(({ value }) => /^-\w*[ef]$|^--(?:expression|file)/.test(value ?? ''));
  const named = words
    .slice(hasScript ? 1 : 0)
    .map((word) =>
      absolute(word.startsWith('/') ? word.replace(/[*?[$].*$/, '') : `${here}/${word.replace(/[*?[$].*$/, '')}`),
    );
  return isScript(name) ? [here, ...named] : named;
}

function isScript(name: string | null): boolean {
  return name === null || /^(?:python|pypy|manage\.py|django-admin)/.test(name);
}

/** Whether a step of the build reads what a COPY brings. */
function needs(step: Step, copied: readonly Copied[], calls: readonly PythonCall[], { reads }: Installed): boolean {
  const { call } = step;
  const own = calls.find((each) => each.step === step);
  if (own !== undefined) {
    if (own.kind === 'neutral' || own.kind === 'tool' || own.kind === 'venv') return false;
    // What it touches was asked for above; a script of the app may import anything.
    if (own.kind === 'writes-app') return isScript(call.name);
    return copied.some(({ from }) =>
      reads.some((path) => path === '' || from === '' || isBelow(path, from) || isBelow(from, path)),
    );
  }
  if (call.name !== null && BLIND.has(call.name)) return false;
  // They name what they touch; a variable may name anything.
  const isClear = call.args.every(({ value }) => value !== null);
  if (isClear && call.name === 'mkdir') return false;
  if (isClear && NAMING.test(call.name ?? ''))
    return copied.some(({ to }) => touched(step).some((path) => overlap(path, to)));
  return true;
}

const NAMING = /^(?:cd|ln|touch|install|chmod|chown|chgrp)$/;

/** Whether a file of the context is a list for the installs, or a folder of what they install, that no source names. */
function isOnlyList(app: App, from: string, { reads }: Installed): boolean {
  const isStock = from !== '' && reads.includes(from) && isOfWheels(app, from);
  if (!isStock && !(LIST.test(from) && reads.some((path) => path === from || path === '' || isBelow(from, path))))
    return false;
  const name = from.slice(from.lastIndexOf('/') + 1);
  return !app.sources.files.some(
    ({ path, image }) =>
      image !== null && /\.(?:py|sh)$/.test(path) && app.project.readText(path)?.includes(name) === true,
  );
}

function isOfWheels({ project }: App, path: string): boolean {
  const names = project.statOf(path)?.kind === 'folder' ? project.list(path) : [path];
  return names.length > 0 && names.every((name) => /\.(?:whl|tar\.gz|zip)$/.test(name));
}

export function outermost(carries: readonly Carry[]): readonly Carry[] {
  const isInside = ({ path }: Carry, i: number) =>
    carries.some((other, j) => (other.path === path ? j < i : other.kind === 'folder' && isBelow(path, other.path)));
  return carries.filter((carry, i) => !isInside(carry, i));
}
