/**
 * What CI files build: GitHub workflows, GitLab, Azure Pipelines, Cloud Build, CircleCI. They are alike: lists of steps,
 * somewhere in a tree of maps, each with shell text or with a ready-made action for building.
 */

import { asText, entriesOf, field, isMapping, listOf } from '../value.ts';
import type { CommandBuild } from './build-arguments.ts';
import { declareCommand, readBuildCommands } from './build-command.ts';
import { absoluteIn, type Declared, type Repository, readShort } from './declared.ts';
import { isRemote, resolveIn } from './written-paths.ts';
import { readYaml, type YamlDocument } from './yaml.ts';

const MAX_DEPTH = 12;
const MAX_NODES = 20_000;

/** Keys with shell text: GitHub and CircleCI; GitLab; Azure. */
const SCRIPT_KEYS: ReadonlySet<string> = new Set(['run', 'script', 'before_script', 'after_script', 'bash', 'command']);

/** All builds of a CI file. @param file relative to the repository, whose root is the folder that steps run in. */
export function readCi(repository: Repository, file: string): Declared[] {
  const text = readShort(repository.files, file);
  if (text === null || !/docker|podman|buildah|kaniko/i.test(text)) return [];
  return readYaml(text.replaceAll(EXPRESSION, UNKNOWN)).flatMap((document) => {
    const walk = new Walk(repository, file, document);
    walk.visit(document.value, [], null, 0);
    return walk.found;
  });
}

/** `${{ ... }}` of GitHub and Azure, known at build time only: so is a variable of the shell. */
const EXPRESSION = /\$\{\{[^\n]*?\}\}/g;
const UNKNOWN = '$' + '{CI_VALUE}';

class Walk {
  readonly found: Declared[] = [];
  private nodes = 0;
  private readonly repository: Repository;
  private readonly file: string;
  private readonly document: YamlDocument;

  constructor(repository: Repository, file: string, document: YamlDocument) {
    this.repository = repository;
    this.file = file;
    this.document = document;
  }

  /** @param folder of a `working-directory` above it. */
  visit(value: unknown, path: readonly string[], folder: string | null, depth: number): void {
    if (depth > MAX_DEPTH || this.nodes++ > MAX_NODES) return;
    for (const each of listOf(value)) this.visit(each, path, folder, depth + 1);
    if (!isMapping(value)) return;
    const here = workingFolder(value) ?? folder;
    this.action(value, path);
    for (const [key, each] of entriesOf(value)) {
      const below = [...path, key];
      if (SCRIPT_KEYS.has(key)) this.script(each, below, here);
      if (typeof each === 'object') this.visit(each, below, here, depth + 1);
    }
  }

  private script(value: unknown, path: readonly string[], folder: string | null): void {
    const lines = flat(value, 0);
    if (lines.length === 0 || folder?.includes('$')) return;
    const { repository, file } = this;
    const folders = [absoluteIn(repository, folder ?? '')];
    const line = this.document.lineOf(path);
    for (const found of readBuildCommands(repository, { text: lines.join('\n'), file, line: null, folders }))
      this.found.push({ ...found, use: { ...found.use, line } });
  }

  /** A step that builds without shell text. */
  private action(step: unknown, path: readonly string[]): void {
    const written = githubAction(step) ?? azureTask(step) ?? cloudBuild(step);
    if (written === null || isRemote(written.context ?? '') || written.dockerfile?.includes('$')) return;
    const build = written.context?.includes('$') ? { ...written, context: null } : written;
    const { repository, file } = this;
    const line = this.document.lineOf(path);
    const folder = resolveIn(absoluteIn(repository, ''), asText(field(step, 'dir')) ?? '.');
    this.found.push(...declareCommand(repository, { file, line }, build, [folder]));
  }
}

function workingFolder(value: unknown): string | null {
  const defaults = field(field(value, 'defaults'), 'run');
  const keys = ['working-directory', 'workingDirectory', 'working_directory'];
  const written = keys.map((key) => asText(field(value, key))).find((text) => text !== null);
  return written ?? asText(field(defaults, 'working-directory'));
}

