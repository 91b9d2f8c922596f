/** The one candidate of a file: its last stage, when it builds what it runs. */
import { history } from '../../src/app/lineage.ts';
import type { Document, Stage } from '../../src/dockerfile/document.ts';
import type { Edit, Span } from '../../src/dockerfile/edit.ts';
import { baseOf } from '../../src/dockerfile/state.ts';
import { type Fix, fixKey, type Skip } from '../../src/engine/transform.ts';
import type { Project } from '../../src/project/project.ts';
import { judge } from './judge.ts';
import { DEFAULTS, type Options } from './options.ts';
import { isRefusal } from './recipe.ts';

/** Commands that build or install an app. Only a first look: what they do is read from the tree. */
const BUILDS =
  /\b(?:go (?:build|install|get)|cargo\s|npm\s|yarn\b|pnpm\s|bun\s|pip[\d.]*\s|poetry\s|pipenv\s|uv\s|mvnw?\b|gradlew?\b|sbt\s|dotnet\s|make\b|cmake\b|gcc\b|g\+\+|clang|javac\b|composer\s|bundle\s|mix\s|rebar3\b|swift build|stack build|cabal\s|dart\s|crystal build|nim\s|zig build|ghc\b|rustc\b|lein\s|dub build)/;

/** The split of the last stage, or why there is none; nothing when no app is built there. */
export function* findSplit(
  id: string,
  doc: Document,
  project: Project,
  options: Options = DEFAULTS,
): Generator<Fix | Skip> {
  const stage = doc.stages.at(-1);
  if (stage === undefined) return;
  const takesFiles = stage.instructions.some(({ keyword }) => keyword === 'COPY' || keyword === 'ADD');
  const isBuilt = builds(doc, stage);
  // Nothing is built and nothing comes in: there is no app.
  if (!isBuilt && !takesFiles) return;
  const found = judge(doc, project, stage, isBuilt, options);
  if (found === null) return;
  if (isRefusal(found)) {
    const { refused, at = stage.from, risk = 'assumes' } = found;
    yield { kind: 'skip', at: at.span, reason: refused, risk };
    return;
  }
  yield { ...found, key: fixKey(id, doc, stage.from), at: placeOf(stage, found.edits) };
}

/** A stage is parted as a whole, so a comment anywhere in it can hold that back; another base concerns its FROM alone. */
function placeOf({ from, instructions }: Stage, edits: readonly Edit[]): Span {
  const last = instructions.at(-1) ?? from;
  return edits.every(({ span }) => span.end <= from.span.end)
    ? from.span
    : { start: from.span.start, end: last.span.end };
}

/** Whether the stage, or one that it is FROM, runs something that builds. */
function builds(doc: Document, stage: Stage): boolean {
  if (baseOf(doc, stage).family === 'windows' || doc.escape !== '\\') return false;
  return history(doc, stage).some(
    ({ keyword, logical, heredocs }) =>
      keyword === 'RUN' &&
      [logical, ...heredocs.map(({ body }) => doc.text.slice(body.start, body.end))].some((text) => BUILDS.test(text)),
  );
}
