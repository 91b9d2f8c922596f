/** Installs of Poetry, uv and Pipenv: the manifest and the lockfile say what they bring. */
import { hasOption } from '../../../../src/app/call-words.ts';
import { folderOf, inFolder } from '../../../../src/project/paths.ts';
import { readPoetryLock, readUvLock } from '../../../../src/project/python/locks.ts';
import { readPipfile, readPipfileLock } from '../../../../src/project/python/pipfile.ts';
import { type Pyproject, readPyproject } from '../../../../src/project/python/pyproject.ts';
import type { App } from '../../app.ts';
import type { PythonCall } from './calls.ts';
import { type Answer, artefact, broken, contextAt, refusedBy } from './installed.ts';
import { minorOf } from './libraries.ts';

/** The dependencies alone are installed. */
const WITHOUT = ['--no-root', '--no-install-project', '--no-install-workspace'];
const LOCKS = ['poetry.lock', 'uv.lock', 'Pipfile.lock', 'poetry.toml', 'uv.toml', '.python-version'];

/** What an install of one of these brings, and what it reads. */
export function readManaged(app: App, call: PythonCall): Answer {
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
