/** What starts an app of Node.js, and what that needs. */
import { programFolders } from '../../../../src/app/lineage.ts';
import type { StartCall } from '../../../../src/app/start.ts';
import { handsOn } from '../../../../src/facts/app-programs.ts';
import {
  isCompilingLoader,
  isDevServer,
  isPlainGlobal,
  isStaticServer,
  packageOfTool,
} from '../../../../src/facts/node-tools.ts';
import { absolute } from '../../../../src/project/copies.ts';
import type { App } from '../../app.ts';
import { type Refusal, refuse } from '../../recipe.ts';
import { readManager } from './calls.ts';
import { ownerOf, type Packages } from './packages.ts';
import { isWrapper, unwrapped } from './scripts.ts';
import { servedBy } from './served.ts';
import { readNodeWords } from './start-node.ts';
import { type Subject, textOf } from './subject.ts';

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

const MANAGERS: ReadonlySet<string> = new Set(['npm', 'yarn', 'pnpm', 'bun']);
/** They run what their own build made, and nothing else. */
const CLOSED = /^(?:next|remix-serve|react-router-serve)$/;

/** Gathers while the calls are read. */
class Needs {
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
function workdirOf(app: App, { at, file }: StartCall, before: StartCall | undefined, known: string): string {
  if (before === undefined || before.at !== at || before.file !== file) return app.final.workdir;
  const folder = before.name === 'cd' && file === null ? before.call.args[0]?.value : undefined;
  if (folder === undefined || folder === null || folder.startsWith('-')) return known;
  return absolute(folder.startsWith('/') ? folder : `${known}/${folder}`);
}

export function readStartNeeds(app: App, subject: Subject, packages: Packages): StartNeeds | Refusal {
  if (!app.start.isSet) return refuse({ code: 'starts-nothing' });
  const needs = new Needs(app.final.workdir);
  let runs = false;
  for (const [at, call] of app.start.calls.entries()) {
    needs.workdir = workdirOf(app, call, app.start.calls[at - 1], needs.workdir);
    const answer = readCall(app, subject, packages, call, needs);
    if (typeof answer === 'object') return answer;
    runs ||= answer;
  }
  if (!runs) return refuse({ code: 'start-not-artefact', command: app.start.calls.at(-1)?.name ?? '' });
  return {
    entries: needs.entries,
    brings: [...needs.brings],
    development: [...needs.development],
    lines: [...needs.lines],
    served: needs.isStaticOnly && needs.served.length > 0 ? needs.served : null,
    isServedAlone: needs.isServedOnly,
    isOpen: needs.isOpen,
  };
}

/** @returns whether the call runs the app. */
function readCall(app: App, subject: Subject, packages: Packages, start: StartCall, needs: Needs): boolean | Refusal {
  const isHealth = start.at?.keyword === 'HEALTHCHECK';
  const words = start.call.args.map(({ value }) => value);
  if (start.name === 'node' || start.name === 'nodejs') {
    const refused = readNode(app, subject, words, start, needs);
    return refused ?? !isHealth;
  }
  if (start.name === 'bun' && isFileOfBun(words)) return readBun(app, words, start, needs) ?? !isHealth;
  if (MANAGERS.has(start.name)) return readManaged(app, subject, packages, start, needs);
  // What stands behind it is a call of its own.
  if (isWrapper(start.name)) useWrapper(subject, start, needs);
  const tool = start.name === 'npx' ? npxTool(words) : unwrapped({ name: start.name, words });
  if (tool === null || start.origin?.kind === 'context') {
    needs.isServedOnly = false;
    needs.isStaticOnly = false;
    return start.origin?.kind === 'context' && !isHealth && start.name !== '';
  }
  const texts = tool.words.map((word) => word ?? '');
  if (isDevServer(tool.name, texts))
    return refuse({ code: 'start-builds', command: [tool.name, ...texts].join(' ') }, start.at ?? undefined);
  const runs = readTool(app, subject, { ...start, name: tool.name }, texts, needs);
  if (start.name === 'npx') needs.brings.add('npx');
  return runs;
}

function readNode(
  app: App,
  subject: Subject,
  words: readonly (string | null)[],
  start: StartCall,
  needs: Needs,
): Refusal | null {
  if (start.at?.keyword !== 'HEALTHCHECK') {
    needs.isServedOnly = false;
    needs.isStaticOnly = false;
  }
  const own = readNodeWords(words);
  const options = start.call.env.get('NODE_OPTIONS') ?? app.final.env.get('NODE_OPTIONS') ?? '';
  const { modules } = readNodeWords(options.split(/\s+/).filter((word) => word !== ''));
  if (own.unread !== null)
    return refuse({ code: 'start-not-read', text: start.call.args[own.unread]!.text }, start.at ?? undefined);
  const all = [...modules, ...own.modules];
  const compiler = own.watches ?? all.find(isCompilingLoader);
  if (compiler !== undefined)
    return refuse({ code: 'start-builds', command: `node ${compiler}` }, start.at ?? undefined);
  for (const module of all) useModule(subject, module, needs);
  if (own.entry !== null) needs.entries.push(absoluteOf(needs, own.entry));
  return null;
}

/** `bun dist/index.js`, `bun run src/index.ts`: no script of package.json. */
function isFileOfBun(words: readonly (string | null)[]): boolean {
  return /\.[cm]?[jt]sx?$/.test(words.find((word) => word !== 'run') ?? '');
}

function readBun(app: App, words: readonly (string | null)[], start: StartCall, needs: Needs): Refusal | null {
  if (app.base.name !== 'oven/bun')
    return refuse(
      { code: 'program-missing', program: 'bun', image: app.base.reference, file: start.file, line: null },
      start.at ?? undefined,
    );
  if (start.at?.keyword !== 'HEALTHCHECK') {
    needs.isServedOnly = false;
    needs.isStaticOnly = false;
  }
  needs.entries.push(absoluteOf(needs, words.find((word) => word !== 'run') ?? ''));
  return null;
}

/** `cross-env` in a script is a command of node_modules/.bin. */
function useWrapper({ manifest }: Subject, { name, file }: StartCall, needs: Needs): void {
  const owner = ownerOf(manifest, name);
  if (owner === null || file === null) return;
  needs.brings.add(name);
  if (owner.isDev) needs.development.add(owner.name);
}

function absoluteOf({ workdir }: Needs, path: string): string {
  return absolute(path.startsWith('/') ? path : `${workdir}/${path}`);
}

/** A module that is loaded in front: of a package, or a file. */
function useModule({ manifest }: Subject, module: string, needs: Needs): void {
  if (/^[./]/.test(module)) {
    needs.entries.push(absoluteOf(needs, module));
    return;
  }
  const name = /^(?:@[^/]+\/)?[^/]+/.exec(module)?.[0] ?? module;
  if (manifest.devDependencies.has(name)) needs.development.add(name);
  // It reads tsconfig.json.
  if (name === 'tsconfig-paths') needs.isOpen = true;
}

/** `npm start`: what the script runs is read as calls of its own. Without such a script npm runs server.js. */
function readManaged(
  app: App,
  { manifest }: Subject,
  { isBerry }: Packages,
  start: StartCall,
  needs: Needs,
): boolean | Refusal {
  const { name, call, at } = start;
  needs.isServedOnly = false;
  // The image has yarn 1 alone, and pnpm and bun come from elsewhere.
  if (
    (name === 'yarn' && (isBerry || manifest.packageManager?.startsWith('yarn@1') === false)) ||
    name === 'pnpm' ||
    (name === 'bun' && app.base.name !== 'oven/bun')
  )
    return refuse(
      { code: 'program-missing', program: name, image: app.base.reference, file: start.file, line: null },
      at ?? undefined,
    );
  const read = readManager(
    name as 'npm',
    call.args.map(({ value }) => value),
  );
  if (read.kind !== 'script')
    return refuse(
      { code: 'start-builds', command: [name, ...call.args.map(({ text }) => text)].join(' ') },
      at ?? undefined,
    );
  if (read.folder !== null)
    return refuse({ code: 'start-not-read', text: `${name} in ${read.folder}` }, at ?? undefined);
  if (manifest.scripts.has(read.name)) return false;
  needs.isStaticOnly = false;
  needs.entries.push(absolute(`${app.final.workdir}/server.js`));
  return true;
}

function npxTool(
  words: readonly (string | null)[],
): { readonly name: string; readonly words: readonly (string | null)[] } | null {
  const at = words.findIndex((word) => word === null || !word.startsWith('-'));
  const name = words[at];
  return name === undefined || name === null
    ? null
    : { name: name.replace(/(?<=.)@[^@/]*$/, ''), words: words.slice(at + 1) };
}

/** A command of a package, or of one that is installed globally. */
function readTool(
  app: App,
  subject: Subject,
  start: StartCall,
  words: readonly string[],
  needs: Needs,
): boolean | Refusal {
  const { name } = start;
  const owner = ownerOf(subject.manifest, name);
  const isLocal = start.file !== null || start.call.program.text.includes('node_modules/') || start.call.name === 'npx';
  const global = subject.globals.find(({ packages }) => packages.some((each) => nameOf(each) === packageOfTool(name)));
  if (owner !== null && (isLocal || (global === undefined && isOnPath(app)))) {
    needs.brings.add(name);
    if (owner.isDev) needs.development.add(owner.name);
    needs.isOpen ||= !isStaticServer(name) && !CLOSED.test(name);
    needs.isStaticOnly &&= isStaticServer(name);
    needs.isServedOnly = false;
    return isStaticServer(name) ? serve(app, name, words, needs) : true;
  }
  if (global === undefined) {
    // npx fetches it when it starts, as before.
    if (start.call.name === 'npx' && isStaticServer(name)) return serve(app, name, words, needs);
    // It may read and write what is served, or lead to another folder.
    if (!handsOn(name) && start.at?.keyword !== 'HEALTHCHECK') {
      needs.isServedOnly = false;
      needs.isStaticOnly = false;
      needs.isOpen ||= name === 'cd';
    }
    return false;
  }
  if (!global.packages.every((each) => isPlainGlobal(nameOf(each))))
    return refuse(
      { code: 'program-missing', program: name, image: app.base.reference, file: start.file, line: null },
      start.at ?? undefined,
    );
  needs.lines.add(`RUN ${textOf(global.step)}`);
  needs.brings.add(name);
  if (isStaticServer(name)) return serve(app, name, words, needs);
  needs.isServedOnly = false;
  needs.isStaticOnly = false;
  needs.isOpen = true;
  return true;
}

/** Whether PATH leads to the commands of the app's packages. */
function isOnPath({ doc, stage, final }: App): boolean {
  return programFolders(doc, stage).includes(absolute(`${final.workdir}/node_modules/.bin`));
}

function serve(app: App, tool: string, words: readonly string[], needs: Needs): true {
  const { folder, isConfigured } = servedBy(tool, words, app.final.workdir);
  if (isConfigured) needs.isStaticOnly = false;
  needs.served.push(folder);
  return true;
}

/** `serve@14` is serve. */
function nameOf(spec: string): string {
  return spec.replace(/(?<=.)@[^@/]*$/, '');
}
