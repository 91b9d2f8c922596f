import { describe, expect, test } from 'vitest';
import { memoryFiles } from '../../../src/project/files.ts';
import { readGemfile } from '../../../src/project/ruby/gemfile.ts';
import { readBundleConfig, readGemfileLock } from '../../../src/project/ruby/gemfile-lock.ts';

const read = (text: string, more: Record<string, string> = {}, path = 'Gemfile') => {
  const found = readGemfile(memoryFiles({ [path]: text, ...more }), path);
  return found?.ok === true ? found.value : null;
};

describe('readGemfile', () => {
  test('a usual one reads nothing', () => {
    const text = `# frozen_string_literal: true
source "https://gems.example.org"
git_source(:github) { |repo| "https://github.com/#{repo}.git" }
ruby "3.3.0"
gem "rails", "~> 7.1", require: false
gem 'pg', :platforms => %i[ mri mingw ]
gem "bootsnap", git: "https://example.org/path.git", branch: "main" # path: "x"
rails_version = ENV.fetch("RAILS_VERSION", "7.1")
gem "tzinfo-data", platforms: [:jruby] if rails_version == "7.1"
group :development, :test do
  gem "debug" unless ENV["CI"].nil?
end
`;
    expect(read(text)).toEqual({
      path: 'Gemfile',
      gems: ['rails', 'pg', 'bootsnap', 'tzinfo-data', 'debug'],
      files: [],
      paths: [],
      hasGemspec: false,
      unknown: null,
    });
  });

  test('what literal lines name', () => {
    const text = `ruby file: ".ruby-version"
gem "core", path: "engines/core"
gem "old", :path => '../old'
path "components" do
  gem "a"
end
eval_gemfile "shared/Gemfile"
gemspec
`;
    const shared = { 'app/shared/Gemfile': 'gem "x", path: "x"\n' };
    expect(read(text, shared, 'app/Gemfile')).toEqual({
      path: 'app/Gemfile',
      gems: ['core', 'old', 'a', 'x'],
      files: ['app/shared/Gemfile', 'app/.ruby-version'],
      paths: ['app/engines/core', 'old', 'app/components', 'app/shared/x'],
      hasGemspec: true,
      unknown: null,
    });
  });

  test.each([
    ['require_relative "lib/x"', 'require_relative'],
    ['gem "x", path: dir', 'path: dir'],
    ['gem "x", path: "#{root}/x"', 'path: "#{root}  "'],
    ['Dir["engines/*"].each { |e| gem e }', 'Dir'],
    ['gem "x", "#{IO.read("v")}"', 'IO'],
    ['x = `git describe`', '`'],
    ['gem "x", path: "lib" + name', 'path: "   " + name'],
    ['instance_eval(text)', 'instance_eval'],
    ['eval_gemfile File.join(__dir__, "x")', 'eval_gemfile File.join(__dir__, " ")'],
    ['gem "x", <<~V\n1\nV\n', 'a text that is not read'],
    ['ENV["A"].then(&method(:load))', 'method'],
  ])('%s is not known', (text, unknown) => {
    expect(read(text)?.unknown).toBe(unknown);
  });

  test('an eval_gemfile of itself ends', () => {
    expect(read('eval_gemfile "Gemfile"\n')?.files).toEqual(['Gemfile']);
  });

  test('no file', () => {
    expect(readGemfile(memoryFiles({}), 'Gemfile')).toBeNull();
  });
});

describe('Gemfile.lock', () => {
  test('paths, platforms and version', () => {
    const text =
      'PATH\n  remote: engines/core\n  specs:\n    core (0.1)\n\nGEM\n  remote: https://gems.example.org/\n  specs:\n    rake (13)\n\nPLATFORMS\n  ruby\n  x86_64-linux\n\nDEPENDENCIES\n  core!\n\nBUNDLED WITH\n   2.5.3\n';
    expect(readGemfileLock(memoryFiles({ 'Gemfile.lock': text }), 'Gemfile.lock')).toEqual({
      path: 'Gemfile.lock',
      gems: [
        { name: 'core', version: '0.1' },
        { name: 'rake', version: '13' },
      ],
      paths: ['engines/core'],
      platforms: ['ruby', 'x86_64-linux'],
      bundledWith: '2.5.3',
    });
  });

  test('a gem for several platforms is one, and what it depends on is none', () => {
    const text =
      'GEM\n  specs:\n    pg (1.6.3)\n    pg (1.6.3-x86_64-linux)\n    puma (7.2.0)\n      nio4r (~> 2.0)\n\nPLATFORMS\n    ruby (x)\n';
    expect(readGemfileLock(memoryFiles({ 'Gemfile.lock': text }), 'Gemfile.lock')?.gems).toEqual([
      { name: 'pg', version: '1.6.3' },
      { name: 'puma', version: '7.2.0' },
    ]);
  });

  test('settings', () => {
    const text = '---\nBUNDLE_PATH: "vendor/bundle"\nBUNDLE_WITHOUT: development\n';
    expect([...readBundleConfig(memoryFiles({ '.bundle/config': text }), '.bundle/config')]).toEqual([
      ['BUNDLE_PATH', 'vendor/bundle'],
      ['BUNDLE_WITHOUT', 'development'],
    ]);
  });
});

test('File with a literal name reads that file, and nothing else of File is known', () => {
  const more = { '.ruby-version': '3.3.0', VERSION: '1' };
  const text = 'ruby File.read(".ruby-version").strip\ngem "x" if File.exist?("VERSION") || File.exist?("none")\n';
  expect(read(text, more)).toMatchObject({ files: ['.ruby-version', 'VERSION'], unknown: null });
  expect(read('ruby File.read(path)')?.unknown).toBe('File.read(path)');
  expect(read('File.write("x", "y")')?.unknown).toBe('write');
  expect(read('load File.join("a", "b")')?.unknown).toBe('load');
  expect(read('gem "x" if File.exist?("config")', { 'config/a.rb': '' })?.unknown).toBe('File.exist?("config")');
});
