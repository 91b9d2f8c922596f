/** The progress of `docker buildx build --progress=rawjson`, read as it comes. */
import * as v from 'valibot';
import { parseJson } from '../parse-json.ts';

/**
 * BuildKit's SolveStatus, as far as it is of use here; a vertex is told of again whenever something has changed.
 * Source: moby/buildkit, client/graph.go.
 */
const Status = v.object({
  vertexes: v.nullish(
    v.array(
      v.object({
        digest: v.string(),
        name: v.nullish(v.string(), ''),
        inputs: v.nullish(v.array(v.string()), []),
        started: v.nullish(v.string(), null),
        completed: v.nullish(v.string(), null),
        cached: v.nullish(v.boolean(), false),
        error: v.nullish(v.string(), ''),
      }),
    ),
    [],
  ),
  logs: v.nullish(v.array(v.object({ vertex: v.string(), data: v.nullish(v.string(), '') })), []),
});

export type Status = v.InferOutput<typeof Status>;
export type VertexStatus = Status['vertexes'][number];

export interface ProgressListener {
  readonly onStatus: (status: Status) => void;
  /** What is not progress: the error at the end. */
  readonly onText: (line: string) => void;
}

/** Takes the lines of standard error: buildx 0.13 prints an object over several lines, later ones on one. */
export function progressReader({ onStatus, onText }: ProgressListener): (line: string) => void {
  let open: string[] = [];
  return (line) => {
    if (open.length === 0 && !line.startsWith('{')) {
      onText(line);
      return;
    }
    open.push(line);
    // What is inside is indented.
    if (open.length === 1 ? line === '{' : line !== '}') return;
    const status = parseJson(Status, open.join('\n'));
    if (status !== null) onStatus(status);
    else for (const text of open) onText(text);
    open = [];
  };
}
