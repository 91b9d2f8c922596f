/** Transforms for the tests of the command: simple enough that each test shows what it expects. */
import type { Instruction } from '../../src/dockerfile/document.ts';
import { type AnyTransform, defineTransform, type Fix, fixKey, type Skip } from '../../src/engine/transform.ts';
import type { FileEdit, Project } from '../../src/project/project.ts';

/** `RUN echo one` becomes `RUN echo 1`: safe. Two in `RUN echo two` rests on something: assumes. Three: changes. Four: safe, with a file. Five: safe, with a line at the end of the ignore file, unless it is there. */
const digits = defineTransform<{ style: string; limit: number; loud: boolean; words: readonly string[] }>({
  id: 'digits',
  summary: 'Writes numbers as digits.',
  why: 'Digits are shorter than words, so the file is smaller. Nothing can go wrong.',
  risk: 'changes',
  hadolint: ['DL0001'],
  examples: [
    { title: 'A word', before: 'FROM a\nRUN echo one\n', after: 'FROM a\nRUN echo 1\n' },
    { title: 'A digit', before: 'FROM a\nRUN echo 1\n', after: null },
  ],
  defaults: { style: 'arabic', limit: 9, loud: false, words: [] },
  optionDocs: {
    style: { summary: 'Which digits.', choices: ['arabic', 'roman'] },
    limit: { summary: 'The largest.' },
    loud: { summary: 'Whether to shout.' },
    words: { summary: 'More words.' },
  },
  *find({ doc, project, options }) {
    for (const instruction of doc.instructions) {
      if (instruction.logical.includes('crash')) throw new Error('cannot count');
      for (const [word, digit, risk] of WORDS) {
        const replacement = options.style === 'roman' ? 'I'.repeat(Number(digit)) : digit;
        const at = doc.text.slice(instruction.span.start, instruction.span.end).indexOf(word);
        if (at < 0) continue;
        const span = { start: instruction.span.start + at, end: instruction.span.start + at + word.length };
        const fix: Fix = {
          kind: 'fix',
          key: fixKey('digits', doc, instruction, word),
          at: span,
          message: `write ${word} as ${replacement}`,
          risk,
          ...(risk === 'assumes' ? { assumption: 'Nobody reads the number aloud.' } : {}),
          declares: [],
          comments: [],
          edits: [{ span, text: replacement }],
          ...(word === 'four' ? { files: [{ path: '.dockerignore', edits: [TOP] }] } : {}),
          ...(word === 'five' ? { files: ignoring(project, doc.stages[0]!.image) } : {}),
        };
        yield fix;
      }
    }
  },
});

const WORDS = [
  ['one', '1', 'safe'],
  ['two', '2', 'assumes'],
  ['three', '3', 'changes'],
  ['four', '4', 'safe'],
  ['five', '5', 'safe'],
] as const;

/** What writing four takes along. */
const TOP = { span: { start: 0, end: 0 }, text: 'four\n' };

/** Leaves a path out of the build. */
function ignoring({ ignoreFile: { path, text }, isIgnored }: Project, name: string): readonly FileEdit[] {
  const end = text?.length ?? 0;
  return path === null || isIgnored(name) ? [] : [{ path, edits: [{ span: { start: end, end }, text: `${name}\n` }] }];
}

/** Leaves every `RUN leave ...` alone. */
const patience = defineTransform({
  id: 'patience',
  summary: 'Leaves things alone.',
  why: 'What is left alone cannot break, and somebody has to show how that looks.',
  risk: 'safe',
  examples: [{ title: 'Left alone', before: 'FROM a\nRUN leave it\n', after: null }],
  defaults: {},
  optionDocs: {},
  *find({ doc, project }) {
    for (const instruction of doc.instructions) {
      if (instruction.logical.includes('leave it')) yield skip(instruction, { code: 'lists-from-elsewhere' });
      if (instruction.logical.includes('leave that')) yield skip(instruction, { code: 'flags-differ' });
      const file = /\bread (\S+)/.exec(instruction.logical)?.[1];
      if (file !== undefined)
        yield skip(instruction, { code: 'dynamic-command', text: project.readText(file) ?? 'not there' });
    }
  },
});

function skip({ span }: Instruction, reason: Skip['reason']): Skip {
  return { kind: 'skip', at: span, reason };
}

export const preset: readonly AnyTransform[] = [digits, patience];

export const leftOut = { digits: [{ name: 'dozens', reason: 'nobody agrees on how many twelve are' }] };
