/** Follows the commands of a script: its folders, its variables, the containers that it makes. */
import { type Invocation, invocations } from '../../dockerfile/commands.ts';
import { type Command, type List, type Node, readScript } from '../../dockerfile/shell.ts';
import { type Build, type Container, readEngineCall } from './engine-calls.ts';
import type { Part } from './scripts.ts';
import type { Doing, Step, Volume } from './steps.ts';
import { expand, inside, ROOT, relative, type Scope, valueOf } from './values.ts';

/** They read, print, or look after what the engine holds. Own knowledge. */
const HARMLESS: ReadonlySet<string> = new Set([
  ...['echo', 'printf', 'set', 'export', 'cd', 'pushd', 'popd', 'ls', 'test', '[', '[[', 'true', 'false', ':', 'exit'],
  ...['sleep', 'date', 'local', 'return', 'shift', 'pwd', 'which', 'command', 'type', 'file', 'du', 'df', 'stat'],
  ...['sha256sum', 'md5sum', 'wait', 'unset', 'trap', 'read', 'dirname', 'basename', 'realpath', 'readlink', 'cat'],
  ...[
    'grep',
    'head',
    'tail',
    'wc',
    'id',
    'uname',
    'whoami',
    'hostname',
    'declare',
    'readonly',
    'getopts',
    'env',
    'tput',
  ],
]);

const DECLARING: ReadonlySet<string> = new Set(['export', 'local', 'declare', 'readonly', 'typeset']);

export class Teller {
  readonly steps: Step[] = [];
  readonly containers = new Map<string, { image: string; ran: Container | null }>();
  unread = 0;
  private readonly file: string;
  private readonly start: string;
  private cwd: string;
  private variables = new Map<string, string>();
  private at: { part: number; line: number | null; text: string } = { part: 0, line: null, text: '' };
  private count = 0;

  constructor(file: string, start: string) {
    this.file = file;
    this.start = inside(start, ROOT);
    this.cwd = this.start;
  }

  part({ text, line }: Part, part: number): void {
    const reading = readScript(text);
    if (!reading.readable) {
      if (reading.reason !== 'empty') this.unread++;
      return;
    }
    this.cwd = this.start;
    this.at = { part, line, text };
    this.list(reading.list);
  }

  private list({ items }: List): void {
    for (const { node } of items) this.node(node);
  }

  private node(node: Node): void {
    switch (node.kind) {
      case 'command':
        this.command(node, false);
        return;
      case 'pipeline':
        for (const each of node.commands) {
          if (each.kind === 'command') this.command(each, node.commands.length > 1);
          else this.node(each);
        }
        return;
      case 'and-or':
        for (const each of node.items) this.node(each);
        return;
      case 'subshell': {
        const { cwd } = this;
        this.list(node.body);
        this.cwd = cwd;
        return;
      }
      case 'group':
        this.list(node.body);
        return;
      case 'compound':
        this.compound(node.bodies);
    }
  }

  /** What is set in some of its branches only is not known behind it. */
  private compound(bodies: readonly List[]): void {
    const before = new Map(this.variables);
    for (const body of bodies) this.list(body);
    for (const [name, value] of this.variables) if (before.get(name) !== value) this.variables.delete(name);
  }

  private command(command: Command, isPiped: boolean): void {
    if (command.words.length === 0) {
      for (const { name, span, scripts } of command.assignments) {
        const written = this.at.text.slice(span.start, span.end).replace(/^[^=]*=/, '');
        this.variables.set(name, expand(written, scripts, this.scope()));
      }
      return;
    }
    const list: List = {
      kind: 'list',
      span: command.span,
      items: [{ node: command, background: false, terminator: null }],
    };
    for (const call of invocations(list))
      if (call.editable || call.wrappers.length > 0) this.call(call, command, isPiped);
  }

  private scope(): Scope {
    const { cwd, variables } = this;
    return { cwd, variables, file: inside(this.file, ROOT), substitute: (list) => this.substitute(list) };
  }

  /** `$(docker create image)` is a container, `$(docker build -q .)` an image: each gets a name that nobody else has. */
  private substitute(list: List): string | null {
    const calls = invocations(list);
    const call = calls.length === 1 ? calls[0]! : null;
    const name = `\u0001${this.count++}`;
    const read = call === null ? null : readEngineCall(call, this.values(call));
    if (call === null || read === null) return null;
    if (read.kind === 'create' || read.kind === 'run') {
      this.containers.set(name, { image: read.container.image, ran: read.kind === 'run' ? read.container : null });
      return name;
    }
    if (read.kind !== 'build') return null;
    this.add(this.build({ ...read.build, tags: [...read.build.tags, name] }), call.command);
    return name;
  }

