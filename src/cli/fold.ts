/** `slimify fold`: two Dockerfiles become one. Loaded only for it. */
import { realpathSync } from 'node:fs';
import path from 'node:path';
import picocolors from 'picocolors';
import { type Document, parseDocument } from '../dockerfile/document.ts';
import { type Folded, type FoldFile, type FoldInput, fold } from '../fold/fold.ts';
import type { FoldRefusal } from '../fold/refusal.ts';
import { createContexts } from '../project/contexts.ts';
import { diskFiles, pathBelow } from '../project/disk.ts';
import { diffLines } from './diff.ts';
import { foldWords } from './fold-words.ts';
import { gitRoot } from './git-root.ts';
import { complain, print } from './output.ts';
import { isInside, pathFrom, shownPath } from './paths.ts';
import { readDockerfile } from './read.ts';

export interface FoldRequest {
  readonly build: string;
  readonly image: string;
  readonly write: boolean;
  /** Errors only. */
  readonly quiet: boolean;
  /** A folder, as typed. */
  readonly context: string | null;
}

interface Read {
  /** As printed. */
  readonly shown: string;
  readonly absolute: string;
  readonly real: string;
  readonly bytes: Buffer;
  readonly document: Document;
}

/** @returns the exit code. */
export async function foldFiles(request: FoldRequest, cwd: string, color: boolean): Promise<number> {
  const [build, image] = [read(request.build, cwd), read(request.image, cwd)];
  if (build === null || image === null) return 2;
  if (build.real === image.real) {
    complain('is both files; the first builds, the second is shipped', image.shown);
    return 2;
  }
  const place = placeOf(build, image, request, cwd);
  if (place === null) return 2;
  const result = fold(place);
  if (!result.ok) {
    const { why, hint } = foldWords(result.refusal, { build: build.shown, image: image.shown });
    complain(`not folded: ${why} (${isSwapped(result.refusal, place) ? otherWay(build, image) : hint})`);
    return 2;
  }
  if (!request.write) await print(diffText(image, result.text, color));
  else if (!(await written(image, result.text, cwd))) return 2;
  if (request.quiet) return 0;
  for (const note of notesOn(result, { build, image, context: place.contextFolder, cwd, root: place.root }))
    complain(note);
  return 0;
}

/** Whether the two were given in the wrong order. */
function isSwapped({ code }: FoldRefusal, place: FoldInput): boolean {
  return code === 'nothing-handed-over' && fold({ ...place, build: place.image, image: place.build }).ok;
}

function otherWay(build: Read, image: Read): string {
  return `the other way round they are one: slimify fold ${image.shown} ${build.shown}`;
}

function read(given: string, cwd: string): Read | null {
  const shown = given === '' ? "''" : shownPath(given);
  const absolute = path.resolve(cwd, given);
  const result = given === '' ? null : readDockerfile(absolute);
  if (result === null || !result.ok) {
    complain(result === null ? 'an empty path names nothing' : result.error.message, shown, result?.error.line ?? null);
    return null;
  }
  const parsed = parseDocument(result.text);
  if (!parsed.ok) {
    complain(parsed.problem.message, shown, parsed.problem.line);
    return null;
  }
  return { shown, absolute, real: realpathSync(absolute), bytes: result.bytes, document: parsed.document };
}

