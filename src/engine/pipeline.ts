/** Runs transforms over a Dockerfile in rounds, one step a transform, with every step checked. No I/O. */
import { type Document, lineAt, type Problem, parseDocument, readDocument } from '../dockerfile/document.ts';
import { applyPatch, createPatch, mapBack, type Patch, spansConflict } from '../dockerfile/edit.ts';
import { baseOf } from '../dockerfile/state.ts';
import { type FileEdit, type Project, withFileEdits } from '../project/project.ts';
import { checkStep } from './checks.ts';
import { estimate, type Saver } from './estimate.ts';
import { type Ignores, readIgnores } from './ignore.ts';
import type { AppliedFix, ChangedFile, HeldFix, RejectedFix, Report, SkippedCandidate, Warning } from './report.ts';
import { type AnyTransform, type Fix, isWithin, type OptionValue, type Risk, type Skip } from './transform.ts';

export interface SlimifyOptions {
  readonly project: Project;
  readonly transforms: readonly AnyTransform[];
  /** Fixes above it are held. */
  readonly risk: Risk;
  /** Options by transform id, over the transform's defaults. */
  readonly options?: Readonly<Record<string, Readonly<Record<string, OptionValue>>>>;
  /** Says no to single fixes: bisect, interactive mode, a baseline, an editor. */
  readonly accept?: (fix: Fix, transform: string) => boolean;
  /** Every transform id there is, for warnings about unknown ones in ignore comments. Default: those of `transforms`. */
  readonly knownIds?: readonly string[];
}

/** A third round that still changes something is a bug of ours. */
const MAX_ROUNDS = 3;

/**
 * Rewrites the text of one Dockerfile.
 * @param text the file's text, decoded; BOM and line ends are kept.
 * @returns the new text and what was done, held back, left alone and undone. A broken file is an `error`, not a throw.
 * @throws Error when a transform throws: a bug of ours; the message names it.
 */
export function slimify(text: string, options: SlimifyOptions): Report {
  const parsed = parseDocument(text);
  if (!parsed.ok) return unreadable(text, parsed.problem);
  const whole = leaveAlone(parsed.document);
  if (whole !== null) return { ...emptyReport(text), skipped: [whole] };
  const known = new Set(options.knownIds ?? options.transforms.map(({ id }) => id));
  const ignores = readIgnores(parsed.document, known);
  if (ignores.wholeFile !== null) {
    const skip: SkippedCandidate = { transform: null, line: null, reason: { code: 'ignored', by: ignores.wholeFile } };
    return { ...emptyReport(text), skipped: [skip], warnings: ignores.warnings };
  }
  const run = new Run(parsed.document, options, known, ignores.warnings);
  for (let round = 1; ; round++) {
    const changed = run.round();
    if (!changed) return checked(run.report(round - 1));
    if (round === MAX_ROUNDS) return unstable(text, `still changing after ${MAX_ROUNDS} rounds`);
  }
}

/** The result as the second parser sees it has to be what we meant. */
function checked(report: Report): Report {
  if (!report.changed) return report;
  const parsed = parseDocument(report.after);
  return parsed.ok ? report : unstable(report.before, `the result is unsound: ${parsed.problem.message}`);
}

/** A bug of ours: the file stays as it was. */
function unstable(text: string, why: string): Report {
  return { ...emptyReport(text), error: { code: 'unstable', line: null, message: `${why}; please report this` } };
}

/** A step that went through. */
interface Attempt {
  readonly document: Document;
  readonly patch: Patch;
  readonly project: Project;
  readonly files: readonly FileEdit[];
}

/** State of one call of `slimify`: the text as it stands, and the way back to the text on disk. */
class Run {
  private document: Document;
  /** With the side files as the fixes so far leave them. */
  private project: Project;
  private readonly changedPaths = new Set<string>();
  private readonly original: Document;
  private readonly options: SlimifyOptions;
  private readonly known: ReadonlySet<string>;
  private readonly warnings: readonly Warning[];
  private readonly patches: Patch[] = [];
  private readonly applied: AppliedFix[] = [];
  private readonly rejected: RejectedFix[] = [];
  private readonly rejectedKeys = new Set<string>();
  /** What the caller said no to, by transform, place and message: where another fix has edited the instruction since,
   * the same fix comes back under a new key, and is not asked about again. */
  private readonly refused = new Set<string>();
  /** Of the last round only: what was held or skipped before may have gone through since. */
  private held: HeldFix[] = [];
  private skipped: SkippedCandidate[] = [];
  /** Of the last round too: what comments and checks leave as it is. */
  private left: Saver[] = [];

