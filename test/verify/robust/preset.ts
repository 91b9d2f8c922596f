/**
 * Transforms for tests that build: a comment says what one of them writes, `# harmless: one => 1`. The names say what
 * the tests mean them to do; what comes of it is up to the build.
 */
import type { Document } from '../../../src/dockerfile/document.ts';
import { type AnyTransform, defineTransform, type Fix, fixKey } from '../../../src/engine/transform.ts';

export const preset: readonly AnyTransform[] = ['harmless', 'breaks-the-build', 'breaks-the-app'].map(rewording);

export const leftOut = {};

function rewording(id: string): AnyTransform {
  return defineTransform({
    id,
    summary: 'Writes something else.',
    why: 'A comment in the file says so, and nobody knows better. That is enough for a test.',
    risk: 'safe',
    examples: [
      { title: 'Asked to', before: `FROM a\n# ${id}: b => c\nRUN b\n`, after: `FROM a\n# ${id}: b => c\nRUN c\n` },
      { title: 'Not asked to', before: 'FROM a\nRUN b\n', after: null },
    ],
    defaults: {},
    optionDocs: {},
    *find({ doc }) {
      for (const { text } of doc.comments) {
        const [, from, to] = new RegExp(`^# ${id}: (.+) => (.+)$`).exec(text.trim()) ?? [];
        if (from !== undefined && to !== undefined) yield* reworded(id, doc, from, to);
      }
    },
  });
}

/** Once it is written there is nothing to find any more. */
function* reworded(id: string, doc: Document, from: string, to: string): Generator<Fix> {
  for (const instruction of doc.instructions) {
    const at = doc.text.slice(instruction.span.start, instruction.span.end).indexOf(from);
    if (at < 0) continue;
    const span = { start: instruction.span.start + at, end: instruction.span.start + at + from.length };
    const what = { message: `write ${to} for ${from}`, risk: 'safe', declares: [], comments: [] } as const;
    yield { kind: 'fix', key: fixKey(id, doc, instruction, from), at: span, ...what, edits: [{ span, text: to }] };
  }
}
