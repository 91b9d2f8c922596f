/** What has become of a build's instructions, from the progress that is told of it. */
import type { BuildStep } from '../../container-engine.ts';
import { freshIn, type Graph, isStep, ownOf } from './graph.ts';
import type { Status, VertexStatus } from './progress.ts';
import { hasBegun, isCancelled, isOpen, newVertex, secondsOf, takeLog, takeStatus, type Vertex } from './vertex.ts';

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

export function traceBuild(onStep: (text: string) => void): Trace {
  const graph = new Map<string, Vertex>();
  /** In the order in which they began. */
  const begun: Vertex[] = [];
  const takeVertex = (status: VertexStatus): void => {
    const vertex = graph.get(status.digest) ?? newVertex(status.name);
    graph.set(status.digest, vertex);
    if (status.started !== null && !hasBegun(vertex)) {
      begun.push(vertex);
      if (vertex.name !== null) onStep(vertex.name.text);
    }
    takeStatus(vertex, status);
  };
  const own = (): readonly Vertex[] => {
    const all = ownOf(graph);
    return begun.filter((vertex) => isStep(vertex) && all.has(vertex));
  };
  return {
    take: ({ vertexes, logs }) => {
      for (const status of vertexes) takeVertex(status);
      for (const log of logs) {
        const of = graph.get(log.vertex);
        if (of !== undefined) takeLog(of, log);
      }
    },
    steps: () => [...byPlace(own()).values()].flatMap((vertexes) => stepOf(vertexes, graph)),
    seconds: () => secondsOf(own()),
    failed: () => reported([...graph.values()].find((vertex) => vertex.error !== '' && !isCancelled(vertex))),
    running: () => reported(begun.findLast((vertex) => isStep(vertex) && isOpen(vertex))),
  };
}

/** An ADD is a download and a copy, a COPY --link a copy and a link. */
function byPlace(steps: readonly Vertex[]): ReadonlyMap<string, readonly Vertex[]> {
  const places = new Map<string, Vertex[]>();
  for (const vertex of steps) {
    const place = vertex.name?.place ?? '';
    places.set(place, [...(places.get(place) ?? []), vertex]);
  }
  return places;
}

function stepOf(vertexes: readonly Vertex[], graph: Graph): readonly BuildStep[] {
  const copies = vertexes.filter(({ name, inputs }) => inputs.length > 0 && name?.text.startsWith('LINK ') !== true);
  const main = copies[0] ?? vertexes[0];
  if (main === undefined || main.name === null) return [];
  const { text, stage } = main.name;
  return [{ text, stage, cached: main.cached, fresh: freshIn(main, graph), seconds: secondsOf(vertexes) }];
}

function reported(vertex: Vertex | undefined): Failed | null {
  return vertex === undefined
    ? null
    : { step: vertex.name?.text ?? null, error: vertex.error, log: vertex.log + vertex.decoder.end() };
}
