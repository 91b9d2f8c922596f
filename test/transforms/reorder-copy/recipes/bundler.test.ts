import { describe, expect, test } from 'vitest';
import { bundler } from '../../../../transforms/reorder-copy/recipes/bundler.ts';
import { type FileTexts, plan } from './support.ts';

const FILES: FileTexts = {
  Gemfile: 'source "https://gems.example.org"\ngem "rack"\n',
  'Gemfile.lock': 'GEM\n',
  'app.rb': '',
};
const ask = (run: string, files: FileTexts = FILES, above = '', base = 'debian:12') =>
  plan(bundler, `FROM ${base}\nWORKDIR /app\n${above}COPY . .\nRUN ${run}\n`, files);
const refused = (run: string, files?: FileTexts, above?: string) => {
  const answer = ask(run, files, above);
  return answer !== null && 'refused' in answer ? answer.refused : answer;
};
const gemfile = (line: string, more: FileTexts = {}): FileTexts => ({ ...FILES, Gemfile: `${line}\n`, ...more });

describe('bundler', () => {
  test.each([
    'bundle install',
    'bundle',
    'bundle install --jobs 4 --retry=3',
    'bundle _2.4.1_ install',
    '/usr/bin/bundle install -j4',
  ])('%s', (run) => {
    expect(ask(run)).toEqual({
      tool: 'Bundler',
      reads: ['Gemfile', 'Gemfile.lock'],
      writes: [],
      added: null,
      risk: 'safe',
    });
  });

  test('no lockfile, other names', () => {
    expect(ask('bundle install', { Gemfile: '' })).toMatchObject({ reads: ['Gemfile'] });
    expect(ask('bundle install', { 'gems.rb': '', 'gems.locked': '' })).toMatchObject({
      reads: ['gems.rb', 'gems.locked'],
    });
    const files = { 'ci/Gemfile': 'eval_gemfile "more"\n', 'ci/Gemfile.lock': '', 'ci/more': '' };
    expect(ask('bundle install --gemfile=ci/Gemfile', files)).toMatchObject({
      reads: ['ci/Gemfile', 'ci/Gemfile.lock', 'ci/more'],
    });
    expect(ask('bundle install', files, 'ENV BUNDLE_GEMFILE=/app/ci/Gemfile\n')).toMatchObject({
      reads: ['ci/Gemfile', 'ci/Gemfile.lock', 'ci/more'],
    });
  });

  test('what stands beside it', () => {
    const files = gemfile('ruby file: ".ruby-version"', {
      '.ruby-version': '3.3',
      'vendor/cache/x.gem': '',
      '.bundle/config': '---\n',
    });
    expect(ask('bundle install', files)).toMatchObject({
      reads: ['Gemfile', 'Gemfile.lock', '.ruby-version', '.bundle/config', 'vendor/cache'],
    });
    // The official image keeps the settings elsewhere.
    expect(ask('bundle install', files, 'ENV BUNDLE_APP_CONFIG=/usr/local/bundle\n')).toMatchObject({
      reads: ['Gemfile', 'Gemfile.lock', '.ruby-version', 'vendor/cache'],
    });
    expect(ask('bundle install', { ...FILES, '.ruby-version': '3.3' })).toMatchObject({
      reads: ['Gemfile', 'Gemfile.lock'],
    });
  });

  test('gems that lie in the context', () => {
    const files = gemfile('gem "core", path: "engines/core"', { 'engines/core/core.gemspec': '' });
    expect(ask('bundle install', files)).toMatchObject({
      reads: ['Gemfile', 'Gemfile.lock', 'engines/core'],
      risk: 'assumes',
      assumption: 'the build of engines/core reads nothing outside of it',
    });
  });

  test('settings are kept with the project, or elsewhere', () => {
    expect(ask('bundle config set --local path vendor/bundle')).toMatchObject({ reads: [], writes: ['.bundle'] });
    expect(
      ask('bundle config set --local without test', FILES, 'ENV BUNDLE_APP_CONFIG=/usr/local/bundle\n'),
    ).toMatchObject({ writes: [] });
    // Without a Gemfile the setting would be that of its user.
    expect(ask('bundle config set path vendor/bundle')).toMatchObject({ reads: ['Gemfile'], writes: ['.bundle'] });
    expect(ask('bundle config --global frozen 1')).toBeNull();
    expect(ask('bundle config $X')).toBeNull();
  });

  test('where the gems go', () => {
    expect(ask('bundle install --path vendor/bundle')).toMatchObject({ writes: ['vendor/bundle', '.bundle'] });
    expect(ask('bundle install --deployment')).toMatchObject({ writes: ['vendor/bundle', '.bundle'] });
    expect(ask('bundle install', FILES, 'ENV BUNDLE_DEPLOYMENT=1\n')).toMatchObject({ writes: ['vendor/bundle'] });
    expect(ask('bundle install', FILES, 'ENV BUNDLE_DEPLOYMENT=1 BUNDLE_PATH=/usr/local/bundle\n')).toMatchObject({
      writes: [],
    });
    expect(ask('bundle install', FILES, 'ENV BUNDLE_BIN=bin BUNDLE_PATH=gems\n')).toMatchObject({
      writes: ['gems'],
    });
    expect(ask('bundle install', { ...FILES, '.bundle/config': 'BUNDLE_PATH: "lib/gems"\n' })).toMatchObject({
      writes: ['lib/gems'],
    });
    expect(ask('bundle install', FILES, 'RUN bundle config set --global path vendor/gems\n')).toMatchObject({
      writes: ['vendor/gems'],
    });
  });

  test.each(['bundle exec rake', 'bundle --version', 'bundle check', 'bundle install --help', 'gem install x'])(
    '%s is no install',
    (run) => {
      expect(ask(run)).toBeNull();
    },
  );

  test.each([
    ['gemspec', 'shop.gemspec'],
    ['ruby File.open(".ruby-version").read', 'open in Gemfile'],
    ['require_relative "version"', 'require_relative in Gemfile'],
    ['eval_gemfile path', 'eval_gemfile path in Gemfile'],
    ['gem "x", path: "../x"', 'path: "    " in Gemfile'],
    ['gem "x", path: "."', 'a gem'],
  ])('%s', (line, what) => {
    const answer = refused('bundle install', gemfile(line, { 'shop.gemspec': '' }));
    expect(answer).toMatchObject({ code: 'reads-sources', command: 'bundle install' });
    if (what !== 'a gem') expect(answer).toHaveProperty('what', what);
  });

  test('what is not there', () => {
    expect(refused('bundle install', { 'x.rb': '' })).toEqual({
      code: 'not-in-build',
      path: 'Gemfile',
      isIgnored: false,
    });
    expect(refused('bundle install', gemfile('ruby file: ".ruby-version"'))).toMatchObject({
      code: 'not-in-build',
      path: '.ruby-version',
    });
    expect(refused('bundle install', FILES, 'ARG X\nENV BUNDLE_GEMFILE=$X\n')).toMatchObject({
      code: 'dynamic-command',
    });
  });
});

