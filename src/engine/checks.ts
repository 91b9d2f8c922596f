/** What every step must keep. */
import type { Document } from '../dockerfile/document.ts';
import type { Fix } from './transform.ts';

/** Compares the documents before and after a step. @returns what is wrong, or an empty list. */
export function checkStep(_before: Document, _after: Document, _fixes: readonly Fix[]): readonly string[] {
  return [];
}
