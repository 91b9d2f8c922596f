/** A last stage that only copies in what another one built. */
import { describe, expect, test } from 'vitest';
import { parseDocument } from '../../../src/dockerfile/document.ts';
import { applyPatch, createPatch } from '../../../src/dockerfile/edit.ts';
import { memoryProject } from '../../../src/project/project.ts';
import { readApp } from '../../../transforms/split-stages/app.ts';
import { rebase } from '../../../transforms/split-stages/rebase.ts';
import { isRefusal } from '../../../transforms/split-stages/recipe.ts';

const BUILD = 'FROM node:20 AS build\nWORKDIR /app\nCOPY . .\nRUN npm ci && npm run build\n\n';
const LAST = 'FROM node:20\nWORKDIR /app\nCOPY --from=build /app ./\nCMD ["node", "dist/index.js"]\n';
const FILES = { 'package.json': '{"dependencies":{"express":"4"}}', 'src/index.ts': '' };
const APT = (packages: string) =>
  `RUN apt-get update \\\n    && apt-get install -y --no-install-recommends ${packages} \\\n    && rm -rf /var/lib/apt/lists/*\n`;

/** @returns the last stage; the code of a refusal; null where it is no business of ours. */
function rebased(text: string, files: Readonly<Record<string, string>> = FILES): string | null {
  const parsed = parseDocument(text);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  const doc = parsed.document;
  const app = readApp(doc, memoryProject({ Dockerfile: text, ...files }), doc.stages.at(-1)!);
  const found = isRefusal(app) ? app : rebase(app);
  if (found === null) return null;
  if (isRefusal(found)) return found.refused.code;
  const after = applyPatch(text, createPatch(text, found.edits) ?? []);
  return after.slice(after.lastIndexOf('FROM '));
}

const using = (dependencies: object) => ({ ...FILES, 'package.json': JSON.stringify({ dependencies }) });

describe('a stage of node', () => {
  test('stands on the slim image', () => {
    expect(rebased(BUILD + LAST)).toBe(LAST.replace('node:20', 'node:20-slim'));
  });

  test.each([
    ['its health check starts', LAST.replace('CMD', 'HEALTHCHECK CMD curl -f http://localhost\nCMD'), FILES, 'curl'],
    ['a package starts', LAST, using({ 'simple-git': '3' }), 'git ca-certificates'],
    [
      'its sources start',
      LAST,
      { ...FILES, 'src/index.ts': "require('child_process').execSync('openssl rand 8')" },
      'openssl',
    ],
    ['a package links', LAST, using({ 'pg-native': '3' }), 'libpq5'],
  ])('gets what %s', (_, last, files, packages) => {
    const [from = '', ...rest] = last.replace('node:20', 'node:20-slim').split(/(?<=\n)/);
    expect(rebased(BUILD + last, files)).toBe(from + APT(packages) + rest.join(''));
  });

  test('is left alone where an additional context would be taken for the slim image', () => {
    const build = '{ context: ., additional_contexts: ["node:20-slim=docker-image://a"] }';
    expect(rebased(BUILD + LAST, { ...FILES, 'compose.yaml': `services:\n  web:\n    build: ${build}\n` })).toBe(
      'replaced',
    );
  });

  test('installs what it says itself', () => {
    const last = LAST.replace('WORKDIR', 'RUN apt-get update && apt-get install -y ffmpeg git\nWORKDIR');
    const source = "const { execSync } = require('child_process');\nexecSync('ffmpeg -i a');\nexecSync('git log');";
    expect(rebased(BUILD + last, { ...FILES, 'src/index.ts': source })).toBe(last.replace('node:20', 'node:20-slim'));
  });

  test('may start npx and yarn', () => {
    for (const command of ['npx serve', 'yarn dist', 'npm start'])
      expect(rebased(BUILD + LAST.replace(/CMD.*/, `CMD ${command}`), scripts())).toContain('FROM node:20-slim');
  });

  const scripts = () => ({ 'package.json': '{"scripts":{"start":"node a.js","dist":"node a.js"}}' });

  test.each([
    ['program-missing', { ...FILES, 'src/index.ts': "require('child_process').execSync('python3 a.py')" }],
    ['program-missing', { ...FILES, 'src/index.ts': "require('child_process').execSync('ffmpeg -i a')" }],
    ['program-unknown', { ...FILES, 'src/index.ts': "require('child_process').spawnSync(tool)" }],
    ['native-module', using({ canvas: '2' })],
    ['native-module', { ...FILES, 'node_modules/canvas/package.json': '{}' }],
  ])('stays where it is: %s', (code, files) => {
    expect(rebased(BUILD + LAST, files)).toBe(code);
  });

  test.each([
    ['on a slim image', LAST.replace('node:20', 'node:20-slim')],
    ['on another stage', LAST.replace('node:20', 'build')],
    ['that installs with tools', LAST.replace('CMD', 'RUN npm rebuild\nCMD')],
  ])('%s is none of our business', (_, last) => {
    expect(rebased(BUILD + last)).toBeNull();
  });
});

describe('a stage of another language', () => {
  test('stands on its own small image', () => {
    const python = 'FROM python:3.12\nCOPY app.py .\nCMD ["python", "app.py"]\n';
    expect(rebased(python, { 'app.py': 'import http.server' })).toBe(python.replace('3.12', '3.12-slim'));
    const source = "import subprocess\nsubprocess.run(['git', 'log'])\n";
    expect(rebased(python, { 'app.py': source })).toContain('git ca-certificates');
  });

  test('is left alone where packages of another stage come in', () => {
    const python =
      'FROM python:3.12 AS build\nRUN pip install --target /d lxml\nFROM python:3.12\nCOPY --from=build /d /d\nCMD ["python", "/d/a.py"]\n';
    expect(rebased(python, { 'app.py': '' })).toBeNull();
  });
});
