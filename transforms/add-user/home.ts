/** What lies in the home of root, which nobody else may enter. */

import { history, originOf, pathsOf } from '../../src/app/lineage.ts';
import { type Run, runsOf, textOf } from '../../src/app/runs.ts';
import type { Invocation } from '../../src/dockerfile/commands.ts';
import type { Document, Instruction, Stage } from '../../src/dockerfile/document.ts';
import { expandWord } from '../../src/dockerfile/expand.ts';
import { baseOf, stateAfter, stateBefore } from '../../src/dockerfile/state.ts';
import { absolute } from '../../src/project/copies.ts';
import { isBelow } from '../../src/project/paths.ts';
import { contextAt, placedBy } from '../../src/project/placed.ts';
import type { Project } from '../../src/project/project.ts';

export interface InHome {
  readonly text: string;
  readonly at: Instruction;
}

const HOME = /(?:^|[=:"'\s,(])(?:\/root|~|\$HOME|\$\{HOME\})(?:["'/:\s;)]|$)/;
/** They take away, or write what only a build reads. */
const HARMLESS: ReadonlySet<string> = new Set(['rm', 'rmdir', 'unlink', 'echo', 'git', 'mkdir', 'ssh-keyscan']);
/** Set-up scripts of package sources, which install nothing for one user. */
const KNOWN_SCRIPT =
  /deb\.nodesource\.com|rpm\.nodesource\.com|packagecloud\.io|get\.docker\.com|bootstrap\.pypa\.io|script\.deb\.sh/;

export function findInHome(doc: Document, project: Project, stage: Stage, started: ReadonlySet<string>): InHome | null {
  const instructions = history(doc, stage);
  const { workdir, env } = stateAfter(doc, stage);
  for (const at of instructions) {
    const text = inInstruction(doc, at);
    if (text !== null) return { text, at };
  }
  if (workdir !== null && isBelow(workdir, '/root')) return { text: workdir, at: stage.from };
  for (const run of runsOf(doc, instructions)) {
    const text = inRun(doc, project, stage, run, env, started);
    if (text !== null) return { text, at: run.run };
  }
  return null;
}

function inInstruction(doc: Document, at: Instruction): string | null {
  if (at.keyword === 'COPY' || at.keyword === 'ADD') {
    const target = pathsOf(doc, at)?.at(-1) ?? at.arguments.words.at(-1) ?? '';
    return isBelow(target, '/root') || /^~|\$\{?HOME/.test(target) ? target : null;
  }
  if (at.keyword === 'ENV') {
    const { env } = stateBefore(doc, at);
    const found = at.arguments.pairs.find(({ value }) =>
      HOME.test(expandWord(value, (name) => env.get(name) ?? null, doc.escape) ?? value),
    );
    return found === undefined ? null : `${found.key}=${found.value}`;
  }
  const isCommand = at.keyword === 'CMD' || at.keyword === 'ENTRYPOINT' || at.keyword === 'WORKDIR';
  return isCommand && HOME.test(at.arguments.words.join(' ')) ? at.arguments.rest : null;
}

function inRun(
  doc: Document,
  project: Project,
  stage: Stage,
  { run, calls }: Run,
  env: ReadonlyMap<string, string | null>,
  started: ReadonlySet<string>,
): string | null {
  if (calls === null) {
    const text = textOf(doc, run);
    return HOME.test(text) || /--user\b|playwright\s+install|\|\s*(?:ba)?sh\b/.test(text) ? text : null;
  }
  for (const call of calls) {
    const text = [call.program, ...call.args].map((word) => word.text).join(' ');
    const isBuildTime = call.name !== null && HARMLESS.has(call.name);
    if (!isBuildTime && [call.program, ...call.args].some((word) => HOME.test(word.text))) return text;
    if (!isBuildTime && call.command.redirects.some(({ target }) => target !== null && HOME.test(target.text)))
      return text;
    if (installsForRoot(call, doc, project, stage, env, started, calls)) return text;
    if (setsForUser(doc, project, stage, run, call)) return text;
  }
  return null;
}

/** Settings of Bundler that count when the app starts. Source: bundle-config(1). */
const BUNDLE_SETTING = /^(?:without|with|only|path|deployment|frozen|force_ruby_platform|gemfile|cache_path)$/;

/** Bundler keeps a setting for its user unless a Gemfile is there that it may belong to. Source: bundler, cli/config.rb. */
function setsForUser(doc: Document, project: Project, stage: Stage, run: Instruction, call: Invocation): boolean {
  const words = call.args.flatMap(({ value }) => value ?? []);
  const isSetting = (call.name === 'bundle' || call.name === 'bundler') && words[0] === 'config';
  if (!isSetting || words.includes('--local') || !words.some((word) => BUNDLE_SETTING.test(word))) return false;
  if (words.includes('--global')) return true;
  const { workdir } = stateBefore(doc, run);
  const before = history(doc, stage).filter(({ index }) => index < run.index);
  const copied = placedBy(doc, project, before).flatMap((one) => one.copied);
  return project.hasContext && workdir !== null && contextAt(project, copied, absolute(`${workdir}/Gemfile`)) === null;
}

/** Programs that put what they install below the home of whoever calls them. Source: the documentation of each. */
function installsForRoot(
  call: Invocation,
  doc: Document,
  project: Project,
  stage: Stage,
  env: ReadonlyMap<string, string | null>,
  started: ReadonlySet<string>,
  calls: readonly Invocation[],
): boolean {
  const words = call.args.map(({ value }) => value ?? '');
  const has = (...names: string[]): boolean => names.some((name) => words.includes(name));
  // `pip install playwright` brings no browser, `python -m playwright install` does.
  const isBrowser = words.some((word, i) => /^(?:play|patch)wright$/.test(word) && words[i + 1] === 'install');
  if (isBrowser && !env.has('PLAYWRIGHT_BROWSERS_PATH')) return true;
  switch (call.name) {
    case 'pip':
    case 'pip3':
    case 'python':
    case 'python3':
      return (
        has('--user') ||
        words.join(' ').includes('nltk') ||
        FETCHES.test(words.join(' ')) ||
        FETCHES.test(scriptOf(doc, project, stage, words))
      );
    case 'pipx':
    case 'nvm':
    case 'sdk':
    case 'nltk.downloader':
    case 'huggingface-cli':
    case 'rustup':
    case 'asdf':
    case 'volta':
    case 'pyenv':
    case 'deno':
    case 'stack':
    case 'cabal':
    case 'opam':
      return call.name !== 'rustup' || baseOf(doc, stage).name !== 'rust';
    case 'npx':
    case 'playwright':
    case 'patchright':
      return words.join(' ').includes('install') && !env.has('PLAYWRIGHT_BROWSERS_PATH');
    case 'npm':
    case 'yarn':
    case 'pnpm':
      return installsBrowser(project, words, env);
    case 'corepack':
      return (started.has('yarn') || started.has('pnpm')) && !env.has('COREPACK_HOME');
    case 'uv':
      return usesOwnPython(doc, project, stage, words, env);
    case 'poetry':
      return has('install') && !isInProject(env, 'POETRY_VIRTUALENVS') && !calls.some(turnsOffEnvironments);
    case 'pipenv':
      return has('install', 'sync') && !has('--system') && !env.has('PIPENV_VENV_IN_PROJECT');
    case 'dotnet':
      return words[0] === 'tool' && has('-g', '--global');
    case 'go':
      return words[0] === 'install' && baseOf(doc, stage).name !== 'golang' && !env.has('GOPATH') && !env.has('GOBIN');
    case 'cargo':
      return words[0] === 'install' && baseOf(doc, stage).name !== 'rust' && !has('--root');
    case 'sh':
    case 'bash':
      return call.args.every(({ text }) => text.startsWith('-')) && !KNOWN_SCRIPT.test(textsOf(calls));
    default:
      return false;
  }
}

/** Libraries that keep what they fetch below the home of whoever calls them: Hugging Face, NLTK, Whisper, PyTorch. */
const FETCHES =
  /from_pretrained|snapshot_download|hf_hub_download|SentenceTransformer\(|nltk\.download\(|\bhub\.load\(|whisper\.load_model\(|\.download\(/;

/** The text of the Python script that is run, where it can be seen. */
function scriptOf(doc: Document, project: Project, stage: Stage, words: readonly string[]): string {
  const script = words.find((word) => !word.startsWith('-'));
  if (script === undefined || !script.endsWith('.py')) return '';
  const { workdir } = stateAfter(doc, stage);
  const origin = originOf(
    doc,
    project,
    stage,
    absolute(script.startsWith('/') ? script : `${workdir ?? ''}/${script}`),
  );
  return (origin?.kind === 'context' ? project.readText(origin.path) : null) ?? '';
}

function textsOf(calls: readonly Invocation[]): string {
  return calls.flatMap(({ args }) => args.map(({ text }) => text)).join(' ');
}

/** `poetry config virtualenvs.create false`, and in-project ones. */
function turnsOffEnvironments({ name, args }: Invocation): boolean {
  const text = args.map((word) => word.text).join(' ');
  return name === 'poetry' && /virtualenvs\.(?:create\s+["']?false|in-project\s+["']?true)/.test(text);
}

function isInProject(env: ReadonlyMap<string, string | null>, prefix: string): boolean {
  return (
    /^(?:false|0)$/.test(env.get(`${prefix}_CREATE`) ?? '') ||
    /^(?:true|1)$/.test(env.get(`${prefix}_IN_PROJECT`) ?? '')
  );
}

/** puppeteer's own install script fetches a browser into ~/.cache. */
function installsBrowser(project: Project, words: readonly string[], env: ReadonlyMap<string, string | null>): boolean {
  if (
    env.has('PUPPETEER_SKIP_DOWNLOAD') ||
    env.has('PUPPETEER_SKIP_CHROMIUM_DOWNLOAD') ||
    env.has('PUPPETEER_CACHE_DIR')
  )
    return false;
  if (words.includes('puppeteer')) return true;
  return /"puppeteer"\s*:/.test(project.readText('package.json') ?? '');
}

/** uv fetches a Python into ~/.local/share when none that it finds is right. */
function usesOwnPython(
  doc: Document,
  project: Project,
  stage: Stage,
  words: readonly string[],
  env: ReadonlyMap<string, string | null>,
): boolean {
  if (words[0] === 'python') return !env.has('UV_PYTHON_INSTALL_DIR');
  if (words[0] === 'tool') return !env.has('UV_TOOL_DIR');
  if (words[0] !== 'sync' && words[0] !== 'venv') return false;
  if (/^(?:never|0|manual)$/.test(env.get('UV_PYTHON_DOWNLOADS') ?? '') || env.has('UV_PYTHON_INSTALL_DIR'))
    return false;
  return baseOf(doc, stage).name !== 'python' || project.readText('.python-version') !== null;
}
