import { describe, expect, test } from 'vitest';
import { elixir } from '../../../../transforms/split-stages/recipes/elixir.ts';
import { ask, planOf, refusalOf } from './support.ts';

const APP = {
  'mix.exs':
    'defmodule Shop.MixProject do\n  use Mix.Project\n  def project, do: [app: :shop, version: "0.1.0"]\nend\n',
  'lib/shop.ex': 'defmodule Shop do\nend\n',
};
const START = 'CMD ["_build/prod/rel/shop/bin/shop", "start"]';
const HEXPM = 'hexpm/elixir:1.17.2-erlang-27.0.1-debian-bookworm-20240701-slim';

function file(run: string, start: string, base = 'elixir:1.17', head = ''): string {
  return `FROM ${base}\n${head}WORKDIR /app\nENV MIX_ENV=prod\nCOPY . .\nRUN ${run}\n${start}\n`;
}

describe('the release is carried', () => {
  test('on the slim image, with certificates', () => {
    const plan = planOf(elixir, file('mix local.hex --force && mix deps.get && mix release', START), APP);
    expect(plan.runtime).toBe('elixir:1.17-slim');
    expect(plan.packages).toEqual(['ca-certificates']);
    expect(plan.carries).toEqual([{ path: '/app/_build/prod/rel/shop', kind: 'folder' }]);
    expect(plan.claims.size).toBe(3);
  });
  test.each([
    ['mix do deps.get, compile, release'],
    ['mix do deps.get --only prod + release'],
    ['MIX_ENV=prod mix release shop --overwrite'],
  ])('%s', (run) => {
    expect(planOf(elixir, file(run, START), APP).carries[0]?.path).toBe('/app/_build/prod/rel/shop');
  });
  test('where --path puts it', () => {
    const plan = planOf(elixir, file('mix release --path /srv/shop', 'CMD ["/srv/shop/bin/server"]'), APP);
    expect(plan.carries).toEqual([{ path: '/srv/shop', kind: 'folder' }]);
  });
  test('another user owns the folder of the release, which it writes into', () => {
    const start = `USER nobody\n${START}`;
    expect(planOf(elixir, file('mix release', start), APP).carries[0]?.path).toBe('/app/_build/prod/rel');
    const other = 'USER nobody\nCMD ["/srv/shop/bin/shop", "start"]';
    expect(refusalOf(elixir, file('mix release --path /srv/shop', other), APP)).toBe('artefact-not-known');
  });
  test('files that a module reads go along; mix.exs is read at build time', () => {
    const files = {
      ...APP,
      'mix.exs': `${APP['mix.exs']}\n# \nFile.read!("VERSION")\nSystem.cmd("git", ["describe"])\n`,
      VERSION: '1\n',
      'data/words.txt': 'a\n',
      'lib/words.ex': 'defmodule Words do\n  def all, do: File.read!("data/words.txt")\nend\n',
    };
    const plan = planOf(elixir, file('mix release', START), files);
    expect(plan.carries).toContainEqual({ path: '/app/data/words.txt', kind: 'file' });
    expect(plan.carries).toHaveLength(2);
    expect(plan.packages).toEqual(['ca-certificates']);
  });
  test('programs that a module runs', () => {
    const runs = (name: string) => ({
      ...APP,
      'lib/run.ex': `defmodule R do\n  def go, do: System.cmd("${name}", [])\nend\n`,
    });
    expect(planOf(elixir, file('mix release', START), runs('git')).packages).toEqual(['ca-certificates', 'git']);
    expect(refusalOf(elixir, file('mix release', START), runs('ffmpeg'))).toBe('program-missing');
  });
});

describe('the system that the tag names', () => {
  test.each([
    [HEXPM, 'debian:bookworm-20240701-slim', 'libstdc++6'],
    [HEXPM.replace('-slim', ''), 'debian:bookworm-20240701-slim', 'libstdc++6'],
    ['hexpm/elixir:1.17.2-erlang-27.0.1-alpine-3.19.3', 'alpine:3.19.3', 'libstdc++'],
    ['hexpm/elixir:1.15.7-erlang-26.1.2-ubuntu-jammy-20240125', 'ubuntu:jammy-20240125', 'libstdc++6'],
  ])('%s gives %s', (base, runtime, library) => {
    const plan = planOf(elixir, file('mix release', START, base), APP);
    expect(plan.runtime).toBe(runtime);
    expect(plan.packages).toContain(library);
    expect(plan.lines).toEqual(['ENV LANG=C.UTF-8']);
  });
  test('a small image stays as it is', () => {
    for (const base of ['elixir:1.17-slim', 'elixir:1.17-otp-27-alpine'])
      expect(planOf(elixir, file('mix release', START, base), APP).runtime).toBe(base);
  });
  test('a variable in the tag would part the two', () => {
    const base = 'hexpm/elixir:$' + '{V}-erlang-27.0.1-alpine-3.19.3';
    expect(refusalOf(elixir, `ARG V=1.17.2\n${file('mix release', START, base)}`, APP)).toBe('unknown-release');
  });
});

describe('what is left alone', () => {
  test.each([
    ['mix deps.get && mix compile', 'CMD ["mix", "phx.server"]', 'start-builds'],
    ['mix deps.get && mix compile', 'CMD ["iex", "-S", "mix"]', 'start-builds'],
    ['mix compile', 'CMD ["/usr/local/bin/other"]', 'start-not-artefact'],
    ['mix release', 'CMD ["bin/other"]', 'start-not-artefact'],
    ['mix release --path $WHERE', START, 'artefact-not-known'],
    ['if true; then mix release; fi', START, 'artefact-not-known'],
    ['--mount=type=cache,target=/app/_build mix release', START, 'cache-mount'],
  ])('%s and %s: %s', (run, start, code) => {
    expect(refusalOf(elixir, file(run, start), APP)).toBe(code);
  });
  test.each(['build_path: "/out"', 'releases: [shop: [include_erts: false]]', 'deps: [{:distillery, "~> 2.0"}]'])(
    'a project with %s',
    (setting) => {
      expect(refusalOf(elixir, file('mix release', START), { ...APP, 'mix.exs': setting })).toBe('artefact-not-known');
    },
  );
  test('a system that has no packages any more', () => {
    expect(refusalOf(elixir, file('mix release', START, 'elixir:1.9'), APP)).toBe('package-not-known');
  });
  test('another image', () => {
    expect(ask(elixir, file('mix release', START, 'ubuntu:24.04'), APP)).toBeNull();
  });
});
