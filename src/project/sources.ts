/** Which files of the context the app in a stage was made of, and where they lie in the image. */

import type { Document, Instruction, Stage } from '../dockerfile/document.ts';
import { findStage } from '../dockerfile/document.ts';
import { expandWord } from '../dockerfile/expand.ts';
import { parentOf, stateBefore } from '../dockerfile/state.ts';
import { absolute, absoluteFrom } from './absolute.ts';
import type { CopyRefusal } from './copies.ts';
import { cleanRelative, type Files } from './files.ts';
import { nameOf } from './paths.ts';
import { copiesOf } from './placed.ts';
import type { Project } from './project.ts';
import { isLeftOutFile, isLeftOutFolder } from './sources/left-out.ts';

export interface Source {
  /** In the context. */
  readonly path: string;
  /** Where it lies in the stage's image; null for one that only a builder stage has. */
  readonly image: string | null;
}

/** What came into the stage and cannot be looked into. `image`: copied from another image. */
export interface Gap {
  readonly why: CopyRefusal | 'image';
  readonly instruction: Instruction;
  /** What is copied, as written. */
  readonly word: string;
}

export interface Sources {
  readonly files: readonly Source[];
  readonly gaps: readonly Gap[];
  /** There are more files than are looked at. */
  readonly isTooMuch: boolean;
  /** The file of the context that lies at an absolute path of the image; null when none is known to. */
  contextPathOf(imagePath: string): string | null;
}

/** More files than any app that is built from one Dockerfile should have. */
const MAX_FILES = 8000;

/** Nobody calls a folder so, and asking costs more than all the rest. */
const FILE_ENDING =
  /[^.]\.(?:[cm]?[jt]sx?|py|go|java|kts?|rs|rb|php|cs|exs?|c|cc|cpp|h|hpp|json|md|ya?ml|toml|xml|txt|html?|s?css|svg|png|jpe?g|gif|ico|sql|proto|lock|sum|mod|sh|snap|vue|svelte|cfg|ini|properties|golden|tmpl|csv|woff2?|mdx|po|mo|map)$/;

/** Where build tools put what they make, below the folder of the manifest. Source: the tools' documented defaults. */
const OUTPUTS =
  /^(.*?)\/?\b(?:target|build\/(?:libs|install|quarkus-app|distributions|native)|dist|bin\/(?:Release|Debug)|out|publish|\.next|_build)(?:\/|$)/;
const MANIFEST =
  /^(?:pom\.xml|build\.gradle(?:\.kts)?|package\.json|go\.mod|Cargo\.toml|mix\.exs|[^/]+\.(?:cs|fs|vb)proj|build\.sbt)$/;

/** A file or folder of the context in the image. `lies` gives the image path of what lies below it in the context. */
interface Root {
  readonly from: string;
  readonly isFolder: boolean;
  readonly lies: (inside: string) => string | null;
  readonly files: Files;
}

type Carry = (path: string) => string | null;

/** Follows the stage's copies, through the stages that it copies from and is built FROM. */
export function sourcesOf(doc: Document, project: Project, stage: Stage): Sources {
  const known = remembered.get(stage);
  if (known?.project === project) return known.sources;
  const sources = findSources(doc, project, stage);
  remembered.set(stage, { project, sources });
  return sources;
}

/** Several ask for it, and it walks through the whole context. */
const remembered = new WeakMap<Stage, { readonly project: Project; readonly sources: Sources }>();

function findSources(doc: Document, project: Project, stage: Stage): Sources {
  const roots: Root[] = [];
  const gaps: Gap[] = [];
  collect({ doc, project, roots, gaps, depth: 0 }, stage, (path) => path);
  const found = new Map<string, Source>();
  let isTooMuch = false;
  for (const root of roots) {
    for (const inside of walk(root.files, root.from, root.isFolder)) {
      const path = inside === '' ? root.from : root.from === '' ? inside : `${root.from}/${inside}`;
      const image = root.lies(inside);
      if (image === null && found.has(path)) continue;
      found.set(path, { path, image });
      if (found.size <= MAX_FILES) continue;
      isTooMuch = true;
      break;
    }
    if (isTooMuch) break;
  }
  const files = [...found.values()];
  const contextPathOf = (path: string) => {
    const place = absolute(path);
    return fileAt(project, roots, place) ?? files.find(({ image }) => image === place)?.path ?? null;
  };
  return { files, gaps, isTooMuch, contextPathOf };
}

interface Reading {
  readonly doc: Document;
  readonly project: Project;
  readonly roots: Root[];
  readonly gaps: Gap[];
  readonly depth: number;
}

function collect(reading: Reading, stage: Stage, carry: Carry): void {
  const { doc } = reading;
  if (reading.depth > 12) return;
  const parent = parentOf(doc, stage);
  const deeper = { ...reading, depth: reading.depth + 1 };
  if (parent !== null) collect(deeper, parent, carry);
  for (const instruction of stage.instructions) {
    const { keyword } = instruction;
    if (keyword === 'COPY' || keyword === 'ADD') collectCopy(deeper, stage, instruction, carry);
    if (keyword === 'RUN') collectMounts(deeper, stage, instruction);
  }
}

