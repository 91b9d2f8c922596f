/** A look at the text alone: whether it is worth asking for the build context. */
import { type Invocation, invocations } from '../../src/dockerfile/commands.ts';
import type { Document, Instruction, Stage } from '../../src/dockerfile/document.ts';
import { readScript, readShell } from '../../src/dockerfile/shell.ts';
import { isCopy } from './tree.ts';

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
  bundle: /^(?:install)?$/,
  composer: /^install$/,
  mix: /^deps\.get$/,
  cargo: /^(?:build|fetch|install)$/,
};
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
  const isFromElsewhere = name !== 'go' && name !== 'dotnet' && operands.length > 1;
  return verbs.test(operands[0] ?? '') && !isFromElsewhere ? name : null;
}

/** The tools that a RUN seems to install dependencies with, be it in a form that is not read. */
export function toolsOf({ text }: Document, run: Instruction): readonly string[] {
  const body = readShell(run);
  if (body.readable) return invocations(body.list).flatMap((call) => toolOf(call) ?? []);
  const texts =
    run.arguments.json === null
      ? run.heredocs.map(({ body: { start, end } }) => text.slice(start, end))
      : [run.arguments.json.join(' ')];
  return texts.flatMap((each) => {
    const script = readScript(each);
    return script.readable ? invocations(script.list).flatMap((call) => toolOf(call) ?? []) : [];
  });
}

/** Whether a COPY names a folder, as far as a name tells. */
function bringsFolder({ arguments: { flags, words }, heredocs }: Instruction): boolean {
  if (flags.some(({ name }) => name === 'from') || heredocs.length > 0) return false;
  return words
    .slice(0, -1)
    .some((word) => /^\.?\/?$/.test(word) || /(?:^|\/)[^.*/]+\/?$/.test(word.replace(/^\.\//, '')));
}

/** The COPYs of a stage that bring sources in front of an install step, without a word on what the step reads. */
export function candidatesByText(doc: Document, stage: Stage): readonly Instruction[] {
  const found: Instruction[] = [];
  const done = new Set<string>();
  let sources: Instruction | null = null;
  for (const instruction of stage.instructions) {
    if (isCopy(instruction) && sources === null && bringsFolder(instruction)) sources = instruction;
    if (instruction.keyword !== 'RUN') continue;
    const tools = toolsOf(doc, instruction);
    if (sources === null) for (const tool of tools) done.add(tool);
    else if (tools.some((tool) => !done.has(tool)) && !found.includes(sources)) found.push(sources);
  }
  return found;
}
