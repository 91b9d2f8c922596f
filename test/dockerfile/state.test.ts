import { describe, expect, test } from 'vitest';
import { type Document, parseDocument } from '../../src/dockerfile/document.ts';
import {
  baseOf,
  descendants,
  isShipped,
  laterInstructions,
  mountsOf,
  roleOf,
  type State,
  stateAfter,
  stateBefore,
} from '../../src/dockerfile/state.ts';

function read(text: string): Document {
  const parsed = parseDocument(text);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  return parsed.document;
}

/** The state in front of the last instruction. */
function atEnd(text: string): State {
  const document = read(text);
  return stateBefore(document, document.instructions.at(-1)!);
}

function envAtEnd(text: string): Record<string, string | null> {
  return Object.fromEntries(atEnd(`${text}\nRUN x\n`).env);
}

describe('env', () => {
  test('an instruction sees values from before it', () => {
    expect(envAtEnd('FROM scratch\nENV a=1\nENV a=2 b=$a')).toEqual({ a: '2', b: '1' });
  });
  test('is not there yet at its own instruction', () => {
    expect(atEnd('FROM scratch\nENV a=1').env.size).toBe(0);
  });
  test('ENV wins over an ARG in front of it; behind it, builders disagree', () => {
    expect(envAtEnd('FROM scratch\nARG a=1\nENV a=2')).toEqual({ a: '2' });
    expect(envAtEnd('FROM scratch\nENV a=2\nARG a')).toEqual({ a: '2' });
    expect(envAtEnd('FROM scratch\nENV a=2\nARG a=2')).toEqual({ a: '2' });
    expect(envAtEnd('FROM scratch\nENV a=2\nARG a=3')).toEqual({ a: null });
    expect(envAtEnd('ARG a=3\nFROM scratch\nENV a=2\nARG a')).toEqual({ a: null });
    expect(envAtEnd('FROM scratch\nENV a=2\nARG a=3\nENV a=4')).toEqual({ a: '4' });
  });
  test('quotes and escapes are removed', () => {
    expect(envAtEnd('FROM scratch\nENV a="x y" b=\'$z\' c=x\\ y d="\\$z" e=p"q"r f="a\\b"')).toEqual({
      a: 'x y',
      b: '$z',
      c: 'x y',
      d: '$z',
      e: 'pqr',
      f: 'a\\b',
    });
  });
  test('the form with a blank takes the whole rest', () => {
    expect(envAtEnd('FROM scratch\nENV a x y = z')).toEqual({ a: 'x y = z' });
  });
  test('the escape character of the file counts', () => {
    expect(envAtEnd('# escape=`\nFROM scratch\nENV a=x`$y b=c:\\d')).toEqual({ a: 'x$y', b: 'c:\\d' });
  });
  test('defaults and alternatives', () => {
    const text = 'FROM scratch\nENV a=1 n=\nENV b=${a:-2} c=${n:-2} d=${a:+3} e=${n:+3} f=${n:-${a}x}';
    expect(envAtEnd(text)).toEqual({ a: '1', n: '', b: '1', c: '2', d: '3', e: '', f: '1x' });
  });
  test('what nobody set the base may have set', () => {
    expect(envAtEnd('FROM acme/base\nENV a=$x b=${x:-1} c=${x:+1}')).toEqual({ a: null, b: null, c: null });
  });
  test.each(['${a#1}', '${a%1}', '${a/1/2}', '${a?x}', '${!a}', '"$a', '$1'])('%s is not for us', (word) => {
    const document = read(`FROM scratch\nENV a=1\nWORKDIR ${word}\nRUN x\n`);
    expect(stateBefore(document, document.instructions.at(-1)!).workdir).toBeNull();
  });
  test('a lone dollar is itself', () => {
    expect(atEnd('FROM scratch\nUSER a$\nRUN x').user).toBe('a$');
  });
  test('variables of a known base are there, and are ENV', () => {
    expect(envAtEnd('FROM composer:2\nARG COMPOSER_HOME').COMPOSER_HOME).toBe('/tmp');
    expect(envAtEnd('FROM composer:2\nARG COMPOSER_HOME=/x').COMPOSER_HOME).toBeNull();
  });
});

