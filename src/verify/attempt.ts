/** One text of a Dockerfile, built, looked into and tried. */
import type { Report } from '../engine/report.ts';
import { checkImage } from './checks/check.ts';
import type { BuildContext, BuildResult, ContainerEngine, Image, NotBuilt } from './container-engine.ts';
import { orAborted } from './patience.ts';
import { beside } from './sharing.ts';
import type { Subject } from './subject.ts';
import type { CheckResult, Side } from './verified.ts';

/** What can be said of a Dockerfile and its ignore file. */
export interface Variant {
  readonly dockerfile: string;
  readonly ignore: string | null;
}

export interface Attempt extends Variant {
  /** The image's name; it is there when nothing has failed. */
  readonly tag: string;
  readonly failed: NotBuilt | null;
  readonly image: Image | null;
  readonly cold: Side['coldSteps'] | null;
  readonly seconds: number | null;
  readonly check: CheckResult | null;
}

export interface Around {
  readonly subject: Subject;
  readonly engine: ContainerEngine;
  readonly signal: AbortSignal;
  /** Milliseconds that one build may take. */
  readonly timeout: number;
  /** A name for an image, which is removed once the file is done. */
  readonly nextTag: () => string;
  /** A build has to wait for others of this run; it says so when it begins. */
  readonly onWait: () => void;
}

/** Thrown through verify where nothing more can be found out; verifyFile makes a result of it. */
export class Stopped extends Error {
  override readonly cause: 'aborted' | 'no-space' | 'engine-gone';

  constructor(cause: Stopped['cause'], message: string) {
    super(message);
    this.cause = cause;
  }
}

/** What is on disk. */
export function variantOnDisk({ text, project }: Subject): Variant {
  return { dockerfile: text, ignore: project.ignoreFile.text };
}

/** What would be on disk. */
export function variantOf({ project, pendingIgnore }: Subject, { after, files }: Report): Variant {
  const strange = files.find(({ path }) => path !== project.ignoreFile.path);
  if (strange !== undefined) throw new Error(`verify cannot build with another ${strange.path}`);
  return { dockerfile: after, ignore: files[0]?.after ?? pendingIgnore };
}

/**
 * Builds, looks into and tries a variant.
 * @throws Stopped
 */
export async function attempt(
  variant: Variant,
  isCold: boolean,
  around: Around,
  onPhase: (phase: { readonly doing: 'build' | 'check'; readonly step: string | null }) => void,
): Promise<Attempt> {
  const { subject, engine } = around;
  const tag = around.nextTag();
  const context = { kind: 'folder', folder: subject.context } as const;
  const onStep = (step: string | null): void => onPhase({ doing: 'build', step });
  const built = await beside(around, () => {
    onStep(null);
    return build(tag, variant, context, isCold, around, onStep);
  });
  const nothing = { ...variant, tag, image: null, cold: null, seconds: null, check: null };
  if (!built.ok) return { ...nothing, failed: built };
  const image = await orAborted(engine.inspect(tag), around.signal, () => {
    throw new Stopped('aborted', 'interrupted');
  });
  onPhase({ doing: 'check', step: null });
  const found = await check(tag, around);
  const { steps, seconds } = built;
  const cold = isCold ? { cold: steps, seconds } : { cold: null, seconds: null };
  return { ...variant, tag, failed: null, image, check: found, ...cold };
}

/**
 * Tries an image once more.
 * @throws Stopped
 */
export async function tryAgain(made: Attempt, around: Around): Promise<Attempt> {
  return made.image === null ? made : { ...made, check: await check(made.tag, around) };
}

async function check(tag: string, { subject, engine, signal, timeout }: Around): Promise<CheckResult> {
  const result = await checkImage(tag, subject.check, { engine, runOptions: subject.runOptions, signal, timeout });
  if (signal.aborted) throw new Stopped('aborted', 'interrupted');
  return result;
}

/**
 * Builds once.
 * @throws Stopped when the build says nothing about the Dockerfile.
 */
export async function build(
  tag: string,
  { dockerfile, ignore }: Variant,
  context: BuildContext,
  isCold: boolean,
  { subject, engine, signal, timeout }: Around,
  onStep: (text: string) => void,
): Promise<BuildResult> {
  const { target, args, options } = subject.build;
  const abort = { signal, timeout };
  const result = await engine.build({
    tag,
    dockerfile,
    ignore,
    context,
    target,
    args,
    options,
    isCold,
    abort,
    onStep,
  });
  if (result.ok || result.cause === 'failed' || result.cause === 'timeout') return result;
  throw new Stopped(result.cause, result.message);
}

/** For reporters. */
export function sideOf({ failed, image, cold, seconds, check }: Attempt, rebuilt: Side['rebuilt']): Side {
  return { failed, image, coldSeconds: seconds, coldSteps: cold ?? [], check, rebuilt };
}
