/** COPYs that nobody needs when the app runs: lists, wheels, tools of the build, and what is copied once more. */
import { pathsOf } from '../../../../src/app/lineage.ts';
import type { Instruction } from '../../../../src/dockerfile/document.ts';
import { absolute } from '../../../../src/project/absolute.ts';
import { contextPathOf } from '../../../../src/project/copies.ts';
import { isBelow, nameOf } from '../../../../src/project/paths.ts';
import { copiesOf } from '../../../../src/project/placed.ts';
import type { App } from '../../app.ts';
import type { PythonCall } from './calls.ts';
import type { Installed } from './installed.ts';

/** Lists that an install reads, and mostly nobody else. */
const LIST =
  /(?:^|\/)(?:[\w.-]*(?:requirements|constraints)[\w.-]*\.(?:txt|in)|requirements\/[\w.-]+\.(?:txt|in)|Pipfile(?:\.lock)?|poetry\.lock|uv\.lock|poetry\.toml)$/;

/** Whether COPYs further below bring the same files to the same places once more. */
export function isCopiedAgain({ doc, project }: App, copy: Instruction, others: readonly Instruction[]): boolean {
  const read = copiesOf(doc, project, copy);
  const flags = copy.arguments.flags.filter(({ name }) => name !== 'link').map(({ name, value }) => `${name}=${value}`);
  const behind = others.filter(
    ({ index, arguments: { flags: own } }) =>
      index > copy.index &&
      own
        .filter(({ name }) => name !== 'link')
        .map(({ name, value }) => `${name}=${value}`)
        .join() === flags.join(),
  );
  const copied = behind.flatMap((each) => {
    const other = copiesOf(doc, project, each);
    return other.ok ? other.copied : [];
  });
  return read.ok && read.copied.every(({ from, to }) => contextPathOf(copied, to, project) === from);
}

/** `COPY --from=ghcr.io/astral-sh/uv:0.5 /uv /uvx /bin/`. Source: uv's documentation, "Using uv in Docker". */
export function bringsInstaller({ doc, sources, project }: App, copy: Instruction): boolean {
  const sent = pathsOf(doc, copy)?.slice(0, -1) ?? [];
  const isTool = sent.length > 0 && sent.every((path) => /\/(?:uvx?|poetry|pdm)$/.test(path));
  // The start is asked before: whoever starts an installer is not split.
  return (
    isTool &&
    !sources.files.some(({ path, image }) => image !== null && mentions(project, path, /\b(?:uvx?|poetry|pdm)\b["' ]/))
  );
}

/** `COPY --from=wheels /wheels /wheels`, where an install is told to look there and no source names it. */
export function bringsWheels({ doc, sources, project }: App, copy: Instruction, calls: readonly PythonCall[]): boolean {
  const target = pathsOf(doc, copy)?.at(-1);
  if (target === undefined || target === '/') return false;
  const links = calls.flatMap(({ step: { cwd }, words }) =>
    words.options.flatMap(({ name, value }) =>
      (name === '-f' || name === '--find-links') && value !== null
        ? absolute(`${value.startsWith('/') ? '' : cwd}/${value}`)
        : [],
    ),
  );
  const isNamed = sources.files.some(
    ({ path, image }) => image !== null && mentions(project, path, new RegExp(`${target}\\b`)),
  );
  return links.includes(target) && !isNamed;
}

/** Whether a source of the app says a word. */
function mentions(project: App['project'], path: string, word: RegExp): boolean {
  return /\.(?:py|sh)$/.test(path) && word.test(project.readText(path) ?? '');
}

/** Whether a file of the context is a list for the installs, or a folder of what they install, that no source names. */
export function isOnlyList(app: App, from: string, { reads }: Installed): boolean {
  const isStock = from !== '' && ((reads.includes(from) && isOfWheels(app, from)) || isOfLists(app, from, reads));
  if (!isStock && !(LIST.test(from) && reads.some((path) => path === from || path === '' || isBelow(from, path))))
    return false;
  const name = nameOf(from);
  return !app.sources.files.some(
    ({ path, image }) =>
      image !== null && /\.(?:py|sh)$/.test(path) && isNamedIn(app.project.readText(path) ?? '', name),
  );
}

/** A file with a dot in its name is meant wherever that stands; a plain word means a folder in quotes, or with a slash. */
function isNamedIn(text: string, name: string): boolean {
  return name.includes('.') ? text.includes(name) : new RegExp(`["']${name}/?["']|/${name}\\b|\\b${name}/`).test(text);
}

/** A folder of lists, of which one at least is read: `requirements/`. */
function isOfLists({ project }: App, path: string, reads: readonly string[]): boolean {
  if (project.statOf(path)?.kind !== 'folder') return false;
  const names = project.list(path);
  return names.every((name) => LIST.test(`requirements/${name}`)) && reads.some((read) => isBelow(read, path));
}

function isOfWheels({ project }: App, path: string): boolean {
  const names = project.statOf(path)?.kind === 'folder' ? project.list(path) : [path];
  return names.length > 0 && names.every((name) => /\.(?:whl|tar\.gz|zip)$/.test(name));
}
