import { describe, expect, test } from 'vitest';
import { parseDocument } from '../../src/dockerfile/document.ts';
import { memoryProject } from '../../src/project/project.ts';
import { type Sources, sourcesOf } from '../../src/project/sources.ts';

function sources(dockerfile: string, files: Record<string, string>): Sources {
  const parsed = parseDocument(dockerfile);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  return sourcesOf(parsed.document, memoryProject(files), parsed.document.stages.at(-1)!);
}

function places(found: Sources): Record<string, string | null> {
  return Object.fromEntries(found.files.map(({ path, image }) => [path, image]));
}

const FILES = { 'src/a.ts': '', 'src/b/c.ts': '', 'package.json': '{}', 'test/a.ts': '' };

describe('sourcesOf', () => {
  test('a copied context', () => {
    expect(places(sources('FROM node\nWORKDIR /app\nCOPY . .\n', FILES))).toEqual({
      'package.json': '/app/package.json',
      'src/a.ts': '/app/src/a.ts',
      'src/b/c.ts': '/app/src/b/c.ts',
    });
  });
  test('only what is copied', () => {
    expect(places(sources('FROM node\nCOPY package.json /x/\nCOPY src/b /y\n', FILES))).toEqual({
      'package.json': '/x/package.json',
      'src/b/c.ts': '/y/c.ts',
    });
  });
  test('through a builder: at its place when the copy carries it there', () => {
    const text = 'FROM node AS b\nWORKDIR /s\nCOPY . .\nFROM node\nCOPY --from=b /s/src /app/code\n';
    expect(places(sources(text, FILES))).toEqual({
      'package.json': null,
      'src/a.ts': '/app/code/a.ts',
      'src/b/c.ts': '/app/code/b/c.ts',
    });
  });
  test('through a chain of stages, and the stage that it is built on', () => {
    const text = 'FROM node AS a\nCOPY src/b /b\nFROM a AS c\nCOPY src/a.ts /a/\nFROM node\nCOPY --from=c / /all\n';
    expect(places(sources(text, FILES))).toEqual({ 'src/b/c.ts': '/all/b/c.ts', 'src/a.ts': '/all/a/a.ts' });
  });
  test('stages that nothing is copied from do not count', () => {
    expect(sources('FROM node AS a\nCOPY . .\nFROM node\nCOPY package.json /\n', FILES).files).toHaveLength(1);
  });
  test('bind mounts of a builder', () => {
    const text =
      'FROM go AS b\nRUN --mount=type=bind,source=src,target=/s --mount=type=cache,target=/c go build\nFROM scratch\nCOPY --from=b /x /x\n';
    expect(places(sources(text, FILES))).toEqual({ 'src/a.ts': null, 'src/b/c.ts': null });
  });
  test('what was built outside: the sources beside it', () => {
    const files = { 'pom.xml': '', 'src/main/java/test/A.java': '', 'src/test/java/B.java': '' };
    expect(places(sources('FROM jre\nCOPY target/*.jar /app.jar\n', files))).toEqual({
      'pom.xml': null,
      'src/main/java/test/A.java': null,
    });
    expect(sources('FROM jre\nCOPY target/*.jar /app.jar\n', { 'src/A.java': '' }).files).toEqual([]);
  });
  test('what cannot be looked into', () => {
    const text = 'FROM node\nARG S\nCOPY $S /a\nCOPY --from=other/image /x /x\nADD https://x.org/a.js /b\n';
    expect(sources(text, FILES).gaps.map(({ why }) => why)).toEqual(['variable', 'image', 'remote']);
  });
  test('a file by its place in the image', () => {
    const found = sources(
      'FROM node AS b\nWORKDIR /s\nCOPY . .\nFROM node\nCOPY --from=b /s/src/a.ts /bin/a\nCOPY package.json /p/\n',
      FILES,
    );
    expect(found.contextPathOf('/p/package.json')).toBe('package.json');
    expect(found.contextPathOf('/bin/a')).toBe('src/a.ts');
    expect(found.contextPathOf('/s/package.json')).toBeNull();
  });
  test('stages that copy from each other do not loop', () => {
    expect(
      sources('FROM node AS a\nCOPY --from=a /x /x\nFROM a\nCOPY --from=a / /\nCOPY src /src\n', FILES).files,
    ).toHaveLength(2);
  });
});
