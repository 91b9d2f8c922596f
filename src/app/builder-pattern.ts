/** Two Dockerfiles that are one: what the first builds is copied out of it, and into the second. */
import { type Document, readDocument } from '../dockerfile/document.ts';
import { folderOf, nameOf } from '../project/paths.ts';
import type { Project } from '../project/project.ts';
import { contextCopies, relationOf, sourcesOfCopy } from './hand-over/copied-in.ts';
import { builtStage, readHandOver, scriptsOf } from './hand-over/copied-out.ts';
import { compiledFiles } from './hand-over/known-output.ts';
import type { Script } from './hand-over/scripts.ts';

/** Paths relative to the context. */
export interface BuilderPattern {
  readonly build: string;
  readonly image: string;
}

/** Siblings of a large repository that are held against each other. */
const MAX_SIBLINGS = 12;
/** A script without it takes nothing out of a container. */
const HANDS_OVER = /\b(?:docker|podman|nerdctl)\b[^\n]*\s(?:cp|run)\s/;
/** What such a file is called when no script says so. */
const BUILDER_NAME = /(?:^|\/)[Dd]ockerfile[._-]build(?:er)?$|(?:^|\/)build(?:er)?\.[Dd]ockerfile$/;

/** The pair that a Dockerfile belongs to, as its builder or as the image; null when it stands for itself. */
export function findBuilderPattern(doc: Document, project: Project): BuilderPattern | null {
  const own = project.dockerfile;
  if (own === null || !project.hasContext) return null;
  const isNear = ({ path }: { readonly path: string }): boolean => folderOf(path) === folderOf(own);
  const inside = project.siblings.filter(({ path }) => !path.startsWith('..'));
  const siblings = [...inside.filter(isNear), ...inside.filter((each) => !isNear(each))].slice(0, MAX_SIBLINGS);
  if (siblings.length === 0) return null;
  const scripts = scriptsOf({ files: project.disk, build: own, image: own, context: '' }).filter(({ text }) =>
    HANDS_OVER.test(text),
  );
  for (const { path, text } of siblings) {
    if (scripts.length === 0 && !BUILDER_NAME.test(path) && !BUILDER_NAME.test(own)) continue;
    const read = readDocument(text);
    if (!read.ok) continue;
    const sides = [
      { build: own, image: path, builder: doc, runtime: read.document },
      { build: path, image: own, builder: read.document, runtime: doc },
    ];
    const found = sides.find((side) => isPattern(project, scripts, side));
    if (found !== undefined) return { build: found.build, image: found.image };
  }
  return null;
}

interface Side extends BuilderPattern {
  readonly builder: Document;
  readonly runtime: Document;
}

function isPattern(project: Project, scripts: readonly Script[], { build, image, builder, runtime }: Side): boolean {
  const sources = contextCopies(runtime).flatMap((copy) =>
    sourcesOfCopy(runtime, copy).flatMap(({ path }) => path || []),
  );
  if (sources.length === 0) return false;
  const names = sources.flatMap((source) => source.split('/').filter((part) => /^[^*?[]+$/.test(part)));
  const isNamed = scripts.some(({ text }) => names.some((name) => text.includes(name)));
  const isBuilt = scripts.some(({ text }) => text.includes(nameOf(build)));
  if (isNamed && (isBuilt || build.endsWith('Dockerfile'))) {
    const pair = { files: project.disk, build, image, context: '', builder };
    const { copied } = readHandOver(pair, scripts);
    if (copied.some(({ to }) => sources.some((source) => relationOf(source, to) !== null))) return true;
  }
  if (!BUILDER_NAME.test(build) || folderOf(build) !== folderOf(image)) return false;
  const stage = builtStage(builder, []);
  const compiled = stage === null ? [] : compiledFiles(builder, stage).map((path) => nameOf(path));
  return sources.some((source) => project.disk.statOf(source) === null && compiled.includes(nameOf(source)));
}
