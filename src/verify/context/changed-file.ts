/** Which file of the context a day's work would change: what a rebuild is measured with. */
import { type Document, type Instruction, readDocument, type Stage } from '../../dockerfile/document.ts';
import { baseOf, parentOf } from '../../dockerfile/state.ts';
import { stageOfTarget } from '../../dockerfile/target.ts';
import { imagePathOf } from '../../project/copies.ts';
import { cleanRelative } from '../../project/files.ts';
import { folderOf, isBelow } from '../../project/paths.ts';
import { copiesOf, isCopy } from '../../project/placed.ts';
import type { Project } from '../../project/project.ts';
import { sourcesOf } from '../../project/sources.ts';
import { isBehindLink } from './behind-link.ts';
import { endsWell, isHandWritten } from './changed-file/hand-written.ts';
import { isIncidental, languageOf, mainLanguage } from './changed-file/languages.ts';
import { nearestFirst } from './changed-file/nearest.ts';

/**
 * A source file of the app's main language that the Dockerfile copies, nearest to where sources lie; the same every time.
 * Null when there is none that an empty line at its end leaves as it is.
 * @param target the stage that is built; null for the last one.
 */
export function chooseChangedFile(project: Project, text: string, target: string | null = null): string | null {
  const result = readDocument(text);
  if (!result.ok) return null;
  const doc = withWorkdirs(result.document);
  const stage = stageOfTarget(doc, target);
  if (stage === null) return null;
  const all = candidatesOf(doc, project, stage);
  const beside = project.dockerfile === null ? all : besideDockerfile(all, project.dockerfile);
  // A folder that holds all that has to do with images has scripts beside its Dockerfiles, and no app.
  const candidates = beside.some((path) => !isIncidental(path)) ? beside : all;
  const language = mainLanguage(candidates);
  const own = candidates.filter((path) => languageOf(path) === language).sort(nearestFirst);
  return own.find((path) => endsWell(path, project.readText(path))) ?? null;
}

/** What is copied does not depend on where to: the folder that an unknown base image works in might be any. */
function withWorkdirs(doc: Document): Document {
  const isOpen = (stage: Stage): boolean => parentOf(doc, stage) === null && baseOf(doc, stage).workdir === null;
  const ends = doc.stages.filter(isOpen).map(({ from }) => from.span.end);
  const text = [0, ...ends].map((end, i) => doc.text.slice(end, ends[i])).join(`${doc.eol}WORKDIR /`);
  const result = readDocument(text);
  return result.ok ? result.document : doc;
}

/** Of a repository of several apps, the app that the Dockerfile lies in. */
function besideDockerfile(paths: readonly string[], dockerfile: string): readonly string[] {
  return paths.filter((path) => isBelow(path, folderOf(dockerfile)));
}

function candidatesOf(doc: Document, project: Project, stage: Stage): readonly string[] {
  const isCopied = copiedBy(doc, project);
  const paths = sourcesOf(doc, project, stage).files.map(({ path }) => path);
  return paths.filter((path) => {
    if (languageOf(path) === null || !isHandWritten(path) || !isCopied(path)) return false;
    const stat = project.statOf(path);
    return stat?.kind === 'file' && stat.size > 0 && !isBehindLink(project, path);
  });
}

/** Whether any instruction brings a path of the context into the build. */
function copiedBy(doc: Document, project: Project): (path: string) => boolean {
  const copied = doc.instructions.filter(isCopy).flatMap((copy) => {
    const copies = copiesOf(doc, project, copy);
    return copies.ok ? copies.copied : [];
  });
  const mounted = doc.instructions.flatMap(mountedBy);
  return (path) => imagePathOf(copied, path) !== null || mounted.some((folder) => isBelow(path, folder));
}

/** The folder or file of the context that a RUN looks into while it runs. */
function mountedBy({ keyword, arguments: { flags } }: Instruction): readonly string[] {
  if (keyword !== 'RUN') return [];
  return flags.flatMap(({ name, value }) => {
    if (name !== 'mount' || value === null) return [];
    const fields = new Map(value.split(',').map((field) => [field.split('=')[0], field.slice(field.indexOf('=') + 1)]));
    if ((fields.get('type') ?? 'bind') !== 'bind' || fields.has('from')) return [];
    return cleanRelative((fields.get('source') ?? fields.get('src') ?? '').replace(/^\/+/, '')) ?? [];
  });
}