describe('args', () => {
  test('have their default', () => {
    expect(envAtEnd('FROM scratch\nARG a=1 b\nARG c=x$a')).toEqual({ a: '1', b: null, c: 'x1' });
  });
  test('global ones hold only where they are declared again', () => {
    expect(envAtEnd('ARG a=1\nARG b=2\nFROM scratch\nARG a')).toEqual({ a: '1' });
  });
  test('a default of the stage wins over the global one', () => {
    expect(envAtEnd('ARG a=1\nFROM scratch\nARG a=2')).toEqual({ a: '2' });
  });
  test('what the builder sets is not known, default or not', () => {
    const text =
      'ARG BUILDPLATFORM\nFROM scratch\nARG TARGETARCH\nARG TARGETOS=linux\nARG HTTP_PROXY=x\nARG BUILDPLATFORM';
    expect(envAtEnd(text)).toEqual({ TARGETARCH: null, TARGETOS: null, HTTP_PROXY: null, BUILDPLATFORM: null });
  });
  test('of the same instruction are not relied on', () => {
    expect(envAtEnd('FROM scratch\nARG a=1 b=$a')).toEqual({ a: '1', b: null });
  });
  test('go to stages that are FROM this one, and to no other', () => {
    const text = 'FROM scratch AS a\nARG x=1\nENV y=2\nFROM a AS b\nRUN b\nFROM scratch\nRUN c\n';
    const document = read(text);
    const [b, c] = document.instructions.filter(({ keyword }) => keyword === 'RUN');
    expect([...stateBefore(document, b!).env.keys()]).toEqual(['x', 'y']);
    expect([...stateBefore(document, c!).env.keys()]).toEqual([]);
  });
  test('a stage starts from the end of its parent, not from where it is named', () => {
    const text = 'FROM debian AS a\nUSER one\nWORKDIR /a\nFROM a\nWORKDIR b\nRUN x\n';
    expect(atEnd(text)).toMatchObject({ user: 'one', workdir: '/a/b' });
  });
  test('at FROM only global ones hold', () => {
    const document = read('ARG a=1\nFROM scratch AS s\nENV b=2\nFROM s\n');
    expect([...stateBefore(document, document.stages[1]!.from).env]).toEqual([['a', '1']]);
    expect(stateBefore(document, document.globals[0]!)).toMatchObject({ user: null, workdir: null });
  });
  test('triggers of a parent run at FROM', () => {
    expect(atEnd('FROM debian AS a\nONBUILD USER app\nFROM a\nRUN x').user).toBe('app');
  });
});

describe('user', () => {
  test.each<[string, string | null]>([
    ['FROM debian', 'root'],
    ['FROM acme/base', null],
    ['FROM acme/base\nUSER app', 'app'],
    ['FROM debian\nUSER 1000:1000', '1000:1000'],
    ['FROM debian\nARG u=app\nUSER $u', 'app'],
    ['FROM debian\nUSER $u', null],
    ['FROM debian\nUSER app\nUSER root', 'root'],
    ['FROM gcr.io/distroless/base:nonroot', '65532'],
    ['FROM jenkins/jenkins', 'jenkins'],
  ])('%j', (text, user) => {
    expect(atEnd(`${text}\nRUN x`).user).toBe(user);
  });
});

describe('workdir', () => {
  test.each<[string, string | null]>([
    ['FROM debian', '/'],
    ['FROM debian\nWORKDIR app', '/app'],
    ['FROM debian\nWORKDIR /a/\nWORKDIR b//c\nWORKDIR ../d', '/a/b/d'],
    ['FROM debian\nWORKDIR /..', '/'],
    ['FROM golang\nWORKDIR src/x', '/go/src/x'],
    ['FROM acme/base\nWORKDIR app', null],
    ['FROM acme/base\nWORKDIR /app\nWORKDIR b', '/app/b'],
    ['FROM acme/base\nWORKDIR $x\nWORKDIR b', null],
    ['FROM debian\nENV d=/srv\nWORKDIR $d/x', '/srv/x'],
    ['FROM debian\nWORKDIR "/a b"', '/a b'],
    ['FROM debian\nWORKDIR c:\\app', null],
  ])('%j', (text, workdir) => {
    expect(atEnd(`${text}\nRUN x`).workdir).toBe(workdir);
  });
});