/** The repository that both lie in, and the folder that both are built from. */
function placeOf(build: Read, image: Read, { context }: FoldRequest, cwd: string) {
  const home = path.dirname(build.absolute);
  const given = context === null ? null : path.resolve(cwd, context);
  const both = commonFolder(home, path.dirname(image.absolute));
  const root = realpathSync(gitRoot(home) ?? (given === null ? both : commonFolder(both, given)));
  const [one, two] = [build, image].map(({ real }) => pathBelow(root, real));
  if (one === null || one === undefined || two === null || two === undefined) {
    complain(`lies in another repository than ${build.shown}`, image.shown);
    return null;
  }
  const contexts = createContexts(given, new Map());
  const [own, other] = [contexts.placeOf(build.absolute, root), contexts.placeOf(image.absolute, root)];
  const folder = own.doubt === null ? own : other.doubt === null ? other : null;
  // What the image copies is not there before the script has run: its folder may not be certain, and need not be.
  const isSame = other.doubt !== null || own.doubt !== null || own.real === other.real;
  if (folder === null || !isSame) {
    complain(
      isSame
        ? 'the folder that it is built from is not certain; --context names one'
        : `is built from ${pathFrom(cwd, own.real) || '.'}, and ${image.shown} from ${pathFrom(cwd, other.real) || '.'}; --context names one for both`,
      build.shown,
    );
    return null;
  }
  const inRoot = pathBelow(root, folder.real);
  if (inRoot === null) {
    complain(`${pathFrom(cwd, folder.real)} lies outside of the repository`, build.shown);
    return null;
  }
  const shared = createContexts(folder.real, new Map());
  const file = (each: Read, at: string): FoldFile => {
    const { project } = shared.contextOf(each.absolute, root);
    return { path: at, document: each.document, project };
  };
  return {
    files: diskFiles(root),
    context: inRoot,
    build: file(build, one),
    image: file(image, two),
    root,
    contextFolder: folder.real,
  };
}

function commonFolder(one: string, two: string): string {
  let at = one;
  while (!isInside(at, two)) at = path.dirname(at);
  return at;
}

function diffText(image: Read, after: string, color: boolean): string {
  const colors = picocolors.createColors(color);
  const { header, body } = diffLines(image.shown, image.document.text, after);
  const lines = body.map((line) => {
    if (line.startsWith('+')) return colors.green(line);
    if (line.startsWith('-')) return colors.red(line);
    return line.startsWith('@@') ? colors.cyan(line) : line;
  });
  return `${[...header.map(colors.bold), ...lines].join('\n')}\n`;
}

async function written(image: Read, after: string, cwd: string): Promise<boolean> {
  const { save } = await import('./save.ts');
  const within = isInside(cwd, image.absolute) ? cwd : path.dirname(image.absolute);
  const { absolute, real, shown } = image;
  const { error, notes } = save({ path: shown, absolute, real, named: true, within }, image.bytes, after, []);
  if (error !== null) complain(error.message, shown, error.line);
  for (const note of notes) complain(note, shown);
  return error === null;
}

/** Of a long script not everything is named. */
const MAX_CHORES = 3;

interface Around {
  readonly build: Read;
  readonly image: Read;
  readonly context: string;
  readonly cwd: string;
  readonly root: string;
}

/** What the user can do now, and without. */
function notesOn(
  { scripts, options, chores }: Folded,
  { build, image, context, cwd, root }: Around,
): readonly string[] {
  const shown = (file: string): string => pathFrom(realpathSync(cwd), file) || '.';
  const folder = shown(context);
  const isDefault = path.dirname(image.real) === context && path.basename(image.real) === 'Dockerfile';
  const file = isDefault ? '' : ` -f ${image.shown}`;
  const given = options.map((option) => ` ${option}`).join('');
  const command = `docker build${file}${given} ${folder}`;
  const place = (file: string): string => shown(path.join(root, file));
  const busy = new Set(chores.map((chore) => chore.file));
  const idle = [build.shown, ...scripts.filter((script) => !busy.has(script)).map(place)];
  const [verb, left] = idle.length === 1 ? ['is', 'it is'] : ['are', 'they are'];
  return [
    `${image.shown} alone makes the image: ${command}`,
    `${idle.join(', ')} ${verb} no longer needed for that, and left as ${left}`,
    ...chores.slice(0, MAX_CHORES).map(({ file, line, text }) => {
      const at = line === null ? '' : `:${line}`;
      return `${place(file)}${at} does more, which may still be needed: ${text}`;
    }),
  ];
}
