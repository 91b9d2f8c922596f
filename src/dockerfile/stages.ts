/** How stages hang together: which is built FROM which, what is copied from, what is shipped, and which image is at the root. */
import { type BaseImage, recognise } from '../facts/base-images.ts';
import { type Document, findStage, type Instruction, type Stage, stageOf } from './document.ts';
import { expandKnown, expandWord, type Lookup } from './expand.ts';

export interface Mount {
  /** bind, cache, tmpfs, secret, ssh. */
  readonly type: string;
  /** Null when not written or a variable. */
  readonly target: string | null;
  readonly from: string | null;
}

/**
 * `final`: the last stage. `ancestor`: a shipped stage is FROM it. `target`: nothing refers to it. `source`: copied from
 * only, or a stage is FROM it that is.
 */
export type StageRole = 'final' | 'ancestor' | 'target' | 'source';

interface Stages {
  /** Values of the ARGs above the first FROM; null for one without a default. */
  readonly globals: ReadonlyMap<string, string | null>;
  readonly parents: readonly (number | null)[];
  readonly children: readonly (readonly number[])[];
  readonly roles: readonly StageRole[];
  readonly bases: readonly BaseImage[];
}

/** ARGs that the builder sets by itself, as soon as they are declared. Source: Dockerfile reference. */
const PLATFORM_ARG = /^(?:BUILD|TARGET)(?:PLATFORM|OS|ARCH|VARIANT|OSVERSION|STAGE)$/;
/** ARGs that need no declaration. Source: Dockerfile reference. */
const PROXY_ARG = /^(?:(?:HTTPS?|FTP|NO|ALL)_PROXY|(?:https?|ftp|no|all)_proxy|SOURCE_DATE_EPOCH|BUILDKIT_\w+)$/;

const cache = new WeakMap<Document, Stages>();

function stagesOf(document: Document): Stages {
  let stages = cache.get(document);
  if (stages === undefined) {
    stages = read(document);
    cache.set(document, stages);
  }
  return stages;
}

/** Whether the builder gives this ARG its value, whatever its default. */
export function isPredefinedArg(name: string): boolean {
  return PLATFORM_ARG.test(name) || PROXY_ARG.test(name);
}

/** ARGs above the first FROM with their defaults; null for one that has none or whose value the builder sets. */
export function globalArgs(document: Document): ReadonlyMap<string, string | null> {
  return stagesOf(document).globals;
}

/** The earlier stage that this one is built FROM, ARG defaults replaced; null for an image. */
export function parentOf(document: Document, stage: Stage): Stage | null {
  const parent = stagesOf(document).parents[stage.index] ?? null;
  return parent === null ? null : (document.stages[parent] ?? null);
}

/** The image at the root of a stage, through local parents and ARG defaults. */
export function baseOf(document: Document, stage: Stage): BaseImage {
  return stagesOf(document).bases[stage.index]!;
}

/** What is known of an image that a FROM of this file may name, variables of the file and all. */
export function imageNamed(document: Document, reference: string): BaseImage {
  return recognise(expandKnown(reference, lookupIn(globalArgs(document)), document.escape));
}

/** What becomes of a stage. */
export function roleOf(document: Document, stage: Stage): StageRole {
  return stagesOf(document).roles[stage.index]!;
}

/** Whether the stage's own layers end up in an image that somebody runs. */
export function isShipped(document: Document, stage: Stage): boolean {
  return roleOf(document, stage) !== 'source';
}

/** Stages built FROM this one, directly or not, in order. */
export function descendants(document: Document, stage: Stage): readonly Stage[] {
  const { parents, children } = stagesOf(document);
  if (children[stage.index]!.length === 0) return [];
  const found = new Set([stage.index]);
  return document.stages.filter(({ index }) => {
    const parent = parents[index] ?? null;
    if (parent === null || !found.has(parent)) return false;
    found.add(index);
    return true;
  });
}

/**
 * Everything that runs in or after this stage behind an instruction: the rest of its stage, then its descendants, in
 * order. FROM is not among them.
 */
export function laterInstructions(document: Document, instruction: Instruction): readonly Instruction[] {
  const stage = stageOf(document, instruction);
  if (stage === null) return [];
  const rest = stage.instructions.filter(({ index }) => index > instruction.index);
  return [...rest, ...descendants(document, stage).flatMap(({ instructions }) => instructions)];
}

