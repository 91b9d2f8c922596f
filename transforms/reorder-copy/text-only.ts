/** A look at the text alone: whether it is worth asking for the build context. */
import { type Invocation, invocations } from '../../src/dockerfile/commands.ts';
import type { Document, Instruction, Stage } from '../../src/dockerfile/document.ts';
import { readScript, readShell } from '../../src/dockerfile/shell.ts';
import { instructionsBefore, isCopy } from '../../src/project/placed.ts';
import { textOf } from './front.ts';

/** Verbs that install what a manifest says; '' is the bare command. */
const INSTALLS: Readonly<Record<string, RegExp>> = {
  npm: /^(?:ci|install|i|clean-install)$/,
  yarn: /^(?:install)?$/,
  pnpm: /^(?:install|i)$/,
  bun: /^(?:install|i)$/,
  poetry: /^install$/,
  uv: /^sync$/,
  pipenv: /^(?:install|sync)$/,
  go: /^(?:mod|build|install|get)$/,
  dotnet: /^(?:restore|build|publish)$/,
  mvn: /^(?:clean|compile|package|install|verify|test|dependency:[\w-]+)$/,
  mvnw: /^(?:clean|compile|package|install|verify|test|dependency:[\w-]+)$/,
  gradle: /^(?!wrapper$|init$|tasks$)[\w:]/,
  gradlew: /^(?!wrapper$|init$|tasks$)[\w:]/,
  bundle: /^(?:install)?$/,
  composer: /^install$/,
  mix: /^deps\.get$/,
  cargo: /^(?:build|fetch|install)$/,
};
/** Their further words are tasks, folders or files of the project, not packages; but for what has a version. */
const OWN_WORDS: ReadonlySet<string> = new Set(['go', 'dotnet', 'mvn', 'mvnw', 'gradle', 'gradlew']);
/** Without one of these, what is named comes from elsewhere. */
const PIP_FILE = /^(?:-r|-r.+|--requirement(?:=.*)?)$/;

function toolOf({ name, args }: Invocation): string | null {
  if (name === null) return null;
  const words = args.map(({ value }) => value);
  if (/^pip[\d.]*$/.test(name) || (/^python/.test(name) && words[1] === 'pip'))
    return words.includes('install') && words.some((word) => PIP_FILE.test(word ?? '')) ? 'pip' : null;
  const verbs = Object.hasOwn(INSTALLS, name) ? INSTALLS[name]! : null;
  if (verbs === null || words.some((word) => word !== null && /^(?:-g|--global)$/.test(word))) return null;
  const operands = words.filter((word) => word === null || !word.startsWith('-'));
  const isFromElsewhere = OWN_WORDS.has(name)
    ? operands.some((word) => word?.includes('@') === true)
    : operands.length > 1;
  return verbs.test(operands[0] ?? '') && !isFromElsewhere ? name : null;
}

/** An install as far as its words tell. */
export interface Wanted {
  readonly tool: string;
  /** For messages. */
  readonly command: string;
}

/** What a RUN seems to install dependencies with, be it in a form that is not read. */
export function installsOf({ text }: Document, run: Instruction): readonly Wanted[] {
  const body = readShell(run);
  if (body.readable) return invocations(body.list).flatMap(wantedBy);
  const texts =
    run.arguments.json === null
      ? run.heredocs.map(({ body: { start, end } }) => text.slice(start, end))
      : [run.arguments.json.join(' ')];
  return texts.flatMap((each) => {
    const script = readScript(each);
    return script.readable ? invocations(script.list).flatMap(wantedBy) : [];
  });
}

function wantedBy(call: Invocation): readonly Wanted[] {
  const tool = toolOf(call);
  return tool === null ? [] : [{ tool, command: textOf(call) }];
}

/** Whether a COPY names a folder, as far as a name tells. */
function bringsFolder({ arguments: { flags, words }, heredocs }: Instruction): boolean {
  if (flags.some(({ name }) => name === 'from') || heredocs.length > 0) return false;
  return words
    .slice(0, -1)
    .some((word) => /^\.?\/?$/.test(word) || /(?:^|\/)[^.*/]+\/?$/.test(word.replace(/^\.\//, '')));
}

export interface Guess extends Wanted {
  readonly run: Instruction;
  /** The COPY that brings a folder in front of it. */
  readonly copy: Instruction;
}

/**
 * The installs of a stage that have sources copied in front of them, without a word on what they read; of each COPY the
 * first. A tool that has had its turn in front of the COPY is not among them.
 */
export function guessesIn(doc: Document, stage: Stage): readonly Guess[] {
  const found: Guess[] = [];
  const done = new Set<string>();
  let copy: Instruction | null = null;
  const last = stage.instructions.at(-1);
  for (const instruction of last === undefined ? [] : [...instructionsBefore(doc, stage, last), last]) {
    if (isCopy(instruction) && copy === null && bringsFolder(instruction)) copy = instruction;
    if (instruction.keyword !== 'RUN') continue;
    const wanted = installsOf(doc, instruction);
    const fresh = wanted.find(({ tool }) => !done.has(tool));
    const isOwn = instruction.stage === stage.index;
    if (copy === null || !isOwn) for (const { tool } of wanted) done.add(tool);
    else if (fresh !== undefined && found.every((each) => each.copy !== copy))
      found.push({ ...fresh, run: instruction, copy });
  }
  return found;
}
