/** What the start of an app needs, and what gathers it while its calls are read. */

import type { StartCall } from '../../../../src/app/start.ts';
import { absoluteFrom } from '../../../../src/project/absolute.ts';
import type { App } from '../../app.ts';

export interface StartNeeds {
  /** Files that node is given, absolute, without an ending where none is written. */
  readonly entries: readonly string[];
  /** Commands of node_modules/.bin, and what `npm install -g` brings. */
  readonly brings: readonly string[];
  /** Development packages that are needed to start. */
  readonly development: readonly string[];
  /** RUNs of the runtime stage that install global tools again. */
  readonly lines: readonly string[];
  /** The folders that static servers serve, where that is all that starts. */
  readonly served: readonly string[] | null;
  /** That server is installed globally, or fetched: no packages of the app are needed. */
  readonly isServedAlone: boolean;
  /** Settings of another tool say which files are run. */
  readonly isOpen: boolean;
}

/** Gathers while the calls are read. */
export class Needs {
  readonly entries: string[] = [];
  readonly brings = new Set<string>();
  readonly development = new Set<string>();
  readonly lines = new Set<string>();
  readonly served: string[] = [];
  isOpen = false;
  isServedOnly = true;
  isStaticOnly = true;
  /** Where the call that is read runs. */
  workdir: string;

  constructor(workdir: string) {
    this.workdir = workdir;
  }
}

/** `cd api && node index.js`: of one command, as the Dockerfile has it. */
export function workdirOf(app: App, { at, file }: StartCall, before: StartCall | undefined, known: string): string {
  if (before === undefined || before.at !== at || before.file !== file) return app.final.workdir;
  const folder = before.name === 'cd' && file === null ? before.call.args[0]?.value : undefined;
  if (folder === undefined || folder === null || folder.startsWith('-')) return known;
  return absoluteFrom(known, folder);
}

/** A path of the start as the image has it. */
export function absoluteOf({ workdir }: Needs, path: string): string {
  return absoluteFrom(workdir, path);
}
