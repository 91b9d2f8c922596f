/** `--format json`: a contract, version 1, described in docs/json.md. New fields do not change the version. */
import type { AppliedFix } from '../../engine/report.ts';
import { unifiedDiff } from '../diff.ts';
import type { FileResult, Reporter } from '../result.ts';
import { skipWords } from '../skip-words.ts';

const VERSION = 1;

export const jsonReporter: Reporter = {
  separator: ',',
  begin: () => `{"version":${VERSION},"files":[`,
  file: (result) => `\n${JSON.stringify(fileEntry(result))}`,
  end({ files, changed, failed, written, fixes, held, skipped, rejected }) {
    const summary = { files, changed, failed, written, fixes, held, skipped, rejected };
    return `\n],"summary":${JSON.stringify(summary)}}\n`;
  },
};

function fileEntry({ path, contexts, report, error, written, sideFiles }: FileResult): object {
  return {
    path,
    contexts: contexts(),
    changed: report?.changed ?? false,
    written,
    before: report?.before ?? null,
    after: report?.after ?? null,
    diff: report?.changed === true ? unifiedDiff(path, report.before, report.after) : '',
    applied: report?.applied.map((fix) => fixEntry(path, fix)) ?? [],
    held: report?.held.map((fix) => ({ ...fixEntry(path, fix), heldBy: fix.heldBy })) ?? [],
    skipped:
      report?.skipped.map(({ transform, line, reason }) => ({
        transform,
        line,
        code: reason.code,
        ...skipWords(reason),
      })) ?? [],
    rejected: report?.rejected ?? [],
    warnings: report?.warnings ?? [],
    files: sideFiles.map(({ path: file, before, after }) => ({ path: file, before, after })),
    rounds: report?.rounds ?? 0,
    estimate: report?.estimate ?? null,
    error,
  };
}

function fixEntry(path: string, fix: AppliedFix): object {
  const { key, transform, line, endLine, risk, message, assumption, before, after } = fix;
  return { key, transform, line, endLine, risk, message, assumption, diff: unifiedDiff(path, before, after) };
}
