import { describe, expect, test } from 'vitest';
import { mix } from '../../../../transforms/reorder-copy/recipes/mix.ts';
import { type FileTexts, plan } from './support.ts';

const mixExs = (project = '', deps = '') =>
  `defmodule A.MixProject do\n  use Mix.Project\n  def project do\n    [app: :a, ${project} deps: deps()]\n  end\n  defp deps do\n    [{:jason, "~> 1.0"}${deps}]\n  end\nend\n`;
const FILES: FileTexts = {
  'mix.exs': mixExs(),
  'mix.lock': '%{}',
  'config/config.exs': 'import Config\nimport_config "#{config_env()}.exs"\n',
  'config/dev.exs': '',
  'config/prod.exs': '',
  'config/runtime.exs': '',
  'lib/a.ex': '',
};
const ask = (run: string, files: FileTexts = FILES, above = 'ENV MIX_ENV=prod\n') =>
  plan(mix, `FROM elixir:1.17\nWORKDIR /app\n${above}COPY . .\nRUN ${run}\n`, files);
const refused = (run: string, files?: FileTexts, above?: string) => {
  const answer = ask(run, files, above);
  return answer !== null && 'refused' in answer ? answer.refused : answer;
};

describe('mix', () => {
  test.each([
    'mix deps.get',
    'mix deps.get --only prod',
    'mix deps.compile',
    'mix do deps.get, deps.compile',
    'mix do deps.get --only prod + deps.compile',
    'mix do local.hex --force, local.rebar --force, deps.get',
  ])('%s', (run) => {
    expect(ask(run)).toEqual({
      tool: 'Mix',
      reads: ['mix.exs', 'mix.lock', 'config/config.exs', 'config/prod.exs'],
      writes: ['deps', '_build'],
      added: null,
      risk: 'safe',
    });
  });

  test('the environment decides what is imported; one that the build may set is any', () => {
    expect(ask('mix deps.get', FILES, '')).toMatchObject({
      reads: ['mix.exs', 'mix.lock', 'config/config.exs', 'config/dev.exs'],
    });
    expect(ask('MIX_ENV=prod mix deps.get', FILES, '')).toMatchObject({
      reads: ['mix.exs', 'mix.lock', 'config/config.exs', 'config/prod.exs'],
    });
    expect(ask('mix deps.get', FILES, 'ARG MIX_ENV=prod\nENV MIX_ENV=$MIX_ENV\n')).toMatchObject({
      reads: ['mix.exs', 'mix.lock', 'config/config.exs', 'config/dev.exs', 'config/prod.exs'],
    });
  });

  test('without settings or lockfile', () => {
    expect(ask('mix deps.get', { 'mix.exs': mixExs() })).toMatchObject({ reads: ['mix.exs'] });
  });

  test('files and libraries that mix.exs names', () => {
    const files = {
      ...FILES,
      'mix.exs': mixExs('version: File.read!("VERSION"),', ', {:x, path: "x"}'),
      VERSION: '1',
      'x/mix.exs': '',
    };
    expect(ask('mix deps.get', files)).toMatchObject({
      reads: ['mix.exs', 'mix.lock', 'config/config.exs', 'config/prod.exs', 'VERSION', 'x'],
      risk: 'assumes',
    });
  });

  test('an umbrella', () => {
    const files = {
      'mix.exs': mixExs('apps_path: "apps",'),
      'apps/a/mix.exs': mixExs('deps_path: "../../deps",', ', {:b, in_umbrella: true}'),
      'apps/b/mix.exs': mixExs(),
      'apps/b/lib/b.ex': '',
    };
    expect(ask('mix deps.get', files)).toMatchObject({ reads: ['mix.exs', 'apps/a/mix.exs', 'apps/b/mix.exs'] });
    expect(ask('mix deps.compile --skip-umbrella-children', files)).toMatchObject({ risk: 'safe' });
    expect(refused('mix deps.compile', files)).toMatchObject({
      code: 'reads-sources',
      what: 'the apps of the umbrella',
    });
    expect(refused('mix do deps.get, deps.compile', files)).toMatchObject({ code: 'reads-sources' });
  });

  test('outputs elsewhere', () => {
    expect(ask('mix deps.get', FILES, 'ENV MIX_ENV=prod MIX_DEPS_PATH=/deps MIX_BUILD_PATH=/build\n')).toMatchObject({
      writes: [],
    });
    expect(ask('mix deps.get', { ...FILES, 'mix.exs': mixExs('deps_path: "lib/deps",') })).toMatchObject({
      writes: ['lib/deps', '_build'],
    });
  });

  test.each(['mix compile', 'mix local.hex --force', 'mix do deps.get, compile', 'mix release', 'mix $TASK'])(
    '%s is no install',
    (run) => {
      expect(ask(run)).toBeNull();
    },
  );

  test('what cannot be done', () => {
    expect(refused('mix deps.get', { 'x.ex': '' })).toEqual({
      code: 'not-in-build',
      path: 'mix.exs',
      isIgnored: false,
    });
    expect(refused('mix deps.get', { ...FILES, 'mix.exs': mixExs('version: System.cmd("git", []),') })).toEqual({
      code: 'reads-sources',
      command: 'mix deps.get',
      what: 'System.cmd in mix.exs',
    });
    expect(refused('mix deps.get', { ...FILES, 'mix.exs': mixExs('aliases: ["deps.get": ["x"]],') })).toMatchObject({
      what: 'the alias deps.get',
    });
    expect(refused('mix deps.get', { ...FILES, 'config/prod.exs': 'config :a, File.ls!("x")\n' })).toMatchObject({
      what: 'File.ls! in config/prod.exs',
    });
    expect(refused('mix deps.get', { ...FILES, 'config/config.exs': 'import_config "gone.exs"\n' })).toMatchObject({
      code: 'not-in-build',
      path: 'config/gone.exs',
    });
    expect(refused('mix deps.get', { ...FILES, 'mix.exs': mixExs('', ', {:x, path: "../x"}') })).toMatchObject({
      code: 'reads-sources',
    });
    expect(refused('mix deps.get', FILES, 'ENV MIX_EXS=other.exs\n')).toMatchObject({ code: 'dynamic-command' });
  });
});