  constructor(document: Document, options: SlimifyOptions, known: ReadonlySet<string>, warnings: readonly Warning[]) {
    this.document = document;
    this.project = options.project;
    this.original = document;
    this.options = options;
    this.known = known;
    this.warnings = warnings;
  }

  /** Every transform once. @returns whether one of them changed the text, also when another one changed it back. */
  round(): boolean {
    const before = this.patches.length;
    this.held = [];
    this.skipped = [];
    this.left = [];
    for (const transform of this.options.transforms) this.step(transform);
    return this.patches.length > before;
  }

  report(rounds: number): Report {
    const { applied, held, skipped, rejected, warnings } = this;
    const after = this.document.text;
    const before = this.original.text;
    const changed = after !== before;
    return {
      before,
      after,
      changed,
      applied,
      held,
      skipped,
      rejected,
      warnings,
      files: this.changedFiles(),
      rounds,
      estimate: changed ? estimate(this.original, this.document, applied, [...held, ...this.left]) : null,
      error: null,
    };
  }

  private changedFiles(): ChangedFile[] {
    return [...this.changedPaths].map((path) => {
      const [before, after] = [this.options.project.disk, this.project.disk].map((files) => files.readText(path));
      return { path, before: before ?? null, after: after ?? '' };
    });
  }

  private step(transform: AnyTransform): void {
    const chosen: Fix[] = [];
    const ignores = readIgnores(this.document, this.known);
    for (const finding of this.findings(transform)) {
      if (finding.kind === 'skip') this.skip(transform, finding);
      else if (this.isWanted(transform, finding, ignores) && !chosen.some((fix) => overlap(fix, finding)))
        chosen.push(finding);
    }
    if (chosen.length === 0) return;
    const together = this.attempt(chosen);
    if (typeof together !== 'string') {
      this.commit(transform, chosen, together);
      return;
    }
    for (const fix of chosen) this.stepAlone(transform, fix);
  }

  /** Applies one fix of a step that failed as a whole. Its edits are for the text shown, so it is looked up again. */
  private stepAlone(transform: AnyTransform, wanted: Fix): void {
    const fix = this.findings(transform).find(
      (finding): finding is Fix => finding.kind === 'fix' && finding.key === wanted.key,
    );
    if (fix === undefined) return;
    const result = this.attempt([fix]);
    if (typeof result !== 'string') {
      this.commit(transform, [fix], result);
      return;
    }
    this.rejectedKeys.add(fix.key);
    const { key, message } = fix;
    const rejected = { transform: transform.id, key, line: this.lineOnDisk(fix.at.start), message, why: result };
    // Where another transform has edited the instruction since, the same fix comes back under a new key.
    const isSame = (one: RejectedFix): boolean => {
      return one.transform === rejected.transform && one.line === rejected.line && one.why === rejected.why;
    };
    if (!this.rejected.some(isSame)) this.rejected.push(rejected);
  }

  private findings(transform: AnyTransform): (Fix | Skip)[] {
    const options = { ...transform.defaults, ...this.options.options?.[transform.id] };
    try {
      return [...transform.find({ doc: this.document, project: this.project, options })];
    } catch (cause) {
      throw new Error(`transform ${transform.id} failed: ${cause instanceof Error ? cause.message : String(cause)}`, {
        cause,
      });
    }
  }

  private isWanted(transform: AnyTransform, fix: Fix, ignores: Ignores): boolean {
    if (this.rejectedKeys.has(fix.key)) {
      this.leave(fix);
      return false;
    }
    // The comment may stand above the line that the report names, and the edit be made elsewhere.
    const comment = ignores.holdsBack(transform, [...fix.edits, { span: fix.at, text: '' }]);
    if (comment !== null) {
      this.skip(transform, { kind: 'skip', at: fix.at, reason: { code: 'ignored', by: comment } });
      this.leave(fix);
      return false;
    }
    const within = isWithin(fix.risk, this.options.risk);
    const place = `${transform.id} ${this.lineOnDisk(fix.at.start)} ${fix.message}`;
    if (within && !this.refused.has(place) && (this.options.accept?.(fix, transform.id) ?? true)) return true;
    if (within) this.refused.add(place);
    else if (fix.heldAs !== undefined) this.skip(transform, { kind: 'skip', at: fix.at, reason: fix.heldAs });
    this.held.push({ ...this.describe(transform, fix), heldBy: within ? 'accept' : 'risk' });
    return false;
  }

