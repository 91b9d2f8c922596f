/** What has become of a build's instructions, from the progress that is told of it. */
import { StringDecoder } from 'node:string_decoder';
import type { BuildStep } from '../../container-engine.ts';
import type { Status, VertexStatus } from './progress.ts';
import { isBaseImage, isOtherContext, readStepName, type StepName } from './step-name.ts';

/** Of an instruction's log, in characters: its end. */
const MAX_LOG = 100_000;

export interface Trace {
  readonly take: (status: Status) => void;
  readonly steps: () => readonly BuildStep[];
  /** In which at least one instruction was running. */
  readonly seconds: () => number;
  /** The first that failed by itself, FROM and what is no instruction included. */
  readonly failed: () => Failed | null;
  /** The instruction that began last and has not ended; null when none is running. */
  readonly running: () => Failed | null;
}

export interface Failed {
  /** Null for what is no step. */
  readonly step: string | null;
  readonly error: string;
  readonly log: string;
}

interface Vertex {
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

export function traceBuild(onStep: (text: string) => void): Trace {
  const vertexes = new Map<string, Vertex>();
  /** In the order in which they began. */
  const begun: Vertex[] = [];
  const takeVertex = (status: VertexStatus): void => {
    const vertex = vertexes.get(status.digest) ?? newVertex(status.name);
    vertexes.set(status.digest, vertex);
    if (status.started !== null) {
      if (vertex.times.size === 0) {
        begun.push(vertex);
        if (vertex.name !== null) onStep(vertex.name.text);
      }
      vertex.times.set(status.started, status.completed ?? vertex.times.get(status.started) ?? null);
    }
    vertex.error = status.error;
    // What is done with the result later on, such as merging the layers of COPY --link, is told of without them.
    if (status.inputs.length < vertex.inputs.length) return;
    vertex.inputs = status.inputs;
    vertex.cached = status.cached;
  };
  const isStep = (vertex: Vertex): boolean => vertex.name !== null;
  const freshIn = ({ inputs }: Vertex): BuildStep['fresh'] => {
    // A download, or WORKDIR in scratch: such a step is never told of as cached.
    if (inputs.length === 0) return null;
    const known = inputs.flatMap((digest) => vertexes.get(digest) ?? []);
    const fresh = known.filter(({ isBase, cached }) => !isBase && !cached);
    if (fresh.some((vertex) => isStep(vertex) && vertex.inputs.length > 0)) return 'step';
    if (known.length < inputs.length || fresh.some(({ isOtherContext }) => isOtherContext)) return null;
    return fresh.length > 0 ? 'context' : 'nothing';
  };
  const stepOf = (vertex: Vertex): readonly BuildStep[] => {
    if (vertex.name === null) return [];
    const { text, stage } = vertex.name;
    const seconds = length(intervals(vertex));
    return [{ text, stage, cached: vertex.cached, fresh: freshIn(vertex), seconds }];
  };
  const ours = (): readonly Vertex[] => {
    const own = ownOf(vertexes);
    return begun.filter((vertex) => own.has(vertex));
  };
  return {
    take: ({ vertexes: told, logs }) => {
      for (const status of told) takeVertex(status);
      for (const { vertex, data } of logs) {
        const of = vertexes.get(vertex);
        if (of !== undefined) of.log = (of.log + of.decoder.write(Buffer.from(data, 'base64'))).slice(-MAX_LOG);
      }
    },
    steps: () => ours().flatMap(stepOf),
    seconds: () => length(ours().filter(isStep).flatMap(intervals)),
    // Those that ran beside the one that failed are cancelled.
    failed: () => reported([...vertexes.values()].find(({ error }) => error !== '' && !/context canceled/.test(error))),
    running: () => reported(begun.findLast((vertex) => isStep(vertex) && isOpen(vertex))),
  };
}

/**
 * What the image is made from. When another build that runs has come to the same result from other beginnings (the same
 * image under another tag), its steps are told of too; but all of a build's own are told of before them.
 */
function ownOf(vertexes: ReadonlyMap<string, Vertex>): ReadonlySet<Vertex> {
  const used = new Set([...vertexes.values()].flatMap(({ inputs }) => inputs));
  if (used.size === 0) return new Set(vertexes.values());
  const ends = [...vertexes].flatMap(([digest, vertex]) => (used.has(digest) ? [] : [closure(vertex, vertexes)]));
  return ends.find((end) => [...end].some(({ name }) => name !== null)) ?? new Set();
}

/** A vertex, and all that it is made from. */
function closure(vertex: Vertex, vertexes: ReadonlyMap<string, Vertex>): ReadonlySet<Vertex> {
  const found = new Set([vertex]);
  // What is added while it goes through them comes up too.
  for (const { inputs } of found)
    for (const digest of inputs) {
      const input = vertexes.get(digest);
      if (input !== undefined) found.add(input);
    }
  return found;
}

function newVertex(name: string): Vertex {
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

/** One that was stopped is told of as cancelled, or not at all any more. */
function isOpen(vertex: Vertex): boolean {
  return [...vertex.times.values()].at(-1) === null || /context canceled/.test(vertex.error);
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

function reported(vertex: Vertex | undefined): Failed | null {
  return vertex === undefined
    ? null
    : { step: vertex.name?.text ?? null, error: vertex.error, log: vertex.log + vertex.decoder.end() };
}
