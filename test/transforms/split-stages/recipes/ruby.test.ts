import { describe, expect, test } from 'vitest';
import { isRefusal, type Plan } from '../../../../transforms/split-stages/recipe.ts';
import { ruby } from '../../../../transforms/split-stages/recipes/ruby.ts';
import { ask, planOf, refusalOf } from './support.ts';

function lock(...gems: readonly string[]): string {
  const specs = gems.map((gem) => `    ${gem}\n`).join('');
  return `GEM\n  remote: https://example.org/\n  specs:\n${specs}\nPLATFORMS\n  x86_64-linux\n\nBUNDLED WITH\n   2.5.3\n`;
}

const SINATRA = {
  Gemfile: 'gem "sinatra"\ngem "puma"\n',
  'Gemfile.lock': lock('sinatra (4.0.0)', 'puma (6.4.2)', 'rackup (2.1.0)'),
  'app.rb': "require 'sinatra'\n",
  'config.ru': "require './app'\nrun Sinatra::Application\n",
};
const RAILS = {
  Gemfile: 'gem "rails"\ngem "pg"\n',
  'Gemfile.lock': lock('rails (7.1.3)', 'railties (7.1.3)', 'pg (1.5.4)', 'puma (6.4.2)', 'tzinfo (2.0.6)'),
  'bin/rails': '#!/usr/bin/env ruby\nrequire "rails/commands"\n',
  'config/application.rb': 'module App; end\n',
};

const HEAD = 'WORKDIR /app\nCOPY Gemfile Gemfile.lock ./\nRUN bundle install\nCOPY . .\n';

function file(rest: string, base = 'ruby:3.3', head = HEAD): string {
  return `FROM ${base}\n${head}${rest}\n`;
}

function copied(plan: Plan): readonly string[] {
  return [...plan.moves, ...plan.repeats].map(({ arguments: { rest } }) => rest);
}

