/** How `--format pretty` lays out what does not fit in a line. */
import { expect, test } from 'vitest';
import { prettyReporter } from '../../src/cli/reporters/pretty.ts';
import { slimify } from '../../src/engine/pipeline.ts';
import { defineTransform, fixKey } from '../../src/engine/transform.ts';
import { noProject } from '../../src/project/project.ts';

const ASSUMPTION = 'the app uses no program of the large image that the small image lacks';

function list(message: string, width: number): string {
  const transform = defineTransform({
    id: 'slim',
    summary: '',
    why: '',
    risk: 'assumes',
    examples: [],
    defaults: {},
    optionDocs: {},
    *find({ doc }) {
      const [from] = doc.instructions;
      if (from === undefined || doc.text.includes('slim')) return;
      const end = from.span.end;
      const edits = [{ span: { start: end, end }, text: '-slim' }];
      const shown = { message, risk: 'assumes', assumption: ASSUMPTION } as const;
      yield { kind: 'fix', key: fixKey('slim', doc, from), at: from.span, ...shown, declares: [], comments: [], edits };
    },
  });
  const report = slimify('FROM node:20\n', { project: noProject, transforms: [transform], risk: 'assumes' });
  const options = { write: false, quiet: false, color: false, explainSkips: false, width };
  const path = 'Dockerfile';
  const shown = { path, patchPath: path, contexts: () => [], named: true, sideFiles: [], error: null, written: false };
  return prettyReporter(options)
    .file({ ...shown, report: { ...report, estimate: null } })
    .split('  changes\n')[1]!;
}

test('the risk stands behind the last word of what is done', () => {
  expect(list('run on the small image with production dependencies and dist', 60)).toBe(
    `    1  slim  run on the small image with production
             dependencies and dist [assumes]
             assumes: the app uses no program of the large
             image that the small image lacks
`,
  );
});

test('and below it where there is no room', () => {
  expect(list('run on the small image with production dependencies', 60)).toContain(
    `    1  slim  run on the small image with production
             dependencies [assumes]
`,
  );
  expect(list('run on the small image with productions x', 60)).toContain(
    `    1  slim  run on the small image with productions x
             [assumes]
             assumes: `,
  );
});
