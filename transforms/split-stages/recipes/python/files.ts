import { callText } from '../../../../src/app/call-words.ts';
import type { Instruction } from '../../../../src/dockerfile/document.ts';
import { absolute } from '../../../../src/project/absolute.ts';
import type { Copied } from '../../../../src/project/copies.ts';
import { isBelow } from '../../../../src/project/paths.ts';
import { copiesOf, isCopy, overlap } from '../../../../src/project/placed.ts';
import type { App, Step } from '../../app.ts';
import { outermost } from '../../carries.ts';
import { type Carry, type Refusal, refuse } from '../../recipe.ts';
import type { PythonCall } from './calls.ts';
import type { Installed } from './installed.ts';
import { bringsInstaller, bringsWheels, isCopiedAgain, isOnlyList } from './left.ts';
import { settingsOf } from './settings.ts';

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

/** Folders that hold more than the app: whole they cannot be copied over those of another image. Source: FHS 3.0. */
function isOfSystem(folder: string): boolean {
  if (/^\/(?:usr\/(?:src|app)|var\/(?:www|app|task))\/?/.test(folder)) return folder === '/usr/src';
  return /^\/(?:(?:home|opt|root|srv|tmp|mnt|media|run)?$|(?:bin|boot|dev|etc|lib\w*|proc|sbin|sys|usr|var)(?:\/|$))/.test(
    folder,
  );
}

/** Which COPYs move, are repeated, stay, and what of the app is carried; or why that cannot be told. */
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
      if (bringsInstaller(app, copy) || bringsWheels(app, copy, calls)) leaves.push(copy);
      continue;
    }
    if (!copies.ok) return refuse({ code: 'copy-not-read', why: copies.why, word: copies.word }, copy);
    const { copied } = copies;
    const later = app.steps.filter(({ run }) => run.index > copy.index);
    const settings = settingsOf(app, copy, copied, later);
    if (settings !== null && settings !== 'left') return settings;
    if (settings === 'left' || copied.every(({ from }) => isOnlyList(app, from, installed))) {
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
  const twins = repeats.filter((copy) => isCopiedAgain(app, copy, [...repeats, ...moves]));
  leaves.push(...twins);
  return {
    carries: outermost(carries),
    moves,
    repeats: repeats.filter((copy) => !twins.includes(copy)),
    leaves,
    stays,
  };
}

/** What was copied and is taken away again whole is nothing that could be copied out of the builder. */
function removedBy(copied: readonly Copied[], later: readonly Step[]): Refusal | null {
  for (const step of later) {
    const { call, run } = step;
    if (call.name !== 'rm' && call.name !== 'mv') continue;
    const isWhole = copied.some(({ to }) => touched(step).some((path) => isBelow(to, path)));
    if (!isWhole) continue;
    const command = callText(call);
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
  // It is told where to compile; without a word it does so wherever Python looks.
  const isCompiling = args[0]?.value === '-m' && args[1]?.value === 'compileall' && named.length > 1;
  if (isCompiling) return named.slice(1);
  return isScript(name) ? [here, ...named] : named;
}

function isScript(name: string | null): boolean {
  return name === null || /^(?:python|pypy|manage\.py|django-admin)/.test(name);
}

/** Whether a step of the build reads what a COPY brings. */
function needs(step: Step, copied: readonly Copied[], calls: readonly PythonCall[], { reads }: Installed): boolean {
  const { call } = step;
  const own = calls.find((each) => each.step === step);
  if (copied.some(({ to }) => isNamedFor(step, to))) return true;
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

/** `ENV PIP_CERT=/certs/ca.pem`, `--cert /certs/ca.pem`: what a step is told without being asked. */
function isNamedFor({ state, call }: Step, to: string): boolean {
  const values = [...state.env, ...call.env].flatMap(([key, value]) =>
    /^(?:PIP|UV|POETRY|PIPENV|SSL|REQUESTS|CURL|GIT|NODE)_/.test(key) ? (value ?? []) : [],
  );
  const words = call.args.flatMap(({ value }) => value?.replace(/^--[\w-]+=/, '') ?? []);
  return [...values, ...words].some((value) => value.startsWith('/') && isBelow(absolute(value), to) && to !== '/');
}

const NAMING = /^(?:cd|ln|touch|install|chmod|chown|chgrp)$/;