/** The mounts of a RUN, or of the RUN in an ONBUILD. */
export function mountsOf(instruction: Instruction): readonly Mount[] {
  const { flags } = (instruction.onbuild ?? instruction).arguments;
  return flags.flatMap(({ name, value }) => (name === 'mount' && value !== null ? [readMount(value)] : []));
}

function readMount(value: string): Mount {
  const fields = new Map<string, string>();
  for (const field of value.split(',')) {
    const equals = field.indexOf('=');
    const key = (equals < 0 ? field : field.slice(0, equals)).trim().toLowerCase();
    fields.set(key, equals < 0 ? '' : field.slice(equals + 1));
  }
  const target = fields.get('target') ?? fields.get('dst') ?? fields.get('destination') ?? null;
  return {
    type: fields.get('type')?.toLowerCase() ?? 'bind',
    target: target === null || target.includes('$') ? null : target,
    from: fields.get('from') ?? null,
  };
}

function read(document: Document): Stages {
  const { stages, escape } = document;
  const globals = readGlobals(document);
  const references = stages.map(({ image }) => expandKnown(image, lookupIn(globals), escape));
  const parents: (number | null)[] = [];
  const children: number[][] = stages.map(() => []);
  const bases: BaseImage[] = [];
  for (const [index, stage] of stages.entries()) {
    const reference = references[index]!;
    const parent = stage.parent ?? namedBefore(document, reference, index);
    parents.push(parent);
    if (parent === null) bases.push(recognise(reference));
    else {
      bases.push(bases[parent]!);
      children[parent]!.push(index);
    }
  }
  return { globals, parents, children, roles: readRoles(document, children), bases };
}

/** Only ARGs above the first FROM hold in a FROM line; one without a value there is as good as not set for `:-`. */
function lookupIn(globals: ReadonlyMap<string, string | null>): Lookup {
  return (name) => (isPredefinedArg(name) ? null : (globals.get(name) ?? undefined));
}

/** FROM knows stages by name only, not by number. */
function namedBefore(document: Document, reference: string, before: number): number | null {
  const name = reference.toLowerCase();
  const found = document.stages.slice(0, before).findLast((stage) => stage.name?.toLowerCase() === name);
  return found?.index ?? null;
}

function readGlobals(document: Document): ReadonlyMap<string, string | null> {
  const globals = new Map<string, string | null>();
  for (const { arguments: args } of document.globals) {
    for (const { key, value, form } of args.pairs) {
      const lookup = (name: string) => (isPredefinedArg(name) || globals.get(name) === null ? null : globals.get(name));
      const isKnown = form === 'pair' && !isPredefinedArg(key);
      globals.set(key, isKnown ? expandWord(value, lookup, document.escape) : null);
    }
  }
  return globals;
}

function readRoles(document: Document, children: readonly (readonly number[])[]): StageRole[] {
  const copied = copiedFrom(document);
  const roles: StageRole[] = [];
  const last = document.stages.length - 1;
  for (let index = last; index >= 0; index--) {
    const own = children[index]!;
    if (index === last) roles[index] = 'final';
    else if (own.some((child) => roles[child] !== 'source')) roles[index] = 'ancestor';
    else roles[index] = own.length > 0 || copied.has(index) ? 'source' : 'target';
  }
  return roles;
}

/** Indices of stages that a COPY, ADD or mount of a later stage names. */
function copiedFrom(document: Document): ReadonlySet<number> {
  const copied = new Set<number>();
  if (document.stages.length === 1) return copied;
  for (const instruction of document.instructions) {
    const { flags } = (instruction.onbuild ?? instruction).arguments;
    if (instruction.stage === null || flags.length === 0) continue;
    const names = [
      ...flags.flatMap(({ name, value }) => (name === 'from' && value !== null ? [value] : [])),
      ...mountsOf(instruction).flatMap(({ from }) => from ?? []),
    ];
    for (const name of names) {
      const stage = findStage(document, name, instruction.stage);
      if (stage !== null) copied.add(stage.index);
    }
  }
  return copied;
}
