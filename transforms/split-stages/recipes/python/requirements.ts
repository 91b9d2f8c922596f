/** What the installs of an app put into its environment, and which files of the context they read for it. */
import { hasOption } from '../../../../src/app/call-words.ts';
import { absolute } from '../../../../src/project/absolute.ts';
import { folderOf, inFolder, isBelow } from '../../../../src/project/paths.ts';
import { readPoetryLock, readUvLock } from '../../../../src/project/python/locks.ts';
import { readPipfile, readPipfileLock } from '../../../../src/project/python/pipfile.ts';
import { type Pyproject, readPyproject } from '../../../../src/project/python/pyproject.ts';
import {
  canonicalName,
  localPathOf,
  type RequiredPackage,
  readRequirements,
  requiredPackage,
} from '../../../../src/project/python/requirements.ts';
import type { Broken } from '../../../../src/project/reading.ts';
import type { App, Step } from '../../app.ts';
import { type Refusal, refuse } from '../../recipe.ts';
import { commandOf, type PythonCall } from './calls.ts';
import { minorOf } from './libraries.ts';

export interface Installed {
  readonly packages: readonly RequiredPackage[];
  /** Programs of the project itself. */
  readonly scripts: readonly string[];
  /** Paths of the context that are read: lists, manifests, and folders of which something is built. */
  readonly reads: readonly string[];
  /** Folders of the image that are installed to be edited: what runs are the sources there. */
  readonly edited: readonly string[];
  /** Wheels are not taken, although there may be some. */
  readonly isBuilt: boolean;
}

type Answer = Installed | { readonly refusal: Refusal };

const LISTS = ['-r', '--requirement', '--requirements', '-c', '--constraint', '--constraints'];
/** Installed with a project although nobody names it there. */
const MANIFESTS = ['pyproject.toml', 'setup.py', 'setup.cfg'];

export function readInstalled(app: App, calls: readonly PythonCall[]): Installed | Refusal {
  let all: Installed = { packages: [], scripts: [], reads: [], edited: [], isBuilt: false };
  for (const call of calls) {
    const one = call.kind === 'pip' || call.kind === 'uv-pip' ? readPip(app, call) : readManaged(app, call);
    if ('refusal' in one) return one.refusal;
    all = {
      packages: [...all.packages, ...one.packages],
      scripts: [...all.scripts, ...one.scripts],
      reads: [...all.reads, ...one.reads],
      edited: [...all.edited, ...one.edited],
      isBuilt: all.isBuilt || one.isBuilt,
    };
  }
  return all;
}

