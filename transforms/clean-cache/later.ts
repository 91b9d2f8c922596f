/** Who needs, behind a RUN, what that RUN would no longer leave: later RUNs, stages built on it, ONBUILD, the container. */
import { type Document, findStage, type Instruction, type Stage } from '../../src/dockerfile/document.ts';
import { expandWord } from '../../src/dockerfile/expand.ts';
import { type List, readScript, readShell } from '../../src/dockerfile/shell.ts';
import { parentOf, type State, stateBefore } from '../../src/dockerfile/state.ts';
import type { SkipReason } from '../../src/engine/skips.ts';
import { builtOn } from './built-on.ts';
import { type Call, callsOf, SHELLS } from './calls.ts';
import { liesIn } from './cleaned.ts';
import { lookUp, lookUpAny } from './copied.ts';
import type { Run } from './run.ts';
import { isUnknownScript, type ScriptFile, scriptOf } from './scripts.ts';

/** What one call means to what was left: it needs it, or it makes it anew so that nobody behind it depends on us. */
export type Effect = 'needs' | 'renews';

export interface Question {
  /** Texts without a match are not read further. */
  readonly words: RegExp;
  effect(call: Call): Effect | null;
  /** Folders whose files will not be there: who copies them needs it. */
  readonly folders: readonly string[];
  /** Whether a text of any language, or a quoted one, says that it needs it. */
  mentions(text: string): boolean;
  /** Scripts from the network that are known not to matter, or to renew what they need. */
  effectOfUrl(url: string): Effect | 'harmless' | null;
  /** "x.sh, run later, fetches the package lists itself if it installs packages"; null when a script that cannot be read does no harm. */
  readonly assume: ((script: string) => string) | null;
}

export interface Later {
  /** Why it has to stay, or null. */
  readonly needed: Extract<SkipReason, { code: 'needed-later' }> | null;
  /** What would have to be assumed, one sentence a script that cannot be read. */
  readonly assumptions: readonly string[];
}

/** Asks everything that runs behind the RUN, or from its image; `without` are RUNs that are taken care of. */
export function askLater(run: Run, question: Question, without: ReadonlySet<Instruction> = new Set()): Later {
  const walk = new Walk(run, question, without);
  const needed = walk.stages();
  const { assume } = question;
  return { needed, assumptions: assume === null ? [] : [...walk.unknown].map(assume) };
}

/** What a body does: the command that needs it, `renews`, or neither. */
type Verdict = { readonly needs: string } | 'renews' | null;

