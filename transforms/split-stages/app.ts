/** An app that is built in the image that runs it, as every recipe sees it. */
import { folderReader } from '../../src/app/folders.ts';
import { history, lineageOf } from '../../src/app/lineage.ts';
import { commandsOf, usesOf } from '../../src/app/overrides.ts';
import { ownEntrypoint } from '../../src/app/own-commands.ts';
import { readStart, type Start } from '../../src/app/start.ts';
import { type Invocation, invocations } from '../../src/dockerfile/commands.ts';
import type { Document, Instruction, Stage } from '../../src/dockerfile/document.ts';
import { readShell, type ShellBody } from '../../src/dockerfile/shell.ts';
import { baseOf, type State, stateAfter, stateBefore } from '../../src/dockerfile/state.ts';
import type { BaseImage } from '../../src/facts/base-images.ts';
import { contextAt, type Placed, placedBy } from '../../src/project/placed.ts';
import type { Project, Use } from '../../src/project/project.ts';
import { type Sources, sourcesOf } from '../../src/project/sources.ts';
import { openWorkdir } from './open.ts';
import { DEFAULTS, type Options } from './options.ts';
import { type Refusal, refuse } from './recipe.ts';

/** One program that a RUN runs. */
export interface Step {
  readonly run: Instruction;
  readonly body: ShellBody;
  /** What holds before the RUN. */
  readonly state: State;
  readonly call: Invocation;
  /** The absolute folder of the image that it runs in; null when that cannot be told. */
  readonly cwd: string | null;
}

export interface App {
  readonly doc: Document;
  readonly project: Project;
  /** The stage that is split: the last one. */
  readonly stage: Stage;
  /** Its instructions, those of the stages of this file that it is FROM in front. */
  readonly instructions: readonly Instruction[];
  readonly base: BaseImage;
  /** What FROM says of it, in the first of the stages that this one stands on. */
  readonly image: string;
  /** Every program of its RUNs, in order. All RUNs can be read. */
  readonly steps: readonly Step[];
  /** The COPYs of files of the context that can be read. */
  readonly placed: readonly Placed[];
  /** All files of the context that came into the stage, and what came in that cannot be looked into. */
  readonly sources: Sources;
  /** What the container starts, its health check and what its users start instead: read to the end. */
  readonly start: Start;
  /** Who builds and runs the stage. */
  readonly uses: readonly Use[];
  /** What holds when the container starts. The folder is absolute. */
  readonly final: State & { readonly workdir: string };
  readonly options: Options;
  /** The path in the context of what the COPYs put at a path of the image; null when they put nothing there. */
  toContext(imagePath: string): string | null;
}

/** Reads what the recipes ask for. @returns why that cannot be done, where it cannot. */
export function readApp(doc: Document, project: Project, stage: Stage, options: Options = DEFAULTS): App | Refusal {
  const base = baseOf(doc, stage);
  const instructions = history(doc, stage);
  const steps: Step[] = [];
  for (const run of instructions) {
    if (run.keyword !== 'RUN') continue;
    const state = stateBefore(doc, run);
    if (state.shellKind !== 'posix') return refuse({ code: 'shell-not-posix', shell: state.shell.join(' ') }, run);
    const body = readShell(run);
    if (!body.readable) return refuse({ code: 'opaque', why: body.reason }, run);
    const calls = invocations(body.list);
    const folders = folderReader(body.list, calls, state.workdir);
    for (const call of calls) steps.push({ run, body, state, call, cwd: folders.of(call) });
  }
  const uses = usesOf(project, stage);
  const start = readStart(doc, project, stage, commandsOf(uses, ownEntrypoint(doc, stage)));
  if (start.unread !== null)
    return refuse({ code: 'start-not-read', text: start.unread.text }, start.unread.at ?? undefined);
  const final = stateAfter(doc, stage);
  if (final.workdir === null) {
    // Of images whose folder is not known no recipe knows more.
    const said = instructions.filter(({ keyword }) => keyword === 'WORKDIR');
    const isBases = base.workdir === null && said.every(({ arguments: { rest } }) => /^[\w.]/.test(rest));
    const tool = base.name ?? stage.image;
    return refuse(isBases ? { code: 'no-recipe', tool, of: 'stages' } : { code: 'dynamic-command', text: 'WORKDIR' });
  }
  const open = openWorkdir(instructions);
  if (open !== undefined) return refuse({ code: 'dynamic-command', text: open.arguments.rest }, open);
  const placed = placedBy(doc, project, instructions);
  const copied = placed.flatMap((one) => one.copied);
  let sources: Sources | null = null;
  return {
    doc,
    project,
    stage,
    instructions,
    base,
    image: lineageOf(doc, stage).at(-1)!.image,
    steps,
    placed,
    get sources() {
      sources ??= sourcesOf(doc, project, stage);
      return sources;
    },
    start,
    uses,
    options,
    final: { ...final, workdir: final.workdir },
    toContext: (imagePath) => contextAt(project, copied, imagePath),
  };
}
