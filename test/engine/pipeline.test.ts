import { describe, expect, test } from 'vitest';
import type { Document, Instruction } from '../../src/dockerfile/document.ts';
import { type SlimifyOptions, slimify } from '../../src/engine/pipeline.ts';
import { type AnyTransform, defineTransform, type Fix, fixKey, type Skip } from '../../src/engine/transform.ts';
import { memoryProject, noProject } from '../../src/project/project.ts';

type Find = (doc: Document, options: Readonly<Record<string, unknown>>) => Iterable<Fix | Skip>;

function transform(id: string, find: Find, defaults: Record<string, string> = {}): AnyTransform {
  return defineTransform({
    id,
    summary: 'A fake.',
    why: 'to test the pipeline',
    risk: 'changes',
    examples: [],
    defaults,
    optionDocs: {},
    find: ({ doc, options }) => find(doc, options),
  });
}

/** A fix that replaces `from` by `to` where it first stands in an instruction. */
function replace(
  id: string,
  doc: Document,
  instruction: Instruction,
  from: string,
  to: string,
  more: Partial<Fix> = {},
): Fix {
  const start = doc.text.indexOf(from, instruction.span.start);
  return {
    kind: 'fix',
    key: fixKey(id, doc, instruction),
    at: instruction.span,
    message: `replace ${from}`,
    risk: 'safe',
    declares: [],
    comments: [],
    edits: [{ span: { start, end: start + from.length }, text: to }],
    ...more,
  };
}

/** Replaces `from` by `to` in every RUN that holds it. */
function replacer(id: string, from: string, to: string, more: Partial<Fix> = {}): AnyTransform {
  return transform(id, function* (doc) {
    for (const instruction of doc.instructions) {
      if (instruction.keyword === 'RUN' && instruction.logical.includes(from))
        yield replace(id, doc, instruction, from, to, more);
    }
  });
}

function run(text: string, transforms: readonly AnyTransform[], options: Partial<SlimifyOptions> = {}) {
  return slimify(text, { project: noProject, transforms, risk: 'assumes', ...options });
}

describe('steps and rounds', () => {
  test('nothing to do is no round, and the text stays', () => {
    const report = run('FROM a\nRUN b\n', [replacer('none', 'z', 'y')]);
    expect(report).toMatchObject({ after: 'FROM a\nRUN b\n', changed: false, rounds: 0, error: null, applied: [] });
  });

  test('a step sees what the one before wrote', () => {
    const report = run('FROM a\nRUN one\n', [replacer('first', 'one', 'two'), replacer('second', 'two', 'three')]);
    expect(report.after).toBe('FROM a\nRUN three\n');
    expect(report.applied.map(({ transform: id }) => id)).toEqual(['first', 'second']);
    expect(report.rounds).toBe(1);
  });

  test('all fixes of a step are made at once', () => {
    const report = run('FROM a\nRUN one\nRUN one b\n', [replacer('all', 'one', 'two')]);
    expect(report.after).toBe('FROM a\nRUN two\nRUN two b\n');
    expect(report.applied).toHaveLength(2);
    expect(report.rounds).toBe(1);
  });

  test('what a later transform makes room for waits for the next round', () => {
    const report = run('FROM a\nRUN one\n', [replacer('second', 'two', 'three'), replacer('first', 'one', 'two')]);
    expect(report.after).toBe('FROM a\nRUN three\n');
    expect(report.rounds).toBe(2);
  });

  test('a file that a third round still changes stays as it was', () => {
    const growing = transform('growing', function* (doc) {
      const last = doc.instructions.at(-1)!;
      yield replace('growing', doc, last, last.logical, `${last.logical} x`);
    });
    const text = 'FROM a\nRUN b\n';
    const report = run(text, [growing]);
    expect(report).toMatchObject({ before: text, after: text, changed: false, applied: [], rounds: 0 });
    expect(report.error?.code).toBe('unstable');
  });

  test('three rounds, of which the third changes nothing, are fine', () => {
    const steps = [replacer('c', 'three', 'four'), replacer('b', 'two', 'three')];
    const report = run('FROM a\nRUN two\n', steps);
    expect(report).toMatchObject({ after: 'FROM a\nRUN four\n', rounds: 2, error: null });
  });

  test('two transforms that undo each other are told', () => {
    const report = run('FROM a\nRUN one\n', [replacer('there', 'one', 'two'), replacer('back', 'two', 'one')]);
    expect(report).toMatchObject({ after: 'FROM a\nRUN one\n', changed: false, applied: [] });
    expect(report.error?.code).toBe('unstable');
  });

  test('of overlapping fixes the first wins, and the rest wait for the next round', () => {
    const overlapping = transform('overlapping', function* (doc) {
      for (const [i, [from, to]] of [
        ['one two', 'x two'],
        ['two three', 'y'],
      ].entries()) {
        const instruction = doc.instructions.at(-1)!;
        if (instruction.logical.includes(from!))
          yield { ...replace('overlapping', doc, instruction, from!, to!), key: `k${i}` };
      }
    });
    const report = run('FROM a\nRUN one two three\n', [overlapping]);
    expect(report.after).toBe('FROM a\nRUN x y\n');
    expect(report.applied.map(({ key }) => key)).toEqual(['k0', 'k1']);
    expect(report.rounds).toBe(2);
    expect(report.rejected).toEqual([]);
  });

  test('line ends, BOM and the missing final newline stay', () => {
    const report = run('\uFEFFFROM a\r\nRUN one', [replacer('all', 'one', 'two')]);
    expect(report.after).toBe('\uFEFFFROM a\r\nRUN two');
  });

  test('options go over the defaults', () => {
    const seen: unknown[] = [];
    const find: Find = (_, options) => {
      seen.push(options);
      return [];
    };
    const watching = transform('watching', find, { a: '1', b: '2' });
    run('FROM a\n', [watching], { options: { watching: { b: '3' }, other: { a: '4' } } });
    expect(seen).toEqual([{ a: '1', b: '3' }]);
  });

  test('a transform that throws is named', () => {
    const broken = transform('broken', () => {
      throw new Error('oh');
    });
    expect(() => run('FROM a\n', [broken])).toThrow('transform broken failed: oh');
  });
});

