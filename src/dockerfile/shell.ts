/**
 * The body of a RUN as a tree of commands, every node with its exact span in the Dockerfile's text.
 *
 * The shell gets the joined logical line, so that is what is parsed; each offset is then carried back through the
 * line's segments. What lies between (continuations, comment lines, blank lines, CR) can thus neither be mistaken for
 * shell syntax nor be lost. A node whose text is not the slice at its span makes the whole body opaque.
 */
import {
  type AndOr as BashAndOr,
  type Command as BashCommand,
  type Word as BashWord,
  type CommandArgument,
  type CompoundList,
  forEachChild,
  type ParsedScript,
  type PipelineNode,
  parse,
  type Redirection,
  type Script,
  type Statement,
  type SyntaxNode,
} from 'unbash';
import type { Instruction } from './document.ts';
import type { Span } from './edit.ts';
import { type Segment, spanToSource } from './lines.ts';

export interface Word {
  readonly span: Span;
  /** As the shell gets it, quotes kept, continuations joined. */
  readonly text: string;
  /** Quotes and escapes removed; null when the value is known at build time only (variables, substitutions). */
  readonly value: string | null;
  /** Holds an unquoted `*`, `?`, `[` or `{a,b}`. */
  readonly hasGlob: boolean;
  /** Commands inside `$(...)`, backticks and `<(...)`. */
  readonly scripts: readonly List[];
}

export interface Assignment {
  readonly name: string;
  readonly value: string | null;
  readonly span: Span;
  /** Commands inside its substitutions. */
  readonly scripts: readonly List[];
}

export interface Redirect {
  readonly operator: string;
  /** Null when no number is written. */
  readonly fd: number | null;
  readonly target: Word | null;
}

export interface Command {
  readonly kind: 'command';
  readonly span: Span;
  readonly assignments: readonly Assignment[];
  /** Command name and arguments; empty for a bare assignment or redirection. */
  readonly words: readonly Word[];
  readonly redirects: readonly Redirect[];
}

export interface Pipeline {
  readonly kind: 'pipeline';
  readonly span: Span;
  /** `! a | b` */
  readonly negated: boolean;
  /** `time a | b` */
  readonly timed: boolean;
  readonly commands: readonly Node[];
}

export interface AndOr {
  readonly kind: 'and-or';
  readonly span: Span;
  readonly items: readonly Node[];
  /** One fewer than items, each with the span of its `&&` or `||`. */
  readonly operators: readonly { readonly text: '&&' | '||'; readonly span: Span }[];
}

export interface ListItem {
  readonly node: Node;
  /** Ends in `&`. */
  readonly background: boolean;
  /** Its `;`, if one is written. */
  readonly terminator: Span | null;
}

export interface List {
  readonly kind: 'list';
  readonly span: Span;
  readonly items: readonly ListItem[];
}

export interface Block {
  readonly kind: 'subshell' | 'group';
  readonly span: Span;
  readonly body: List;
  readonly redirects: readonly Redirect[];
}

/** if, for, while, until, case, select, [[ ]], (( )), function, coproc: its parts in order, conditions first. */
export interface Compound {
  readonly kind: 'compound';
  readonly keyword: string;
  readonly span: Span;
  readonly bodies: readonly List[];
  /** Words of a for list, a case subject, a test. */
  readonly words: readonly Word[];
  readonly redirects: readonly Redirect[];
}

export type Node = Command | Pipeline | AndOr | Block | Compound;

export type OpaqueReason =
  | 'exec-form'
  | 'heredoc'
  | 'escape-character'
  | 'syntax-error'
  | 'uncertain-span'
  | 'empty'
  | 'not-a-run';

export interface ShellBody {
  readonly readable: true;
  /** The joined line, as the shell gets it. */
  readonly text: string;
  readonly list: List;
  /** A `#` comment at the end, to the end of the body. */
  readonly tail: { readonly span: Span; readonly text: string } | null;
}

export type ShellReading = ShellBody | { readonly readable: false; readonly reason: OpaqueReason };

const cache = new WeakMap<Instruction, ShellReading>();

/**
 * Reads the shell-form body of a RUN, or of the RUN in an ONBUILD.
 * @returns the tree, or why the body is opaque. Which shell will run it is for the state to say, not for this page.
 */
export function readShell(instruction: Instruction): ShellReading {
  let reading = cache.get(instruction);
  if (reading === undefined) {
    reading = read(instruction);
    cache.set(instruction, reading);
  }
  return reading;
}

/** Reads free-standing shell text, such as the string behind `sh -c` or a script. Its spans are offsets into `text`. */
export function readScript(text: string): ShellReading {
  return readText(text, [{ logical: 0, source: 0, length: text.length }], 0);
}