describe('what bundle install writes into the tree', () => {
  test('programs beside those of the project', () => {
    const bin = { ...FILES, 'bin/rails': '' };
    const no = { code: 'overwrites-output', path: 'bin', why: 'used-elsewhere' };
    expect(refused('bundle install --binstubs', bin)).toEqual(no);
    expect(refused('bundle install', bin, 'ENV BUNDLE_BIN=/app/bin\n')).toEqual(no);
    expect(ask('bundle install --binstubs')).toMatchObject({ writes: ['.bundle'] });
    expect(ask('bundle install', bin, 'ENV BUNDLE_BIN=/usr/local/bin\n')).toMatchObject({ writes: [] });
  });

  test('settings beside those that are copied', () => {
    const files = { ...FILES, '.bundle/config': '---\nBUNDLE_WITHOUT: "test"\n' };
    const no = { code: 'overwrites-output', path: '.bundle/config', why: 'used-elsewhere' };
    expect(refused('bundle config set --local path vendor/bundle && bundle install', files)).toEqual(no);
    expect(refused('bundle install --without test', files)).toEqual(no);
    const image = ask('bundle config set --local without test && bundle install', files, '', 'ruby:3.3');
    expect(image).toMatchObject({ reads: [], writes: [] });
  });

  test('the platform, into a lockfile that lacks it', () => {
    const lock = (platform: string) => ({ ...FILES, 'Gemfile.lock': `GEM\n\nPLATFORMS\n  ${platform}\n` });
    expect(refused('bundle install', lock('arm64-darwin-22'))).toEqual({
      code: 'lock-incomplete',
      path: 'Gemfile.lock',
      missing: 'the platform x86_64-linux',
    });
    expect(ask('bundle install', lock('arm64-darwin-22\n  x86_64-linux'))).toMatchObject({ risk: 'safe' });
    expect(ask('bundle install', lock('ruby'))).toMatchObject({ risk: 'safe' });
    expect(ask('bundle install', lock('aarch64-linux-musl'))).toMatchObject({ risk: 'safe' });
  });
});

test('a library whose gemspec reads what lies above it', () => {
  const engine = (text: string, more: FileTexts = {}) =>
    refused('bundle install', gemfile('gem "e", path: "engines/e"', { 'engines/e/e.gemspec': text, ...more }));
  expect(engine('require_relative "../../lib/version"')).toMatchObject({ code: 'reads-sources', what: 'engines/e' });
  expect(engine('s.files = `git ls-files`', { '.git/HEAD': '' })).toMatchObject({ code: 'reads-sources' });
  expect(engine('s.files = `git ls-files`')).toMatchObject({ risk: 'assumes' });
});

test('a Gemfile that reads files with literal names', () => {
  const files = gemfile('ruby File.read(".ruby-version").strip', { '.ruby-version': '3.3.0' });
  expect(ask('bundle install', files)).toMatchObject({ reads: ['Gemfile', 'Gemfile.lock', '.ruby-version'] });
});

test('groups in several words', () => {
  expect(ask('bundle install --without development test --jobs 4')).toMatchObject({
    reads: ['Gemfile', 'Gemfile.lock'],
    writes: ['.bundle'],
  });
  expect(ask('bundle install rack')).toBeNull();
});

test('Ruby loads a file of the project in front of everything', () => {
  const no = { code: 'dynamic-command', text: 'RUBYOPT' };
  expect(refused('bundle install', FILES, 'ENV RUBYOPT="-W0 -r/app/patch.rb"\n')).toEqual(no);
  expect(refused('RUBYOPT=-Ilib bundle install')).toEqual(no);
  expect(ask('bundle install', FILES, 'ENV RUBYOPT="-W0 --yjit -rbundler/setup"\n')).toMatchObject({ risk: 'safe' });
});