describe('a step that fails a check', () => {
  test('is undone, reported, and not tried again', () => {
    const losing = transform('losing', function* (doc) {
      const [comment] = doc.comments;
      if (comment !== undefined)
        yield {
          ...replace('losing', doc, doc.instructions.at(-1)!, 'RUN', 'RUN'),
          edits: [{ span: comment.span, text: '' }],
        };
    });
    const report = run('FROM a\n# keep\nRUN b\n', [losing, replacer('fine', 'b', 'c')]);
    expect(report.after).toBe('FROM a\n# keep\nRUN c\n');
    expect(report.applied.map(({ transform: id }) => id)).toEqual(['fine']);
    expect(report.rejected).toEqual([
      {
        transform: 'losing',
        key: expect.stringMatching(/^losing:0:/),
        line: 3,
        message: 'replace RUN',
        why: 'a comment is lost: # keep',
      },
    ]);
    expect(report.skipped).toEqual([]);
  });

  test('keeps its other fixes', () => {
    const user = transform('user', function* (doc) {
      for (const instruction of doc.instructions) {
        if (instruction.logical === 'RUN one') yield replace('user', doc, instruction, 'one', 'two');
        if (instruction.logical === 'USER a') yield replace('user', doc, instruction, 'USER a', 'USER b');
      }
    });
    const report = run('FROM a\nRUN one\nUSER a\nRUN x\nRUN one\n', [user]);
    expect(report.after).toBe('FROM a\nRUN two\nUSER a\nRUN x\nRUN two\n');
    expect(report.applied.map(({ line }) => line)).toEqual([2, 5]);
    expect(report.rejected).toHaveLength(1);
    expect(report.rejected[0]).toMatchObject({ line: 3, why: 'USER of the default target changes undeclared' });
  });

  test.each<[string, (doc: Document) => readonly Fix['edits'][number][], RegExp]>([
    [
      'edits that overlap',
      () => [0, 2].map((start) => ({ span: { start: 8 + start, end: 12 + start }, text: '' })),
      /overlap/,
    ],
    ['edits outside the text', () => [{ span: { start: 90, end: 99 }, text: '' }], /outside/],
    [
      'text that does not parse',
      () => [{ span: { start: 7, end: 10 }, text: 'OOPS' }],
      /does not parse: unknown instruction/,
    ],
    ['edits that change nothing', () => [{ span: { start: 7, end: 10 }, text: 'RUN' }], /changes nothing/],
  ])('%s', (_, edits, why) => {
    const broken = transform('broken', function* (doc) {
      yield { ...replace('broken', doc, doc.instructions[1]!, 'RUN', 'RUN'), edits: edits(doc) };
    });
    const report = run('FROM a\nRUN b c d e\n', [broken]);
    expect(report).toMatchObject({ changed: false, applied: [], error: null, rounds: 0 });
    expect(report.rejected).toHaveLength(1);
    expect(report.rejected[0]?.why).toMatch(why);
  });

  test('a check of what is declared looks at all fixes of the step', () => {
    const declares = [{ target: null, field: 'USER' as const }];
    const both = transform('both', function* (doc) {
      for (const instruction of doc.instructions) {
        if (instruction.logical === 'RUN one') yield replace('both', doc, instruction, 'one', 'two');
        if (instruction.logical === 'USER a') yield replace('both', doc, instruction, 'USER a', 'USER b', { declares });
      }
    });
    const report = run('FROM a\nRUN one\nUSER a\n', [both]);
    expect(report).toMatchObject({ after: 'FROM a\nRUN two\nUSER b\n', rejected: [] });
  });
});

