/** YAML files that anybody may have written. */
import { type CollectionTag, isMap, LineCounter, parseAllDocuments, Scalar, type ScalarTag } from 'yaml';
import { asText } from '../value.ts';

export interface YamlDocument {
  readonly value: unknown;
  /** 1-based line of what stands at a path, or of the nearest thing around it. */
  lineOf(path: readonly string[]): number | null;
}

/** Far more than a person writes, and far from a flood. */
const MAX_ALIASES = 2000;
/** `!reset` takes away what another file says; here nothing is said. Source: the Compose specification, merge. */
const RESETS: (ScalarTag | CollectionTag)[] = [
  { tag: '!reset', resolve: () => null },
  { tag: '!reset', collection: 'seq', resolve: () => new Scalar(null) },
  { tag: '!reset', collection: 'map', resolve: () => new Scalar(null) },
];

/**
 * The documents of a YAML text; none of those that are broken. Anchors and merge keys are followed.
 * @param onBroken is told the 1-based line of the first mistake.
 */
export function readYaml(text: string, onBroken?: (line: number | null) => void): readonly YamlDocument[] {
  const lines = new LineCounter();
  try {
    const documents = parseAllDocuments(text, {
      lineCounter: lines,
      merge: true,
      uniqueKeys: false,
      logLevel: 'silent',
      customTags: RESETS,
    });
    return [...documents].flatMap((document) => {
      const [error] = document.errors;
      if (error !== undefined) {
        onBroken?.(lines.linePos(error.pos[0]).line);
        return [];
      }
      // As Map: a key may be called `__proto__`. Too many aliases are a throw.
      const value: unknown = document.toJS({ mapAsMap: true, maxAliasCount: MAX_ALIASES });
      return [{ value, lineOf: (path) => lineOf(document.contents, path, lines) }];
    });
  } catch {
    onBroken?.(null);
    return [];
  }
}

function lineOf(contents: unknown, path: readonly string[], lines: LineCounter): number | null {
  let node = contents;
  let offset: number | null = null;
  for (const part of path) {
    if (!isMap(node)) break;
    const pair = node.items.find(({ key }) => keyText(key) === part);
    if (pair === undefined) break;
    offset = rangeStart(pair.key) ?? offset;
    node = pair.value;
  }
  return offset === null ? null : lines.linePos(offset).line;
}

function keyText(key: unknown): string | null {
  return typeof key === 'object' && key !== null && 'value' in key ? asText(key.value) : null;
}

function rangeStart(node: unknown): number | null {
  if (typeof node !== 'object' || node === null || !('range' in node) || !Array.isArray(node.range)) return null;
  return typeof node.range[0] === 'number' ? node.range[0] : null;
}