  private leave({ at, saves }: Fix): void {
    if (saves !== undefined) this.left.push({ line: this.lineOnDisk(at.start), saves });
  }

  private skip(transform: AnyTransform, { at, reason, risk = 'safe' }: Skip): void {
    if (!isWithin(risk, this.options.risk)) return;
    this.skipped.push({ transform: transform.id, line: this.lineOnDisk(at.start), reason });
  }

  /** The document and project with the fixes made, or what is wrong with them. */
  private attempt(fixes: readonly Fix[]): Attempt | string {
    const patch = createPatch(
      this.document.text,
      fixes.flatMap(({ edits }) => edits),
    );
    if (patch === null) return 'its edits overlap or reach outside the text';
    const parsed = readDocument(applyPatch(this.document.text, patch));
    if (!parsed.ok) return `the result does not parse: ${parsed.problem.message}`;
    const wrong = checkStep(this.document, parsed.document, fixes);
    if (wrong.length > 0) return wrong.join('; ');
    const files = withoutTwins(fixes.flatMap((fix) => fix.files ?? []));
    const project = files.length === 0 ? this.project : withFileEdits(this.project, files);
    if (project === null) return 'its edits of a file beside the Dockerfile overlap or reach outside the text';
    return { document: parsed.document, patch, project, files };
  }

  private commit(transform: AnyTransform, fixes: readonly Fix[], made: Attempt): void {
    for (const fix of fixes) this.applied.push(this.describe(transform, fix));
    this.patches.push(made.patch);
    this.document = made.document;
    this.project = made.project;
    for (const { path } of made.files) this.changedPaths.add(path);
  }

  private describe(transform: AnyTransform, fix: Fix): AppliedFix {
    const own = createPatch(this.document.text, fix.edits);
    return {
      key: fix.key,
      transform: transform.id,
      line: this.lineOnDisk(fix.at.start),
      endLine: this.lineOnDisk(Math.max(fix.at.start, fix.at.end - 1)),
      risk: fix.risk,
      message: fix.message,
      assumption: fix.assumption ?? null,
      declares: fix.declares,
      ...(fix.saves === undefined ? {} : { saves: fix.saves }),
      before: this.document.text,
      after: own === null ? this.document.text : applyPatch(this.document.text, own),
    };
  }

  /** The line in the file on disk of an offset of the present text; null for text that a fix wrote. */
  private lineOnDisk(offset: number): number | null {
    let at: number | null = offset;
    for (const patch of [...this.patches].reverse()) {
      at = mapBack(patch, at);
      if (at === null) return null;
    }
    return lineAt(this.original, at);
  }
}

/** Two fixes that want the same line in a file beside the Dockerfile get it once. */
function withoutTwins(files: readonly FileEdit[]): readonly FileEdit[] {
  return [...new Map(files.map((file) => [JSON.stringify(file), file])).values()];
}

/** Of overlapping fixes the first wins and the rest wait for the next round. */
function overlap(a: Fix, b: Fix): boolean {
  return a.edits.some((one) => b.edits.some((other) => spansConflict(one.span, other.span)));
}

/** Files that no transform may touch at all. */
function leaveAlone(document: Document): SkippedCandidate | null {
  if (document.escape !== '\\') return { transform: null, line: 1, reason: { code: 'escape-character' } };
  const windows = document.stages.find((stage) => baseOf(document, stage).family === 'windows');
  if (windows === undefined) return null;
  return { transform: null, line: windows.from.startLine, reason: { code: 'windows-base', image: windows.image } };
}

function unreadable(text: string, problem: Problem): Report {
  const report = emptyReport(text);
  if (problem.code === 'not-a-dockerfile') {
    const reason = { code: 'not-a-dockerfile', why: problem.message } as const;
    return { ...report, skipped: [{ transform: null, line: problem.line, reason }] };
  }
  if (problem.code === 'parsers-disagree') {
    const reason = { code: 'parsers-disagree', line: problem.line } as const;
    return { ...report, skipped: [{ transform: null, line: problem.line, reason }] };
  }
  return { ...report, error: problem };
}

function emptyReport(text: string): Report {
  return {
    before: text,
    after: text,
    changed: false,
    applied: [],
    held: [],
    skipped: [],
    rejected: [],
    warnings: [],
    files: [],
    rounds: 0,
    estimate: null,
    error: null,
  };
}
