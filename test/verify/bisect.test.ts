import { describe, expect, test } from 'vitest';
import type { Instruction } from '../../src/dockerfile/document.ts';
import { slimify } from '../../src/engine/pipeline.ts';
import type { Report } from '../../src/engine/report.ts';
import { type AnyTransform, defineTransform, fixKey } from '../../src/engine/transform.ts';
import { noProject } from '../../src/project/project.ts';
import { bisect } from '../../src/verify/bisect.ts';
import type { Broke } from '../../src/verify/verified.ts';

const TEXT = 'FROM debian:12\nRUN one\nRUN two\nRUN three\nRUN four\n';

/** A transform that puts a word behind some instructions: what it means, the tests decide. */
function appends(id: string, word: string, isMeant: (instruction: Instruction) => boolean, isKeyNew = false) {
  let calls = 0;
  return defineTransform({
    id,
    summary: '',
    why: '',
    risk: 'safe',
    examples: [],
    defaults: {},
    optionDocs: {},
    *find({ doc }) {
      calls++;
      for (const instruction of doc.instructions) {
        if (instruction.keyword !== 'RUN' || !isMeant(instruction) || instruction.logical.includes(word)) continue;
        const { start, end } = instruction.span;
        const key = fixKey(id, doc, instruction, isKeyNew ? calls : 0);
        const edits = [{ span: { start: end, end }, text: ` ${word}` }];
        yield {
          kind: 'fix',
          key,
          at: { start, end },
          message: `add ${word}`,
          risk: 'safe',
          declares: [],
          comments: [],
          edits,
        };
      }
    },
  });
}

const every = (): boolean => true;

function tried(transforms: readonly AnyTransform[], isBroken: (text: string) => boolean) {
  const texts: string[] = [];
  const rewrite = (accept: Parameters<typeof bisect>[0] extends (accept: infer A) => Report ? A : never): Report =>
    slimify(TEXT, { project: noProject, transforms, risk: 'assumes', accept });
  const judge = async ({ after }: Report): Promise<Broke | null> => {
    texts.push(after);
    return isBroken(after) ? { what: 'build', step: null, message: 'it does not build', log: [after] } : null;
  };
  return { found: bisect(rewrite, judge), texts };
}

describe('bisect', () => {
  test('names the transform that breaks it, and keeps what the others do', async () => {
    const transforms = [appends('good', '-a', every), appends('bad', '-b', every), appends('last', '-c', every)];
    const { found } = tried(transforms, (text) => text.includes('-b'));
    const { report, dropped, broke } = await found;
    expect(broke).toBeNull();
    expect(new Set(dropped.map(({ transform }) => transform))).toEqual(new Set(['bad']));
    expect(report.after).toBe(TEXT.replaceAll(/^RUN .*$/gm, '$& -a -c'));
  });

  test('leaves out one fix of many', async () => {
    const { found, texts } = tried([appends('good', '-a', every)], (text) => text.includes('RUN three -a'));
    const { report, dropped } = await found;
    expect(dropped).toEqual([expect.objectContaining({ transform: 'good', line: 4, message: 'add -a' })]);
    expect(dropped[0]!.broke).toMatchObject({ what: 'build', message: 'it does not build' });
    expect(report.after).toBe(TEXT.replaceAll(/^RUN (?!three).*$/gm, '$& -a'));
    // The whole, two halves, and what is left.
    expect(texts.length).toBe(4);
  });

  test('leaves out all that break it', async () => {
    const transforms = [appends('one', '-a', every), appends('two', '-b', every)];
    const { found } = tried(transforms, (text) => /one -a|four.*-b/.test(text));
    const { report, dropped } = await found;
    expect(dropped.map(({ transform, line }) => `${transform} ${line}`).sort()).toEqual(['one 2', 'two 5']);
    expect(report.after).toBe('FROM debian:12\nRUN one -b\nRUN two -a -b\nRUN three -a -b\nRUN four -a\n');
  });

  test('of two that break it only together the later one goes', async () => {
    const transforms = [appends('one', '-a', every), appends('two', '-b', every)];
    const { found } = tried(transforms, (text) => text.includes('one -a -b'));
    const { report, dropped } = await found;
    expect(dropped.map(({ transform, line }) => `${transform} ${line}`)).toEqual(['two 2']);
    expect(report.after).toContain('RUN one -a\nRUN two -a -b');
  });

  test('a fix that only another makes possible goes with it, and is not named', async () => {
    const transforms = [
      appends('one', '-a', ({ logical }) => logical.includes('two')),
      appends('two', '-b', ({ logical }) => logical.includes('-a')),
    ];
    const { found } = tried(transforms, (text) => text.includes('-a'));
    const { report, dropped } = await found;
    expect(dropped.map(({ transform }) => transform)).toEqual(['one']);
    expect(report.changed).toBe(false);
  });

  test('keeps nothing where nothing works', async () => {
    const { found } = tried([appends('one', '-a', every), appends('two', '-b', every)], every);
    const { report, broke } = await found;
    expect(broke).toBeNull();
    expect(report).toMatchObject({ changed: false, after: TEXT });
  });

  test('a transform that breaks it again and again is left out whole', async () => {
    const { found } = tried([appends('good', '-a', every), appends('bad', '-b', every)], (text) => text.includes('-b'));
    const { report, dropped } = await found;
    expect(dropped.map(({ transform }) => transform)).toEqual(['bad', 'bad', 'bad', 'bad']);
    expect(report.after).not.toContain('-b');
    expect(report.after).toContain('RUN four -a');
  });

  test('what was left out with it comes back where it does no harm', async () => {
    const transforms = [appends('bad', '-b', every), appends('last', '-c', every)];
    const { found } = tried(transforms, (text) => /(?:one|two|three) -b/.test(text));
    const { report, dropped } = await found;
    expect(dropped.map(({ line }) => line).sort()).toEqual([2, 3, 4]);
    expect(report.after).toBe('FROM debian:12\nRUN one -c\nRUN two -c\nRUN three -c\nRUN four -b -c\n');
  });

  test('what broke it only by chance, or with another that is gone, comes back', async () => {
    const transforms = [appends('a', '-a', ({ logical }) => logical.includes('one')), appends('b', '-b', every)];
    let count = 0;
    const { found } = tried(
      transforms,
      (text) => text.includes('four -b') || (text.includes('two -b') && count++ === 0),
    );
    const { dropped } = await found;
    expect(dropped.map(({ line }) => line)).toEqual([5]);
  });

  test('ends where the names of the fixes change from one try to the next', async () => {
    const { found, texts } = tried([appends('bad', '-b', every, true)], (text) => text.includes('-b'));
    const { report } = await found;
    expect(report.changed).toBe(false);
    expect(texts.length).toBeLessThan(40);
  });

  test('asks nobody where nothing is changed', async () => {
    const { found, texts } = tried([], every);
    expect(await found).toMatchObject({ dropped: [], broke: null });
    expect(texts).toEqual([]);
  });
});
