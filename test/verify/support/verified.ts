/** Verifies a small Dockerfile on an engine in memory. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';
import { slimify } from '../../../src/engine/pipeline.ts';
import { type AnyTransform, defineTransform, fixKey } from '../../../src/engine/transform.ts';
import { memoryProject } from '../../../src/project/project.ts';
import type { Session } from '../../../src/verify/session.ts';
import type { Subject } from '../../../src/verify/subject.ts';
import type { Check, Phase } from '../../../src/verify/verified.ts';
import { verifyFile } from '../../../src/verify/verify.ts';
import { createFakeEngine, type FakeEngine, type FakeScript } from './fake-engine.ts';

export const TEXT = 'FROM debian:12\nWORKDIR /app\nCOPY . .\nRUN make\nCMD ["./app"]\n';
const FILES = { 'main.c': 'int main() { return 0; }\n', Makefile: 'app: main.c\n', Dockerfile: TEXT };

export const folder = mkdtempSync(path.join(tmpdir(), 'slimify-verify-test-'));
for (const [name, text] of Object.entries(FILES)) writeFileSync(path.join(folder, name), text);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Puts a line behind the RUN. */
export function adds(id: string, line: string, declares: 'USER' | null = null): AnyTransform {
  return defineTransform({
    id,
    summary: '',
    why: '',
    risk: 'safe',
    examples: [],
    defaults: {},
    optionDocs: {},
    *find({ doc }) {
      const run = doc.instructions.find(({ keyword }) => keyword === 'RUN');
      if (run === undefined || doc.text.includes(line)) return;
      const edits = [{ span: { start: run.span.end, end: run.span.end }, text: `\n${line}` }];
      yield {
        kind: 'fix',
        key: fixKey(id, doc, run),
        at: run.span,
        message: `add ${line}`,
        risk: 'safe',
        declares: declares === null ? [] : [{ target: null, field: declares }],
        comments: [],
        edits,
      };
    },
  });
}

export const GOOD = adds('good', 'RUN strip app');
export const BAD = adds('bad', 'RUN rm app');

export interface Given {
  readonly transforms?: readonly AnyTransform[];
  readonly check?: Check;
  readonly changedFile?: string;
  readonly isCold?: boolean;
  readonly pendingIgnore?: string;
  readonly buildOptions?: readonly string[];
  readonly signal?: AbortSignal;
  readonly onEngine?: (engine: FakeEngine) => void;
}

export async function verified(script: FakeScript, given: Given = {}) {
  const engine = createFakeEngine(script);
  given.onEngine?.(engine);
  const transforms = given.transforms ?? [GOOD];
  const project = memoryProject({ ...FILES, '.dockerignore': 'out\n' });
  const subject: Subject = {
    path: 'Dockerfile',
    text: TEXT,
    context: folder,
    project,
    pendingIgnore: given.pendingIgnore ?? project.ignoreFile.text,
    rewrite: (accept) => slimify(TEXT, { project, transforms, risk: 'assumes', accept }),
    build: { target: null, args: new Map([['V', '1']]), options: ['--network=host', ...(given.buildOptions ?? [])] },
    check: given.check ?? { kind: 'start', seconds: 0.05 },
    runOptions: [],
    changedFile: given.changedFile ?? null,
  };
  let count = 0;
  const session: Session = {
    engine,
    folder,
    signal: given.signal ?? new AbortController().signal,
    nextTag: () => `test:${++count}`,
    close: async () => undefined,
    closeSync: () => undefined,
  };
  const phases: Phase[] = [];
  const options = { timeout: 1000, isCold: given.isCold ?? true, onPhase: (phase: Phase) => phases.push(phase) };
  const result = await verifyFile(subject, session, options);
  return { result, engine, phases };
}
