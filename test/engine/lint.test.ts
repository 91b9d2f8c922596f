import { describe, expect, test } from 'vitest';
import { type Document, parseDocument } from '../../src/dockerfile/document.ts';
import { COVERED_RULES, lint, newFindings } from '../../src/engine/lint.ts';

function parse(text: string): Document {
  const result = parseDocument(text);
  if (!result.ok) throw new Error(result.problem.message);
  return result.document;
}

function found(text: string): string[] {
  return lint(parse(text)).map(({ rule, subject }) => `${rule}: ${subject}`);
}

/** What is warned of, and beside it what is not. */
const CASES: Readonly<Record<string, readonly [text: string, subjects: readonly string[]][]>> = {
  StageNameCasing: [
    ['FROM a AS Build\n', ['Build']],
    ['FROM a AS build-1\n', []],
  ],
  FromAsCasing: [
    ['FROM a as b\n', ['b']],
    ['from a AS b\nrun c\n', ['b']],
    ['FROM a AS b\nFROM c\n', []],
    ['from a as b\n', []],
    ['From a as b\n', []],
  ],
  NoEmptyContinuation: [
    ['FROM a\nRUN a \\\n\n b\nRUN c\nRUN d \\\n\n e\n', ['RUN 1', 'RUN 2']],
    ['FROM a\nRUN a \\\n# c\n b\n', []],
  ],
  ConsistentInstructionCasing: [
    ['FROM a\nrun b\nCOPY c d\n', ['1']],
    ['from a\nrun b\nCOPY c d\n', ['1']],
    ['FROM a\nRun b\n', ['1']],
    ['from a\nrun b\n', []],
    ['arg x=1\nFROM a:$x\n', []],
  ],
  DuplicateStageName: [
    ['FROM a AS b\nFROM c AS B\n', ['b']],
    ['FROM a AS b\nFROM b AS c\n', []],
  ],
  ReservedStageName: [
    ['FROM a AS scratch\n', ['scratch']],
    ['FROM scratch\n', []],
  ],
  JSONArgsRecommended: [
    ['FROM a\nCMD b c\nENTRYPOINT ["d"]\n', ['CMD b c']],
    ['FROM a\nSHELL ["/bin/x", "-c"]\nCMD b\n', []],
    ['FROM a AS x\nSHELL ["/bin/x", "-c"]\nFROM x\nCMD b\n', []],
    ['FROM a AS x\nCMD b\nSHELL ["/bin/x", "-c"]\n', ['CMD b']],
  ],
  MaintainerDeprecated: [
    ['FROM a\nMAINTAINER me\n', ['me']],
    ['FROM a\nLABEL maintainer=me\n', []],
  ],
  UndefinedArgInFrom: [
    ['ARG A=1\nFROM a:$B\n', ['B']],
    ['ARG A=1\nFROM a:$A\n', []],
    [`FROM a:\${A:-1}\n`, ['A']],
    ['FROM --platform=$BUILDPLATFORM a\n', []],
    ['FROM --platform=$PLAT a\n', ['PLAT']],
  ],
  WorkdirRelativePath: [
    ['FROM a\nWORKDIR app\n', ['app']],
    ['FROM a\nWORKDIR /app\nWORKDIR b\n', []],
    ['FROM a AS x\nWORKDIR /app\nFROM x\nWORKDIR b\n', []],
    ['FROM a\nWORKDIR $APP\n', []],
    ['FROM a\nWORKDIR "/app"\n', []],
  ],
  UndefinedVar: [
    ['FROM a\nCOPY $X /x\n', ['$X in COPY']],
    ['FROM a\nARG X\nCOPY $X /x\n', []],
    ['FROM a\nENV X=1 Y=$X\n', ['$X in ENV']],
    ['ARG X=1\nFROM a\nUSER $X\n', ['$X in USER']],
    ['FROM a AS x\nENV X=1\nFROM x\nUSER $X\n', []],
    ['FROM a\nENV PATH=/a:$PATH\n', []],
    [`FROM a\nUSER \${X:-app}\n`, ['$X in USER']],
    ['FROM a\nARG Y=$X\n', ['$X in ARG']],
    ["FROM a\nENV X='$Y'\n", []],
    ['FROM a\nRUN echo $X\nCMD ["$X"]\n', []],
  ],
  MultipleInstructionsDisallowed: [
    ['FROM a\nCMD ["b"]\nCMD ["c"]\n', ['CMD in the last stage']],
    ['FROM a AS X\nENTRYPOINT ["b"]\nENTRYPOINT ["c"]\nFROM d\n', ['ENTRYPOINT in x']],
    ['FROM a AS x\nCMD ["b"]\nFROM x\nCMD ["c"]\n', []],
  ],
  LegacyKeyValueFormat: [
    ['FROM a\nENV A b c\nLABEL d e\n', ['ENV A', 'LABEL d']],
    ['FROM a\nENV A="b c"\n', []],
  ],
  ExposeProtoCasing: [
    ['FROM a\nEXPOSE 80/TCP 81/tcp\n', ['80/TCP']],
    ['FROM a\nARG PORT=1\nEXPOSE 80/$PORT\n', []],
  ],
  ExposeInvalidFormat: [
    ['FROM a\nEXPOSE 127.0.0.1:80:80\n', ['127.0.0.1:80:80']],
    [`FROM a\nEXPOSE \${PORT:-80} 81-90\n`, []],
  ],
  RedundantTargetPlatform: [
    ['FROM --platform=$TARGETPLATFORM a\n', ['a']],
    ['FROM --platform=$BUILDPLATFORM a\n', []],
  ],
  FromPlatformFlagConstDisallowed: [
    ['FROM --platform=linux/amd64 a\n', ['a linux/amd64']],
    ['FROM --platform=linux/amd64 a AS build-amd64\n', []],
  ],
  SecretsUsedInArgOrEnv: [
    ['FROM a\nARG NPM_TOKEN\nENV DB_PASSWORD=x\n', ['ARG NPM_TOKEN', 'ENV DB_PASSWORD']],
    ['FROM a\nARG TOKENIZER\nENV PUBLIC_KEY=x\n', []],
  ],
  InvalidDefinitionDescription: [
    ['# check=experimental=all\n# what it is\nARG A=1\nFROM a\n', ['ARG A']],
    ['# check=skip=StageNameCasing;experimental=InvalidDefinitionDescription\n\n# x\nFROM a AS b\n', ['FROM b']],
    ['# check=experimental=all\n# A is it\nARG A=1\nFROM a\n', []],
    ['# what it is\nARG A=1\nFROM a\n', []],
    ['# check=experimental=all\n\n# x\nFROM a\n# y\nRUN b\n', []],
  ],
};

