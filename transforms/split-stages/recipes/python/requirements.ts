/** What the installs of an app put into its environment, and which files of the context they read for it. */
import { hasOption, type Option } from '../../../../src/app/call-words.ts';
import type { Word } from '../../../../src/dockerfile/shell.ts';
import { absolute, absoluteFrom } from '../../../../src/project/absolute.ts';
import { inFolder, isBelow, nameOf } from '../../../../src/project/paths.ts';
import { readPyproject } from '../../../../src/project/python/pyproject.ts';
import {
  canonicalName,
  localPathOf,
  type RequiredPackage,
  readRequirements,
  requiredPackage,
} from '../../../../src/project/python/requirements.ts';
import type { App } from '../../app.ts';
import type { Refusal } from '../../recipe.ts';
import type { PythonCall } from './calls.ts';
import { type Answer, artefact, broken, contextAt, type Installed, refusedBy } from './installed.ts';
import { readManaged } from './managed.ts';

const LISTS = ['-r', '--requirement', '--requirements', '-c', '--constraint', '--constraints'];
/** Installed with a project although nobody names it there. */
const MANIFESTS = ['pyproject.toml', 'setup.py', 'setup.cfg'];

/** What all installs bring together, or why that cannot be told. */
export function readInstalled(app: App, calls: readonly PythonCall[]): Installed | Refusal {
  const found: Installed[] = [];
  for (const call of calls) {
    const one = call.kind === 'pip' || call.kind === 'uv-pip' ? readPip(app, call) : readManaged(app, call);
    if ('refusal' in one) return one.refusal;
    found.push(one);
  }
  return together(found);
}

const NOTHING: Installed = { packages: [], scripts: [], reads: [], edited: [], isBuilt: false };

function together(found: readonly Installed[]): Installed {
  return {
    packages: found.flatMap(({ packages }) => packages),
    scripts: found.flatMap(({ scripts }) => scripts),
    reads: found.flatMap(({ reads }) => reads),
    edited: found.flatMap(({ edited }) => edited),
    isBuilt: found.some(({ isBuilt }) => isBuilt),
  };
}

function readPip(app: App, call: PythonCall): Answer {
  const { words, kind } = call;
  const { env } = call.step.state;
  const isBuilt =
    hasOption(words, ['--no-binary']) ||
    ['PIP_NO_BINARY', 'UV_NO_BINARY'].some((name) => (call.step.call.env.get(name) ?? env.get(name) ?? '') !== '');
  const found: Installed[] = [{ ...NOTHING, reads: linkedFolders(app, call), isBuilt }];
  for (const option of words.options) {
    const one = readOption(app, call, option);
    if (one === null) continue;
    if ('refusal' in one) return one;
    found.push(one);
  }
  for (const word of words.rest.slice(kind === 'uv-pip' ? 2 : 1)) {
    const one = readName(app, call, word);
    if ('refusal' in one) return one;
    found.push(one);
  }
  return together(found);
}

function linkedFolders(app: App, { step, words }: PythonCall): readonly string[] {
  return words.options.flatMap(({ name, value }) => {
    const isLink = (name === '-f' || name === '--find-links') && value !== null && !/^https?:/i.test(value);
    return isLink ? (contextAt(app, step, value.replace(/^file:(?:\/\/)?/i, '')) ?? []) : [];
  });
}

/** @returns null for an option that names nothing to install. */
function readOption(app: App, call: PythonCall, { name, value, text }: Option): Answer | null {
  const isEdited = name === '-e' || name === '--editable';
  if (!LISTS.includes(name) && !isEdited) return null;
  if (value === null) return refusedBy({ code: 'dynamic-command', text }, call.step);
  return isEdited ? readProject(app, call, value.replace(/\[[^\]]*\]$/, ''), true) : readList(app, call, value);
}

