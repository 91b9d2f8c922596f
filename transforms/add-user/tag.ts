/** The variant of a distroless image that runs without root. */
import type { Document, Stage } from '../../src/dockerfile/document.ts';
import type { Edit } from '../../src/dockerfile/edit.ts';
import { baseOf, parentOf } from '../../src/dockerfile/state.ts';

/** Source: GoogleContainerTools/distroless: the tags of each image, with and without an architecture. */
const ROOT_TAG = /^(latest|debug)(-(?:amd64|arm64|arm|s390x|ppc64le|riscv64))?$/;

/**
 * The edit that moves the tag. Its images differ in USER and in WORKDIR alone: only where this file sets the working
 * directory itself, before it is used, is there nothing else to be said.
 * @returns null when the tag has to stay.
 */
export function nonrootTag(doc: Document, stage: Stage): Edit | null {
  const base = baseOf(doc, stage);
  if (base.family !== 'distroless' || parentOf(doc, stage) !== null || !settlesWorkdir(stage)) return null;
  const { image, from } = stage;
  if (image.includes('@') || image.includes('$') || !image.startsWith('gcr.io/distroless/')) return null;
  const [name = '', tag] = image.split(':');
  const match = ROOT_TAG.exec(tag ?? 'latest');
  if (match === null) return null;
  const moved = `${match[1] === 'debug' ? 'debug-' : ''}nonroot${match[2] ?? ''}`;
  const start = from.arguments.restSpan.start + name.length;
  return { span: { start, end: from.arguments.restSpan.start + image.length }, text: `:${moved}` };
}

function settlesWorkdir({ instructions }: Stage): boolean {
  const first = instructions.find(({ keyword, arguments: { words } }) => {
    if (keyword === 'WORKDIR' || keyword === 'RUN') return true;
    return (keyword === 'COPY' || keyword === 'ADD') && !words.at(-1)?.startsWith('/');
  });
  return first?.keyword === 'WORKDIR' && first.arguments.rest.startsWith('/');
}