function read(instruction: Instruction): ShellReading {
  const args = instruction.onbuild?.arguments ?? instruction.arguments;
  const keyword = instruction.onbuild?.keyword ?? instruction.keyword;
  if (keyword !== 'RUN') return { readable: false, reason: 'not-a-run' };
  if (instruction.heredocs.length > 0) return { readable: false, reason: 'heredoc' };
  if (args.json !== null) return { readable: false, reason: 'exec-form' };
  if (args.rest === '') return { readable: false, reason: 'empty' };
  return readText(args.rest, instruction.segments, instruction.logical.trimEnd().length - args.rest.length);
}

function readText(text: string, segments: readonly Segment[], offset: number): ShellReading {
  // Nothing has no place in the text: `sh -c ''`, HEALTHCHECK NONE.
  if (text === '') return { readable: false, reason: 'empty' };
  const script: ParsedScript = parse(text);
  if (script.errors !== undefined && script.errors.length > 0) return { readable: false, reason: 'syntax-error' };
  const reader = new Reader(text, segments, offset);
  const list = reader.list(script, { start: script.pos, end: script.end });
  if (reader.isUncertain) return { readable: false, reason: 'uncertain-span' };
  if (reader.hasNestedError) return { readable: false, reason: 'syntax-error' };
  if (reader.hasHeredoc) return { readable: false, reason: 'heredoc' };
  const last = script.commands.at(-1);
  const restStart = last === undefined ? 0 : last.end;
  const rest = text.slice(restStart);
  const tail = /^[\s;]*(#[\s\S]*)$/.exec(rest)?.[1];
  if (last === undefined && tail === undefined) return { readable: false, reason: 'empty' };
  const tailSpan = tail === undefined ? null : reader.span(text.length - tail.length, text.length);
  return { readable: true, text, list, tail: tailSpan === null ? null : { span: tailSpan, text: tail!.trimEnd() } };
}

/** Turns unbash's tree into ours and carries its offsets back to the text. */
class Reader {
  isUncertain = false;
  hasNestedError = false;
  hasHeredoc = false;
  private readonly text: string;
  private readonly segments: readonly Segment[];
  private readonly offset: number;
  /** Set while reading a script whose offsets are its own (backticks with escapes): everything gets this span. */
  private fixed: Span | null = null;

  constructor(text: string, segments: readonly Segment[], offset: number) {
    this.text = text;
    this.segments = segments;
    this.offset = offset;
  }

  span(start: number, end: number): Span {
    return this.fixed ?? spanToSource(this.segments, start + this.offset, end + this.offset);
  }

  list(node: Script | CompoundList, bounds: Span): List {
    const items = node.commands.map((statement) => this.statement(statement));
    return { kind: 'list', span: this.span(bounds.start, bounds.end), items };
  }

  private statement(statement: Statement): ListItem {
    const after = this.fixed === null ? /^\s*;(?!;)/.exec(this.text.slice(statement.end))?.[0].length : undefined;
    const terminator = after === undefined ? null : this.span(statement.end + after - 1, statement.end + after);
    return { node: this.node(statement.command), background: statement.background === true, terminator };
  }

  private node(node: PipelineNode | BashAndOr): Node {
    switch (node.type) {
      case 'Command':
        return this.command(node);
      case 'AndOr':
        return this.andOr(node);
      case 'Pipeline':
        return {
          kind: 'pipeline',
          span: this.span(node.pos, node.end),
          negated: node.prefixes.filter(({ type }) => type === 'Negation').length % 2 === 1,
          timed: node.prefixes.some(({ type }) => type === 'Time'),
          commands: node.commands.map((command) => this.node(command)),
        };
      case 'Subshell':
      case 'BraceGroup':
        return {
          kind: node.type === 'Subshell' ? 'subshell' : 'group',
          span: this.span(node.pos, node.end),
          body: this.list(node.body, { start: node.body.pos, end: node.body.end }),
          redirects: [],
        };
      case 'Redirected': {
        const inner = this.node(node.command);
        const redirects = node.redirects.map((redirect) => this.redirect(redirect));
        const span = this.span(node.pos, node.end);
        if (inner.kind === 'subshell' || inner.kind === 'group' || inner.kind === 'compound')
          return { ...inner, span, redirects };
        throw new Error(`a redirected ${inner.kind}`);
      }
      default:
        return this.compound(node);
    }
  }

  private andOr(node: BashAndOr): AndOr {
    const operators = node.operators.map((text, i) => {
      const gapStart = node.commands[i]!.end;
      const at = this.text.indexOf(text, gapStart);
      if (this.fixed === null && (at < 0 || at >= node.commands[i + 1]!.pos)) this.isUncertain = true;
      return { text, span: this.span(Math.max(at, 0), Math.max(at, 0) + 2) };
    });
    return {
      kind: 'and-or',
      span: this.span(node.pos, node.end),
      items: node.commands.map((item) => this.node(item)),
      operators,
    };
  }

  private command(node: BashCommand): Command {
    const words = node.name === undefined ? [] : [this.word(node.name), ...node.args.map((arg) => this.argument(arg))];
    const assignments = node.prefix
      .filter((item) => item.type === 'Assignment')
      .map((item) => ({
        name: item.name,
        value: item.value.type === 'Word' ? this.word(item.value).value : null,
        span: this.span(item.pos, item.end),
        scripts: this.nested(item),
      }));
    return {
      kind: 'command',
      span: this.span(node.pos, node.end),
      assignments,
      words,
      redirects: node.redirects.map((redirect) => this.redirect(redirect)),
    };
  }

  /** An argument such as `a=b` of `env` or `export` is an assignment to unbash and a word to the command. */
  private argument(argument: CommandArgument): Word {
    if (argument.type === 'Word') return this.word(argument);
    const { pos, end, text, value } = argument;
    const inner = value.type === 'Word' ? this.word(value) : null;
    const known = inner !== null && inner.value !== null && argument.index === undefined;
    const prefix = value.type === 'Word' ? text.slice(0, value.pos - pos) : '';
    return {
      span: this.span(pos, end),
      text,
      value: known ? prefix + inner.value : null,
      hasGlob: false,
      scripts: inner?.scripts ?? [],
    };
  }

  private redirect(redirect: Redirection): Redirect {
    if (redirect.type === 'HereDoc') {
      this.hasHeredoc = true;
      return { operator: redirect.operator, fd: null, target: null };
    }
    const fd = redirect.descriptor?.type === 'FileDescriptor' ? redirect.descriptor.value : null;
    return {
      operator: redirect.operator,
      fd,
      target: redirect.target === undefined ? null : this.word(redirect.target),
    };
  }

  private word(word: BashWord): Word {
    if (this.fixed === null && this.text.slice(word.pos, word.end) !== word.text) this.isUncertain = true;
    const isPlain = /^[\w./:=@%+,^-]*$/.test(word.text);
    const span = this.span(word.pos, word.end);
    if (isPlain) return { span, text: word.text, value: word.text, hasGlob: false, scripts: [] };
    const parts = word.parts ?? [];
    return {
      span,
      text: word.text,
      value: hasExpansion(word) || word.text.startsWith('~') ? null : word.value,
      hasGlob: parts.some(({ type }) => type === 'Glob' || type === 'ExtendedGlob' || type === 'BraceExpansion'),
      scripts: this.nested(word),
    };
  }

  /** The scripts of command substitutions below a node, in order. */
  private nested(root: SyntaxNode): List[] {
    const found: List[] = [];
    const visit = (node: SyntaxNode): void => {
      if (
        node.type === 'CommandExpansion' ||
        node.type === 'ProcessSubstitution' ||
        node.type === 'ArithmeticCommandExpansion'
      ) {
        const { script } = node;
        if (script === undefined) this.hasNestedError = true;
        else {
          if (script.errors !== undefined && script.errors.length > 0) this.hasNestedError = true;
          const outer = this.fixed;
          if (script.source !== undefined) this.fixed = this.span(node.pos, node.end);
          found.push(this.list(script, { start: script.pos, end: script.end }));
          this.fixed = outer;
        }
        return;
      }
      forEachChild(node, visit);
    };
    forEachChild(root, visit);
    return found;
  }

  private compound(node: SyntaxNode): Compound {
    const bodies: List[] = [];
    const words: Word[] = [];
    const redirects: Redirect[] = [];
    const visit = (child: SyntaxNode): void => {
      if (child.type === 'CompoundList') bodies.push(this.list(child, { start: child.pos, end: child.end }));
      else if (child.type === 'Word') words.push(this.word(child));
      else if (child.type === 'Redirect' || child.type === 'HereString' || child.type === 'HereDoc')
        redirects.push(this.redirect(child));
      else if (
        child.type === 'BraceGroup' ||
        child.type === 'Subshell' ||
        child.type === 'Command' ||
        child.type === 'Redirected'
      ) {
        const span = { start: child.pos, end: child.end };
        const inner = this.node(child);
        bodies.push({
          kind: 'list',
          span: this.span(span.start, span.end),
          items: [{ node: inner, background: false, terminator: null }],
        });
      } else forEachChild(child, visit);
    };
    forEachChild(node, visit);
    return {
      kind: 'compound',
      keyword: COMPOUND_NAMES[node.type] ?? node.type,
      span: this.span(node.pos, node.end),
      bodies,
      words,
      redirects,
    };
  }
}

const COMPOUND_NAMES: Readonly<Record<string, string>> = {
  If: 'if',
  For: 'for',
  ArithmeticFor: 'for',
  While: 'while',
  Case: 'case',
  Select: 'select',
  TestCommand: '[[',
  ArithmeticCommand: '((',
  Function: 'function',
  Coproc: 'coproc',
};

const EXPANSIONS: ReadonlySet<string> = new Set([
  'SimpleExpansion',
  'ParameterExpansion',
  'CommandExpansion',
  'ArithmeticExpansion',
  'ProcessSubstitution',
]);

function hasExpansion(root: SyntaxNode): boolean {
  let found = false;
  const visit = (node: SyntaxNode): void => {
    if (EXPANSIONS.has(node.type)) found = true;
    if (!found) forEachChild(node, visit);
  };
  forEachChild(root, visit);
  return found;
}
