/** `--format patch`: what `git apply` takes, from the repository's root and from a folder below it. */
import { gitDiff } from '../diff.ts';
import { isPatchable, type Reporter } from '../result.ts';

export const patchReporter: Reporter = {
  separator: '',
  begin: () => '',
  file(result) {
    const { patchPath, report, sideFiles } = result;
    if (report === null || !isPatchable(result)) return '';
    const files = sideFiles.map((file) => gitDiff(file.patchPath, file.before, file.after));
    return [...files, gitDiff(patchPath, report.before, report.after)].join('');
  },
  end: () => '',
};
