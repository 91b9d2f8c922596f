/** What keeps two RUNs apart before their commands are looked at: their flags, and the comments around them. */
import type { Document, Instruction } from '../../src/dockerfile/document.ts';
import type { LineComment } from '../../src/dockerfile/lines.ts';
import { mountsOf } from '../../src/dockerfile/state.ts';
import type { SkipReason } from '../../src/engine/skips.ts';

/** Comments by which a tool is told what to think of the instruction below. */
const VERDICT =
  /^#\s*(?:hadolint\s+ignore|slimify-|shellcheck|trivy:|kics|nosemgrep|nosec|noqa|nolint|semgrep|dockle|tfsec|snyk)/i;

/** Other comments that a tool reads; `[START x]` and `region` mark what documentation quotes. */
const MARK =
  /^#\s*(?:hadolint|checkov:|\[(?:START|END)\b|#?(?:end)?region\b|(?:tag|end)::|snippet[-:]|docs?:|renovate|dependabot|syntax\s*=|escape\s*=|check\s*=)/i;

/** Lines that a generator writes anew. */
const GENERATED = /\bauto-?generated\b|\bdo not (?:edit|modify|change)\b|\bgenerated (?:by|from)\b/i;

/** An instruction that is commented out: inside a continuation it could not be put in force again. */
const INSTRUCTION =
  /^#[#\s]*(?:FROM|RUN|COPY|ADD|ENV|ARG|USER|WORKDIR|SHELL|LABEL|EXPOSE|VOLUME|CMD|ENTRYPOINT|HEALTHCHECK|ONBUILD|STOPSIGNAL) +\S/;

/** A line that does nothing but part sections. */
const RULER = /^#[\s#=*~_+-]{9,}$/;

/** The refusals that need no shell: flags, and what stands between and above. */
export function refuseFrame(doc: Document, before: Instruction, after: Instruction): SkipReason | null {
  return (
    refuseFlags(before, after) ??
    refuseLines(doc, before) ??
    refuseLines(doc, after) ??
    refuseComments(commentsBetween(doc, before, after), before)
  );
}

function refuseFlags(before: Instruction, after: Instruction): SkipReason | null {
  const written = (instruction: Instruction): string =>
    instruction.arguments.flags.map(({ name, value }) => `${name}=${value}`).join(' ');
  if (written(before) !== written(after)) return { code: 'flags-differ' };
  for (const mount of mountsOf(before)) {
    if (mount.type === 'cache') return { code: 'cache-mount', path: mount.target ?? '' };
    if (mount.type === 'tmpfs') return { code: 'per-run-file', path: mount.target ?? '' };
  }
  // What is written to a bind mount is gone after its RUN.
  return before.arguments.flags.some(({ name, value }) => name === 'mount' && isWritableBind(value ?? ''))
    ? { code: 'per-run-file', path: 'a bind mount' }
    : null;
}

/** Whether a mount is a bind mount, which it is by default, that can be written to. */
function isWritableBind(mount: string): boolean {
  const fields = mount.toLowerCase().split(',');
  const isBind = !fields.some((field) => /^type=(?!bind$)/.test(field));
  return (
    isBind &&
    fields.some((field) => /^(?:(?:rw|readwrite)(?:=(?!false$|0$).*)?|(?:ro|readonly)=(?:false|0))$/.test(field))
  );
}

/** BuildKit reads lines up to 65,535 bytes; a join adds a few blanks and an operator. */
const MAX_LINE_BYTES = 65_400;

function refuseLines(doc: Document, { startLine, endLine }: Instruction): SkipReason | null {
  const lines = doc.lines.slice(startLine - 1, endLine);
  const isLong = lines.some(
    ({ start, end }) =>
      end - start > MAX_LINE_BYTES / 3 && new TextEncoder().encode(doc.text.slice(start, end)).length > MAX_LINE_BYTES,
  );
  return isLong ? { code: 'too-long' } : null;
}

function refuseComments(between: readonly LineComment[], before: Instruction): SkipReason | null {
  // A verdict on the first command would be one on those that join it.
  const pragma =
    between.find(({ text }) => isPragma(text) || GENERATED.test(text)) ??
    before.leading.find(({ text }) => VERDICT.test(text));
  if (pragma !== undefined) return { code: 'pragma-between', comment: pragma.text };
  const long = between.find(({ text }) => text.length > MAX_LINE_BYTES / 3);
  if (long !== undefined) return { code: 'too-long' };
  const instruction = between.find(({ text }) => INSTRUCTION.test(text));
  return instruction === undefined ? null : { code: 'instruction-in-comment', comment: instruction.text };
}

/** Whether a tool reads the comment and takes it for a word on the line below. */
export function isPragma(comment: string): boolean {
  return VERDICT.test(comment) || MARK.test(comment);
}

/** Whether the author has drawn a line between the two. */
export function isNewSection(doc: Document, before: Instruction, after: Instruction): boolean {
  return commentsBetween(doc, before, after).some(({ text }) => RULER.test(text));
}

/** The comment lines between two instructions. */
function commentsBetween(doc: Document, before: Instruction, after: Instruction): readonly LineComment[] {
  return doc.comments.filter(({ span }) => span.start >= before.span.end && span.end <= after.span.start);
}