describe('gems and sources run on the slim image', () => {
  test('the gems are carried, and the COPY of the sources moves', () => {
    const plan = planOf(ruby, file('CMD ["bundle", "exec", "puma"]'), SINATRA);
    expect(plan.runtime).toBe('ruby:3.3-slim');
    expect(plan.carries).toEqual([{ path: '/usr/local/bundle', kind: 'folder' }]);
    expect(copied(plan)).toEqual(['. .']);
    expect(plan.assumption).toBe(
      'the gems of Gemfile.lock need no library or program of ruby:3.3 that ruby:3.3-slim lacks',
    );
    expect(plan.claims.size).toBe(1);
  });
  test('Bundler changes the lock that was copied before: what the builder has then counts', () => {
    const plan = planOf(
      ruby,
      file('CMD ruby app.rb', 'ruby:3.3', 'WORKDIR /app\nCOPY . .\nRUN bundle install\n'),
      SINATRA,
    );
    expect(plan.carries.map(({ path }) => path)).toEqual(['/usr/local/bundle', '/app']);
    expect(copied(plan)).toEqual([]);
  });
  test('what lies in a folder that is carried is not copied twice', () => {
    const head = 'WORKDIR /app\nCOPY . .\nCOPY Gemfile ./\nRUN bundle install\n';
    const plan = planOf(ruby, file('CMD ruby app.rb', 'ruby:3.3', head), SINATRA);
    expect(plan.carries.map(({ path }) => path)).toEqual(['/usr/local/bundle', '/app']);
    expect(copied(plan)).toEqual([]);
  });
  test('a lock that the context does not have is carried', () => {
    const { 'Gemfile.lock': _, ...files } = SINATRA;
    const head = 'WORKDIR /app\nCOPY Gemfile ./\nRUN bundle install\nCOPY . .\n';
    const plan = planOf(ruby, file('CMD ruby app.rb', 'ruby:3.3', head), files);
    expect(plan.carries).toContainEqual({ path: '/app/Gemfile.lock', kind: 'file' });
    expect(plan.assumption).toMatch(/^the gems of Gemfile need/);
  });
  test('tasks of Rails change the app, which is carried whole', () => {
    const run = 'RUN SECRET_KEY_BASE=1 bin/rails assets:precompile\nCMD ["bin/rails", "server"]';
    const plan = planOf(ruby, file(run), RAILS);
    expect(plan.carries.map(({ path }) => path)).toEqual(['/usr/local/bundle', '/app']);
    expect(plan.claims.size).toBe(2);
  });
  test.each([
    ['bundle install --path vendor/bundle', '/app/vendor/bundle'],
    ['bundle install --deployment', '/app/vendor/bundle'],
    ['bundle config set --local path /gems && bundle install', '/gems'],
    ['bundle config set --local deployment true && bundle install', '/app/vendor/bundle'],
    ['BUNDLE_JOBS=2 bundle install', null],
  ])('%s', (run, folder) => {
    const head = `WORKDIR /app\nCOPY Gemfile Gemfile.lock ./\nRUN ${run}\nCOPY . .\n`;
    const plan = planOf(ruby, file('CMD ["bundle", "exec", "puma"]', 'ruby:3.3', head), SINATRA);
    const folders = ['/usr/local/bundle', ...(folder === null ? [] : [folder])];
    expect(plan.carries.map(({ path }) => path)).toEqual(folders);
    expect(plan.lines).toEqual([]);
  });
  test('BUNDLE_PATH says it too, and BUNDLE_DEPLOYMENT as far as the image says nothing', () => {
    const at = (env: string, base: string) => `FROM ${base}\nENV ${env}\n${HEAD}CMD ruby app.rb\n`;
    expect(planOf(ruby, at('BUNDLE_PATH=/bundle', 'ruby:3.3'), SINATRA).carries[1]?.path).toBe('/bundle');
    expect(planOf(ruby, at('BUNDLE_DEPLOYMENT=1', 'ruby:3.3'), SINATRA).carries[1]?.path).toBe('/app/vendor/bundle');
    expect(refusalOf(ruby, at('BUNDLE_DEPLOYMENT=1', 'ruby:2.5'), SINATRA)).toBe('artefact-not-known');
  });
  test.each([
    // Without a scope they are the app's as soon as there is a Gemfile, and lie with the gems.
    ["COPY Gemfile Gemfile.lock ./\nRUN bundle config set without 'development test' && bundle install", []],
    ["COPY . .\nRUN bundle config without 'development test' && bundle install", []],
    // The home of who builds is not the home of who runs: a variable is there for everybody.
    [
      "RUN bundle config set without 'development test'\nCOPY Gemfile Gemfile.lock ./\nRUN bundle install",
      ['ENV BUNDLE_WITHOUT=development:test'],
    ],
    [
      'COPY Gemfile Gemfile.lock ./\nRUN bundle config --global frozen 1 && bundle config set jobs 4 && bundle install',
      ['ENV BUNDLE_FROZEN=1'],
    ],
    [
      'ENV BUNDLE_APP_CONFIG=/etc/bundle\nCOPY Gemfile Gemfile.lock ./\nRUN bundle config set --local path.system true && bundle install',
      ['ENV BUNDLE_PATH__SYSTEM=true'],
    ],
    ['ENV BUNDLE_WITH=puma\nRUN bundle config set with falcon\nCOPY Gemfile Gemfile.lock ./\nRUN bundle install', []],
  ])('settings that do not lie with the gems are said once more: %s', (body, lines) => {
    const plan = planOf(ruby, file('CMD ruby app.rb', 'ruby:3.3', `WORKDIR /app\n${body}\nCOPY . .\n`), SINATRA);
    expect(plan.lines).toEqual(lines);
  });
  test('a setting that no variable can hold', () => {
    const body = "WORKDIR /app\nRUN bundle config set path '/my gems'\nCOPY . .\nRUN bundle install\n";
    expect(refusalOf(ruby, file('CMD ruby app.rb', 'ruby:3.3', body), SINATRA)).toBe('artefact-not-known');
  });
});

