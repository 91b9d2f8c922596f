/** What a container of the stage starts: ENTRYPOINT and CMD, through the scripts of the context and of package.json. */
import type { Document, Instruction, Stage } from '../../../src/dockerfile/document.ts';
import { parentOf } from '../../../src/dockerfile/state.ts';
import { absolute } from '../../../src/project/copies.ts';
import type { Use } from '../../../src/project/project.ts';
import type { Evidence } from '../writes.ts';
import type { Found, Surroundings } from './found.ts';
import { scriptNamed } from './manifest.ts';
import { readShellText, type ShellCommand } from './shell.ts';

/** A program with its words; null is a word known at run time only. */
export interface Program {
  readonly words: readonly (string | null)[];
  readonly evidence: Evidence;
  /** The folder that it is started in; null when not known. */
  readonly cwd: string | null;
  /** `bundle exec` starts it. */
  readonly isBundled?: boolean;
}

export interface Start {
  readonly programs: readonly Program[];
  readonly found: readonly Found[];
  /** A script that is started and not in the context. */
  readonly missing: Evidence | null;
}

const SHELLS = /^(?:ba|da|a|z)?sh$/;
/** Programs that run the rest of their words. Source: their readmes. */
const WRAPPERS: Readonly<Record<string, readonly string[]>> = {
  tini: ['-p', '-e'],
  'dumb-init': ['--rewrite', '-r'],
  catatonit: [],
  dockerize: ['-wait', '-timeout', '-template', '-stdout', '-stderr', '-wait-retry-interval'],
  'wait-for-it.sh': ['-t', '-h', '-p', '--timeout'],
  'wait-for-it': ['-t'],
  'wait-for': ['-t'],
  'wait-for.sh': ['-t'],
  exec: [],
  env: ['-u'],
  nohup: [],
  time: [],
  'cross-env': [],
  dotenv: ['-e'],
  'opentelemetry-instrument': ['--traces_exporter', '--metrics_exporter', '--service_name', '--logs_exporter'],
  'ddtrace-run': [],
  'newrelic-admin': [],
};
/** Runners of a package manager's environment: `poetry run x`. */
const RUNNERS: Readonly<Record<string, RegExp>> = {
  poetry: /^run$/,
  pipenv: /^run$/,
  uv: /^run$/,
  pdm: /^run$/,
  hatch: /^run$/,
  rye: /^run$/,
  bundle: /^exec$/,
  npx: /^/,
  bunx: /^/,
};
/** Options of runners that take a value. */
const RUNNER_OPTIONS: readonly string[] = ['-m', '--group', '--extra', '-p', '--python', '--with'];
const MAX_DEPTH = 6;

/** Null when the stage does not say what is started. */
export function readStart(doc: Document, stage: Stage, around: Surroundings): Start | null {
  const { entrypoint, cmd } = commandsOf(doc, stage);
  const reader = new Reader(around);
  const isUsed = readUses(reader, around.project.uses);
  if (entrypoint === null && cmd === null) return isUsed ? reader : null;
  const { arguments: first, startLine } = entrypoint ?? cmd!;
  const evidence = { file: around.project.dockerfile ?? 'Dockerfile', line: startLine };
  // A shell-form ENTRYPOINT does not see CMD.
  const rest = entrypoint === null || first.json === null ? [] : wordsOf(cmd);
  reader.start(first.json === null ? ['/bin/sh', '-c', first.rest] : [...first.json, ...rest], evidence);
  return reader;
}

/** What a compose service starts instead; the image must be fit for both. */
function readUses(reader: Reader, uses: readonly Use[]): boolean {
  for (const { command, entrypoint, file, line } of uses) {
    const words = [entrypoint, command].flatMap((one) =>
      one === null ? [] : typeof one === 'string' ? one.trim().split(/\s+/) : one,
    );
    reader.start(words, { file, line: line ?? 1 });
  }
  return uses.some(({ command, entrypoint }) => command !== null || entrypoint !== null);
}

