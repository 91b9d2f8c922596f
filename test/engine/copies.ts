/** Copies of the apps' folders, as they would lie on a machine where they are worked on. */
import { chmodSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseDocument } from '../../src/dockerfile/document.ts';
import { type App, dockerfileOf } from './app.ts';

export interface Copy {
  readonly folder: string;
  /** The line that names the frontend's image, which was taken out: it cannot be fetched everywhere, and is not needed. */
  readonly withoutSyntax: string | null;
}

export function copyOf(app: App, folder: string): Copy {
  const { name, untracked = {}, modes = {}, hasCrlf = false } = app;
  cpSync(path.join(import.meta.dirname, 'apps', name), folder, { recursive: true });
  for (const [file, text] of Object.entries(untracked)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  }
  for (const [file, mode] of Object.entries(modes)) chmodSync(path.join(folder, file), mode);
  const dockerfile = path.join(folder, dockerfileOf(app));
  const text = readFileSync(dockerfile, 'utf8');
  const without = withoutSyntax(text);
  writeFileSync(dockerfile, hasCrlf ? without.text.replaceAll('\n', '\r\n') : without.text);
  return { folder, withoutSyntax: without.line };
}

/** A text without the line that names the image of its frontend. */
export function withoutSyntax(text: string): { readonly text: string; readonly line: string | null } {
  const parsed = parseDocument(text);
  const directive = parsed.ok ? parsed.document.directives.find(({ name }) => name === 'syntax') : undefined;
  if (directive === undefined) return { text, line: null };
  const lines = text.split('\n');
  const [line = ''] = lines.splice(directive.line - 1, 1);
  return { text: lines.join('\n'), line };
}

/** Changes a text that a file has once, as a day's work would. */
export function changeOnce(file: string, text: string, changed: string): void {
  const parts = readFileSync(file, 'utf8').split(text);
  if (parts.length !== 2) throw new Error(`${file} must have "${text}" once`);
  writeFileSync(file, parts.join(changed));
}
