/** The lines of the ignore file that keep the host's own of what an install step makes out of the build. */

import { invocations } from '../../src/dockerfile/commands.ts';
import { type Document, parseDocument } from '../../src/dockerfile/document.ts';
import { readShell } from '../../src/dockerfile/shell.ts';
import { mountsOf } from '../../src/dockerfile/state.ts';
import type { SkipReason } from '../../src/engine/skips.ts';
import { imagePathOf, readCopies } from '../../src/project/copies.ts';
import { globToRegex, readDockerignore } from '../../src/project/dockerignore.ts';
import { isBelow, nameOf } from '../../src/project/paths.ts';
import { isCopy } from '../../src/project/placed.ts';
import { type FileEdit, type Project, withFileEdits } from '../../src/project/project.ts';

export type IgnoreLines =
  | { readonly ok: true; readonly files: readonly FileEdit[]; readonly patterns: readonly string[] }
  | { readonly ok: false; readonly reason: SkipReason };

/** What the later COPYs would bring: a path, and the program that makes it anew. */
export interface Output {
  readonly path: string;
  readonly program: string;
}

/** @param outputs paths of the context that a COPY behind the install step would bring, be they there or not. */
export function ignoreLines(doc: Document, project: Project, outputs: readonly Output[]): IgnoreLines {
  const { path: file, text } = project.ignoreFile;
  const open = outputs.filter(({ path }) => !isLeftOut(text ?? '', path));
  if (open.length === 0) return { ok: true, files: [], patterns: [] };
  const first = open[0]!.path;
  if (file === null) return refuse(first, 'no-ignore-file');
  const used = open.find((output) => isUsed(doc, project, output));
  if (used !== undefined) return refuse(used.path, 'used-elsewhere');
  const patterns = patternsFor(open.map(({ path }) => path));
  const files = [{ path: file, edits: [appendLines(text ?? '', patterns)] }];
  const after = withFileEdits(project, files);
  const written = after?.ignoreFile.text ?? null;
  if (written === null || !open.every(({ path }) => isLeftOut(written, path))) return refuse(first, 'no-ignore-file');
  return { ok: true, files, patterns };
}

function refuse(path: string, why: 'used-elsewhere' | 'no-ignore-file'): IgnoreLines {
  return { ok: false, reason: { code: 'overwrites-output', path, why } };
}

/** A name that nobody has written down: what is left out whatever it is called. */
const ANY_NAME = 'any-name-at-all';

/** Whether nothing of a folder comes into the build, be it there or not. `!**` and a name behind it takes some of it in again. */
function isLeftOut(text: string, path: string): boolean {
  const { isIgnored } = readDockerignore(text);
  if (!isIgnored(path) && !isIgnored(`${path}/${ANY_NAME}`)) return false;
  const lines = text.split('\n');
  return !lines.some((line, i) => {
    if (!readDockerignore(line).mayTakeInBelow(path)) return false;
    const rest = readDockerignore(lines.slice(i + 1).join('\n'));
    return !rest.isIgnored(path) && !rest.isIgnored(`${path}/${ANY_NAME}`);
  });
}

/** `node_modules`; several of one name, in whatever folder, are one pattern. */
function patternsFor(paths: readonly string[]): readonly string[] {
  const names = [...new Set(paths.map(nameOf))];
  return names.flatMap((name) => {
    const own = [...new Set(paths)].filter((path) => nameOf(path) === name);
    return own.length === 1 ? own : [`**/${name}`];
  });
}

/** At the end, where the last word is; the file's line ends and its last line stay as they are. */
function appendLines(text: string, patterns: readonly string[]): FileEdit['edits'][number] {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const isOpen = text !== '' && !text.endsWith('\n');
  const lines = patterns.join(eol);
  return { span: { start: text.length, end: text.length }, text: isOpen ? `${eol}${lines}` : `${lines}${eol}` };
}

function isUsed(doc: Document, project: Project, output: Output): boolean {
  return (
    isTakenIn(project.ignoreFile.text ?? '', output.path) ||
    isNamed(doc, output.path) ||
    project.siblings.some(({ text }) => {
      const parsed = parseDocument(text);
      return parsed.ok && (isNamed(parsed.document, output.path) || wantsFromHost(parsed.document, project, output));
    })
  );
}

/** `!node_modules`: somebody wants it. */
function isTakenIn(text: string, path: string): boolean {
  return text.split(/\r?\n/).some((line) => line.startsWith('!') && line.includes(nameOf(path)));
}

/** Whether a COPY, ADD or bind mount names the path or something in it. */
function isNamed(doc: Document, path: string): boolean {
  return doc.instructions.some((instruction) => {
    const { flags, words } = instruction.arguments;
    if (instruction.keyword === 'RUN')
      return (
        mountsOf(instruction).some(({ type, from }) => type === 'bind' && from === null) &&
        instruction.logical.includes(nameOf(path))
      );
    if (!isCopy(instruction) || flags.some(({ name }) => name === 'from')) return false;
    return words.slice(0, -1).some((word) => isWithin(word, path));
  });
}

/** Whether a source is the path, lies in it, or is a pattern that matches it. */
function isWithin(word: string, path: string): boolean {
  const clean = word.replace(/^(?:\.?\/)+/, '').replace(/\/+$/, '');
  if (isBelow(clean, path) && clean !== '') return true;
  const [head = ''] = clean.split('/');
  return (
    /[*?[]/.test(clean) &&
    clean.split('/').length >= path.split('/').length &&
    globToRegex(head).test(path.split('/')[0]!)
  );
}

/** Whether another Dockerfile copies what is there, and does not make it anew. */
function wantsFromHost(doc: Document, project: Project, { path, program }: Output): boolean {
  if (project.disk.statOf(path) === null) return false;
  const isMade = doc.instructions.some((instruction) => {
    const body = readShell(instruction);
    return (
      body.readable &&
      invocations(body.list).some(({ name, args }) => name === program || args.some(({ value }) => value === program))
    );
  });
  if (isMade) return false;
  return doc.instructions.filter(isCopy).some((copy) => {
    const copies = readCopies(doc, project, copy);
    return copies.ok ? imagePathOf(copies.copied, path) !== null : copies.why !== 'stage';
  });
}
