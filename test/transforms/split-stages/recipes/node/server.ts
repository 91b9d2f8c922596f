/** A small server in TypeScript, and what a test changes of it. */
import type { Plan } from '../../../../../transforms/split-stages/recipe.ts';

export const TSC = 'FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm ci && npm run build\nCMD ["node", "dist/index.js"]\n';

export function manifest(fields: object): string {
  return JSON.stringify({ name: 'app', dependencies: { express: '4' }, ...fields });
}

export const SERVER = {
  'package.json': manifest({ scripts: { build: 'tsc' }, devDependencies: { typescript: '5' } }),
  'tsconfig.json': '{ "compilerOptions": { "outDir": "dist" } }',
  'src/index.ts': "import express from 'express';\nexpress().listen(3000);\n",
};

/** The same with another text of its sources. */
export function serverWith(source: string, fields: object = {}): Readonly<Record<string, string>> {
  const own = { scripts: { build: 'tsc' }, devDependencies: { typescript: '5' }, ...fields };
  return { ...SERVER, 'src/index.ts': source, 'package.json': manifest(own) };
}

export function startedBy(command: string): string {
  return TSC.replace('["node", "dist/index.js"]', command);
}

/** What is carried besides manifest, packages and output. */
export function others(plan: Plan): readonly string[] {
  const usual = ['/app/package.json', '/app/node_modules', '/app/dist'];
  return plan.carries.map(({ path }) => path).filter((path) => !usual.includes(path));
}