function wordsOf(cmd: Instruction | null): readonly string[] {
  if (cmd === null) return [];
  return cmd.arguments.json ?? ['/bin/sh', '-c', cmd.arguments.rest];
}

/** The last of each; a stage's ENTRYPOINT drops the CMD that it was given. Source: moby/buildkit dispatchEntrypoint. */
function commandsOf(doc: Document, stage: Stage): { entrypoint: Instruction | null; cmd: Instruction | null } {
  const parent = parentOf(doc, stage);
  let { entrypoint, cmd } = parent === null ? { entrypoint: null, cmd: null } : commandsOf(doc, parent);
  let isCmdOwn = false;
  for (const instruction of stage.instructions) {
    if (instruction.keyword === 'CMD') {
      cmd = instruction;
      isCmdOwn = true;
    }
    if (instruction.keyword !== 'ENTRYPOINT') continue;
    entrypoint = instruction.arguments.rest === '' || instruction.arguments.json?.length === 0 ? null : instruction;
    if (!isCmdOwn) cmd = null;
  }
  return { entrypoint, cmd };
}

class Reader implements Start {
  readonly programs: Program[] = [];
  readonly found: Found[] = [];
  missing: Evidence | null = null;
  private readonly around: Surroundings;
  private readonly seen = new Set<string>();

  constructor(around: Surroundings) {
    this.around = around;
  }

  start(words: readonly string[], evidence: Evidence): void {
    if (words.length > 0) this.program({ words, evidence, cwd: this.around.workdir }, 0);
  }

  private shell(text: string, place: (offset: number) => Evidence, cwd: string | null, depth: number): void {
    const read = readShellText(text, cwd, this.around.env);
    if (read === null) {
      this.found.push({ folder: null, evidence: place(0) });
      return;
    }
    for (const { folder, offset } of read.writes) this.found.push({ folder, evidence: place(offset) });
    for (const command of read.commands) this.command(command, place(command.offset), depth);
  }

  private command({ words, cwd, isSourced }: ShellCommand, evidence: Evidence, depth: number): void {
    if (isSourced) this.script(words[1] ?? null, { words, evidence, cwd }, depth);
    else this.program({ words, evidence, cwd }, depth);
  }

  private program(program: Program, depth: number): void {
    const { words, cwd } = program;
    const [first = null, ...rest] = words;
    // `exec "$@"`: what CMD says is read by itself.
    if (depth > MAX_DEPTH || first === null) return;
    const name = first.slice(first.lastIndexOf('/') + 1);
    const inner = this.wrapped(name, rest, program);
    if (SHELLS.test(name)) this.shellProgram(rest, program, depth);
    else if (inner !== null)
      this.program({ ...program, words: inner, isBundled: program.isBundled === true || name === 'bundle' }, depth + 1);
    else if (!this.packageScript(name, rest, cwd, depth)) this.file(first, name, program, depth);
  }

  /** The words behind a wrapper or the runner of a package manager; null when it is neither. */
  private wrapped(name: string, rest: Program['words'], program: Program): Program['words'] | null {
    const valued = WRAPPERS[name];
    if (valued !== undefined) return unwrap(rest, valued);
    if (RUNNERS[name]?.test(rest[0] ?? '') !== true) return null;
    const isNpx = name === 'npx' || name === 'bunx';
    if (isNpx || this.isSynced(name, rest)) this.programs.push(program);
    return unwrap(rest.slice(isNpx ? 0 : 1), RUNNER_OPTIONS);
  }

  /** uv and hatch bring the environment up to date before they run anything, unless they are told not to. */
  private isSynced(name: string, rest: Program['words']): boolean {
    if (name === 'hatch') return true;
    return name === 'uv' && !rest.includes('--no-sync') && !this.around.env.has('UV_NO_SYNC');
  }

  private packageScript(name: string, rest: Program['words'], cwd: string | null, depth: number): boolean {
    const script = scriptNamed(this.around, name, rest, cwd);
    if (script === null) return false;
    const { file, line, text } = script;
    const key = `${file}#${script.name}`;
    const isNew = !this.seen.has(key);
    this.seen.add(key);
    if (isNew) this.shell(text, () => ({ file, line }), cwd, depth + 1);
    return true;
  }

