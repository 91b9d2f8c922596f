/** Folds two files of a repository in memory. */
import { readDocument } from '../../src/dockerfile/document.ts';
import { type FoldResult, fold } from '../../src/fold/fold.ts';
import { memoryFiles } from '../../src/project/files.ts';
import { createProject, type Project } from '../../src/project/project.ts';

export type Files = Readonly<Record<string, string>>;

/** @param files of the repository; what is built is `Dockerfile.build`, what is shipped `Dockerfile`, in the context. */
export function foldIn(files: Files, context = ''): FoldResult {
  const at = (name: string): string => (context === '' ? name : `${context}/${name}`);
  const side = (path: string) => {
    const read = readDocument(files[path]!);
    if (!read.ok) throw new Error(`${path}: ${read.problem.message}`);
    return { path, document: read.document, project: projectOf(files, context, path) };
  };
  return fold({
    files: memoryFiles(files),
    context,
    build: side(at('Dockerfile.build')),
    image: side(at('Dockerfile')),
  });
}

function projectOf(files: Files, context: string, dockerfile: string): Project {
  const start = context === '' ? '' : `${context}/`;
  const below = Object.entries(files).flatMap(([path, text]) =>
    path.startsWith(start) ? [[path.slice(start.length), text] as const] : [],
  );
  const disk = memoryFiles(Object.fromEntries(below));
  const own = `${dockerfile.slice(start.length)}.dockerignore`;
  const path = disk.statOf(own) === null ? '.dockerignore' : own;
  return createProject({
    disk,
    ignoreFile: { path, text: disk.readText(path) },
    dockerfile: dockerfile.slice(start.length),
    uses: () => [],
    siblings: () => [],
  });
}

export function textOf(files: Files, context?: string): string {
  const result = foldIn(files, context);
  if (!result.ok) throw new Error(JSON.stringify(result.refusal));
  return result.text;
}

export function refusalOf(files: Files, context?: string) {
  const result = foldIn(files, context);
  if (result.ok) throw new Error(`folded:\n${result.text}`);
  return result.refusal;
}

export const BUILD = 'FROM golang:1.23\nWORKDIR /src\nCOPY go.mod main.go ./\nRUN CGO_ENABLED=0 go build -o app .\n';
export const IMAGE = 'FROM alpine:3\nWORKDIR /root\nCOPY app .\nCMD ["./app"]\n';
export const SCRIPT =
  '#!/bin/sh\nset -e\ndocker build -t shop:build -f Dockerfile.build .\ndocker create --name extract shop:build\ndocker cp extract:/src/app ./app\ndocker rm -f extract\ndocker build -t shop .\nrm ./app\n';

/** A Go program in two files, and the script between them; what is given goes over it. */
export function shop(over: Files = {}): Files {
  return {
    'Dockerfile.build': BUILD,
    Dockerfile: IMAGE,
    'build.sh': SCRIPT,
    'go.mod': 'module shop\n',
    'main.go': 'package main\n\nfunc main() {}\n',
    ...over,
  };
}
