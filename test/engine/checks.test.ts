import { describe, expect, test } from 'vitest';
import { type Document, parseDocument } from '../../src/dockerfile/document.ts';
import { checkStep, commentsOf } from '../../src/engine/checks.ts';
import type { Declared, Fix } from '../../src/engine/transform.ts';

function parse(text: string): Document {
  const result = parseDocument(text);
  if (!result.ok) throw new Error(result.problem.message);
  return result.document;
}

function fix(declares: readonly Declared[] = [], comments: readonly string[] = []): Fix {
  const at = { start: 0, end: 0 };
  return { kind: 'fix', key: 'k', at, message: 'm', risk: 'safe', declares, comments, edits: [] };
}

function check(before: string, after: string, declares: readonly Declared[] = [], comments: readonly string[] = []) {
  return checkStep(parse(before), parse(after), [fix(declares, comments)]);
}

test('a step that changes nothing is wrong', () => {
  expect(check('FROM a\n', 'FROM a\n')).toEqual(['it changes nothing']);
});

test('a step that keeps everything is right', () => {
  expect(check('FROM a\nRUN b\nRUN c\nCMD ["d"]\n', 'FROM a\nRUN b && c\nCMD ["d"]\n')).toEqual([]);
});

describe('the runtime contract', () => {
  const declare = (field: Declared['field'], key?: string, target: string | null = null): Declared => {
    return key === undefined ? { target, field } : { target, field, key };
  };

  test.each<[string, string, string, Declared]>([
    ['ENTRYPOINT', 'ENTRYPOINT ["a"]', 'ENTRYPOINT ["b"]', declare('ENTRYPOINT')],
    ['CMD', 'CMD ["a"]', 'CMD ["b"]', declare('CMD')],
    ['CMD, from shell to exec form', 'CMD a', 'CMD ["a"]', declare('CMD')],
    ['a new ENV', 'RUN a', 'RUN a\nENV A=1', declare('ENV', 'A')],
    ['an ENV that is gone', 'ENV A=1 B=2', 'ENV B=2', declare('ENV', 'A')],
    ['an ENV by way of another', 'ENV A=1\nENV B=$A', 'ENV A=1\nENV A=2\nENV B=$A\nENV A=1', declare('ENV', 'B')],
    ['an ENV by way of an ARG', 'ARG A=1\nENV B=$A', 'ARG A=2\nENV B=$A', declare('ENV', 'B')],
    ['EXPOSE', 'EXPOSE 80', 'EXPOSE 80 81', declare('EXPOSE')],
    ['EXPOSE by its key', 'EXPOSE 80', 'EXPOSE 80 81', declare('EXPOSE', '81/tcp')],
    ['a new USER', 'RUN a', 'RUN a\nUSER app', declare('USER')],
    ['USER', 'USER a', 'USER b', declare('USER')],
    ['WORKDIR', 'WORKDIR /a', 'WORKDIR /a\nWORKDIR b', declare('WORKDIR')],
    ['a relative WORKDIR on an unknown base', 'WORKDIR b', 'WORKDIR b\nWORKDIR c', declare('WORKDIR')],
    ['VOLUME', 'VOLUME /a', 'VOLUME ["/a", "/b"]', declare('VOLUME')],
    ['LABEL', 'LABEL a=b', 'LABEL a=c', declare('LABEL', 'a')],
    ['STOPSIGNAL', 'STOPSIGNAL 9', 'STOPSIGNAL 15', declare('STOPSIGNAL')],
    ['HEALTHCHECK', 'HEALTHCHECK CMD ["a"]', 'HEALTHCHECK NONE', declare('HEALTHCHECK')],
    ['flags of HEALTHCHECK', 'HEALTHCHECK CMD ["a"]', 'HEALTHCHECK --retries=1 CMD ["a"]', declare('HEALTHCHECK')],
    ['SHELL', 'RUN a', 'SHELL ["/bin/ash", "-c"]\nRUN a', declare('SHELL')],
    ['ONBUILD', 'ONBUILD RUN a', 'ONBUILD RUN b', declare('ONBUILD')],
  ])('%s must be declared', (_, before, after, declared) => {
    const [name] = check(`FROM a\n${before}\n`, `FROM a\n${after}\n`);
    expect(name).toMatch(new RegExp(`^${declared.field}.* of the default target changes undeclared$`));
    expect(check(`FROM a\n${before}\n`, `FROM a\n${after}\n`, [declared])).toEqual([]);
  });

  test.each<[string, string, string]>([
    ['ENV in another form', 'ENV A=1\nENV B=2', 'ENV A="1" B=2'],
    ['ENV with a value that is expanded', 'ENV A=1\nENV B=$A', 'ENV A=1\nENV B=1'],
    ['WORKDIR in another form', 'WORKDIR /a\nWORKDIR b', 'WORKDIR /a/./b/'],
    ['EXPOSE in another form', 'EXPOSE 80\nEXPOSE 81', 'EXPOSE 81/tcp 80/tcp'],
    ['JSON with other blanks', 'CMD ["a","b"]', 'CMD [ "a", "b" ]'],
    ['an instruction that a later one overrides', 'CMD ["a"]\nRUN x\nCMD ["b"]', 'RUN x\nCMD ["b"]'],
    ['a USER that is set back', 'USER a\nRUN x', 'USER root\nRUN x\nUSER a'],
    ['a SHELL that is set back', 'SHELL ["/bin/a", "-c"]', 'SHELL ["/bin/b", "-c"]\nSHELL ["/bin/a", "-c"]'],
    ['a CMD that ENTRYPOINT does not reset', 'CMD ["b"]\nENTRYPOINT ["a"]', 'ENTRYPOINT ["a"]\nCMD ["b"]'],
  ])('%s is the same', (_, before, after) => {
    expect(check(`FROM a\n${before}\n`, `FROM a\n${after}\n`)).toEqual([]);
  });

  test('what is declared must change', () => {
    expect(check('FROM a\nRUN a\n', 'FROM a\nRUN b\n', [declare('USER')])).toEqual([
      'USER of the default target is declared but does not change',
    ]);
  });

  test('a declared key covers no other key', () => {
    const problems = check('FROM a\nENV A=1\n', 'FROM a\nENV A=1 B=2\n', [declare('ENV', 'A')]);
    expect(problems).toEqual([
      'ENV B of the default target changes undeclared',
      'ENV A of the default target is declared but does not change',
    ]);
  });

  test('a SHELL counts for a shell-form CMD behind it, and not for one in front of it', () => {
    const shell = 'SHELL ["/bin/x", "-c"]';
    const problems = check(`FROM a\n${shell}\nCMD a\n`, `FROM a\nCMD a\n${shell}\n`);
    expect(problems).toContain('CMD of the default target changes undeclared');
    expect(check(`FROM a\n${shell}\nCMD ["a"]\n`, `FROM a\nCMD ["a"]\n${shell}\n`)).toEqual([]);
  });

  test('an ENTRYPOINT drops the CMD of the stage below', () => {
    const parent = 'FROM a AS p\nCMD ["a"]\nFROM p\n';
    expect(check(`${parent}USER x\n`, `${parent}USER x\nENTRYPOINT ["b"]\n`, [declare('ENTRYPOINT')])).toEqual([
      'CMD of the default target changes undeclared',
    ]);
  });

  test('a change in a parent counts for every target built on it', () => {
    const text = (user: string) => `FROM a AS base\nUSER ${user}\nFROM base AS test\nRUN x\nFROM base\nRUN y\n`;
    expect(check(text('a'), text('b'))).toEqual([
      'USER of the default target changes undeclared',
      'USER of stage base changes undeclared',
      'USER of stage test changes undeclared',
    ]);
    const all = [null, 'base', 'TEST'].map((target) => declare('USER', undefined, target));
    expect(check(text('a'), text('b'), all)).toEqual([]);
  });

  test('the last stage is the default target, by its name too', () => {
    const text = (user: string) => `FROM a AS App\nUSER ${user}\n`;
    expect(check(text('a'), text('b'), [declare('USER')])).toEqual(
      check(text('a'), text('b'), [declare('USER', undefined, 'app')]),
    );
    expect(check(text('a'), text('b'))).toEqual(['USER of the default target changes undeclared']);
  });

  test('another unknown base is another everything that is inherited', () => {
    const problems = check('FROM a.example/a\nUSER x\nCMD ["c"]\n', 'FROM a.example/b\nUSER x\nCMD ["c"]\n');
    expect(problems).toContain('ENTRYPOINT of the default target changes undeclared');
    expect(problems).toContain('ENV of the default target changes undeclared');
    expect(problems).toContain('WORKDIR of the default target changes undeclared');
    expect(problems).not.toContain('USER of the default target changes undeclared');
    expect(problems).not.toContain('CMD of the default target changes undeclared');
  });

  test('a base that is known is compared by what is known of it', () => {
    // Debian's images are known to have no settings but CMD, Ubuntu's have labels.
    expect(check('FROM debian:12\nRUN a\n', 'FROM debian:12-slim\nRUN a\n')).toEqual([]);
    const problems = check('FROM ubuntu:22.04\nRUN a\n', 'FROM ubuntu:24.04\nRUN a\n');
    expect(problems).not.toContain('USER of the default target changes undeclared');
    expect(problems).not.toContain('SHELL of the default target changes undeclared');
    expect(problems).toContain('LABEL of the default target changes undeclared');
    const onto = check('FROM debian:12\nRUN a\n', 'FROM example.org/x\nRUN a\n');
    expect(onto).toContain('USER of the default target changes undeclared');
  });

  test.each([
    ['node:20', 'node:20-slim'],
    ['node', 'node:slim'],
    ['python:3.12-bookworm', 'python:3.12-slim-bookworm'],
    ['ruby:3.3', 'ruby:3.3-slim'],
  ])('%s and %s are made from one template, and have the same settings', (full, slim) => {
    const text = (base: string) => `FROM ${base}\nENV PATH=/x:$PATH\nCMD ["x"]\n`;
    expect(check(text(full), text(slim))).toEqual([]);
  });

  test('scratch has nothing to inherit', () => {
    const text = (base: string) => `FROM a.example/a AS b\nFROM ${base}\nCOPY --from=b /x /x\n`;
    const problems = check(text('debian:12'), text('scratch'));
    expect(problems).toContain('USER of the default target changes undeclared');
    expect(check('FROM scratch\nCOPY a /\n', 'FROM scratch\nCOPY a /\nUSER 1\n')).toEqual([
      'USER of the default target changes undeclared',
    ]);
  });

  test('another platform is another base', () => {
    const problems = check('FROM a.example/a\nCMD ["c"]\n', 'FROM --platform=$BUILDPLATFORM a.example/a\nCMD ["c"]\n');
    expect(problems).toContain('ENV of the default target changes undeclared');
  });

  test('a stage that the fix itself names is new, and its contract nobody promised', () => {
    const before = 'FROM a\nRUN b\nCMD ["c"]\n';
    const after = 'FROM a AS build\nRUN b\nFROM a\nCOPY --from=build /x /x\nCMD ["c"]\n';
    expect(check(before, after)).toEqual([]);
  });

  test('a named stage must stay', () => {
    expect(check('FROM a AS x\nRUN b\nFROM a\n', 'FROM a AS y\nRUN b\nFROM a\n')).toContain('the stage x is gone');
  });

  test('triggers of a parent run in the child', () => {
    const text = (user: string) => `FROM a AS p\nONBUILD USER ${user}\nFROM p\nRUN x\n`;
    expect(check(text('a'), text('b'), [declare('ONBUILD', undefined, 'p')])).toEqual([
      'USER of the default target changes undeclared',
    ]);
  });

  test('values that double are no danger', () => {
    const doubling = 'ENV A=$A$A\n'.repeat(200);
    expect(check(`FROM a\nENV A=x\n${doubling}RUN a\n`, `FROM a\nENV A=x\n${doubling}RUN b\n`)).toEqual([]);
    expect(check(`FROM a\nENV A=x\n${doubling}`, `FROM a\nENV A=y\n${doubling}`)).toHaveLength(1);
  });

  test('a default behind a variable that is open counts, and so does the variable', () => {
    const text = (arg: string, word: string) => `FROM a\nARG X=${arg}\nENV A=\${X:-${word}}\n`;
    expect(check(text('1', 'a'), text('1', 'b'))).toEqual(['ENV A of the default target changes undeclared']);
    expect(check(text('1', 'a'), text('2', 'a'))).toEqual(['ENV A of the default target changes undeclared']);
  });
});