  private file(first: string, name: string, program: Program, depth: number): void {
    const { contextPathOf } = this.around.sources;
    const isThere = first.includes('/') && contextPathOf(at(first, program.cwd) ?? '') !== null;
    const found = first.includes('/') ? null : this.inPath(first);
    if (/\.(?:ba)?sh$/.test(name) || isThere) this.script(first, program, depth);
    else if (found !== null) this.script(found, program, depth);
    else this.programs.push(program);
  }

  private shellProgram(args: Program['words'], program: Program, depth: number): void {
    const flag = args.findIndex((word) => word !== null && /^-[a-z]*c$/.test(word));
    const text = flag < 0 ? undefined : args[flag + 1];
    const file = args.find((word) => word === null || !/^[-+]/.test(word));
    if (typeof text === 'string') this.shell(text, () => program.evidence, program.cwd, depth + 1);
    else if (file !== undefined || flag >= 0) this.script(file ?? null, program, depth);
  }

  /** A command without a folder may be a file that was copied into the path. */
  private inPath(name: string): string | null {
    const path = (this.around.env.get('PATH') ?? '').split(':').filter((folder) => folder.startsWith('/'));
    for (const folder of [...path, '/usr/local/bin', '/usr/bin', '/bin'])
      if (this.around.sources.contextPathOf(`${folder}/${name}`) !== null) return `${folder}/${name}`;
    return null;
  }

  private script(word: string | null, program: Program, depth: number): void {
    const path = word === null ? null : at(word, program.cwd);
    const file = path === null ? null : this.around.sources.contextPathOf(path);
    const text = file === null ? null : this.around.project.readText(file);
    if (file === null || text === null) {
      // A program from a builder has no text either.
      if (word !== null && /\.(?:ba)?sh$/.test(word)) this.missing ??= program.evidence;
      else this.programs.push(program);
      return;
    }
    if (this.seen.has(file)) return;
    this.seen.add(file);
    const shebang = /^#!\s*(\S+)(?:\s+(\S+))?/.exec(text);
    const interpreter = shebang?.[1]?.endsWith('/env') === true ? shebang[2] : shebang?.[1];
    const name = interpreter?.slice(interpreter.lastIndexOf('/') + 1) ?? byEnding(path ?? '');
    if (!SHELLS.test(name)) {
      this.programs.push({ ...program, words: [name, path, ...program.words.slice(1)] });
      return;
    }
    const lf = text.replaceAll('\r\n', '\n');
    this.shell(lf, (offset) => ({ file, line: lf.slice(0, offset).split('\n').length }), program.cwd, depth + 1);
    const given = program.words.slice(program.words.indexOf(word) + 1);
    if (/\$[@*]/.test(text) && given.length > 0) this.program({ ...program, words: given }, depth + 1);
  }
}

/** What runs a script that does not say it. */
function byEnding(path: string): string {
  const ending = path.slice(path.lastIndexOf('.') + 1);
  return { js: 'node', mjs: 'node', cjs: 'node', py: 'python', rb: 'ruby', php: 'php' }[ending] ?? 'sh';
}

/** Without the wrapper's own options. */
function unwrap(words: readonly (string | null)[], valued: readonly string[]): readonly (string | null)[] {
  let from = 0;
  while (from < words.length) {
    const word = words[from]!;
    if (word === '--') return words.slice(from + 1);
    if (word === null || !(word.startsWith('-') || /^[A-Za-z_]\w*=|^[\w.-]+:\d+$|^run-program$/.test(word))) break;
    from += valued.includes(word) ? 2 : 1;
  }
  return words.slice(from);
}

function at(path: string, cwd: string | null): string | null {
  if (path.startsWith('/')) return absolute(path);
  return cwd === null ? null : absolute(`${cwd}/${path}`);
}