function collectCopy(reading: Reading, stage: Stage, copy: Instruction, carry: Carry): void {
  const { doc, project, roots, gaps } = reading;
  const from = copy.arguments.flags.find(({ name }) => name === 'from')?.value;
  if (from !== undefined && from !== null) {
    const source = findStage(doc, from, stage.index);
    if (source === null) gaps.push({ why: 'image', instruction: copy, word: from });
    else collect(reading, source, carryThrough(doc, copy, carry));
    return;
  }
  const copies = copiesOf(doc, project, copy);
  if (!copies.ok) gaps.push({ why: copies.why, instruction: copy, word: copies.word });
  const built = copy.arguments.words.slice(0, -1).flatMap((word) => builtFrom(project, word) ?? []);
  for (const folder of built) roots.push({ from: folder, isFolder: true, lies: () => null, files: project.disk });
  if (!copies.ok) return;
  for (const { kind, from: path, to } of copies.copied)
    roots.push({
      from: path,
      isFolder: kind === 'folder',
      lies: (inside) => carry(inside === '' ? to : absolute(`${to}/${inside}`)),
      files: project,
    });
}

/** The folder with the manifest of what is copied as a build output, made outside of the Dockerfile: `target/*.jar`. */
function builtFrom(project: Project, word: string): string | null {
  const match = OUTPUTS.exec(cleanRelative(word.replace(/^\//, '')) ?? '');
  const folder = match?.[1];
  if (folder === undefined || /[*?[$]/.test(folder)) return null;
  return project.disk.list(folder).some((name) => MANIFEST.test(name)) ? folder : null;
}

/** Where a path of the stage copied from ends up. */
function carryThrough(doc: Document, copy: Instruction, carry: Carry): Carry {
  const { env, workdir } = stateBefore(doc, copy);
  const words = copy.arguments.words.map((word) => expandWord(word, (name) => env.get(name) ?? null, doc.escape));
  const target = words.at(-1);
  if (target === undefined || target === null || (!target.startsWith('/') && workdir === null)) return () => null;
  const place = absoluteFrom(workdir, target);
  const sources = words.slice(0, -1).flatMap((word) => (word === null || /[*?[]/.test(word) ? [] : absolute(word)));
  const isInto = /(?:^|\/)\.?$/.test(target) || words.length > 2;
  return (path) => {
    for (const source of sources) {
      const name = nameOf(source);
      if (path === source) return carry(isInto ? absolute(`${place}/${name}`) : place);
      const below = source === '/' ? '/' : `${source}/`;
      if (path.startsWith(below)) return carry(absolute(`${place}/${path.slice(below.length)}`));
    }
    return null;
  };
}

/** `RUN --mount=type=bind` brings sources into a build without a COPY. */
function collectMounts({ doc, project, roots, depth, gaps }: Reading, stage: Stage, run: Instruction): void {
  for (const { name, value } of run.arguments.flags) {
    if (name !== 'mount' || value === null) continue;
    const fields = new Map(
      value.split(',').map((field) => [field.split('=')[0]!, field.slice(field.indexOf('=') + 1)]),
    );
    if ((fields.get('type') ?? 'bind') !== 'bind') continue;
    const from = fields.get('from');
    const source = from === undefined ? null : findStage(doc, from, stage.index);
    if (source !== null) collect({ doc, project, roots, gaps, depth: depth + 1 }, source, () => null);
    if (from !== undefined) continue;
    const path = cleanRelative(fields.get('source') ?? fields.get('src') ?? '.');
    const kind = path === null ? undefined : project.statOf(path)?.kind;
    if (path !== null && kind !== undefined)
      roots.push({ from: path, isFolder: kind === 'folder', lies: () => null, files: project });
  }
}

/** The files below a folder, relative to it, without what is not the app; '' when it is a file. */
function* walk(files: Files, folder: string, isFolder: boolean): Generator<string> {
  if (!isFolder) {
    if (!isLeftOutFile(folder, '')) yield '';
    return;
  }
  const waiting = [''];
  while (waiting.length > 0) {
    const inside = waiting.pop()!;
    for (const name of files.list(join(folder, inside))) {
      const path = join(inside, name);
      const kind = FILE_ENDING.test(name) ? 'file' : files.statOf(join(folder, path))?.kind;
      if (kind === 'file' && !isLeftOutFile(join(folder, path), path)) yield path;
      if (kind === 'folder' && !isLeftOutFolder(path)) waiting.push(path);
    }
  }
}

/** The last copy wins. */
function fileAt(project: Project, roots: readonly Root[], path: string): string | null {
  for (const root of roots.toReversed()) {
    const place = root.lies('');
    if (place === null) continue;
    const inside =
      path === place
        ? ''
        : path.startsWith(place === '/' ? '/' : `${place}/`)
          ? path.slice(place.length + (place === '/' ? 0 : 1))
          : null;
    if (inside === null || (!root.isFolder && inside !== '')) continue;
    const found = join(root.from, inside);
    if (project.statOf(found)?.kind === 'file') return found;
  }
  return null;
}

function join(folder: string, name: string): string {
  return folder === '' ? name : name === '' ? folder : `${folder}/${name}`;
}