describe('what is held back', () => {
  test('by the risk', () => {
    const bold = replacer('bold', 'one', 'two', { risk: 'changes' });
    const report = run('FROM a\nRUN one\n', [bold]);
    expect(report).toMatchObject({ changed: false, rounds: 0, applied: [] });
    expect(report.held).toMatchObject([{ transform: 'bold', line: 2, risk: 'changes', heldBy: 'risk' }]);
    expect(report.held[0]?.after).toBe('FROM a\nRUN two\n');
    expect(run('FROM a\nRUN one\n', [bold], { risk: 'changes' }).after).toBe('FROM a\nRUN two\n');
  });

  test('an assumption goes with its fix', () => {
    const assuming = replacer('assuming', 'one', 'two', { risk: 'assumes', assumption: 'nothing reads one' });
    expect(run('FROM a\nRUN one\n', [assuming]).applied[0]?.assumption).toBe('nothing reads one');
    expect(run('FROM a\nRUN one\n', [assuming], { risk: 'safe' }).held).toHaveLength(1);
  });

  test('by accept, which is asked for those within the risk only', () => {
    const asked: string[] = [];
    const accept = (fix: Fix, id: string) => {
      asked.push(`${id} ${fix.message}`);
      return fix.message === 'replace b';
    };
    const steps = [replacer('x', 'a', 'z'), replacer('y', 'b', 'z'), replacer('w', 'c', 'z', { risk: 'changes' })];
    const report = run('FROM q\nRUN a\nRUN b\nRUN c\n', steps, { accept });
    expect(report.after).toBe('FROM q\nRUN a\nRUN z\nRUN c\n');
    expect(report.held.map(({ transform: id, heldBy }) => [id, heldBy])).toEqual([
      ['x', 'accept'],
      ['w', 'risk'],
    ]);
    expect(new Set(asked)).toEqual(new Set(['x replace a', 'y replace b']));
  });

  test('by an ignore comment: a skip, and the rest is done', () => {
    const text = 'FROM a\n# slimify-ignore all: why\nRUN one\nRUN one\n';
    const report = run(text, [replacer('all', 'one', 'two')]);
    expect(report.after).toBe('FROM a\n# slimify-ignore all: why\nRUN one\nRUN two\n');
    expect(report.skipped).toEqual([
      { transform: 'all', line: 3, reason: { code: 'ignored', by: '# slimify-ignore all: why' } },
    ]);
    expect(report.held).toEqual([]);
  });

  test('by a comment above the line that the report names, wherever the fix edits', () => {
    const text = 'FROM a\nRUN one\n# slimify-ignore all: why\nCMD two\n';
    const transforms = [
      transform('all', function* (doc) {
        if (doc.text.includes('three')) return;
        const [from, , cmd] = doc.instructions;
        yield replace('all', doc, from!, 'one', 'three', { at: cmd!.span });
      }),
    ];
    const report = run(text, transforms);
    expect(report.after).toBe(text);
    expect(report.skipped).toEqual([
      { transform: 'all', line: 4, reason: { code: 'ignored', by: '# slimify-ignore all: why' } },
    ]);
    expect(run(text.replace('all', 'other'), transforms).after).toContain('three');
  });

  test('warnings about ignore comments know every id', () => {
    const text = 'FROM a\n# slimify-ignore other: why\nRUN one\n';
    expect(run(text, [replacer('all', 'one', 'two')]).warnings).toHaveLength(1);
    expect(run(text, [replacer('all', 'one', 'two')], { knownIds: ['all', 'other'] }).warnings).toEqual([]);
  });
});