test('there are cases for every covered rule', () => {
  expect(Object.keys(CASES).sort()).toEqual([...COVERED_RULES].sort());
});

describe.each(Object.entries(CASES))('%s', (rule, cases) => {
  test.each(cases)('%j', (text, subjects) => {
    const prefix = `${rule}: `;
    const own = found(text).filter((finding) => finding.startsWith(prefix));
    expect(own.map((finding) => finding.slice(prefix.length))).toEqual(subjects);
  });
});

describe('new findings', () => {
  const compare = (before: string, after: string) =>
    newFindings(parse(before), parse(after)).map(({ rule, subject }) => `${rule}: ${subject}`);

  test('do not come from lines that move', () => {
    const text = 'FROM a as B\nMAINTAINER me\nENV A b\nCOPY $X /x\nRUN a \\\n\n b\nCMD c\n';
    expect(compare(text, text.replace('\n', '\nRUN one\nRUN two\n'))).toEqual([]);
  });

  test('do not come from joining RUNs with blank lines inside', () => {
    expect(compare('FROM a\nRUN a\nRUN b \\\n\n c\n', 'FROM a\nRUN a && b \\\n\n c\n')).toEqual([]);
  });

  test('do not come from a majority of cases that turns', () => {
    const before = 'from a\nrun b\nrun c\nUSER d\nCMD ["e"]\n';
    expect(compare(before, 'from a\nrun b && c\nUSER d\nCMD ["e"]\n')).toEqual([]);
  });

  test('come from text that adds a warning', () => {
    expect(compare('FROM a\nRUN b\n', 'FROM a AS Build\nFROM a\nCOPY --from=Build $X /x\n')).toEqual([
      'StageNameCasing: Build',
      'UndefinedVar: $X in COPY',
    ]);
  });
});
