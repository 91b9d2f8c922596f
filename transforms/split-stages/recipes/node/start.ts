/** What starts an app of Node.js, and what that needs. */
import type { StartCall } from '../../../../src/app/start.ts';
import { isCompilingLoader, isDevServer } from '../../../../src/facts/node-tools.ts';
import { absolute } from '../../../../src/project/copies.ts';
import type { App } from '../../app.ts';
import { type Refusal, refuse } from '../../recipe.ts';
import { readManager } from './calls.ts';
import { ownerOf, type Packages } from './packages.ts';
import { isWrapper, unwrapped } from './scripts.ts';
import { absoluteOf, Needs, type StartNeeds, workdirOf } from './start-needs.ts';
import { readNodeWords } from './start-node.ts';
import { readTool } from './start-tool.ts';
import type { Subject } from './subject.ts';

const MANAGERS: ReadonlySet<string> = new Set(['npm', 'yarn', 'pnpm', 'bun']);
/** What all programs of the start ask for, or why that cannot be told. */
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