describe('skips', () => {
  const at = (doc: Document, i: number): Skip => {
    return { kind: 'skip', at: doc.instructions[i]!.span, reason: { code: 'needs-context' } };
  };

  test('are those of the last look, once each', () => {
    const skipping = transform('skipping', function* (doc) {
      yield at(doc, 1);
    });
    const report = run('FROM a\nRUN one\n', [skipping, replacer('all', 'one', 'two')]);
    expect(report.rounds).toBe(1);
    expect(report.skipped).toEqual([{ transform: 'skipping', line: 2, reason: { code: 'needs-context' } }]);
  });
});

describe('lines', () => {
  const heading = transform('heading', function* (doc) {
    const run = doc.instructions[1]!;
    if (doc.instructions.length > 2) return;
    const span = { start: run.span.start, end: run.span.start };
    yield { ...replace('heading', doc, run, 'RUN', 'RUN'), edits: [{ span, text: 'RUN new \\\n  line\n' }] };
  });

  test('are those of the file on disk, after lines were put in above', () => {
    const report = run('FROM a\nRUN one\n', [heading, replacer('all', 'one', 'two')]);
    expect(report.after).toBe('FROM a\nRUN new \\\n  line\nRUN two\n');
    expect(report.applied.map(({ transform: id, line, endLine }) => [id, line, endLine])).toEqual([
      ['heading', 2, 2],
      ['all', 2, 2],
    ]);
  });

  test('are null for new text', () => {
    const report = run('FROM a\nRUN one\n', [heading, replacer('all', 'line', 'text')]);
    expect(report.after).toBe('FROM a\nRUN new \\\n  text\nRUN one\n');
    expect(report.applied.map(({ line }) => line)).toEqual([2, null]);
  });

  test('span the fix', () => {
    const report = run('FROM a\nRUN one \\\n  more\nRUN x\n', [replacer('all', 'one', 'two')]);
    expect(report.applied).toMatchObject([{ line: 2, endLine: 3 }]);
  });

  test('survive lines that were taken away', () => {
    const joined = transform('joined', function* (doc) {
      const [, first, second] = doc.instructions;
      if (first?.keyword !== 'RUN' || second?.keyword !== 'RUN') return;
      const span = { start: first.span.end, end: second.arguments.restSpan.start };
      yield { ...replace('joined', doc, first, 'RUN', 'RUN'), edits: [{ span, text: ' && ' }] };
    });
    const skipping = transform('skipping', function* (doc) {
      const last = doc.instructions.at(-1)!;
      yield { kind: 'skip', at: last.span, reason: { code: 'needs-context' } };
    });
    const report = run('FROM a\nRUN b\n\nRUN c\nCMD ["d"]\n', [joined, skipping]);
    expect(report.after).toBe('FROM a\nRUN b && c\nCMD ["d"]\n');
    expect(report.skipped).toMatchObject([{ line: 5 }]);
  });

  test('are given in a held fix too', () => {
    const report = run('FROM a\nRUN one three\n', [heading, replacer('bold', 'three', 'x', { risk: 'changes' })]);
    expect(report.held).toMatchObject([{ line: 2 }]);
  });
});

