/** Names that every object has are names like others. */
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { loadConfig } from '../../../../src/cli/config.ts';
import { readVerifyArguments } from '../../../../src/cli/verify/settings/arguments.ts';
import { createVerifyOptions } from '../../../../src/cli/verify/settings/options.ts';

const ROOT = realpathSync(mkdtempSync(path.join(tmpdir(), 'slimify-options-')));
afterAll(() => rmSync(ROOT, { recursive: true }));

function optionsOf(args: readonly string[], config: Parameters<typeof createVerifyOptions>[1]['config'] = {}) {
  const request = readVerifyArguments(args);
  if ('exitCode' in request) throw new Error('not understood');
  return createVerifyOptions(request.flags, { config, name: 'c.json', folder: ROOT }, ROOT);
}

async function load(text: string) {
  writeFileSync(path.join(ROOT, 'c.json'), text);
  const { config } = await loadConfig('c.json', ROOT);
  return optionsOf([], config);
}

describe('build arguments', () => {
  test('a name that the environment does not know is not given', () => {
    const args = ['constructor', 'toString', '__proto__'].flatMap((name) => ['--build-arg', name]);
    expect([...optionsOf(args).of('/x').buildArgs]).toEqual([]);
  });
  test('an empty value is one', () => {
    expect([...optionsOf(['--build-arg', 'A=']).of('/x').buildArgs]).toEqual([['A', '']]);
  });
});

describe('options of the build', () => {
  test.each([
    '--tag=mine',
    '--tag',
    '--target=x',
    '-t',
    '-tmine',
    '--push',
    '--output=type=registry',
    '-o',
    '--file=x',
    '-f',
    '-qt',
  ])('%s is not for the user to give', (option) => {
    const words = `--build-option=${option}: verify says itself what is built, and what becomes of it`;
    expect(() => optionsOf([`--build-option=${option}`])).toThrow(words);
  });
  test.each(['--network=host', '--secret=id=a,src=-t', '--ssh', '--no-cache', '--tagged', '-D'])('%s is', (option) => {
    expect(optionsOf([`--build-option=${option}`]).of('/x').buildOptions).toEqual([option]);
  });
});

describe('a configuration file', () => {
  test('names no image either', async () => {
    const words = '--push: verify says itself what is built, and what becomes of it';
    await expect(load('{"verify":{"buildOptions":["--push"]}}')).rejects.toThrow(
      `c.json: verify.buildOptions: ${words}`,
    );
    const file = '{"verify":{"files":{"a":{"buildOptions":["-q","--push"]}}}}';
    await expect(load(file)).rejects.toThrow(`c.json: verify.files.a.buildOptions: ${words}`);
  });
  test('what is left out of an object without a word is complained of', async () => {
    for (const name of ['constructor', '__proto__', 'prototype'])
      await expect(load(`{"verify":{"buildArgs":{"${name}":"1"}}}`)).rejects.toThrow(
        'c.json: verify.buildArgs: other names than __proto__, prototype, constructor are expected',
      );
    await expect(load('{"verify":{"files":{"constructor":{"skip":true}}}}')).rejects.toThrow('c.json: verify.files: ');
  });
  test('other names that every object has are given', async () => {
    const options = await load('{"verify":{"buildArgs":{"toString":"1"},"files":{"valueOf":{"target":"x"}}}}');
    expect([...options.of('/x').buildArgs]).toEqual([['toString', '1']]);
    expect(options.of(path.join(ROOT, 'valueOf')).target).toBe('x');
  });
});