  private values({ args }: Invocation): readonly string[] {
    return args.map((word) => valueOf(word, this.scope()));
  }

  private call(call: Invocation, command: Command, isPiped: boolean): void {
    const values = this.values(call);
    const read = readEngineCall(call, values);
    const paths = () => values.filter((value) => !value.startsWith('-')).map((value) => this.path(value));
    if (read === null) {
      if (call.name === 'cd') this.move(values);
      if (DECLARING.has(call.name ?? '')) for (const value of values) this.declare(value);
      const kind = call.name === 'mkdir' ? 'make-folder' : call.name === 'rm' ? 'remove' : 'other';
      if (call.name === 'chmod') this.add({ kind: 'chmod', paths: paths().slice(1) }, command);
      else if (kind !== 'other') this.add({ kind, paths: paths() }, command);
      else this.add({ kind: this.isHarmless(call, command) ? 'harmless' : 'other' }, command);
      return;
    }
    if (read.kind === 'build') this.add(this.build(read.build), command);
    else if (read.kind === 'cp') {
      const [, container = '', from = ''] = /^([^:]*):(.*)$/s.exec(read.from) ?? [];
      if (container === '') this.add({ kind: 'other' }, command);
      else this.add({ kind: 'cp', container, from, to: this.path(read.to), written: read.to }, command);
    } else if (read.kind === 'create' || read.kind === 'run')
      this.run(read.kind, read.container, call, { command, isPiped });
    else this.add(read.kind === 'exec' ? { kind: 'exec', container: read.container } : { kind: 'harmless' }, command);
  }

  private declare(written: string): void {
    const [, name, value] = /^([A-Za-z_]\w*)=([\s\S]*)$/.exec(written) ?? [];
    if (name !== undefined && value !== undefined) this.variables.set(name, value);
  }

  private run(
    kind: 'create' | 'run',
    container: Container,
    call: Invocation,
    { command, isPiped }: { readonly command: Command; readonly isPiped: boolean },
  ): void {
    if (container.name !== null)
      this.containers.set(container.name, { image: container.image, ran: kind === 'run' ? container : null });
    const redirect = call.command.redirects.find(({ operator, fd }) => operator === '>' && (fd === null || fd === 1));
    const target =
      redirect?.target === undefined || redirect.target === null ? null : valueOf(redirect.target, this.scope());
    const volumes = container.volumes.map((volume) => this.volume(volume));
    if (kind === 'create') this.add({ kind: 'harmless' }, command);
    else
      this.add(
        { kind: 'run', container, output: target === null ? null : this.path(target), isPiped, volumes },
        command,
      );
  }

  private volume(written: string): Volume {
    const [host = '', target = '', options = ''] = written.split(':');
    const isPath = /^[./]/.test(host);
    return { host: isPath ? this.path(host) : null, target, isReadOnly: options.split(',').includes('ro') };
  }

  private build(build: Build): Doing {
    const context = build.context === null ? null : this.path(build.context);
    const file = build.dockerfile === null ? `${build.context ?? '.'}/Dockerfile` : build.dockerfile;
    return { kind: 'build', context, dockerfile: this.path(file), build };
  }

  private path(written: string): string | null {
    return relative(inside(written, this.cwd));
  }

  private move([to = '']: readonly string[]): void {
    // Where it leads when that is not known: most often to where the script was meant to be run.
    this.cwd = to.includes('$') || to === '' || to === '-' ? this.start : inside(to, this.cwd);
  }

  private isHarmless({ name }: Invocation, { redirects }: Command): boolean {
    const isWriting = redirects.some(
      ({ operator, target }) => operator.startsWith('>') && target?.value !== '/dev/null' && !operator.includes('&'),
    );
    return name !== null && HARMLESS.has(name) && !isWriting;
  }

  private add(doing: Doing, command: Command): void {
    const { part, line, text } = this.at;
    const before = text.slice(0, command.span.start).split('\n').length - 1;
    const written = text.slice(command.span.start, command.span.end);
    this.steps.push({ ...doing, file: this.file, line: line === null ? null : line + before, part, text: written });
  }
}
