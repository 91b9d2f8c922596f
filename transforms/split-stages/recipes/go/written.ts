/** Folders of the context that the program writes into: they have to be there, whatever lies in them. */

import { SYNTAX } from '../../../../src/app/code/languages.ts';
import { lex } from '../../../../src/app/code/lexer.ts';
import { absoluteFrom } from '../../../../src/project/absolute.ts';
import { nameOf } from '../../../../src/project/paths.ts';
import { parentFolder } from '../../../../src/project/placed.ts';
import type { App } from '../../app.ts';
import type { Carry } from '../../recipe.ts';
import { holdsSources } from './image.ts';

/** Of the standard library, and of modules that keep a database or uploads in files. */
const WRITES =
  /\b(?:os|ioutil)\.(?:Create|OpenFile|WriteFile|Mkdir|MkdirAll|Rename|CreateTemp|MkdirTemp|TempFile|TempDir)\b|\bsqlx?\.(?:Open|Connect)|\b(?:sqlite|bolt|bbolt|badger|leveldb|pebble|gorm|storm)\w*\.Open|SaveUploadedFile|\.SaveFile\(|\bFilename:|\bautocert\./;
/** What stands for an empty folder in a repository. */
const PLACEHOLDER = /^\.(?:git)?(?:keep|ignore|empty|placeholder)$/;

/** @param files of the context that are linked in. */
export function writtenFolders(app: App, files: readonly string[]): readonly Carry[] {
  const texts = files.map((path) => app.project.readText(path) ?? '');
  if (!texts.some((text) => WRITES.test(text))) return [];
  const found = new Set(emptyFolders(app));
  for (const text of texts) for (const word of literals(text)) for (const path of foldersOf(app, word)) found.add(path);
  return [...found].sort().map((path) => ({ path, kind: 'folder' }));
}

/** `/var/log/app.log`: distroless images do not say which of these folders they have. */
export function writesToSystem({ project }: App, files: readonly string[]): boolean {
  const texts = files.map((path) => project.readText(path) ?? '');
  return texts.some(
    (text) => WRITES.test(text) && literals(text).some((word) => /^\/(?:var|opt|srv|mnt|media|run)\//.test(word)),
  );
}

/** Somebody wants them to be there. */
function emptyFolders({ sources }: App): readonly string[] {
  const kept = new Map<string, boolean>();
  for (const { image } of sources.files) {
    if (image === null) continue;
    const folder = parentFolder(image);
    kept.set(folder, (kept.get(folder) ?? true) && PLACEHOLDER.test(nameOf(image)));
  }
  return [...kept].flatMap(([folder, isKept]) => (isKept ? [folder] : []));
}

function literals(text: string): readonly string[] {
  return [...lex(text, SYNTAX.go).literals.values()].flatMap(({ pieces: [piece] }) =>
    typeof piece === 'string' ? [piece.replace(/^file:(?:\/\/)?/, '').replace(/\?.*$/s, '')] : [],
  );
}

/** The folder that a text names, or that the file would lie in which it names; without those that hold sources. */
function foldersOf(app: App, text: string): readonly string[] {
  if (!/^[\w./@+-]{2,200}$/.test(text) || /^\.{0,2}\/?$/.test(text)) return [];
  const path = absoluteFrom(app.final.workdir, text);
  return [path, parentFolder(path)].filter(
    (folder) => folder !== app.final.workdir && folder !== '/' && isFolder(app, folder) && !holdsSources(app, folder),
  );
}

function isFolder({ toContext, project }: App, folder: string): boolean {
  const path = toContext(folder);
  return path !== null && path !== '' && project.statOf(path)?.kind === 'folder';
}
