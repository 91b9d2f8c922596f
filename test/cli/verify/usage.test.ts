/** The command line of `slimify verify`: what is refused, help, formats, the flag of a run. */
import { rmSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { useVerify } from './support.ts';

const sandbox = useVerify();

const ONE = 'FROM a\nRUN echo one\n';
const DONE = 'FROM a\nRUN echo 1\n';

describe('usage', () => {
  test.each([
    [['--check'], 'verify does not know --check: it exits 1 on a regression anyway'],
    [['--no-context'], 'verify builds, and cannot do without the context: --no-context'],
    [['-'], 'verify builds, and cannot do that with standard input'],
    [['--context', 'none'], '--context none: no such folder'],
    [['--engine', 'podman', '--builder', 'b'], '--builder is there for the engine docker only, not for podman'],
    [['--jobs', 'two'], '--jobs two: 1 to 256 is expected'],
    [['--timeout', '20'], '--timeout 20: a time such as 30s, 20m or 1h is expected'],
    [['--wait', 'x'], '--wait x: a number of seconds is expected'],
    [['--http', '3000'], '--http 3000: a port and a path, such as :3000/health, is expected'],
    [['--build-arg', '=x'], '--build-arg =x: write it as <name>=<value>'],
    [['--only', 'digit'], '--only: there is no transform digit (did you mean digits?); slimify list shows them'],
    [
      ['--format', 'patch'],
      "option '--format <name>' argument 'patch' is invalid. Allowed choices are pretty, json, markdown, html.",
    ],
    [['--stdin-filename', 'x'], "unknown option '--stdin-filename'"],
  ])('%j: one line, 2, no engine is asked', (args, message) => {
    const box = sandbox();
    box.file('Dockerfile', ONE);
    const { code, stdout, stderr } = box.verify(args);
    expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: '', stderr: `slimify: ${message}\n` });
    expect(box.calls()).toEqual([]);
  });
  test('--smoke and --http exclude each other', () => {
    const { code, stderr } = sandbox().verify(['--smoke', 'x', '--http', ':1/']);
    expect(code).toBe(2);
    expect(stderr).toContain("cannot be used with option '--http <:port/path>'");
  });
  test('help: of verify, by all its names, with examples; and in the list of commands', () => {
    const box = sandbox();
    const help = box.run(['verify', '--help']).stdout;
    for (const word of ['--smoke', '--builder kube --jobs 4', '--format markdown', '$IMAGE', 'Exit code:'])
      expect(help).toContain(word);
    for (const args of [
      ['help', 'verify'],
      ['--verify', '--help'],
      ['verify', '-h'],
    ])
      expect(box.run(args)).toEqual({ code: 0, stdout: help, stderr: '' });
    expect(box.run(['--help']).stdout).toMatch(/^ {2}verify .*build images before and after/m);
  });
  test('help: no line is wider than a terminal', () => {
    const box = sandbox();
    const texts = [['--help'], ['verify', '--help'], ['fold', '--help']].map((args) => box.run(args).stdout);
    expect(texts.flatMap((text) => text.split('\n')).filter((line) => line.length > 80)).toEqual([]);
  });
  test('help: the settings that it shows are understood', () => {
    const box = sandbox();
    const shown = /^ {2}(\{ "verify": .*)$/m.exec(box.run(['verify', '--help']).stdout)?.[1];
    box.file('c.json', shown!);
    expect(box.run(['--config', 'c.json'])).toMatchObject({ code: 0 });
  });
  test('a path that is not there: behind the word no other one is meant', () => {
    const { code, stderr } = sandbox().verify(['missing']);
    expect({ code, stderr }).toEqual({ code: 2, stderr: 'slimify: missing: no such file or folder\n' });
  });
  test('flags of a run before the word', () => {
    const box = sandbox();
    box.file('Dockerfile', ONE);
    const { code } = box.verify(['--write', 'verify', '--wait', '0.01', '.'], { isFlag: true });
    expect([code, box.read('Dockerfile')]).toEqual([0, DONE]);
  });
  test('the other formats', () => {
    const box = sandbox();
    box.file('Dockerfile', ONE);
    expect(box.verify(['--format', 'markdown']).stdout).toContain('| `Dockerfile` |');
    expect(box.verify(['--format', 'html']).stdout).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/i);
    rmSync(box.path('Dockerfile'));
    expect(JSON.parse(box.verify(['--format', 'json']).stdout)).toMatchObject({ files: [], summary: { files: 0 } });
  });
});
