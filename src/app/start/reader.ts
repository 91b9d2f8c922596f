/** Commands that start programs, followed through shells, scripts and package.json. */
import { type Invocation, invocations } from '../../dockerfile/commands.ts';
import type { Document, Instruction, Stage } from '../../dockerfile/document.ts';
import { expandWord } from '../../dockerfile/expand.ts';
import { readScript, type Word } from '../../dockerfile/shell.ts';
import { baseOf, stateAfter } from '../../dockerfile/state.ts';
import { handsOn } from '../../facts/app-programs.ts';
import { absolute } from '../../project/absolute.ts';
import { nameOf } from '../../project/paths.ts';
import type { Project } from '../../project/project.ts';
import { isGiven, runsGiven, withGiven, wordsOf } from '../given.ts';
import { type Origin, originOf, programFolders } from '../lineage.ts';
import { packageScripts, readScripts } from '../package-script.ts';
import type { Start, StartCall } from './call.ts';

/** Scripts that call scripts that call scripts. */
const DEEPEST = 6;
/** Of the image of node; many call their own so as well. */
const ENTRYPOINT = 'docker-entrypoint.sh';
const SHELLS: ReadonlySet<string> = new Set(['sh', 'bash', 'dash', 'ash']);
const SCRIPT = /\.(?:ba)?sh$/;

interface Where {
  readonly at: Instruction | null;
  readonly file: string | null;
  readonly depth: number;
  /** What a script was given, where it is known. */
  readonly given?: readonly Word[];
}

/** Reads commands one after the other, and what they lead to. */
export class StartReader {
  readonly calls: StartCall[] = [];
  unread: Start['unread'] = null;
  private readonly doc: Document;
  private readonly project: Project;
  private readonly stage: Stage;
  private readonly workdir: string | null;
  private readonly env: ReadonlyMap<string, string | null>;

  constructor(doc: Document, project: Project, stage: Stage) {
    this.doc = doc;
    this.project = project;
    this.stage = stage;
    const { workdir, env } = stateAfter(doc, stage);
    this.workdir = workdir;
    this.env = env;
  }

  read(text: string, where: Where): void {
    if (text.trim() === '') return;
    const reading = readScript(text);
    if (!reading.readable) {
      if (reading.reason !== 'empty') this.fail(text, where);
      return;
    }
    if (where.depth > DEEPEST) {
      this.fail(text, where);
      return;
    }
    const functions = new Set(
      [...text.matchAll(/(?:^|[\s;])(?:function\s+)?([\w-]+)\s*\(\)/g)].map(([, name]) => name),
    );
    for (const call of invocations(reading.list))
      if (!functions.has(call.name ?? '')) this.call(withGiven(call, where.given ?? []), where);
  }