/** GitLab allows lists in lists. */
function flat(value: unknown, depth: number): readonly string[] {
  if (typeof value === 'string') return [value];
  return depth > MAX_DEPTH ? [] : listOf(value).flatMap((each) => flat(each, depth + 1));
}

/** Source: docker/build-push-action, inputs. Its context is the repository unless another one is named. */
function githubAction(step: unknown): CommandBuild | null {
  const uses = asText(field(step, 'uses')) ?? '';
  const inputs = field(step, 'with');
  if (!/^docker\/build-push-action@/.test(uses)) return null;
  const written = asText(field(inputs, 'context')) ?? '.';
  const context = withoutQuery(written);
  const file = asText(field(inputs, 'file'));
  return {
    context,
    // In a context that is fetched the file is looked for in it.
    dockerfile: file === null || context === written ? file : `${context}/${file}`,
    isPodman: false,
    target: asText(field(inputs, 'target')),
    args: pairs((asText(field(inputs, 'build-args')) ?? '').split('\n')),
    contexts: pairs((asText(field(inputs, 'build-contexts')) ?? '').split('\n')),
  };
}

/** `{{defaultContext}}:folder` is a folder of the repository. */
function withoutQuery(context: string): string {
  return context.replace(/^\{\{\s*defaultContext\s*\}\}:?/, './');
}

/** Source: Azure Pipelines, Docker@2. Without a context it is the Dockerfile's folder. */
function azureTask(step: unknown): CommandBuild | null {
  const inputs = field(step, 'inputs');
  const command = asText(field(inputs, 'command')) ?? 'buildAndPush';
  if (!/^Docker@/.test(asText(field(step, 'task')) ?? '') || !/^build/.test(command)) return null;
  const dockerfile = asText(field(inputs, 'Dockerfile')) ?? asText(field(inputs, 'dockerfile'));
  if (dockerfile === null || dockerfile.includes('*')) return null;
  const clean = dockerfile.replace(/^\$\([\w.]+\)\//, '');
  const written = asText(field(inputs, 'buildContext')) ?? '**';
  const own = clean.includes('/') ? clean.slice(0, clean.lastIndexOf('/')) : '.';
  const context = written === '**' ? own : written.replace(/^\$\([\w.]+\)\/?/, './');
  return { context, dockerfile: clean, isPodman: false, target: null, args: new Map() };
}

/** Source: Cloud Build, build steps: the arguments of the docker builder and of kaniko. */
function cloudBuild(step: unknown): CommandBuild | null {
  const name = asText(field(step, 'name')) ?? '';
  const args = listOf(field(step, 'args')).map((each) => asText(each) ?? '');
  const isKaniko = /\/kaniko-project\/executor\b/.test(name);
  const isDocker = /\/cloud-builders\/docker\b|^docker(?::|$)/.test(name) && args[0] === 'build';
  if (!isKaniko && !isDocker) return null;
  const value = (...names: readonly string[]): string | null => {
    const at = args.findLastIndex((arg) => names.some((flag) => arg === flag || arg.startsWith(`${flag}=`)));
    if (at < 0) return null;
    const equals = args[at]!.indexOf('=');
    return equals < 0 ? (args[at + 1] ?? null) : args[at]!.slice(equals + 1);
  };
  const last = args.at(-1) ?? '';
  const context = isKaniko ? (value('--context', '-c') ?? '.').replace(/^dir:\/\/(?:\/workspace)?/, './') : last;
  if (context.startsWith('-') || context.includes('=')) return null;
  const given = args.flatMap((arg, i) => (arg === '--build-arg' ? (args[i + 1] ?? []) : []));
  const inline = args.flatMap((arg) => (arg.startsWith('--build-arg=') ? arg.slice('--build-arg='.length) : []));
  const dockerfile = value('-f', '--file', '--dockerfile');
  return { context, dockerfile, isPodman: false, target: value('--target'), args: pairs([...given, ...inline]) };
}

function pairs(lines: readonly string[]): ReadonlyMap<string, string | null> {
  const found = new Map<string, string | null>();
  for (const line of lines) {
    const at = line.indexOf('=');
    const value = line.slice(at + 1).trim();
    if (at > 0) found.set(line.slice(0, at).trim(), value.includes('$') ? null : value);
  }
  return found;
}
