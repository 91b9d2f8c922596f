/** What shell text writes to and what it runs, from the shell parser's tree. */

import { closed, folderOf } from '../../../src/app/code/values.ts';
import { type Invocation, invocations } from '../../../src/dockerfile/commands.ts';
import { expandWord } from '../../../src/dockerfile/expand.ts';
import {
  type Assignment,
  type List,
  type Node,
  type Redirect,
  readScript,
  type Word,
} from '../../../src/dockerfile/shell.ts';

export interface ShellWrite {
  /** Absolute; null when it is not to be told. */
  readonly folder: string | null;
  readonly offset: number;
}

export interface ShellCommand {
  readonly words: readonly (string | null)[];
  readonly offset: number;
  readonly cwd: string | null;
  /** `. file`, `source file` */
  readonly isSourced: boolean;
}

export interface ShellText {
  readonly writes: readonly ShellWrite[];
  readonly commands: readonly ShellCommand[];
}

/** Commands that neither write nor run anything else. Source: POSIX, their manual pages. */
const HARMLESS = new Set(
  'echo printf cd set export unset test [ true false : sleep wait exit return read local shift trap kill umask ulimit type which command expr seq basename dirname hostname id whoami date ls grep egrep awk cut tr head tail sort uniq wc find xargs cat sed nc ncat curl jq pg_isready psql mysql mysqladmin redis-cli getent getopts eval declare readonly alias pwd env printenv ps readlink realpath stat uname nproc let pushd popd bc timeout ping dig nslookup hash break continue tput clear let free df du base64 md5sum sha256sum xxd rev paste tac diff cmp mktemp source . pgrep chown chmod chgrp ip ifconfig route getent locale lscpu host pidof rabbitmqadmin mongosh mongo kubectl aws gcloud cmp lsof netstat ss strings fold join comm column od'.split(
    ' ',
  ),
);

/** Commands whose last argument, or each, is written. */
const LAST = new Set(['cp', 'mv', 'install', 'ln', 'rsync']);
const EACH = new Set(['touch', 'tee', 'rm', 'rmdir', 'truncate', 'mkfifo', 'unlink', 'gzip', 'gunzip']);
/** Options that take the file that is written. */
const OPTION: Readonly<Record<string, readonly string[]>> = {
  curl: ['-o', '--output'],
  wget: ['-O', '--output-document', '-P', '--directory-prefix', '-o'],
  tar: ['-C', '--directory'],
  unzip: ['-d'],
  openssl: ['-out', '-keyout'],
  mktemp: ['-p'],
  sort: ['-o', '--output'],
  envsubst: [],
};

/** Null when the text is not readable. */
export function readShellText(
  text: string,
  cwd: string | null,
  env: ReadonlyMap<string, string | null>,
): ShellText | null {
  const reading = readScript(text);
  if (!reading.readable) return reading.reason === 'empty' ? { writes: [], commands: [] } : null;
  const walker = new Walker(cwd, env);
  for (const { name, value } of assignmentsOf(reading.list)) walker.set(name, value);
  for (const redirect of redirectsOf(reading.list)) walker.redirect(redirect);
  for (const invocation of invocations(reading.list)) walker.invocation(invocation);
  return walker;
}

class Walker implements ShellText {
  readonly writes: ShellWrite[] = [];
  readonly commands: ShellCommand[] = [];
  private cwd: string | null;
  private readonly env: Map<string, string | null>;

  constructor(cwd: string | null, env: ReadonlyMap<string, string | null>) {
    this.cwd = cwd;
    this.env = new Map(env);
  }

  /** Set twice, or on a branch: not known, unless it is the same. */
  set(name: string, value: string | null): void {
    this.env.set(name, this.env.has(name) && this.env.get(name) !== value ? null : value);
  }

  redirect({ operator, target }: Redirect): void {
    if (!/^(?:&?>>?|>\||<>|>&)$/.test(operator) || target === null) return;
    if (/^&?(?:\d+|-)$/.test(target.text)) return;
    this.write(target, false);
  }

