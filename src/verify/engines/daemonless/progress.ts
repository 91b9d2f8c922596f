/**
 * What Buildah's build prints, by itself or inside Podman: plain text, one stage after the other. Source:
 * containers/buildah, imagebuildah/stage_executor.go (`STEP`, `Using cache`, `COMMIT`).
 */
import type { BuildStep } from '../../container-engine.ts';

const STEP = /^(?:\[(\d+)\/(\d+)\] )?STEP \d+(?:\/\d+)?: ([\s\S]*)$/;
const CACHED = /^--> Using cache [0-9a-f]{12,64}$/;
/** A step's image is there. */
const DONE = /^--> (?:Pushing cache |Cache pulled )?([0-9a-f]{11,64})\b/;
const COMMIT = /^(?:\[\d+\/\d+\] )?COMMIT\b/;

export interface Trace {
  readonly onStdout: (line: string) => void;
  readonly onStderr: (line: string) => void;
  /** Once it is at its end. */
  end(): void;
  steps(): readonly BuildStep[];
  /** In which an instruction was running. */
  seconds(): number;
  /** What is under way; null for FROM, and when nothing is. */
  running(): string | null;
  /** What was printed since the last step began: of the instruction's programs, and of the builder. */
  log(): readonly string[];
  /** Ids of the images that it made, one a step, the last one included; short ones. */
  made(): readonly string[];
}

interface Step {
  readonly text: string;
  readonly stage: string | null;
  readonly began: number;
  ended: number | null;
  cached: boolean;
}

/** Of a log, in lines: its end is kept. */
const MAX_LOG = 2_000;

/**
 * @param isOurs whether a step is one that nobody wrote: of our own label
 * @param now in milliseconds
 */
export function traceBuild(
  onStep: (text: string) => void,
  isOurs: (step: string) => boolean,
  now: () => number = () => performance.now(),
): Trace {
  const steps: Step[] = [];
  const made: string[] = [];
  let open: Step | null = null;
  let stage: string | null = null;
  /** What is named next was made by this build: neither a base image nor one from the cache. */
  let isNew = false;
  let log: string[] = [];
  const end = (): void => {
    if (open !== null) open.ended ??= now();
  };
  const begin = (text: string, isLast: boolean): void => {
    end();
    open = null;
    log = [];
    isNew = !/^FROM\s/i.test(text);
    if (!isNew) stage = isLast ? null : (/\sAS\s+(\S+)\s*$/i.exec(text)?.[1] ?? null);
    else if (!isOurs(text)) {
      open = { text, stage, began: now(), ended: null, cached: false };
      steps.push(open);
      onStep(text);
    }
  };
  const keep = (line: string): void => {
    if (log.push(line) > MAX_LOG) log.splice(0, MAX_LOG / 2);
  };
  return {
    onStdout: (line) => {
      const [, at, all, text] = STEP.exec(line) ?? [];
      if (text !== undefined) begin(text.trim(), at === all);
      else if (CACHED.test(line)) {
        isNew = false;
        // Looking for it takes its time, but nothing was running.
        if (open !== null) Object.assign(open, { cached: true, ended: open.began });
      } else if (DONE.test(line)) {
        if (isNew) made.push(DONE.exec(line)![1]!);
        end();
      } else if (COMMIT.test(line)) end();
      else keep(line);
    },
    onStderr: keep,
    end,
    steps: () => steps.map(stepOf),
    seconds: () => steps.reduce((sum, { began, ended }) => sum + ((ended ?? now()) - began) / 1000, 0),
    running: () => (open === null || open.ended !== null ? null : open.text),
    log: () => log,
    made: () => made,
  };
}

function stepOf({ text, stage, cached, began, ended }: Step): BuildStep {
  return { text, stage, cached, fresh: null, seconds: ended === null ? null : (ended - began) / 1000 };
}
