/** What runs when the container starts, and at its health checks: commands, the scripts they run, what package.json calls. */
import type { Document, Stage } from '../dockerfile/document.ts';
import type { Project } from '../project/project.ts';
import type { Command } from './overrides.ts';
import { ownCommands } from './own-commands.ts';
import type { Start } from './start/call.ts';
import { StartReader } from './start/reader.ts';

export type { Start, StartCall } from './start/call.ts';

/** @param overrides commands that compose services run instead. */
export function readStart(doc: Document, project: Project, stage: Stage, overrides: readonly Command[]): Start {
  const key = JSON.stringify(overrides);
  const known = remembered.get(stage);
  if (known?.project === project && known.key === key) return known.start;
  const start = read(doc, project, stage, overrides);
  remembered.set(stage, { project, key, start });
  return start;
}

/** Several ask for it. */
const remembered = new WeakMap<Stage, { readonly project: Project; readonly key: string; readonly start: Start }>();

function read(doc: Document, project: Project, stage: Stage, overrides: readonly Command[]): Start {
  const reader = new StartReader(doc, project, stage);
  const own = ownCommands(doc, stage);
  for (const { text, at } of own) reader.read(text, { at, file: null, depth: 0 });
  for (const { text, file } of overrides) reader.read(text, { at: null, file, depth: 0 });
  const isSet = own.some(({ at }) => at.keyword !== 'HEALTHCHECK') || overrides.some(({ isHealth }) => !isHealth);
  return { calls: reader.calls, unread: reader.unread, isSet };
}
