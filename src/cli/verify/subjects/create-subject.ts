/** How a Dockerfile that would be changed is built and tried. */
import type { AppliedFix, Report } from '../../../engine/report.ts';
import type { Context } from '../../../project/contexts.ts';
import type { Project } from '../../../project/project.ts';
import { notBuilt } from '../../../verify/built-stages.ts';
import type { Subject } from '../../../verify/subject.ts';
import type { NotVerified } from '../../../verify/verified.ts';
import { readWants } from '../../../verify/wants.ts';
import { rootOf } from '../../batch-contexts.ts';
import { pathFrom } from '../../paths.ts';
import type { Complaint } from '../../result.ts';
import type { Target } from '../../targets.ts';
import type { VerifyJob } from '../job.ts';
import { changedFileOf } from './changed-file.ts';
import { type DeclaredBuild, declaredBuild } from './declared-build.ts';
import { type Asked, type GivenOptions, givenOptions } from './given-options.ts';
import { missingSecrets } from './missing-secrets.ts';

/** Why nobody can say what is built with it; null when it is known. */
export function whyNoContext({ doubt, folder, others, project }: Context, cwd: string): NotVerified | null {
  if (doubt === 'several') {
    const folders = [folder, ...others].map((each) => pathFrom(cwd, each) || '.');
    return { code: 'several-contexts', folders };
  }
  if (doubt === null && project.hasContext) return null;
  if (project.problem !== null) return { code: 'unreadable', line: null, message: project.problem };
  return { code: 'no-context' };
}

interface Judged {
  readonly text: string;
  readonly report: Report;
  /** With what the files before have left. */
  readonly context: Context;
  /** The same as it is on disk. */
  readonly project: Project;
  readonly rewrite: Subject['rewrite'];
}

/** What verify needs to know of a file that would be changed. */
export function createSubject(
  target: Target,
  { text, report, context, project, rewrite }: Judged,
  { options, cwd }: Pick<VerifyJob, 'options' | 'cwd'>,
): { readonly subject: Subject; readonly notes: readonly Complaint[] } {
  const { check, buildArgs, runOptions, buildOptions, ...own } = options.of(target.real);
  const declared = declaredBuild(context.project.uses, context.real, rootOf(target, cwd));
  const changed = changedFileOf(own.change, context.real, project);
  const given = givenTo(text, declared, { own: buildOptions, engine: options.engine }, cwd);
  // An empty name is the last stage, whatever compose files say.
  const targets = own.target === null ? [declared.target, null] : [own.target || null];
  const { stage, left } = mostBuilt(text, targets, report.applied);
  const keys = new Set(left.map(({ key }) => key));
  const subject: Subject = {
    path: target.path,
    text,
    context: context.real,
    project,
    pendingIgnore: context.project.ignoreFile.text,
    rewrite: (accept) => rewrite((fix, transform) => !keys.has(fix.key) && accept(fix, transform)),
    build: {
      target: stage,
      args: new Map([...declared.args, ...buildArgs]),
      options: [...given.options, ...buildOptions],
    },
    check,
    runOptions,
    changedFile: changed.file,
  };
  const messages = changed.note === null ? given.notes : [changed.note, ...given.notes];
  const notes = messages.map((message) => ({ message, path: target.path, line: null }));
  return { subject, notes: [...notes, ...leftNotes(target.path, left)] };
}

/** What else the file that builds it says: what is passed on as options, and what is not. */
function givenTo(text: string, declared: DeclaredBuild, more: Omit<Asked, 'wants'>, cwd: string): GivenOptions {
  const asked = { wants: readWants(text), ...more };
  const { options, notes } = givenOptions(declared, asked);
  const secrets = missingSecrets(declared, asked, cwd);
  return { options, notes: secrets === null ? notes : [...notes, secrets] };
}

/** Of these targets the one whose build proves most; what it does not prove is left as it is. */
function mostBuilt(
  text: string,
  targets: readonly (string | null)[],
  applied: readonly AppliedFix[],
): { readonly stage: string | null; readonly left: readonly AppliedFix[] } {
  const all = targets.map((stage) => ({ stage, left: notBuilt(text, stage, applied) }));
  return all.reduce((best, other) => (other.left.length < best.left.length ? other : best));
}

/** One line, however many they are. */
function leftNotes(path: string, left: readonly AppliedFix[]): readonly Complaint[] {
  const [first] = left;
  if (first === undefined) return [];
  const names = [...new Set(left.map(({ transform }) => transform))].join(', ');
  const where = left.length === 1 ? 'this stage is' : `${left.length} fixes are in stages that are`;
  const message = `${names} left out: ${where} not built, so nothing is proven there; --target builds another stage`;
  return [{ message, path, line: first.line }];
}