  invocation(call: Invocation): void {
    const { name, args } = call;
    if (name === 'export' || name === 'declare' || name === 'local' || name === 'readonly') this.assign(args);
    // In the folder that the commands before it have changed to.
    for (const redirect of call.command.redirects) this.redirect(redirect);
    const plain = args.filter(({ text }) => !text.startsWith('-'));
    if (name === 'cd') this.cwd = folderOf(closed(this.valueOf(args[0]) ?? ''), true, this.cwd);
    else if (name === 'mkdir') for (const arg of plain) if (!/^[0-7]{3,4}$/.test(arg.text)) this.write(arg, true);
    if (name !== null && EACH.has(name)) for (const arg of plain) this.write(arg, false);
    const last = plain.at(-1);
    if (name !== null && LAST.has(name) && plain.length > 1) {
      const isTree = args.some(({ text }) => /^-\w*[rRa]|^--(?:recursive|archive)/.test(text));
      this.write(last!, isTree || /\/["']?$/.test(last!.text) || this.isAbove(last!));
    }
    if (name === 'sed' && args.some(({ text }) => /^-\w*i|^--in-place/.test(text)) && last !== undefined)
      this.write(last, false);
    if (name === 'mktemp') for (const arg of plain) if (arg.text.startsWith('/')) this.write(arg, false);
    this.options(name, args);
    if (name === 'wget' && !args.some(({ text }) => /^-\w*[OPq]|--spider|^--output/.test(text)))
      this.push(this.cwd, call.program);
    if (name === null || !HARMLESS.has(name) || name === '.' || name === 'source') this.run(call);
  }

  private run({ name, program, args }: Invocation): void {
    if (name !== null && (name === 'mkdir' || EACH.has(name) || LAST.has(name) || name in OPTION)) return;
    this.commands.push({
      words: [this.valueOf(program), ...args.map((arg) => this.valueOf(arg))],
      offset: program.span.start,
      cwd: this.cwd,
      isSourced: name === '.' || name === 'source',
    });
  }

  private options(name: string | null, args: readonly Word[]): void {
    const options = name === null ? undefined : OPTION[name];
    for (const [i, arg] of args.entries())
      if (options?.includes(arg.text) === true && args[i + 1] !== undefined && !/^-$/.test(args[i + 1]!.text))
        this.write(args[i + 1]!, name === 'tar' || name === 'unzip' || name === 'mktemp');
  }

  private assign(args: readonly Word[]): void {
    for (const arg of args) {
      const pair = /^([A-Za-z_]\w*)=([\s\S]*)$/.exec(arg.text);
      if (pair !== null)
        this.env.set(
          pair[1]!,
          expandWord(pair[2]!, (key) => this.env.get(key) ?? undefined, '\\'),
        );
    }
  }

  private write(word: Word, isFolder: boolean): void {
    const value = this.valueOf(word);
    if (value !== null && /^\/dev\/|^\/proc\/|^$/.test(value)) return;
    const folder = value === null ? null : folderOf(closed(value.replace(/[*?{[].*$/, '')), isFolder, this.cwd);
    this.push(folder, word);
  }

  /** The folder that the app is in, or one above it, is no file. */
  private isAbove(word: Word): boolean {
    const value = this.valueOf(word)?.replace(/\/$/, '');
    return value === '.' || (value !== undefined && `${this.cwd}/`.startsWith(`${value}/`));
  }

  private push(folder: string | null, word: Word): void {
    this.writes.push({ folder, offset: word.span.start });
  }

  private valueOf(word: Word | undefined): string | null {
    if (word === undefined) return null;
    if (word.value !== null) return word.value;
    if (word.scripts.length > 0 || word.text.startsWith('~')) return null;
    // Not set here is as good as not known: somebody may set it when the container is started.
    return expandWord(
      word.text,
      (name) => (this.env.has(name) ? this.env.get(name)! : hasDefault(word.text, name) ? undefined : null),
      '\\',
    );
  }
}

function hasDefault(text: string, name: string): boolean {
  return text.includes(`\${${name}:-`) || text.includes(`\${${name}-`);
}

/** Those that no invocation has: of blocks, and alone. */
function redirectsOf(list: List): readonly Redirect[] {
  const found: Redirect[] = [];
  visit(list, (node) => {
    if ('redirects' in node && !(node.kind === 'command' && node.words.length > 0)) found.push(...node.redirects);
  });
  return found;
}

/** Variables that the script sets for itself. */
function assignmentsOf(list: List): readonly Assignment[] {
  const found: Assignment[] = [];
  visit(list, (node) => {
    if (node.kind === 'command' && node.words.length === 0) found.push(...node.assignments);
  });
  return found;
}

function visit(list: List, see: (node: Node) => void): void {
  const look = (node: Node): void => {
    see(node);
    if (node.kind === 'pipeline') for (const one of node.commands) look(one);
    if (node.kind === 'and-or') for (const one of node.items) look(one);
    if (node.kind === 'subshell' || node.kind === 'group') visit(node.body, see);
    if (node.kind === 'compound') for (const body of node.bodies) visit(body, see);
  };
  for (const { node } of list.items) look(node);
}