describe('files that are left alone', () => {
  const all = replacer('all', 'one', 'two');

  test.each([
    ['no FROM', 'ARG A=1\n', 'not-a-dockerfile'],
    ['a template', 'FROM {{ base }}\nRUN one\n', 'not-a-dockerfile'],
    ['another escape character', '# escape=`\nFROM a\nRUN one\n', 'escape-character'],
    ['a Windows image', 'FROM a\nRUN one\nFROM mcr.microsoft.com/windows/servercore:ltsc2022\n', 'windows-base'],
    ['a text that two parsers read differently', "FROM a\nRUN one\nRUN echo 'x <<EOF y'\nUSER u\n", 'parsers-disagree'],
    ['an ignore comment', '# slimify-ignore-file\nFROM a\nRUN one\n', 'ignored'],
  ])('%s: a skip', (_, text, code) => {
    const report = run(text, [all]);
    expect(report).toMatchObject({ after: text, changed: false, error: null });
    expect(report.skipped).toMatchObject([{ transform: null, reason: { code } }]);
  });

  test.each([
    ['an unknown instruction', 'FROM a\nRUM one\n', 'unknown-instruction', 2],
    ['a heredoc without an end', 'FROM a\nRUN <<EOF\none\n', 'unterminated-heredoc', 2],
    ['nothing', '', 'no-instructions', null],
    ['a directive twice', '# syntax=a\n# syntax=b\nFROM a\n', 'duplicate-directive', 2],
    ['ENV without a value', 'FROM a\nENV A\n', 'bad-arguments', 2],
  ])('%s: an error', (_, text, code, line) => {
    const report = run(text, [all]);
    expect(report).toMatchObject({ after: text, changed: false, skipped: [], error: { code, line } });
  });
});

test('edits of side files are seen by the next step, and are in the report', () => {
  const files = [{ path: '.dockerignore', edits: [{ span: { start: 0, end: 0 }, text: 'node_modules\n' }] }];
  const seen: (string | null)[] = [];
  const writing = replacer('writing', 'one', 'two', { files });
  const reading: AnyTransform = {
    ...transform('reading', () => []),
    find: ({ project }) => {
      seen.push(project.readText('.dockerignore'));
      return [];
    },
  };
  const report = run('FROM a\nRUN one\n', [writing, reading], {
    project: memoryProject({ '.dockerignore': 'dist\n' }),
  });
  expect(report.files).toEqual([{ path: '.dockerignore', before: 'dist\n', after: 'node_modules\ndist\n' }]);
  expect(seen).toEqual(['node_modules\ndist\n', 'node_modules\ndist\n']);
});

test('a skip is told to those who would have allowed its fix', () => {
  const bold = transform('bold', function* (doc) {
    yield { kind: 'skip', at: doc.instructions[0]!.span, reason: { code: 'needs-context' }, risk: 'changes' };
  });
  expect(run('FROM a\n', [bold]).skipped).toEqual([]);
  expect(run('FROM a\n', [bold], { risk: 'changes' }).skipped).toHaveLength(1);
});

test('a fix that is held can be a skip besides', () => {
  const bold = replacer('bold', 'one', 'two', { risk: 'changes', heldAs: { code: 'needs-context' } });
  const held = run('FROM a\nRUN one\n', [bold]);
  expect(held.held).toHaveLength(1);
  expect(held.skipped).toMatchObject([{ line: 2, reason: { code: 'needs-context' } }]);
  expect(run('FROM a\nRUN one\n', [bold], { risk: 'changes' })).toMatchObject({ changed: true, skipped: [] });
});

describe('keys', () => {
  const keysOf = (text: string) => run(text, [replacer('all', 'one', 'two')]).applied.map(({ key }) => key);
  const plain = keysOf('FROM a AS b\nRUN one\nRUN one x\nFROM c\nRUN one\nRUN one\n');

  test('differ within a file', () => {
    expect(new Set(plain).size).toBe(4);
  });

  test('stay when other parts of the file change', () => {
    const other =
      '# new\nARG A=1\nFROM a AS b\nENV X=1\nRUN one\n\nRUN three\nRUN one x\nFROM c\nRUN one\nUSER u\nRUN one\n';
    expect(keysOf(other)).toEqual(plain);
  });
});