describe('what gems need of the system', () => {
  test('libraries that the full image has, by names that are the same in every release', () => {
    expect(planOf(ruby, file('CMD ["bin/rails", "server"]'), RAILS).packages).toEqual(['tzdata', 'libpq5']);
  });
  test('time zones are there up to Debian 12', () => {
    const plan = planOf(ruby, file('CMD ["bin/rails", "server"]', 'ruby:3.3-bookworm'), RAILS);
    expect(plan.runtime).toBe('ruby:3.3-slim-bookworm');
    expect(plan.packages).toEqual(['libpq5']);
  });
  test.each([
    ['sqlite3 (1.4.2)', ['libsqlite3-0']],
    ['sqlite3 (1.7.3-x86_64-linux)', []],
    ['mini_magick (4.12.0)', ['imagemagick']],
    ['mysql2 (0.5.6)', ['libmariadb3']],
  ])('%s', (gem, packages) => {
    const files = { ...SINATRA, 'Gemfile.lock': lock(gem) };
    expect(planOf(ruby, file('CMD ruby app.rb'), files).packages).toEqual(packages);
  });
  test('a few that are not known are named', () => {
    const files = { ...SINATRA, 'Gemfile.lock': lock('puma (6.4.2)', 'left_pad (1.0.0)') };
    expect(planOf(ruby, file('CMD ruby app.rb'), files).assumption).toBe(
      'the gem left_pad needs no library or program of ruby:3.3 that ruby:3.3-slim lacks',
    );
  });
  test('a gem of which more is known than can be said here', () => {
    const files = { ...SINATRA, 'Gemfile.lock': lock('rmagick (5.3.0)') };
    expect(refusalOf(ruby, file('CMD ruby app.rb'), files)).toBe('native-module');
  });
  test('a name that differs between releases', () => {
    const files = { ...SINATRA, 'Gemfile.lock': lock('curb (1.0.5)') };
    expect(refusalOf(ruby, file('CMD ruby app.rb'), files)).toBe('unknown-release');
    expect(planOf(ruby, file('CMD ruby app.rb', 'ruby:3.3-bookworm'), files).packages).toEqual(['libcurl4']);
  });
  test('gemspecs of the app ask git for its files at every start', () => {
    const files = { ...SINATRA, Gemfile: 'gemspec\n', 'own.gemspec': 'Gem::Specification.new\n' };
    expect(planOf(ruby, file('CMD ruby app.rb'), files).packages).toContain('git');
  });
  test('JavaScript is needed as soon as execjs is loaded', () => {
    const files = { ...SINATRA, 'Gemfile.lock': lock('execjs (2.9.1)') };
    expect(refusalOf(ruby, file('CMD ruby app.rb'), files)).toBe('program-missing');
    const installs = `RUN apt-get update && apt-get install -y nodejs\n${HEAD}`;
    expect(planOf(ruby, file('CMD ruby app.rb', 'ruby:3.3', installs), files).packages).toEqual(['nodejs']);
    const own = { ...SINATRA, 'Gemfile.lock': lock('execjs (2.9.1)', 'mini_racer (0.8.0)') };
    expect(planOf(ruby, file('CMD ruby app.rb'), own).packages).toEqual([]);
  });
  test('a library that a source opens by its name', () => {
    const files = { ...SINATRA, 'ext.rb': "extend FFI::Library\nffi_lib 'magic'\n" };
    expect(refusalOf(ruby, file('CMD ruby app.rb'), files)).toBe('native-module');
  });
  test('programs that the sources run', () => {
    const files = { ...SINATRA, 'lib/repo.rb': 'def log = system("git", "log")\n', 'bin/setup': 'system("make x")\n' };
    expect(planOf(ruby, file('CMD ruby app.rb'), files).packages).toEqual(['git']);
  });
});

describe('a slim image stays, without the compilers', () => {
  const head = `RUN apt-get update && apt-get install -y build-essential libpq-dev\n${HEAD}`;
  test("its own packages are the frame's business", () => {
    const plan = planOf(ruby, file('CMD ["bin/rails", "server"]', 'ruby:3.3-slim', head), RAILS);
    expect(plan.runtime).toBe('ruby:3.3-slim');
    expect(plan.packages).toEqual([]);
    expect(plan.assumption).toBe('the app compiles nothing while it runs');
  });
  test('programs that gems call stay, where the file installs them', () => {
    const files = { ...SINATRA, 'Gemfile.lock': lock('kt-paperclip (7.2.0)') };
    const own = `RUN apt-get update && apt-get install -y build-essential file\n${HEAD}`;
    expect(planOf(ruby, file('CMD ruby app.rb', 'ruby:3.3-slim', own), files).packages).toEqual(['file']);
  });
  test("C++'s library comes with Alpine's compiler only", () => {
    const alpine = `RUN apk add --no-cache build-base\n${HEAD}`;
    expect(planOf(ruby, file('CMD ruby app.rb', 'ruby:3.3-alpine', alpine), SINATRA).packages).toEqual(['libstdc++']);
  });
  test.each([
    ['nothing is compiled', HEAD],
    [
      'the compilers are taken away again',
      'RUN apt-get update && apt-get install -y build-essential\nWORKDIR /app\nCOPY Gemfile Gemfile.lock ./\n' +
        'RUN bundle install && apt-get purge -y build-essential\nCOPY . .\n',
    ],
  ])('nothing is saved where %s', (_, text) => {
    expect(refusalOf(ruby, file('CMD ruby app.rb', 'ruby:3.3-slim', text), SINATRA)).toBe('saves-nothing');
  });
});

