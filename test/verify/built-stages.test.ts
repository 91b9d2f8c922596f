import { expect, test } from 'vitest';
import type { AppliedFix } from '../../src/engine/report.ts';
import { notBuilt } from '../../src/verify/built-stages.ts';

const TEXT = `ARG A=1
FROM a AS base
RUN one
FROM base AS build
RUN two
FROM base AS dev
RUN three
FROM b AS tools
RUN four
FROM base
COPY --from=build /x /x
RUN --mount=from=tools,target=/t five
`;

function lines(target: string | null, text = TEXT): readonly (number | null)[] {
  const fix = { key: '', transform: 't', endLine: null, risk: 'safe', message: '', assumption: null } as const;
  const applied = [null, 1, 3, 5, 7, 9, 12].map(
    (line): AppliedFix => ({ ...fix, line, declares: [], before: text, after: text }),
  );
  return notBuilt(text, target, applied).map(({ line }) => line);
}

test.each([
  ['the last stage, with what it is FROM, copies and mounts', null, [7]],
  ['a stage by its name, in whatever case', 'DEV', [5, 9, 12]],
  ['a stage by its number', '3', [3, 5, 7, 12]],
  ['no stage: the engine will say so', 'none', []],
])('%s', (_, target, left) => {
  expect(lines(target)).toEqual(left);
});

test('where a variable says what is copied from, any stage may be built', () => {
  expect(lines(null, TEXT.replace('from=build', 'from=$STAGE'))).toEqual([]);
});