function readPip(app: App, call: PythonCall): Answer {
  const { step, words, kind } = call;
  const packages: RequiredPackage[] = [];
  const scripts: string[] = [];
  const reads: string[] = [];
  const edited: string[] = [];
  const named = words.rest.slice(kind === 'uv-pip' ? 2 : 1).map((word) => ({ word, isEdited: false }));
  let isBuilt = hasOption(words, ['--no-binary', '--no-build-isolation']);
  for (const { name, value, text } of words.options) {
    if (name === '-f' || name === '--find-links') {
      const path = value === null || /^https?:/.test(value) ? null : contextAt(app, step, value);
      if (path !== null) reads.push(path);
    }
    const isEdited = name === '-e' || name === '--editable';
    if (!LISTS.includes(name) && !isEdited) continue;
    if (value === null) return refusedBy({ code: 'dynamic-command', text }, step);
    if (!isEdited) {
      const list = readList(app, call, value);
      if ('refusal' in list) return list;
      packages.push(...list.packages);
      reads.push(...list.reads);
      edited.push(...list.edited);
      isBuilt ||= list.isBuilt;
      continue;
    }
    const project = readProject(app, call, value.replace(/\[[^\]]*\]$/, ''), true);
    if ('refusal' in project) return project;
    packages.push(...project.packages);
    scripts.push(...project.scripts);
    reads.push(...project.reads);
    edited.push(...project.edited);
  }
  for (const { word } of named) {
    if (word.value === null && !/^["']?[A-Za-z][\w.-]*(?:\[[\w,.-]*\])?\s*(?:[=~!<>]=?|===)/.test(word.text))
      return refusedBy({ code: 'dynamic-command', text: word.text }, step);
    const text = word.value ?? word.text.replaceAll(/["']/g, '');
    const local = localPathOf(app.project, text, app.toContext(step.cwd ?? '/') ?? '');
    if (local === null) return refusedBy({ code: 'dynamic-command', text }, step);
    if (local === undefined) packages.push(...[requiredPackage(text)].filter((one) => one !== null));
    else {
      const project = readProject(app, call, local, false);
      if ('refusal' in project) return project;
      packages.push(...project.packages);
      scripts.push(...project.scripts);
      reads.push(...project.reads);
    }
  }
  return { packages, scripts, reads, edited, isBuilt };
}

/** A file of requirements with all that it includes. */
function readList(app: App, call: PythonCall, written: string): Answer {
  const { step } = call;
  if (/^https?:/i.test(written)) return refusedBy({ code: 'dynamic-command', text: `-r ${written}` }, step);
  const path = contextAt(app, step, written);
  if (path === null) return artefact(call);
  if (app.project.statOf(path) === null)
    return refusedBy({ code: 'not-in-build', path, isIgnored: app.project.isIgnored(path) }, step);
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

/** A project, a wheel or an archive beside the app. */
function readProject(app: App, call: PythonCall, written: string, isEdited: boolean): Answer {
  const { step } = call;
  const place = absolute(written.startsWith('/') ? written : `${step.cwd}/${written}`);
  const path = contextAt(app, step, written.replace(/^file:(?:\/\/)?/i, ''));
  if (path === null || step.cwd === null) return artefact(call);
  if (app.project.statOf(path) === null)
    return refusedBy({ code: 'not-in-build', path, isIgnored: app.project.isIgnored(path) }, step);
  const found = manifestsIn(app, path);
  return {
    packages: found.flatMap(({ packages }) => packages),
    scripts: found.flatMap(({ scripts }) => scripts),
    reads: [path],
    edited: isEdited ? [place] : [],
    isBuilt: false,
  };
}

/** The dependencies alone are installed. */
const WITHOUT = ['--no-root', '--no-install-project', '--no-install-workspace'];
const LOCKS = ['poetry.lock', 'uv.lock', 'Pipfile.lock', 'poetry.toml', 'uv.toml', '.python-version'];

function readManaged(app: App, call: PythonCall): Answer {
  const { step, kind } = call;
  // It may be mounted alone.
  const path = contextAt(app, step, kind === 'pipenv' ? 'Pipfile' : 'pyproject.toml');
  if (path === null) return artefact(call);
  const folder = folderOf(path);
  const own = (name: string) => inFolder(folder, name);
  const project = kind === 'pipenv' ? readPipfile(app.project, path) : readPyproject(app.project, path);
  const lock = readLock(app, kind, own);
  const wrong = [project, lock].find((each) => each !== null && !each.ok);
  if (wrong !== undefined && wrong !== null && !wrong.ok) return broken(wrong.broken, step);
  if (project === null || !project.ok)
    return refusedBy({ code: 'not-in-build', path, isIgnored: app.project.isIgnored(path) }, step);
  const value = project.value;
  const locked = lock?.ok === true ? lock.value.packages : [];
  if (kind === 'uv-sync' && isOtherPython(app, own('.python-version'))) return artefact(call);
  return {
    packages: [...value.packages, ...locked],
    scripts: 'scripts' in value ? value.scripts : [],
    reads: hasOption(call.words, WITHOUT) ? [path, ...LOCKS.map(own)] : [folder],
    edited: step.cwd !== null && 'uv' in value && isEdited(call, value) ? [step.cwd] : [],
    isBuilt: false,
  };
}

/**
 * Whether the project itself, or a member of its workspace, is installed to be edited.
 * Sources: uv's documentation, "Project packaging"; Poetry's, "Basic usage".
 */
function isEdited({ kind, words }: PythonCall, { uv, poetry, hasBuildSystem }: Pyproject): boolean {
  if (hasOption(words, ['--no-editable', '--no-install-workspace', '--no-root'])) return false;
  if (hasOption(words, WITHOUT)) return uv.members !== null;
  if (kind === 'poetry') return poetry?.packageMode !== false;
  return uv.members !== null || (uv.isPackage ?? hasBuildSystem);
}

/** uv downloads the release that this file names, into a folder of its own, when it is not that of the image. */
function isOtherPython({ base, project }: App, path: string): boolean {
  const named = /^\s*(?:cpython-?)?3\.(\d+)/m.exec(project.readText(path) ?? '')?.[1];
  return named !== undefined && Number(named) !== minorOf(base);
}

function readLock({ project }: App, kind: PythonCall['kind'], own: (name: string) => string) {
  if (kind === 'poetry') return readPoetryLock(project, own('poetry.lock'));
  return kind === 'uv-sync' ? readUvLock(project, own('uv.lock')) : readPipfileLock(project, own('Pipfile.lock'));
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
  const words = [
    ...text.matchAll(
      /["']([A-Za-z][\w.-]*)(?:\[[^\]]*\])?\s*(?:[=~!<>;][^"'\n]*)?["']|^\s+([A-Za-z][\w.-]*)\s*(?:[=~!<>][^\n]*)?$/gm,
    ),
  ];
  return words.map(([, a, b]) => ({ name: canonicalName(a ?? b ?? ''), extras: [], pinned: null }));
}

/** What lies at a path that a call names, by a COPY or by a mount of its RUN; null when nothing of the context does. */
export function contextAt(app: App, step: Step, written: string): string | null {
  if (step.cwd === null && !written.startsWith('/')) return null;
  const place = absolute(written.startsWith('/') ? written : `${step.cwd}/${written}`);
  return boundAt(step, place) ?? app.toContext(place);
}

/** `--mount=type=bind,source=requirements.txt,target=requirements.txt` */
function boundAt({ run, state }: Step, place: string): string | null {
  for (const { name, value } of run.arguments.flags) {
    if (name !== 'mount' || value === null) continue;
    const fields = new Map(value.split(',').map((each) => [each.split('=')[0]!, each.slice(each.indexOf('=') + 1)]));
    if ((fields.get('type') ?? 'bind') !== 'bind' || fields.has('from')) continue;
    const target = fields.get('target') ?? fields.get('dst') ?? fields.get('destination');
    if (target === undefined || (!target.startsWith('/') && state.workdir === null)) continue;
    const at = absolute(target.startsWith('/') ? target : `${state.workdir}/${target}`);
    const source = absolute(fields.get('source') ?? fields.get('src') ?? '/').slice(1);
    if (isBelow(place, at)) return place === at ? source : inFolder(source, place.slice(at.length + 1));
  }
  return null;
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

function artefact(call: PythonCall): Answer {
  const { run } = call.step;
  return refusedBy({ code: 'artefact-not-known', command: commandOf(call), line: run.startLine }, call.step);
}

function broken({ path, line, why }: Broken, step: Step): Answer {
  return refusedBy({ code: 'broken-manifest', path, line, why }, step);
}

function refusedBy(reason: Refusal['refused'], step: Step): Answer {
  return { refusal: refuse(reason, step.run) };
}
