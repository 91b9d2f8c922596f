/** Runs findWrites over a Dockerfile and files in memory, and says the result in a short form. */
import { expect } from 'vitest';
import { parseDocument } from '../../../../src/dockerfile/document.ts';
import { memoryProject, type Use } from '../../../../src/project/project.ts';
import { findWrites, type Writes } from '../../../../transforms/add-user/writes.ts';

export function writesOf(
  dockerfile: string,
  files: Readonly<Record<string, string>>,
  uses: readonly Use[] = [],
): Writes {
  const parsed = parseDocument(dockerfile);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  return findWrites(
    parsed.document,
    memoryProject({ Dockerfile: dockerfile, ...files }, { uses }),
    parsed.document.stages.at(-1)!,
  );
}

/** `[]`, `['/app/data']`, `not-literal`. */
export function shortOf(writes: Writes): readonly string[] | string {
  return writes.kind === 'unknown' ? writes.why : writes.folders.map(({ path }) => path);
}

/** A Dockerfile of each language, and the file that the code of a case goes into. */
export const APPS = {
  js: { file: 'server.js', dockerfile: 'FROM node:20\nWORKDIR /app\nCOPY . .\nCMD ["node", "server.js"]\n' },
  python: { file: 'app.py', dockerfile: 'FROM python:3.12\nWORKDIR /app\nCOPY . .\nCMD ["python", "app.py"]\n' },
  go: {
    file: 'main.go',
    dockerfile:
      'FROM golang:1.22 AS build\nWORKDIR /src\nCOPY . .\nRUN go build -o /bin/server .\nFROM debian:12\nWORKDIR /app\nCOPY --from=build /bin/server /bin/server\nCMD ["/bin/server"]\n',
  },
  java: {
    file: 'src/main/java/App.java',
    dockerfile:
      'FROM maven:3 AS build\nWORKDIR /src\nCOPY . .\nRUN mvn package\nFROM eclipse-temurin:21\nWORKDIR /app\nCOPY --from=build /src/target/app.jar app.jar\nCMD ["java", "-jar", "app.jar"]\n',
  },
  rust: {
    file: 'src/main.rs',
    dockerfile:
      'FROM rust:1 AS build\nWORKDIR /src\nCOPY . .\nRUN cargo build --release\nFROM debian:12\nWORKDIR /app\nCOPY --from=build /src/target/release/app /usr/local/bin/app\nCMD ["app"]\n',
  },
  ruby: { file: 'app.rb', dockerfile: 'FROM ruby:3.3\nWORKDIR /app\nCOPY . .\nCMD ["ruby", "app.rb"]\n' },
  php: {
    file: 'index.php',
    dockerfile: 'FROM php:8.3-cli\nWORKDIR /app\nCOPY . .\nCMD ["php", "-S", "0.0.0.0:8000"]\n',
  },
  dotnet: {
    file: 'Program.cs',
    dockerfile:
      'FROM mcr.microsoft.com/dotnet/sdk:8.0 AS build\nWORKDIR /src\nCOPY . .\nRUN dotnet publish -o /out\nFROM mcr.microsoft.com/dotnet/aspnet:8.0\nWORKDIR /app\nCOPY --from=build /out .\nENTRYPOINT ["dotnet", "App.dll"]\n',
  },
  c: {
    file: 'main.c',
    dockerfile:
      'FROM gcc:13 AS build\nWORKDIR /src\nCOPY . .\nRUN gcc -o /app main.c\nFROM debian:12\nWORKDIR /srv\nCOPY --from=build /app /app\nCMD ["/app"]\n',
  },
  elixir: {
    file: 'lib/app.ex',
    dockerfile:
      'FROM elixir:1.16 AS build\nWORKDIR /src\nCOPY . .\nRUN mix release\nFROM debian:12\nWORKDIR /app\nCOPY --from=build /src/_build/prod/rel/app .\nCMD ["bin/app", "start"]\n',
  },
} as const;

export function expectCode(language: keyof typeof APPS, code: string, expected: readonly string[] | string): void {
  const { file, dockerfile } = APPS[language];
  const more: Record<string, string> = language === 'go' ? { 'go.mod': 'module x\n' } : {};
  expect(shortOf(writesOf(dockerfile, { ...more, [file]: code }))).toEqual(expected);
}
