/** Go modules hold several programs: which of them a builder stage builds. */
import { invocations } from '../../../src/dockerfile/commands.ts';
import type { Document } from '../../../src/dockerfile/document.ts';
import { readShell } from '../../../src/dockerfile/shell.ts';
import type { Project } from '../../../src/project/project.ts';
import type { Source } from '../../../src/project/sources.ts';

/** Without the files of programs that are not built, if the Dockerfile says which one is. */
export function withoutOtherMains(doc: Document, project: Project, files: readonly Source[]): readonly Source[] {
  const built = builtFolders(doc);
  const folders = new Set<string>();
  for (const { path } of files) {
    if (!path.endsWith('.go')) continue;
    const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
    if (folders.has(folder)) continue;
    if (/^package\s+main\b/m.test(project.disk.readText(path) ?? '')) folders.add(folder);
  }
  // The one is relative to the build's folder or absolute there, the other to the context.
  const isBuilt = (folder: string) =>
    built?.some((one) => one === '' || `/${folder}`.endsWith(`/${one}`) || `/${one}`.endsWith(`/${folder}`)) ?? true;
  const kept = [...folders].filter(isBuilt);
  // Nothing is left out when it is not certain which one stays.
  if (built === null || kept.length === 0) return files.filter(({ path }) => !isIgnored(project, path));
  return files.filter(({ path }) => {
    const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
    return !path.endsWith('.go') || ((!folders.has(folder) || kept.includes(folder)) && !isIgnored(project, path));
  });
}

/** `//go:build ignore`: run by hand. */
function isIgnored(project: Project, path: string): boolean {
  return (
    path.endsWith('.go') &&
    /^\/\/(?:go:build|\s*\+build) ignore\b/m.test(project.disk.readText(path)?.slice(0, 3000) ?? '')
  );
}

/** The folders that `go build ./cmd/server` names; null when one is not to be told. */
function builtFolders(doc: Document): readonly string[] | null {
  const found: string[] = [];
  for (const instruction of doc.instructions) {
    if (instruction.keyword !== 'RUN') continue;
    const reading = readShell(instruction);
    if (!reading.readable) continue;
    for (const { name, args } of invocations(reading.list)) {
      if (name !== 'go' || !/^(?:build|install)$/.test(args[0]?.text ?? '')) continue;
      const last = args.at(-1)!;
      if (last.value === null || last.hasGlob || /\.\.\.|@/.test(last.text)) return null;
      const isFolder = /^\.{0,2}\//.test(last.value) || last.value === '.';
      if (/\.go$/.test(last.value)) found.push(last.value.replace(/^(?:\.\/)?/, '').replace(/\/?[^/]+$/, ''));
      else if (isFolder) found.push(last.value.replace(/^[./]*/, '').replace(/\/$/, ''));
      else return null;
    }
  }
  return found.length === 0 ? null : found;
}