describe('references between stages', () => {
  const tail = 'COPY --from=0 /x /x\n';

  test('a number still means the same stage when one is put in front', () => {
    const before = `FROM a\nRUN b\nFROM c\n${tail}`;
    expect(check(before, `FROM n AS new\nFROM a\nRUN b\nFROM c\n${tail}`)).toContainEqual(
      '"COPY /x /x" takes from another stage than before',
    );
    expect(check(before, `FROM n AS new\nFROM a\nRUN b\nFROM c\n${tail.replace('0', '1')}`)).toEqual([]);
  });

  test('a number may become the name that its stage is given', () => {
    const after = 'FROM a AS build\nRUN b\nFROM c\nCOPY --from=build /x /x\n';
    expect(check(`FROM a\nRUN b\nFROM c\n${tail}`, after)).toEqual([]);
  });

  test('a stage that is copied from may not be lost', () => {
    const before = 'FROM a AS x\nFROM b AS y\nFROM c\nCOPY --from=x /f /f\nCOPY --from=y /g /g\n';
    expect(check(before, before.replace('--from=x', '--from=y'))).toContainEqual(
      '1 of 1 references to stage x are gone',
    );
  });

  test('a reference keeps its meaning of a stage', () => {
    const before = 'FROM a AS x\nFROM c\nRUN --mount=type=bind,from=x,target=/x y\nRUN z\n';
    const problems = check(before, 'FROM c AS x2\nFROM c\nRUN --mount=type=bind,from=x,target=/x y\nRUN z\n');
    expect(problems).toContain('--from=x names no stage any more');
  });

  test('an image may not be taken for a new stage', () => {
    const before = 'FROM a\nCOPY --from=nginx /x /x\n';
    const after = 'FROM a AS nginx\nFROM a\nCOPY --from=nginx /x /x\n';
    expect(check(before, after)).toEqual(['--from=nginx was an image and is a stage now']);
  });
});