describe('shell', () => {
  test.each<[string, string]>([
    ['["/bin/sh", "-c"]', 'posix'],
    ['["/bin/bash", "-o", "pipefail", "-c"]', 'posix'],
    ['["/bin/bash", "-euxo", "pipefail", "-c"]', 'posix'],
    ['["/bin/bash", "-e", "-u", "-o", "pipefail", "-o", "errexit", "-c"]', 'posix'],
    ['["/usr/bin/env", "bash", "-c"]', 'posix'],
    ['["bash", "--noprofile", "-c"]', 'posix'],
    ['["/bin/ash", "-ec"]', 'posix'],
    ['["/bin/bash", "-lc"]', 'login'],
    ['["/bin/bash", "--login", "-c"]', 'login'],
    ['["/bin/bash", "-i", "-c"]', 'login'],
    ['["/bin/zsh", "-c"]', 'login'],
    ['["powershell", "-Command"]', 'other'],
    ['["cmd", "/S", "/C"]', 'other'],
    ['["python3", "-c"]', 'other'],
    ['["/bin/sh"]', 'other'],
    ['["/bin/bash", "-c", "exec $0"]', 'other'],
    ['["conda", "run", "-n", "x", "/bin/bash", "-c"]', 'other'],
    ['[]', 'other'],
  ])('%s is %s', (shell, kind) => {
    expect(atEnd(`FROM acme/base\nSHELL ${shell}\nRUN x`)).toMatchObject({
      shell: JSON.parse(shell),
      shellKind: kind,
      isShellCertain: true,
    });
  });
  test('the default is certain on known bases only', () => {
    const shell = ['/bin/sh', '-c'];
    expect(atEnd('FROM debian\nRUN x')).toMatchObject({ shell, shellKind: 'posix', isShellCertain: true });
    expect(atEnd('FROM acme/base\nRUN x')).toMatchObject({ shell, shellKind: 'posix', isShellCertain: false });
  });
  test('comes from the base and from a parent', () => {
    expect(atEnd('FROM mambaorg/micromamba:1.5\nRUN x').shellKind).toBe('other');
    expect(atEnd('FROM acme/base AS a\nSHELL ["/bin/bash", "-lc"]\nFROM a\nRUN x')).toMatchObject({
      shellKind: 'login',
      isShellCertain: true,
    });
  });
  test('is not POSIX on Windows', () => {
    expect(atEnd('FROM mcr.microsoft.com/windows/servercore:ltsc2022\nRUN x').shellKind).toBe('other');
  });
  test('BASH_ENV makes it read a startup file', () => {
    expect(atEnd('FROM debian\nENV BASH_ENV=/root/.bashrc\nRUN x').shellKind).toBe('login');
    expect(atEnd('FROM debian\nENV BASH_ENV=$x\nRUN x').shellKind).toBe('login');
    expect(atEnd('FROM debian\nENV BASH_ENV=\nRUN x').shellKind).toBe('posix');
    expect(atEnd('FROM debian\nENV BASH_ENV=/x\nENV BASH_ENV=\nRUN x').shellKind).toBe('posix');
  });
});

describe('base', () => {
  test.each([
    ['FROM node:20', 'node:20'],
    ['ARG V=20\nFROM node:${V}-alpine', 'node:20-alpine'],
    ['ARG V=20\nARG I=node:$V\nFROM $I', 'node:20'],
    ['ARG V\nFROM node:${V}', 'node:${V}'],
    ['ARG V\nFROM node:${V:-20}', 'node:20'],
    ['FROM node:${V:-20}', 'node:20'],
    ['FROM node:$V', 'node:$V'],
    ['ARG I="debian:12"\nFROM ${I}', 'debian:12'],
    ['ARG R=docker.io/\nFROM ${R}debian', 'docker.io/debian'],
    ['FROM debian:12 AS a\nFROM a AS b\nFROM B', 'debian:12'],
    ['ARG S=a\nFROM debian:12 AS a\nFROM $S', 'debian:12'],
    ['FROM debian:12 AS a\nARG V=1\nFROM x:$V', 'x:$V'],
  ])('%j', (text, reference) => {
    const document = read(`${text}\n`);
    expect(baseOf(document, document.stages.at(-1)!).reference).toBe(reference);
  });
});

