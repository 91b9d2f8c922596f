import { describe, expect, test } from 'vitest';
import { readElixirConfig, readMixProject } from '../../../src/project/elixir/mix.ts';
import { memoryFiles } from '../../../src/project/files.ts';

const mixExs = (project: string, deps = '') => `defmodule App.MixProject do
  use Mix.Project
  def project do
    [
      app: :app,
      version: "0.1.0",
      start_permanent: Mix.env() == :prod,
      ${project}
      deps: deps()
    ]
  end
  defp deps do
    [{:phoenix, "~> 1.7"}, {:tailwind, "~> 0.2", runtime: Mix.env() == :dev}${deps}]
  end
end
`;
const project = (text: string, path = 'mix.exs') => readMixProject(memoryFiles({ [path]: text }), path);
const config = (text: string) => readElixirConfig(memoryFiles({ 'config/config.exs': text }), 'config/config.exs');

describe('readMixProject', () => {
  test('a usual one reads nothing', () => {
    expect(project(mixExs('aliases: aliases(),'))).toEqual({
      path: 'mix.exs',
      files: [],
      patterns: [],
      unknown: null,
      appsPath: null,
      paths: [],
      hasUmbrellaDependency: false,
      aliases: [],
      depsPath: null,
      buildPath: null,
      configPath: null,
      lockfile: null,
    });
  });

  test('umbrella, paths and aliases', () => {
    const text = mixExs('apps_path: "apps", deps_path: "../deps",', ', {:x, path: "../x"}, {:y, in_umbrella: true}');
    expect(project(text, 'a/mix.exs')).toMatchObject({
      appsPath: 'a/apps',
      paths: ['x'],
      hasUmbrellaDependency: true,
      depsPath: '../deps',
    });
    expect(project(mixExs('aliases: ["deps.get": ["x"], test: ["y"]],'))?.aliases).toEqual(['deps.get']);
  });

  test('a version file', () => {
    expect(project(mixExs('version: String.trim(File.read!("VERSION")),'))).toMatchObject({
      files: ['VERSION'],
      unknown: null,
    });
  });

  test.each([
    ['version: File.read!(path),', 'File.read!'],
    ['version: System.cmd("git", ["describe"]),', 'System.cmd'],
    ['version: elem(:file.read_file("v"), 1),', ':file.read_file'],
    ['x: Code.eval_string("1"),', 'Code.eval_string'],
    ['x: Path.wildcard("*"),', 'Path.wildcard'],
    ['x: Helper.version(),', 'Helper.version'],
    ['x: "#{Helper.version()}",', 'Helper.version'],
  ])('%s is not known', (text, unknown) => {
    expect(project(mixExs(text))?.unknown).toBe(unknown);
  });

  test('names in strings are no code', () => {
    expect(project(mixExs('source_url: "https://github.com/Acme/Repo.git",'))?.unknown).toBeNull();
  });
});

describe('readElixirConfig', () => {
  test('imports', () => {
    const text =
      'import Config\nconfig :esbuild, cd: Path.expand("../assets", __DIR__), env: %{"A" => System.get_env("A")}\nimport_config "extra.exs"\nimport_config "#{config_env()}.exs"\n';
    expect(config(text)).toEqual({
      path: 'config/config.exs',
      files: ['config/extra.exs'],
      patterns: ['config/*.exs'],
      unknown: null,
    });
    expect(config('use Mix.Config\nimport_config "#{Mix.env}.exs"\n')?.patterns).toEqual(['config/*.exs']);
    expect(config('import_config "../apps/*/config/config.exs"\n')?.patterns).toEqual(['apps/*/config/config.exs']);
  });

  test.each([
    ['import_config "#{name()}.exs"', 'import_config'],
    ['config :a, b: File.read!(name)', 'File.read!'],
    ['config :a, b: File.read!("../x/" <> name)', 'File.read!'],
    ['config :a, b: Dotenvy.source!([".env"])', 'Dotenvy.source!'],
  ])('%s', (text, unknown) => {
    expect(config(text)?.unknown).toBe(unknown);
  });
});