  private call(call: Invocation, where: Where): void {
    const word = call.program;
    // What is behind the entrypoint is read by itself.
    if (isGiven(word)) return;
    const program = word.value ?? expandWord(word.text, (name) => this.env.get(name) ?? null, '\\');
    const name = program === null ? (/\/([\w.-]+)"?$/.exec(word.text)?.[1] ?? null) : nameOf(program);
    if (name === null || name === '') {
      this.fail(word.text, where);
      return;
    }
    const add = (origin: Origin): void => {
      this.calls.push({ call, name, at: where.at, file: where.file, origin });
    };
    const { args } = call;
    if (this.handsOn(name, program)) {
      add(null);
      this.behind(args, where);
      return;
    }
    if (SHELLS.has(name)) {
      this.shell(call, where, () => add(null));
      return;
    }
    if (name === '.' || name === 'source') {
      this.sourced(call, name, where);
      return;
    }
    const scripts = packageScripts(
      name,
      args.map(({ value }) => value),
    );
    if (scripts !== null) {
      add(null);
      this.packageScript(scripts, word.text, where);
      return;
    }
    const origin = program === null ? null : this.origin(program);
    const isScript = SCRIPT.test(name) || (origin?.kind === 'context' && this.isShellScript(origin.path));
    if (isScript) this.script(program, word.text, textsOf(args), where);
    else add(origin);
  }

  /** Whether a program starts another one that it is given. */
  private handsOn(name: string, program: string | null): boolean {
    if (handsOn(name)) return true;
    const isOwn = program !== null && this.origin(program)?.kind === 'context';
    return name === ENTRYPOINT && !isOwn && baseOf(this.doc, this.stage).name === 'node';
  }

  /** What a program that hands on is given. */
  private behind(args: readonly Word[], where: Where): void {
    const first = args.findIndex(
      ({ text }, i) => !/^-/.test(text) && !/^-[sp]$/.test(args[i - 1]?.text ?? '') && !/^\w+=/.test(text),
    );
    if (first >= 0) this.read(textsOf(args.slice(first)).join(' '), where);
  }

  private sourced(call: Invocation, name: string, where: Where): void {
    const [file] = call.args;
    if (file !== undefined && /\/bin\/activate"?$/.test(file.text)) {
      // What enters an environment of Python is no script of the app: it has to be there.
      const entered = { ...call, name: 'activate', program: file, args: [] };
      this.calls.push({ call: entered, name: 'activate', at: where.at, file: where.file, origin: null });
      return;
    }
    this.script(file?.value ?? null, file?.text ?? name, [], where);
  }

  private shell(call: Invocation, where: Where, add: () => void): void {
    const { args } = call;
    const file = args.findIndex(({ text }) => !/^[-+]/.test(text));
    if (args.some(({ value }) => value !== null && /^-[a-z]*c$/.test(value))) {
      this.fail(args.at(-1)!.text, where);
      return;
    }
    add();
    const word = args[file];
    // A shell by itself: somebody works in it.
    if (word !== undefined) this.script(word.value, word.text, textsOf(args.slice(file + 1)), where);
  }

  /** A script, and what is behind it if it hands on. */
  private script(program: string | null, text: string, args: readonly string[], where: Where): void {
    const origin = program === null ? null : this.origin(program);
    const body = origin?.kind === 'context' ? this.project.readText(origin.path) : null;
    if (body === null || origin?.kind !== 'context') {
      this.fail(text, where);
      return;
    }
    const file = origin.path;
    this.calls.push(...this.ownCall(text, where, origin));
    const script = body.replace(/^\uFEFF?#![^\n]*/, '').replaceAll('\r\n', '\n');
    const behind = args.indexOf('--');
    const isProgram = args[0] !== undefined && !args[0].startsWith('-') && runsGiven(script);
    // Of a program that the script names they are arguments.
    const given = behind >= 0 || isProgram ? [] : wordsOf(args);
    this.read(script, { ...where, file, depth: where.depth + 1, given });
    if (behind >= 0) this.read(args.slice(behind + 1).join(' '), where);
    else if (isProgram) this.read(args.join(' '), { ...where, depth: where.depth + 1 });
  }

  /** The script itself, as a program that is started: whether it may be is a question of its mode. */
  private ownCall(text: string, where: Where, origin: Origin): readonly StartCall[] {
    const reading = readScript(text);
    const [call] = reading.readable ? invocations(reading.list) : [];
    return call === undefined ? [] : [{ call, name: '', at: where.at, file: where.file, origin }];
  }

  private packageScript(names: readonly string[] | 'unknown', text: string, where: Where): void {
    const origin = this.workdir === null ? null : this.origin(`${this.workdir}/package.json`);
    const body = origin?.kind === 'context' ? this.project.readText(origin.path) : null;
    const scripts = body === null || names === 'unknown' ? null : readScripts(body);
    if (scripts === null || names === 'unknown' || origin?.kind !== 'context') {
      this.fail(text, where);
      return;
    }
    const main = names[1]!;
    if (!scripts.has(main)) {
      // npm starts server.js by itself.
      if (main !== 'start') this.fail(`${text} ${main}`, where);
      return;
    }
    for (const name of names)
      this.read(scripts.get(name) ?? '', { at: where.at, file: origin.path, depth: where.depth + 1 });
  }

  private origin(program: string): Origin {
    if (program.startsWith('/')) return originOf(this.doc, this.project, this.stage, absolute(program));
    if (program.includes('/')) {
      return this.workdir === null
        ? null
        : originOf(this.doc, this.project, this.stage, absolute(`${this.workdir}/${program}`));
    }
    // By name: where PATH leads, and scripts given to a shell lie in the working directory.
    const folders = [...programFolders(this.doc, this.stage), this.workdir ?? '/'];
    for (const folder of folders) {
      const found = originOf(this.doc, this.project, this.stage, absolute(`${folder}/${program}`));
      if (found?.kind === 'context' && this.project.statOf(found.path)?.kind !== 'file') continue;
      if (found !== null) return found;
    }
    return null;
  }

  private isShellScript(path: string): boolean {
    return /^\uFEFF?#!\s*\S*(?:\/|env\s+)(?:ba|da|a)?sh\b/.test(this.project.readText(path)?.slice(0, 80) ?? '');
  }

  private fail(text: string, { at }: Where): void {
    this.unread ??= { text, at };
  }
}

function textsOf(words: readonly Word[]): readonly string[] {
  return words.map(({ text }) => text);
}
