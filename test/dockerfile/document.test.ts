import { describe, expect, test } from 'vitest';
import { type Document, findStage, lineAt, parseDocument, stageOf } from '../../src/dockerfile/document.ts';

function parse(text: string): Document {
  const result = parseDocument(text);
  if (!result.ok) throw new Error(`${result.problem.code}: ${result.problem.message}`);
  return result.document;
}

function slices({ text, instructions }: Document): string[] {
  return instructions.map(({ span }) => text.slice(span.start, span.end));
}

describe('stages', () => {
  const document = parse(
    'ARG V=1\nFROM a:$V AS Base\nRUN b\n\nFROM --platform=linux/arm64 c\nCOPY --from=base /x /x\nfrom BASE as last\nRUN d\n',
  );

  test('have their image, name and parent, in any case', () => {
    expect(document.stages.map(({ image, name, parent }) => [image, name, parent])).toEqual([
      ['a:$V', 'Base', null],
      ['c', null, null],
      ['BASE', 'last', 0],
    ]);
  });

  test('hold their instructions without the FROM', () => {
    expect(document.stages.map(({ instructions }) => instructions.map(({ keyword }) => keyword))).toEqual([
      ['RUN'],
      ['COPY'],
      ['RUN'],
    ]);
    expect(document.globals.map(({ logical }) => logical)).toEqual(['ARG V=1']);
  });

  test('are known to their instructions', () => {
    expect(document.instructions.map(({ stage }) => stage)).toEqual([null, 0, 0, 1, 1, 2, 2]);
    expect(document.instructions.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(stageOf(document, document.instructions[0]!)).toBeNull();
    expect(stageOf(document, document.instructions[1]!)?.index).toBe(0);
  });

  test.each([
    ['base', 2, 0],
    ['BASE', 2, 0],
    ['0', 2, 0],
    ['1', 2, 1],
    ['last', 3, 2],
  ])('%s before stage %i is stage %i', (reference, before, index) => {
    expect(findStage(document, reference, before)?.index).toBe(index);
  });

  test.each([
    ['last', 2],
    ['2', 2],
    ['9', 3],
    ['-1', 3],
    ['nginx', 3],
    ['base', 0],
  ])('%s before stage %i is an image', (reference, before) => {
    expect(findStage(document, reference, before)).toBeNull();
  });

  test('of two with one name the later is meant', () => {
    const twins = parse('FROM a AS x\nFROM b AS X\nFROM x\n');
    expect(twins.stages[2]?.parent).toBe(1);
  });

  test('a name comes before a number', () => {
    expect(findStage(parse('FROM a\nFROM b AS 0\nFROM c\n'), '0', 2)?.index).toBe(1);
  });

  test('FROM a number is an image', () => {
    expect(parse('FROM a\nFROM 0\n').stages[1]?.parent).toBeNull();
  });

  test('no stage is its own parent', () => {
    expect(parse('FROM node AS node\n').stages[0]?.parent).toBeNull();
  });
});

describe('comments', () => {
  const document = parse(
    '# syntax=docker/dockerfile:1\n# top\n\n# one\n  # two\nFROM a\n# three\n\nRUN b \\\n  # inside\n  c # tail\n# end\n',
  );

  test('outside instructions are listed, directives are not among them', () => {
    expect(document.comments.map(({ text, line }) => [line, text])).toEqual([
      [2, '# top'],
      [4, '# one'],
      [5, '# two'],
      [7, '# three'],
      [12, '# end'],
    ]);
    expect(document.directives).toEqual([{ name: 'syntax', value: 'docker/dockerfile:1', line: 1 }]);
  });

  test('right above an instruction lead it, without a blank line in between', () => {
    expect(document.instructions.map(({ leading }) => leading.map(({ text }) => text))).toEqual([
      ['# one', '# two'],
      [],
    ]);
  });

  test('inside an instruction belong to it', () => {
    expect(document.instructions[1]?.comments.map(({ text, line }) => [line, text])).toEqual([[10, '# inside']]);
  });

  test('have the span of their text', () => {
    for (const { span, text } of document.comments) expect(document.text.slice(span.start, span.end)).toBe(text);
  });

  test('a directive leads nothing', () => {
    expect(parse('# syntax=docker/dockerfile:1\nFROM a\n').instructions[0]?.leading).toEqual([]);
  });

  test('below another line a directive is a comment', () => {
    const late = parse('# one\n# escape=`\nFROM a\n');
    expect(late.escape).toBe('\\');
    expect(late.instructions[0]?.leading.map(({ text }) => text)).toEqual(['# one', '# escape=`']);
  });
});

describe('the text', () => {
  test('is kept as it is, with its BOM and CRLF', () => {
    const text = '\uFEFFFROM a\r\n# one\r\nRUN b \\\r\n  c';
    const document = parse(text);
    expect(document.text).toBe(text);
    expect(document.eol).toBe('\r\n');
    expect(slices(document)).toEqual(['FROM a', 'RUN b \\\r\n  c']);
    expect(document.instructions[1]?.logical).toBe('RUN b   c');
    expect(document.instructions[1]?.leading.map(({ text }) => text)).toEqual(['# one']);
  });

  test('a directive behind a BOM is one', () => {
    expect(parse('\uFEFF# escape=`\nFROM a\n').escape).toBe('`');
  });

  test.each([
    ['FROM a\nRUN b\n', '\n'],
    ['FROM a\r\nRUN b\n', '\r\n'],
    ['FROM a', '\n'],
  ])('the line end of %j is that of its first line', (text, eol) => {
    expect(parse(text).eol).toBe(eol);
  });

  test.each([
    [0, 1],
    [6, 1],
    [7, 2],
    [12, 2],
    [13, 3],
    [99, 3],
  ])('offset %i lies on line %i', (offset, line) => {
    expect(lineAt(parse('FROM a\nRUN b\nCMD c'), offset)).toBe(line);
  });

  test('offset 0 of a file with a BOM lies on line 1', () => {
    expect(lineAt(parse('\uFEFFFROM a\nRUN b\n'), 0)).toBe(1);
  });

  test('an instruction reaches to the end of its heredocs', () => {
    const document = parse('FROM a\nRUN <<A <<B\none\nA\ntwo\nB\nRUN c\n');
    expect(slices(document)[1]).toBe('RUN <<A <<B\none\nA\ntwo\nB');
    expect(document.instructions[1]).toMatchObject({ startLine: 2, endLine: 6 });
  });

  test('an indented instruction starts at its keyword', () => {
    expect(slices(parse('  FROM a\n\tRUN b\n'))).toEqual(['FROM a', 'RUN b']);
  });

  test('odd cases of keywords are known', () => {
    expect(parse('From a\nrUn b\n').instructions.map(({ keyword }) => keyword)).toEqual(['FROM', 'RUN']);
  });

  test('names beyond ASCII do no harm', () => {
    const document = parse('FROM a\n# ü 😀\nLABEL x="日本語"\nRUN echo "é"\n');
    expect(slices(document)).toEqual(['FROM a', 'LABEL x="日本語"', 'RUN echo "é"']);
  });
});

describe('ONBUILD', () => {
  test('holds its instruction', () => {
    const { onbuild } = parse('FROM a\nONBUILD run --mount=type=cache,target=/x \\\n  b\n').instructions[1]!;
    expect(onbuild?.keyword).toBe('RUN');
    expect(onbuild?.arguments.rest).toBe('b');
    expect(onbuild?.arguments.flags.map(({ name }) => name)).toEqual(['mount']);
  });

  test('is null elsewhere', () => {
    expect(parse('FROM a\n').instructions[0]?.onbuild).toBeNull();
  });
});

describe('problems', () => {
  test.each<[string, string, string, number | null]>([
    ['nothing', '', 'no-instructions', null],
    ['comments only', '# a\n\n# b\n', 'no-instructions', null],
    ['no FROM', 'ARG A=1\n', 'not-a-dockerfile', null],
    ['an unknown instruction', 'FROM a\n\nRUM b\n', 'unknown-instruction', 3],
    ['an instruction before FROM', '# c\nRUN b\nFROM a\n', 'bad-arguments', 2],
    ['a comment behind FROM', 'FROM a # b\n', 'bad-arguments', 1],
    ['FROM with a wrong AS', 'FROM a IS b\n', 'bad-arguments', 1],
    ['a comment behind ENV', 'FROM a\nENV A=b # c\n', 'bad-arguments', 2],
    ['ENV without a value', 'FROM a\nENV A\n', 'bad-arguments', 2],
    ['COPY of one path', 'FROM a\nCOPY b\n', 'bad-arguments', 2],
    ['SHELL in shell form', 'FROM a\nSHELL /bin/sh\n', 'bad-arguments', 2],
    ['USER without arguments', 'FROM a\nUSER\n', 'bad-arguments', 2],
    ['JSON that holds a number', 'FROM a\nCMD ["a", 1]\n', 'bad-arguments', 2],
    ['ONBUILD ONBUILD', 'FROM a\nONBUILD ONBUILD RUN b\n', 'bad-arguments', 2],
    ['ONBUILD of nothing known', 'FROM a\nONBUILD RUM b\n', 'bad-arguments', 2],
    ['a heredoc without an end', 'FROM a\nRUN <<EOF\nb\n', 'unterminated-heredoc', 2],
    ['a directive twice', '# escape=\\\n# escape=\\\nFROM a\n', 'duplicate-directive', 2],
    ['an escape character that is none', '# escape=x\nFROM a\n', 'bad-escape-directive', 1],
    ['a line that is too long', `FROM a\nRUN ${'b'.repeat(65_536)}\n`, 'line-too-long', 2],
    ['a template', 'FROM {{base}}\n', 'not-a-dockerfile', null],
    ['a template with blanks', 'FROM {{ .Base }}\n', 'not-a-dockerfile', 1],
    ['a template between instructions', 'FROM a\n{% if x %}\nRUN b\n{% endif %}\n', 'not-a-dockerfile', 2],
  ])('%s', (_, text, code, line) => {
    const result = parseDocument(text);
    expect(result.ok ? null : result.problem).toMatchObject({ code, line });
  });

  test('Go templates inside a RUN are no template', () => {
    expect(parseDocument("FROM a\nRUN docker ps --format '{{ .Names }}'\n").ok).toBe(true);
  });

  test('where the two parsers disagree, the file is left alone', () => {
    const text = 'FROM a\nRUN echo "<<EOF"\nRUN b\n';
    const result = parseDocument(text);
    expect(result.ok ? 'ok' : result.problem.code).toMatch(/^(?:ok|parsers-disagree)$/);
    if (result.ok) expect(result.document.instructions).toHaveLength(3);
  });

  test.each([
    ['RUN', 'FROM a\nRUN\n'],
    ['CMD', 'FROM a\nCMD\n'],
    ['a long line that is short enough', `FROM a\nRUN ${'b'.repeat(65_000)}\n`],
  ])('%s may be empty or long: no problem', (_, text) => {
    expect(parseDocument(text).ok).toBe(true);
  });
});
