/** Scripts that run later: which file of the build context they are, and what is in it. */
import type { Document, Instruction } from '../../src/dockerfile/document.ts';
import { expandWord } from '../../src/dockerfile/expand.ts';
import type { Word } from '../../src/dockerfile/shell.ts';
import { parentOf, type State, stateBefore } from '../../src/dockerfile/state.ts';
import type { Project } from '../../src/project/project.ts';
import type { Call } from './calls.ts';

/** A script that a call runs. */
export type Script =
  /** A file in the image. */
  | { readonly kind: 'file'; readonly label: string; readonly path: string | null }
  /** Text fetched while building. */
  | { readonly kind: 'remote'; readonly label: string };

/** What the build context says of a file in the image. */
export type Lookup = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'unreadable' | 'not-copied' };

const SHELLS: ReadonlySet<string> = new Set(['sh', 'bash', 'dash', 'ash', 'zsh', 'ksh']);
/** Where distributions keep their own programs. */
const SYSTEM_FOLDER = /^\/(?:usr\/)?s?bin\/[^/]+$/;

/** The script that a call runs, or null when it runs a program. Sourced files count only when this file copies them. */
export function scriptOf(call: Call, siblings: readonly Call[], state: State): Script | null {
  const { invocation, name } = call;
  if (name !== null && SHELLS.has(name)) return shellScript(call, siblings, state);
  if (name === '.' || name === 'source') {
    const file = invocation.args[0];
    return file === undefined ? null : { kind: 'file', label: file.text, path: pathOf(file, state) };
  }
  const { program } = invocation;
  const path = pathOf(program, state);
  if (/\.(?:sh|bash)["']?$/.test(program.text)) return { kind: 'file', label: program.text, path };
  const isElsewhere = program.text.includes('/') && !SYSTEM_FOLDER.test(program.value ?? '');
  return isElsewhere && path !== null ? { kind: 'file', label: program.text, path } : null;
}

function shellScript({ invocation }: Call, siblings: readonly Call[], state: State): Script | null {
  const { args } = invocation;
  const file = args.find(({ text }, i) => !/^[-+]/.test(text) && !/^-[a-z]*o$/.test(args[i - 1]?.text ?? ''));
  const fetched = /https?:\/\/[^\s"')|;]+/.exec(args.map(({ text }) => text).join(' '))?.[0];
  if (fetched !== undefined) return { kind: 'remote', label: fetched };
  if (file !== undefined && !args.some(({ text }) => text === '-s'))
    return { kind: 'file', label: file.text, path: pathOf(file, state) };
  const { item, part } = invocation.path;
  const beside = siblings.filter((other) => other.invocation.path.item === item && other.invocation.path.part === part);
  const url = beside.flatMap((other) => other.invocation.args).find(({ text }) => text.includes('://'));
  // Without input a shell does nothing: `CMD ["bash"]`.
  return url === undefined ? null : { kind: 'remote', label: url.text.replaceAll(/["']/g, '') };
}

/** The path in the image, absolute; null when it is not known. */
function pathOf(word: Word, { env, workdir }: State): string | null {
  const value = word.value ?? expandWord(word.text, (name) => env.get(name) ?? null, '\\');
  if (value === null || value === '' || /[`$*?[\]~(<]/.test(value)) return null;
  return value.startsWith('/') ? clean(value) : workdir === null ? null : clean(`${workdir}/${value}`);
}

function clean(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** The text of a file as it lies in the image when `instruction` runs. */
export function lookUp(doc: Document, project: Project, instruction: Instruction, path: string): Lookup {
  const base = path.slice(path.lastIndexOf('/') + 1);
  for (const copy of copiesBefore(doc, instruction)) {
    const candidates = sourcesOf(copy, stateBefore(doc, copy), path);
    if (candidates === null) continue;
    const isForeign = copy.arguments.flags.some(({ name }) => name === 'from');
    if (isForeign || !project.hasContext) {
      // A whole folder may hold it or not: a copy of the file itself does.
      if (candidates.some((candidate) => candidate.endsWith(base))) return { kind: 'unreadable' };
      continue;
    }
    for (const candidate of candidates) {
      const text = project.readText(candidate);
      if (text !== null) return { kind: 'text', text };
    }
    if (copy.keyword === 'ADD' || candidates.some((candidate) => candidate.includes('*')))
      return { kind: 'unreadable' };
  }
  return { kind: 'not-copied' };
}

/** COPY and ADD in front of an instruction, last one first, those of the stages that its stage is built on too. */
function* copiesBefore(doc: Document, instruction: Instruction): Iterable<Instruction> {
  let stage = instruction.stage === null ? null : (doc.stages[instruction.stage] ?? null);
  let before = instruction.index;
  while (stage !== null) {
    for (const other of stage.instructions.toReversed())
      if (other.index < before && (other.keyword === 'COPY' || other.keyword === 'ADD')) yield other;
    stage = parentOf(doc, stage);
    before = Number.POSITIVE_INFINITY;
  }
}

/** Paths in the context that a COPY would have put at `path`; null when it puts nothing there. */
function sourcesOf(copy: Instruction, state: State, path: string): readonly string[] | null {
  const expand = (word: string) => expandWord(word, (name) => state.env.get(name) ?? null, '\\');
  const words = copy.arguments.words.map(expand);
  const target = words.at(-1);
  if (target === null || target === undefined) return null;
  if (!target.startsWith('/') && state.workdir === null) return null;
  const place = clean(target.startsWith('/') ? target : `${state.workdir}/${target}`);
  const found: string[] = [];
  for (const source of words.slice(0, -1)) {
    if (source === null) continue;
    const from = clean(source).slice(1);
    const name = from.slice(from.lastIndexOf('/') + 1);
    // The file itself, the file into a folder, and what is in a copied folder.
    if (place === path) found.push(from);
    const inside = place === '/' ? path : path.startsWith(`${place}/`) ? path.slice(place.length) : null;
    if (inside === null) continue;
    if (inside === `/${name}` || name.includes('*'))
      found.push(name.includes('*') ? from.replace(name, inside.slice(1)) : from);
    found.push(`${from}${from === '' ? inside.slice(1) : inside}`);
  }
  return found.length === 0 ? null : found;
}