/** A cheap look: without it, no script is run by its path. */
const MAY_RUN_SCRIPT = /\.(?:ba)?sh\b|\b(?:ba|da|a|z|k)?sh\b|\bsource\b|(?:^|[\s;&|({"'])\.?\.?\/|\s\.\s|\$/;

/** How deep scripts that call scripts are followed. */
const MAX_DEPTH = 3;

class Walk {
  readonly unknown = new Set<string>();
  private readonly run: Run;
  private readonly question: Question;
  private readonly doc: Document;

  private readonly without: ReadonlySet<Instruction>;

  constructor(run: Run, question: Question, without: ReadonlySet<Instruction>) {
    this.without = without;
    this.run = run;
    this.question = question;
    this.doc = run.doc;
  }

  stages(): Later['needed'] {
    /** Stages at whose end nothing is left of what the RUN left. */
    const renewed = new Set<Stage>();
    const { stage: own, instruction } = this.run;
    const children = builtOn(this.doc, own);
    for (const stage of [own, ...children.keys()]) {
      const isOwn = stage === own;
      if (!isOwn && children.get(stage)!.every((parent) => renewed.has(parent))) {
        renewed.add(stage);
        continue;
      }
      const copy = this.copyOf(stage);
      if (copy !== null) return needed(copy, `${copy.keyword} --from`);
      // The triggers of a parent run first in its child; to be on the safe side, those of an unbuilt child count too.
      const runs = stage.instructions.filter(
        ({ keyword, index }) => keyword === 'RUN' && (!isOwn || index > instruction.index),
      );
      const result = this.sequence(runs);
      if (result === 'renews') renewed.add(stage);
      else if (result !== null) return result;
      else {
        const kept = this.sequence(stage.instructions.filter(({ onbuild }) => onbuild?.keyword === 'RUN'));
        if (kept !== null && kept !== 'renews') return kept;
        const started = this.container(stage);
        if (started !== null) return started;
      }
    }
    return null;
  }

  /** The COPY that takes files out of the folders in a stage. */
  private copyOf(stage: Stage): Instruction | null {
    const { folders } = this.question;
    const found = this.doc.instructions.find(({ keyword, arguments: { flags, words }, stage: index }) => {
      if ((keyword !== 'COPY' && keyword !== 'ADD') || index === null || index <= stage.index) return false;
      const from = flags.find(({ name }) => name === 'from')?.value ?? null;
      if (from === null || !words.slice(0, -1).some((word) => liesIn(word, folders))) return false;
      return findStage(this.doc, from, index) === stage;
    });
    return found ?? null;
  }

  private sequence(instructions: readonly Instruction[]): Later['needed'] | 'renews' {
    for (const instruction of instructions) {
      if (this.without.has(instruction)) continue;
      const verdict = this.bodyOf(instruction);
      if (verdict === 'renews') return 'renews';
      if (verdict !== null) return needed(instruction, verdict.needs);
    }
    return null;
  }

  private bodyOf(instruction: Instruction): Verdict {
    const { logical } = instruction;
    const isPlain = instruction.heredocs.length === 0 && !this.question.words.test(logical);
    if (isPlain && this.question.assume === null && !MAY_RUN_SCRIPT.test(logical)) return null;
    const state = stateBefore(this.doc, instruction);
    const reading = readShell(instruction);
    if (reading.readable) return this.list(reading.list, state, instruction, 0);
    const args = (instruction.onbuild ?? instruction).arguments;
    if (args.json !== null) return this.text(quoted(args.json), state, instruction, 0);
    const texts = instruction.heredocs.map(({ body }) => this.doc.text.slice(body.start, body.end));
    // The body of `RUN <<EOF` is a script; behind a command it may be anything.
    const isScript = /^<<-?\s*["']?\w+["']?$/.test(args.rest);
    if (isScript) return this.text(texts.join('\n'), state, instruction, 0);
    const match = this.question.words.exec([args.rest, ...texts].join('\n'));
    return match === null ? null : { needs: match[0] };
  }

  /** What the container starts with: the last CMD, ENTRYPOINT and HEALTHCHECK, inherited ones too. */
  private container(stage: Stage): Later['needed'] {
    for (const keyword of ['ENTRYPOINT', 'CMD', 'HEALTHCHECK']) {
      const instruction = this.effective(stage, keyword);
      if (instruction === null) continue;
      const { words, json } = instruction.arguments;
      const argv = keyword === 'HEALTHCHECK' ? words.slice(1) : (json ?? words);
      const isArgv = keyword === 'HEALTHCHECK' ? argv.length > 1 : json !== null;
      const text = isArgv ? quoted(argv) : (argv[0] ?? '');
      const verdict = this.text(text, stateBefore(this.doc, instruction), instruction, 0);
      if (verdict !== null && verdict !== 'renews') return needed(instruction, verdict.needs);
    }
    return null;
  }

  private effective(stage: Stage, keyword: string): Instruction | null {
    for (let at: Stage | null = stage; at !== null; at = parentOf(this.doc, at)) {
      const found = at.instructions.findLast((instruction) => instruction.keyword === keyword);
      if (found !== undefined) return found;
    }
    return null;
  }

  private text(text: string, state: State, at: Instruction, depth: number): Verdict {
    if (text.trim() === '') return null;
    const reading = readScript(text);
    if (reading.readable) return this.list(reading.list, state, at, depth);
    const match = this.question.words.exec(text);
    return match === null ? null : { needs: match[0] };
  }

  private list(list: List, state: State, at: Instruction, depth: number): Verdict {
    const calls = callsOf(list);
    /** Places under an if or behind `||` that have renewed it for what follows there. */
    const renewedIn = new Set<string>();
    for (const call of calls) {
      const { conditional, path } = call.invocation;
      const place = `${path.item}.${path.part}`;
      const verdict = this.call(call, calls, state, at, depth);
      if (verdict === 'renews') {
        if (!conditional) return 'renews';
        renewedIn.add(place);
      } else if (verdict !== null && !renewedIn.has(place)) return verdict;
    }
    return null;
  }

  private call(call: Call, siblings: readonly Call[], state: State, at: Instruction, depth: number): Verdict {
    const effect = this.question.effect(call);
    if (effect === 'renews') return effect;
    if (effect === 'needs') return { needs: textOf(call) };
    if (this.saysSo(call, siblings, state)) return { needs: textOf(call) };
    const script = scriptOf(call, siblings, state);
    if (script === null) return null;
    if (script.kind === 'remote') {
      const known = this.question.effectOfUrl(script.label);
      if (known === 'needs') return { needs: script.label };
      if (known === null) this.unknown.add(script.label);
      return known === 'renews' ? known : null;
    }
    return this.file(script, call, state, at, depth);
  }

  private file(script: ScriptFile, call: Call, state: State, at: Instruction, depth: number): Verdict {
    const isSourced = call.name === '.' || call.name === 'source';
    const { found, path } = lookUpAny(script.paths, (path) => lookUp(this.doc, this.run.project, at, path));
    if (found?.kind === 'text') {
      if (!this.question.words.test(found.text) && !/\.sh\b/.test(found.text)) return null;
      if (script.language === 'other' || /^#!.*(?:python|perl|ruby|node)/.test(found.text))
        return this.question.mentions(found.text) ? { needs: textOf(call) } : null;
      if (depth >= MAX_DEPTH) {
        this.unknown.add(script.label);
        return null;
      }
      return this.text(withoutShebang(found.text), state, at, depth + 1);
    }
    if (script.language === 'other') return null;
    const kind = found?.kind ?? null;
    const isHanded = call.name !== null && SHELLS.has(call.name);
    if (isUnknownScript(kind === 'unreadable' ? path : script.label, kind, { isSourced, isHanded }))
      this.unknown.add(script.label.replaceAll(/["']/g, ''));
    return null;
  }

  /** Whether the call's words hold it as text: `su -c "apt-get install x"`, `echo ... | sh`, `$INSTALL x`. */
  private saysSo({ name, invocation }: Call, siblings: readonly Call[], state: State): boolean {
    const { mentions } = this.question;
    const { args, command, program, path } = invocation;
    if (name === null) {
      const value = expandWord(program.text, (variable) => state.env.get(variable) ?? null, '\\');
      return value !== null && mentions([value, ...args.map(({ text }) => text)].join(' '));
    }
    if (SAY_NOTHING.has(name)) return false;
    if (!args.some(({ text }) => mentions(text))) return false;
    if (name !== 'echo' && name !== 'printf') return true;
    const isHanded = siblings.some(
      (other) =>
        other.invocation.path.item === path.item &&
        other.invocation.path.part === path.part &&
        other.name !== null &&
        SHELLS.has(other.name),
    );
    return isHanded || command.redirects.some(({ operator }) => operator.startsWith('>'));
  }
}

/** Programs that do nothing with a text that names others. */
const SAY_NOTHING: ReadonlySet<string> = new Set(['grep', 'egrep', 'sed', 'awk', 'test', '[', 'git', 'export']);

function needed(instruction: Instruction, command: string): Later['needed'] {
  return { code: 'needed-later', line: instruction.startLine, command };
}

/** The call without its arguments' tail: "apt-get install". */
function textOf({ invocation, use }: Call): string {
  const verb = use?.verb?.text ?? invocation.args[0]?.text ?? '';
  return `${invocation.program.text} ${verb}`.trim();
}

function quoted(words: readonly string[]): string {
  return words.map((word) => (/^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(' ');
}

function withoutShebang(text: string): string {
  return text.replace(/^#!.*/, '').replaceAll('\r\n', '\n');
}