describe('what is started', () => {
  test.each([
    ['CMD ["ruby", "app.rb"]'],
    ['CMD ["rackup"]'],
    ['CMD bundle check && bundle exec rackup -p 8080'],
    ['ENTRYPOINT ["bundle", "exec"]\nCMD ["puma"]'],
  ])('%s', (start) => {
    expect(planOf(ruby, file(start), SINATRA).runtime).toBe('ruby:3.3-slim');
  });
  test.each([
    ['CMD bundle install && ruby app.rb', 'start-builds'],
    ['CMD bundle exec rake assets:precompile && ruby app.rb', 'start-builds'],
    ['CMD bundle exec passenger start', 'start-builds'],
    ['CMD foreman start', 'start-not-read'],
    ['CMD supervisord -n', 'start-not-read'],
    ['CMD bundle exec ./run.sh', 'start-not-read'],
    ['CMD bundle exec thin start', 'program-missing'],
    ['CMD bundle exec $SERVER', 'start-not-read'],
  ])('%s is refused: %s', (start, code) => {
    expect(refusalOf(ruby, file(start), SINATRA)).toBe(code);
  });
});

describe('what is left alone', () => {
  test('an image for the Gemfile of others, who may want to compile', () => {
    const text = 'FROM ruby:3.3\nRUN gem install jekyll\nWORKDIR /site\nCOPY run.sh /\n';
    expect(refusalOf(ruby, `${text}CMD ["bundle", "exec", "jekyll", "serve"]\n`, { 'run.sh': '' })).toBe(
      'start-not-artefact',
    );
    expect(planOf(ruby, `${text}CMD ["jekyll", "serve"]\n`, { 'run.sh': '' }).runtime).toBe('ruby:3.3-slim');
  });
  test('another image, and one where no gems are installed', () => {
    expect(ask(ruby, 'FROM ubuntu:24.04\nRUN bundle install\nCMD ruby app.rb\n', SINATRA)).toBeNull();
    expect(ask(ruby, 'FROM ruby:3.3\nCOPY . .\nRUN ruby -v\nCMD ruby app.rb\n', SINATRA)).toBeNull();
  });
  test.each([
    ['bundle install --standalone', 'artefact-not-known'],
    ['test -f Gemfile && bundle config set --local colour blue && bundle install', 'option-not-known'],
    ['if true; then bundle install; fi', 'artefact-not-known'],
    ['--mount=type=cache,target=/usr/local/bundle bundle install', 'cache-mount'],
    ['bundle install --path $WHERE', 'artefact-not-known'],
  ])('RUN %s', (run, code) => {
    const head = `WORKDIR /app\nCOPY Gemfile Gemfile.lock ./\nRUN ${run}\nRUN bundle check\nCOPY . .\n`;
    const answer = ask(ruby, file('CMD ruby app.rb', 'ruby:3.3', head), SINATRA);
    expect(answer !== null && isRefusal(answer) ? answer.refused.code : null).toBe(code);
  });
  test('gems of the host', () => {
    const files = { ...SINATRA, 'vendor/bundle/x.rb': '' };
    const head = 'WORKDIR /app\nCOPY . .\nRUN bundle install --deployment\n';
    expect(refusalOf(ruby, file('CMD ruby app.rb', 'ruby:3.3', head), files)).toBe('overwrites-output');
  });
  test('a pinned image, and a Gemfile that is not there', () => {
    const pin = `ruby:3.3@sha256:${'0'.repeat(64)}`;
    expect(refusalOf(ruby, file('CMD ruby app.rb', pin), SINATRA)).toBe('unknown-builder');
    expect(refusalOf(ruby, 'FROM ruby:3.3\nWORKDIR /app\nRUN bundle install\nCMD ruby app.rb\n', {})).toBe(
      'copy-not-read',
    );
  });
});