describe('comments', () => {
  test('are all there, wherever they stand', () => {
    const text = '# top\nFROM a\n# one\n# one\nRUN a \\\n  # two\n && b # three\nONBUILD RUN c \\\n# four\n d # five\n';
    expect(commentsOf(parse(text))).toEqual(['# top', '# one', '# one', '# two', '# three', '# four', '# five']);
  });

  test('one that is lost is named', () => {
    expect(check('FROM a\n# one\nRUN a\n', 'FROM a\nRUN a\n')).toEqual(['a comment is lost: # one']);
  });

  test('of two alike one may not be lost', () => {
    expect(check('FROM a\n# one\nRUN a\n# one\nRUN b\n', 'FROM a\n# one\nRUN a && b\n')).toEqual([
      'a comment is lost: # one',
    ]);
  });

  test('one behind a command may become a line of its own, and may move into an instruction', () => {
    const before = 'FROM a\nRUN a # one\n# two\nRUN b\n';
    expect(check(before, 'FROM a\nRUN a \\\n  # one\n  # two\n  && b\n')).toEqual([]);
  });

  test('one that swallows a command shows', () => {
    expect(check('FROM a\nRUN a # one\nRUN b\n', 'FROM a\nRUN a # one \\\n && b\n')).toHaveLength(2);
  });

  test('a new one must be listed', () => {
    const after = 'FROM a\n# new\nRUN b\n';
    expect(check('FROM a\nRUN b\n', after)).toEqual(['a comment is new: # new']);
    expect(check('FROM a\nRUN b\n', after, [], ['# new'])).toEqual([]);
  });

  test('a listed one must be there', () => {
    expect(check('FROM a\nRUN b\n', 'FROM a\nRUN c\n', [], ['# new'])).toEqual(['a comment is lost: # new']);
  });

  test('lines of a heredoc are no comments', () => {
    expect(commentsOf(parse('FROM a\nRUN <<EOF\n# not one\nEOF\n'))).toEqual([]);
  });
});

