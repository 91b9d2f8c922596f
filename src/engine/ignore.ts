/** `# slimify-ignore` and `# hadolint ignore` comments. */
import type { Document } from '../dockerfile/document.ts';
import type { Edit } from '../dockerfile/edit.ts';
import type { Warning } from './report.ts';
import type { AnyTransform } from './transform.ts';

export interface Ignores {
  /** The comment that keeps the whole file as it is, or null. */
  readonly wholeFile: string | null;
  /** The comment that holds back these edits of a transform, or null. */
  holdsBack(transform: AnyTransform, edits: readonly Edit[]): string | null;
  readonly warnings: readonly Warning[];
}

/** Reads the ignore comments of a document. `known` are the ids that exist. */
export function readIgnores(_document: Document, _known: ReadonlySet<string>): Ignores {
  return { wholeFile: null, holdsBack: () => null, warnings: [] };
}
