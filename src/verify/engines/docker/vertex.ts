/** One thing that BuildKit does for a build, as far as it has been told of. */
import { StringDecoder } from 'node:string_decoder';
import type { Status, VertexStatus } from './progress.ts';
import { isBaseImage, isOtherContext, readStepName, type StepName } from './step-name.ts';

/** Of an instruction's log, in characters: its end. */
const MAX_LOG = 100_000;

export interface Vertex {
  /** Null for what is no instruction. */
  readonly name: StepName | null;
  readonly isBase: boolean;
  readonly isOtherContext: boolean;
  /** Digests of the vertexes that it is made from. */
  inputs: readonly string[];
  readonly decoder: StringDecoder;
  /** When it ended, by when it began: it is begun again when only its key in the cache has been looked up. */
  readonly times: Map<string, string | null>;
  cached: boolean;
  error: string;
  log: string;
}

interface Interval {
  readonly from: number;
  readonly to: number;
}

export function newVertex(name: string): Vertex {
  return {
    name: readStepName(name),
    isBase: isBaseImage(name),
    isOtherContext: isOtherContext(name),
    inputs: [],
    decoder: new StringDecoder('utf8'),
    times: new Map(),
    cached: false,
    error: '',
    log: '',
  };
}

export function takeStatus(vertex: Vertex, { started, completed, error, inputs, cached }: VertexStatus): void {
  if (started !== null) vertex.times.set(started, completed ?? vertex.times.get(started) ?? null);
  vertex.error = error;
  // What is done with the result later on, such as merging the layers of COPY --link, is told of without them.
  if (inputs.length < vertex.inputs.length) return;
  vertex.inputs = inputs;
  vertex.cached = cached;
}

export function takeLog(vertex: Vertex, { data }: Status['logs'][number]): void {
  vertex.log = (vertex.log + vertex.decoder.write(Buffer.from(data, 'base64'))).slice(-MAX_LOG);
}

export function hasBegun({ times }: Vertex): boolean {
  return times.size > 0;
}

/** One that was stopped is told of as cancelled, or not at all any more. */
export function isOpen(vertex: Vertex): boolean {
  return [...vertex.times.values()].at(-1) === null || isCancelled(vertex);
}

/** Those that ran beside one that failed are. */
export function isCancelled({ error }: Vertex): boolean {
  return /context canceled/.test(error);
}

/** In which at least one of them was running. */
export function secondsOf(vertexes: readonly Vertex[]): number {
  return length(vertexes.flatMap(intervals));
}

function intervals({ times }: Vertex): readonly Interval[] {
  return [...times].flatMap(([started, completed]) =>
    completed === null ? [] : [{ from: Date.parse(started), to: Date.parse(completed) }],
  );
}

/** Of all of them together, in seconds; what overlaps is counted once. */
function length(all: readonly Interval[]): number {
  let milliseconds = 0;
  let end = Number.NEGATIVE_INFINITY;
  for (const { from, to } of [...all].sort((a, b) => a.from - b.from)) {
    milliseconds += Math.max(0, to - Math.max(from, end));
    end = Math.max(end, to);
  }
  return milliseconds / 1000;
}