describe('directives', () => {
  test('stay first', () => {
    const before = '# syntax=docker/dockerfile:1\nFROM a\n';
    expect(check(before, `# new\n${before}`, [], ['# new'])).toContain('the parser directives are not the same');
    expect(check(before, '# syntax=docker/dockerfile:1\n# new\nFROM a\n', [], ['# new'])).toEqual([]);
  });

  test('no comment becomes one', () => {
    expect(check('# one\n# check=skip=all\nFROM a\n', '# check=skip=all\n# one\nFROM a\n')).toContain(
      'the parser directives are not the same',
    );
  });
});

describe('heredocs', () => {
  const text = (body: string) => `FROM a\nRUN b\nRUN <<EOF\n${body}\nEOF\nRUN c\n`;

  test('keep their bodies byte for byte', () => {
    expect(check(text('x  y'), text('x y'))).toEqual(['the body of a heredoc is not the same']);
  });

  test('may move', () => {
    expect(check(text('x'), 'FROM a\nRUN b && c\nRUN <<EOF\nx\nEOF\n')).toEqual([]);
  });

  test('keep whether variables are replaced in them', () => {
    expect(check(text('x'), text('x').replace('<<EOF', '<<"EOF"'))).toHaveLength(1);
  });
});

describe('the file as a whole', () => {
  test('line ends are not mixed', () => {
    expect(check('FROM a\r\nRUN b\r\n', 'FROM a\r\nRUN c\nRUN b\r\n')).toEqual(['line ends are mixed']);
  });

  test('line ends stay of their kind', () => {
    expect(check('FROM a\nRUN b\n', 'FROM a\r\nRUN b\r\n')).toEqual(['line ends are of another kind']);
  });

  test('line ends that were mixed may stay so', () => {
    expect(check('FROM a\nRUN b\r\nRUN c\n', 'FROM a\nRUN b\r\nRUN d\n')).toEqual([]);
  });

  test('a file of one line may be given more', () => {
    expect(check('FROM a', 'FROM a\nRUN b')).toEqual([]);
  });

  test('the byte order mark stays', () => {
    expect(check('\uFEFFFROM a\nRUN b\n', 'FROM a\nRUN b\n')).toEqual(['the byte order mark is not kept']);
  });

  test('the final newline stays, or stays away', () => {
    expect(check('FROM a\nRUN b', 'FROM a\nRUN c\n')).toEqual(['the end of the last line is not kept']);
    expect(check('FROM a\nRUN b\n', 'FROM a\nRUN c')).toEqual(['the end of the last line is not kept']);
  });
});

test('a new builder warning is named', () => {
  expect(check('FROM a\nRUN b\n', 'FROM a\nrun b\n')).toEqual([
    'a new builder warning: ConsistentInstructionCasing, 1',
  ]);
});
