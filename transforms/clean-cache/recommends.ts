/** `--no-install-recommends`, on request: what is installed changes, so only for packages that are known to do without. */
import type { Word } from '../../src/dockerfile/shell.ts';
import { noRecommendsSafe, noRecommendsSafeWithCertificates } from '../../src/facts/apt-recommends.ts';
import { type Call, hasOption } from './calls.ts';
import { leaveAlone, type Run, type Wish } from './run.ts';

/** Options that people write right behind `install`; ours comes after them. */
const YES = /^(?:-y|-q|-yq|-qy|-qq|-yqq|-qqy|--yes|--assume-yes|--quiet)$/;

export function* noRecommends(run: Run): Iterable<Wish> {
  if (isConfigured(run)) return;
  let ordinal = 0;
  for (const call of run.calls) {
    const { use, invocation } = call;
    if (use === null || (use.manager.id !== 'apt-get' && use.manager.id !== 'apt') || use.verb?.text !== 'install')
      continue;
    if (use.args.some(({ text }) => /install-(?:recommends|suggests)/i.test(text))) continue;
    const unlisted = unlistedPackages(call, run.doc.text);
    if (unlisted.length > 0) yield leaveAlone({ code: 'packages-not-listed', packages: unlisted }, 'changes');
    else if (!invocation.editable) yield leaveAlone({ code: 'inside-quotes', command: 'apt-get install' }, 'changes');
    else {
      const end = placeOf(use.args, use.verb.index);
      yield {
        kind: 'reword',
        name: `recommends${ordinal++}`,
        edits: [{ span: { start: end, end }, text: ' --no-install-recommends' }],
        message: 'install no recommended packages',
        assumptions: [],
        changes: true,
      };
    }
  }
}

/** Packages that may need what they recommend, in a file with this text; the call's own words when it names none. */
function unlistedPackages({ use }: Call, text: string): readonly string[] {
  const { args, verb, manager } = use!;
  const words = args.slice(verb!.index + 1).filter((word, i, all) => isPackage(word, all[i - 1], manager.valued));
  const names = words.map(({ value, text }) => (value === null ? text : value.replace(/[=:/].*/, '')));
  if (names.length === 0) return [hasOption(args, ['-f', '--fix-broken']) ? '--fix-broken' : 'no package'];
  const hasCertificates = names.includes('ca-certificates');
  return names.filter((name) => {
    const lost =
      noRecommendsSafe.get(name) ?? (hasCertificates ? noRecommendsSafeWithCertificates.get(name) : undefined);
    // A program that comes with recommended packages only must not be named anywhere, be it in a comment.
    return lost === undefined || lost.some((program) => !names.includes(program) && hasWord(text, program));
  });
}

function hasWord(text: string, word: string): boolean {
  return new RegExp(`(?<![\\w.-])${word}(?![\\w.-])`).test(text);
}

function isPackage({ text }: Word, before: Word | undefined, valued: readonly string[]): boolean {
  return !text.startsWith('-') && !(before !== undefined && valued.includes(before.text));
}

function placeOf(args: readonly Word[], verb: number): number {
  const next = args[verb + 1];
  return next !== undefined && YES.test(next.text) ? next.span.end : args[verb]!.span.end;
}

/** Whether apt has been told so for good above. */
function isConfigured({ stage, instruction }: Run): boolean {
  return stage.instructions.some(
    ({ index, logical }) =>
      index <= instruction.index && /install-recommends/i.test(logical) && /apt\.conf/.test(logical),
  );
}