/** A package with a version that is a variable: `flask==${VERSION}`. */
const VERSIONED = /^["']?[A-Za-z][\w.-]*(?:\[[\w,.-]*\])?\s*(?:===?|[~!<>]=?)/;

/** What stands behind `pip install`: a package, or a project beside the app. */
function readName(app: App, call: PythonCall, word: Word): Answer {
  const { step } = call;
  if (word.value === null && !VERSIONED.test(word.text))
    return refusedBy({ code: 'dynamic-command', text: word.text }, step);
  const text = word.value ?? word.text.replaceAll(/["']/g, '');
  const local = localPathOf(app.project, text, app.toContext(step.cwd ?? '/') ?? '');
  if (local === null) return refusedBy({ code: 'dynamic-command', text }, step);
  if (local !== undefined) return readProject(app, call, local, false);
  const required = requiredPackage(text);
  return required === null ? NOTHING : { ...NOTHING, packages: [required] };
}

/** A file of requirements with all that it includes. */
function readList(app: App, call: PythonCall, written: string): Answer {
  const { step } = call;
  if (/^https?:/i.test(written)) return refusedBy({ code: 'dynamic-command', text: `-r ${written}` }, step);
  const path = contextAt(app, step, written);
  if (path === null) return artefact(call);
  if (app.project.statOf(path) === null)
    return isWritten(app, call, written)
      ? artefact(call)
      : refusedBy({ code: 'not-in-build', path, isIgnored: app.project.isIgnored(path) }, step);
  if (/\.toml$|\.py$|\.cfg$/.test(path)) return manifest(app, path);
  const found = readRequirements(app.project, path, app.toContext(step.cwd ?? '/') ?? '');
  if (found.broken !== null) return broken(found.broken, step);
  const [missing] = found.missing;
  if (missing !== undefined)
    return refusedBy({ code: 'not-in-build', path: missing, isIgnored: app.project.isIgnored(missing) }, step);
  const [unknown] = found.unknown;
  if (unknown !== undefined) return refusedBy({ code: 'dynamic-command', text: unknown.text }, step);
  // pip clones what is to be edited beside the sources.
  if (found.clones.length > 0) return artefact(call);
  const locals = found.locals.flatMap((local) => local.path ?? []);
  const edited = found.locals.flatMap(({ path: local, isEditable }) =>
    local === null || !isEditable ? [] : (imageOf(app, local) ?? []),
  );
  if (locals.length < found.locals.length) return artefact(call);
  const projects = locals.flatMap((local) => manifestsIn(app, local));
  return {
    packages: [...found.packages, ...projects.flatMap(({ packages }) => packages)],
    scripts: projects.flatMap(({ scripts }) => scripts),
    reads: [...found.files, ...locals, ...found.links],
    edited,
    isBuilt: found.files.some((file) => /^\s*--no-binary\b/m.test(app.project.readText(file) ?? '')),
  };
}

/** Whether an earlier step may have written a list: `poetry export > requirements.txt`. */
function isWritten({ steps }: App, { step }: PythonCall, list: string): boolean {
  const name = nameOf(list);
  return steps.slice(0, steps.indexOf(step)).some(({ call: { args, command } }) => {
    const words = [...args, ...command.redirects.flatMap(({ target }) => target ?? [])];
    return words.some(({ text }) => text.includes(name));
  });
}

/** What a project lays outside of every environment: `data_files=[('/etc/app', ...)]`. */
const OUTSIDE = /\bdata_files\b[\s\S]*?["'\n]\s*\/(?:etc|usr|var|opt|srv|lib)\b/;

/** A project, a wheel or an archive beside the app. */
function readProject(app: App, call: PythonCall, written: string, isEdited: boolean): Answer {
  const { step } = call;
  // pip clones it beside the sources.
  if (/^\w+\+|:\/\//.test(written) && !written.startsWith('file:')) return artefact(call);
  const place = absoluteFrom(step.cwd, written);
  const path = contextAt(app, step, written.replace(/^file:(?:\/\/)?/i, ''));
  if (step.cwd === null) return artefact(call);
  // To be edited it leaves something beside the pieces.
  if (path === null) return isEdited ? artefact(call) : readPieces(app, call, place);
  if (app.project.statOf(path) === null)
    return refusedBy({ code: 'not-in-build', path, isIgnored: app.project.isIgnored(path) }, step);
  if (MANIFESTS.some((name) => OUTSIDE.test(app.project.readText(inFolder(path, name)) ?? ''))) return artefact(call);
  const found = manifestsIn(app, path);
  return {
    packages: found.flatMap(({ packages }) => packages),
    scripts: found.flatMap(({ scripts }) => scripts),
    reads: [path],
    edited: isEdited ? [place] : [],
    isBuilt: false,
  };
}

/** A project whose files were copied one by one: `COPY setup.py pyproject.toml ./`. */
function readPieces(app: App, call: PythonCall, place: string): Answer {
  const manifests = MANIFESTS.flatMap((name) => {
    const found = app.toContext(`${place}/${name}`);
    return found !== null && app.project.statOf(found) !== null ? found : [];
  });
  const texts = manifests.map((each) => app.project.readText(each) ?? '');
  if (manifests.length === 0 || texts.some((text) => OUTSIDE.test(text))) return artefact(call);
  const found = manifests.map((each) => manifest(app, each));
  const refused = found.find((each) => 'refusal' in each);
  if (refused !== undefined) return refused;
  const pieces = app.placed.flatMap(({ copied }) => copied.filter(({ to }) => isBelow(to, place)));
  return {
    ...together(found.flatMap((each) => ('refusal' in each ? [] : each))),
    reads: [...manifests, ...pieces.map(({ from }) => from)],
  };
}

/** What the manifests of a folder of the context say. */
function manifestsIn(app: App, folder: string): readonly Installed[] {
  return MANIFESTS.flatMap((name) => {
    const found = manifest(app, inFolder(folder, name));
    return 'refusal' in found ? [] : [found];
  });
}

function manifest(app: App, path: string): Answer {
  const text = app.project.readText(path) ?? '';
  const empty = { scripts: [], reads: [path], edited: [], isBuilt: false };
  if (!path.endsWith('pyproject.toml')) return { ...empty, packages: quoted(text) };
  const read = readPyproject(app.project, path);
  return read === null || !read.ok
    ? { ...empty, packages: [] }
    : { ...empty, packages: read.value.packages, scripts: read.value.scripts };
}

/** Words of a setup.py or setup.cfg that may name packages: more than are installed, never fewer of those written out. */
function quoted(text: string): readonly RequiredPackage[] {
  const lists = [...text.matchAll(/\b\w*requires?\w*\s*=\s*(\[[^\]]*\]|\{[^}]*\})/g)].map(([, list]) => list!);
  const isPlain = /\binstall_requires\s*=\s*\[/.test(text);
  const words = [
    ...(isPlain ? lists.join('\n') : text).matchAll(
      /["']([A-Za-z][\w.-]*)(?:\[[^\]]*\])?\s*(?:[=~!<>;][^"'\n]*)?["']|^\s+([A-Za-z][\w.-]*)\s*(?:(?:==|[~!<>])[^\n]*)?$/gm,
    ),
  ];
  return words.map(([, a, b]) => ({ name: canonicalName(a ?? b ?? ''), extras: [], pinned: null }));
}

function imageOf({ placed }: App, path: string): string | null {
  for (const { copied } of placed.toReversed())
    for (const { kind, from, to } of copied) {
      if (path === from) return to;
      if (kind === 'folder' && isBelow(path, from))
        return absolute(`${to}/${from === '' ? path : path.slice(from.length)}`);
    }
  return null;
}
