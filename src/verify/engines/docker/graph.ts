/** What the vertexes of a build are made from. */
import type { BuildStep } from '../../container-engine.ts';
import type { Vertex } from './vertex.ts';

/** By digest, in the order in which they were first told of. */
export type Graph = ReadonlyMap<string, Vertex>;

/**
 * What the image is made from. When another build that runs has come to the same result from other beginnings (the same
 * image under another tag), its steps are told of too; but all of a build's own are told of before them.
 */
export function ownOf(graph: Graph): ReadonlySet<Vertex> {
  const used = new Set([...graph.values()].flatMap(({ inputs }) => inputs));
  if (used.size === 0) return new Set(graph.values());
  const ends = [...graph].flatMap(([digest, vertex]) => (used.has(digest) ? [] : [closure(vertex, graph)]));
  return ends.find((end) => [...end].some(isStep)) ?? new Set();
}

/** A vertex, and all that it is made from. */
function closure(vertex: Vertex, graph: Graph): ReadonlySet<Vertex> {
  const found = new Set([vertex]);
  // What is added while it goes through them comes up too.
  for (const each of found) for (const input of inputsOf(each, graph)) found.add(input);
  return found;
}

/** See `BuildStep.fresh`. */
export function freshIn(vertex: Vertex, graph: Graph): BuildStep['fresh'] {
  const { length } = vertex.inputs;
  // A download, or WORKDIR in scratch: such a step is never told of as cached.
  if (length === 0) return null;
  const known = inputsOf(vertex, graph);
  const fresh = known.filter(({ isBase, cached }) => !isBase && !cached);
  if (fresh.some((input) => isStep(input) && input.inputs.length > 0)) return 'step';
  if (known.length < length || fresh.some(({ isOtherContext }) => isOtherContext)) return null;
  return fresh.length > 0 ? 'context' : 'nothing';
}

/** Those that were told of. */
function inputsOf({ inputs }: Vertex, graph: Graph): readonly Vertex[] {
  return inputs.flatMap((digest) => graph.get(digest) ?? []);
}

export function isStep({ name }: Vertex): boolean {
  return name !== null;
}