describe('roles', () => {
  test.each([
    ['FROM a', ['final']],
    ['FROM a AS x\nFROM b\nCOPY --from=x / /', ['source', 'final']],
    ['FROM a AS x\nFROM b\nCOPY --from=X / /', ['source', 'final']],
    ['FROM a\nFROM b\nCOPY --from=0 / /', ['source', 'final']],
    ['FROM a AS x\nFROM b\nADD --from=x / /', ['source', 'final']],
    ['FROM a AS x\nFROM b\nRUN --mount=type=bind,from=x,target=/x ls', ['source', 'final']],
    ['FROM a AS x\nFROM b\nONBUILD COPY --from=x / /', ['source', 'final']],
    ['FROM a AS x\nFROM x', ['ancestor', 'final']],
    ['ARG S=x\nFROM a AS x\nFROM $S', ['ancestor', 'final']],
    ['FROM a AS x\nFROM x\nCOPY --from=x /a /b', ['ancestor', 'final']],
    ['FROM a AS x\nFROM b', ['target', 'final']],
    ['FROM a AS x\nFROM x AS y\nFROM b', ['ancestor', 'target', 'final']],
    ['FROM a AS x\nFROM x AS y\nFROM b\nCOPY --from=y / /', ['source', 'source', 'final']],
    ['FROM a AS x\nFROM x AS y\nFROM x\nCOPY --from=y / /', ['ancestor', 'source', 'final']],
    ['FROM a AS x\nFROM b\nCOPY --from=nginx / /', ['target', 'final']],
    ['FROM a AS x\nFROM b AS x\nFROM c\nCOPY --from=x / /', ['target', 'source', 'final']],
  ])('%j', (text, roles) => {
    const document = read(`${text}\n`);
    expect(document.stages.map((stage) => roleOf(document, stage))).toEqual(roles);
    expect(document.stages.map((stage) => isShipped(document, stage))).toEqual(roles.map((role) => role !== 'source'));
  });
});

test('descendants and later instructions', () => {
  const document = read('FROM a AS x\nRUN 1\nRUN 2\nFROM b AS y\nRUN 3\nFROM x AS z\nRUN 4\nFROM z\nRUN 5\n');
  const [x, y, z] = document.stages;
  expect(descendants(document, x!).map(({ index }) => index)).toEqual([2, 3]);
  expect(descendants(document, y!)).toEqual([]);
  const later = (index: number) =>
    laterInstructions(document, document.instructions[index]!).map(({ logical }) => logical);
  expect(later(1)).toEqual(['RUN 2', 'RUN 4', 'RUN 5']);
  expect(later(x!.from.index)).toEqual(['RUN 1', 'RUN 2', 'RUN 4', 'RUN 5']);
  expect(later(z!.instructions[0]!.index)).toEqual(['RUN 5']);
});

describe('mounts', () => {
  test.each([
    ['type=cache,target=/root/.npm', [{ type: 'cache', target: '/root/.npm', from: null }]],
    ['type=cache,dst=/x,id=a', [{ type: 'cache', target: '/x', from: null }]],
    ['type=cache,destination=/x', [{ type: 'cache', target: '/x', from: null }]],
    ['from=build,source=/a,target=/b', [{ type: 'bind', target: '/b', from: 'build' }]],
    ['TYPE=Secret,id=x', [{ type: 'secret', target: null, from: null }]],
    ['type=cache,target=$HOME/.npm', [{ type: 'cache', target: null, from: null }]],
    ['type=ssh', [{ type: 'ssh', target: null, from: null }]],
    ['"type=cache,target=/a b"', [{ type: 'cache', target: '/a b', from: null }]],
  ])('%s', (mount, mounts) => {
    expect(mountsOf(read(`FROM a\nRUN --mount=${mount} ls\n`).instructions[1]!)).toEqual(mounts);
  });
  test('several, none, and one in ONBUILD', () => {
    const document = read(
      'FROM a\nRUN --mount=target=/a --network=none --mount=target=/b ls\nRUN ls\nONBUILD RUN --mount=target=/c ls\n',
    );
    const targets = document.instructions.map((one) => mountsOf(one).map(({ target }) => target));
    expect(targets).toEqual([[], ['/a', '/b'], [], ['/c']]);
  });
});

test('asking for every instruction of a long file takes no time to speak of', () => {
  const lines = Array.from({ length: 2000 }, (_, i) => (i % 20 === 0 ? `ENV v${i % 60}=${i}` : `RUN step ${i}`));
  const document = read(`FROM debian\n${lines.join('\n')}\n`);
  const start = performance.now();
  for (const instruction of document.instructions) stateBefore(document, instruction);
  expect(performance.now() - start).toBeLessThan(1000);
  expect(stateAfter(document, document.stages[0]!).env.size).toBe(3);
});
