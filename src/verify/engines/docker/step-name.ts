/** The names that BuildKit gives to what it does. */

export interface StepName {
  /** Which instruction of its build it is for: `stage-1 3/12`. */
  readonly place: string;
  readonly text: string;
  readonly stage: string | null;
}

/**
 * `[linux/amd64 builder  3/12] RUN npm ci`, `[2/6] WORKDIR /app`. Source: moby/buildkit,
 * frontend/dockerfile/dockerfile2llb/convert.go (prefixCommand).
 */
const NUMBERED = /^\[(?<place>(?<before>[^\]]*?) *\d+\/\d+)\] (?<text>[\s\S]*)$/;
/** What a stage is called that has no name. */
const NAMELESS = /^stage-\d+$/;

/** Null for what is no instruction, and for FROM. */
export function readStepName(name: string): StepName | null {
  const { place = '', before = '', text = '' } = NUMBERED.exec(name)?.groups ?? {};
  if (text === '' || /^FROM /.test(text)) return null;
  // A platform has a slash, the name of a stage cannot.
  const stage = before.split(' ').find((word) => word !== '' && !word.includes('/'));
  return { place, text, stage: stage === undefined || NAMELESS.test(stage) ? null : stage };
}

/** `[builder 1/5] FROM docker.io/library/node:20`: always the same, whether it had to be fetched or not. */
export function isBaseImage(name: string): boolean {
  return /^(?:\[[^\]]*\] )?FROM /.test(name);
}

/**
 * `[context lib] load from client`: a folder that --build-context names. As a base it is taken as a whole, and never found
 * in the cache. Source: moby/buildkit, frontend/dockerui/namedcontext.go.
 */
export function isOtherContext(name: string): boolean {
  return /^\[context [^\]]*\] load from client$/.test(name);
}
