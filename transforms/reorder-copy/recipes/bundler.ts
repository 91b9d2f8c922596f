/** Bundler: Gemfile, Gemfile.lock and what the Gemfile, which is Ruby, reads. */

import { type CallWords, hasOption, optionOf, programOf, readWords } from '../../../src/app/call-words.ts';
import type { Word } from '../../../src/dockerfile/shell.ts';
import { folderOf, inFolder } from '../../../src/project/paths.ts';
import { type Gemfile, readGemfile } from '../../../src/project/ruby/gemfile.ts';
import { readBundleConfig, readGemfileLock } from '../../../src/project/ruby/gemfile-lock.ts';
import { type Need, type Recipe, type Refusal, refuse, type Step } from '../recipe.ts';
import { callsBefore, variable } from './around.ts';
import { fileAt, from } from './in-image.ts';
import { localPaths } from './local-paths.ts';
import { brokenManifest, laidOver, needOf } from './need.ts';

/** Source: Bundler's manual page bundle-install(1). */
const VALUED: ReadonlySet<string> = new Set(
  '-j --jobs --path --gemfile --without --with --retry -r --shebang --trust-policy -P --target-rbconfig'.split(' '),
);

export const bundler: Recipe = (step) => {
  const { name, args } = programOf(step.call);
  if (name !== 'bundle' && name !== 'bundler') return null;
  // `bundle _2.4.1_ install` calls one of several releases.
  const words = readWords(
    withoutMore(args).filter(({ value }) => value === null || !/^_[\d.]+_$/.test(value)),
    VALUED,
  );
  const verb = words.rest[0]?.value ?? (words.rest.length === 0 ? 'install' : '');
  if (verb === 'config') return setting(step, words);
  if (verb !== 'install' || words.rest.length > 1 || hasOption(words, ['--help', '-h', '--version', '-v'])) return null;
  const ruby = variable(step, 'RUBYOPT');
  if (ruby === null || /(?:^|\s)-(?:I|r\s*[./])/.test(ruby))
    return refuse({ code: 'dynamic-command', text: 'RUBYOPT' });
  const place = optionOf(words, ['--gemfile']) ?? variable(step, 'BUNDLE_GEMFILE');
  if (place === null) return refuse({ code: 'dynamic-command', text: 'BUNDLE_GEMFILE' });
  const path = gemfileAt(step, place);
  const read = path === null ? null : readGemfile(step.project, path);
  if (path === null || read === null) {
    const missing = path ?? inFolder(step.root, place === '' ? 'Gemfile' : place);
    return refuse({ code: 'not-in-build', path: missing, isIgnored: step.project.isIgnored(missing) });
  }
  return read.ok ? installed(step, words, read.value) : refuse(brokenManifest(read.broken));
};

/** `--without development test`: all but the first of several groups taken out. */
function withoutMore(args: readonly Word[]): readonly Word[] {
  return args.filter((_, at) => {
    const option = args.findLastIndex(({ value }, i) => i <= at && value?.startsWith('-') === true);
    return !/^--with(?:out)?$/.test(args[option]?.value ?? '') || at - option < 2;
  });
}

function gemfileAt(step: Step, place: string): string | null {
  const names = place === '' ? ['Gemfile', 'gems.rb'] : [place];
  return names.map((name) => fileAt(step, from(step.cwd, name))).find((found) => found !== null) ?? null;
}

function installed(step: Step, words: CallWords, gemfile: Gemfile): Need | Refusal {
  const { project } = step;
  const command = 'bundle install';
  const folder = folderOf(gemfile.path);
  if (gemfile.hasGemspec) {
    const gemspec = project.list(folder).find((name) => name.endsWith('.gemspec')) ?? 'the gemspec';
    return refuse({ code: 'reads-sources', command, what: gemspec });
  }
  if (gemfile.unknown !== null)
    return refuse({ code: 'reads-sources', command, what: `${gemfile.unknown} in ${gemfile.path}` });
  const missing = gemfile.files.find((file) => project.statOf(file)?.kind !== 'file');
  if (missing !== undefined)
    return refuse({ code: 'not-in-build', path: missing, isIgnored: project.isIgnored(missing) });
  const lockPath = gemfile.path.endsWith('gems.rb') ? gemfile.path.replace(/rb$/, 'locked') : `${gemfile.path}.lock`;
  const lock = readGemfileLock(project, lockPath);
  if (lock !== null && lacksLinux(lock.platforms))
    return refuse({ code: 'lock-incomplete', path: lockPath, missing: 'the platform x86_64-linux' });
  const gems = [...gemfile.paths, ...(lock?.paths ?? [])].map((path) => ({
    path,
    text: path ?? 'a gem outside of the context',
  }));
  const locals = localPaths(step, gems, command);
  if ('code' in locals) return refuse(locals);
  const beside = ['.ruby-version', '.tool-versions'].filter((name) => gemfile.files.includes(inFolder(folder, name)));
  const others = gemfile.files.filter((file) => !beside.some((name) => file === inFolder(folder, name)));
  const config = inFolder(folder, '.bundle/config');
  const cache = inFolder(folder, 'vendor/cache');
  const writes = writesOf(step, words, readBundleConfig(project, config));
  if ('refused' in writes) return writes;
  return needOf({
    tool: 'Bundler',
    reads: [
      gemfile.path,
      ...(lock === null ? [] : [lockPath]),
      ...beside.map((name) => inFolder(folder, name)),
      ...others,
      ...(ownConfig(step) === folderOf(config) && project.statOf(config)?.kind === 'file' ? [config] : []),
      ...(project.statOf(cache)?.kind === 'folder' ? [cache] : []),
      ...locals.reads,
    ],
    writes,
    assumptions: locals.assumptions,
  });
}

/**
 * Bundler adds the platform of the image to the lockfile, and looks for all gems anew when it is not there: those of groups
 * that are left out are then missing.
 */
function lacksLinux(platforms: readonly string[]): boolean {
  return platforms.length > 0 && !platforms.some((name) => /^(?:ruby|java)$|linux/.test(name));
}

/**
 * `bundle config set path vendor/bundle`: its file may lie in the project. Where it is not told to keep a setting for the
 * project, it does so when a Gemfile is there, and for its user when none is. Source: bundler, cli/config.rb.
 */
function setting(step: Step, { rest, options }: CallWords): Need | Refusal | null {
  if (options.some(({ name }) => name === '--global')) return null;
  const isPlain = rest.every(({ value }) => value !== null) && rest.length > 1;
  if (!isPlain) return null;
  const taken = takenConfig(step);
  const gemfile = options.some(({ name }) => name === '--local') ? null : gemfileAt(step, '');
  return taken ?? needOf({ tool: 'Bundler', reads: gemfile === null ? [] : [gemfile], writes: [ownConfig(step)] });
}

/** Settings that are copied: the later COPY would take back what is written into them. */
function takenConfig(step: Step): Refusal | null {
  const folder = ownConfig(step);
  const reason = folder === null ? null : laidOver(step.project, inFolder(folder, 'config'));
  return reason === null ? null : refuse(reason);
}

/** Where the settings of a project are kept. The official Ruby image has them elsewhere. */
function ownConfig(step: Step): string | null {
  return step.toContext(from(step.cwd, variable(step, 'BUNDLE_APP_CONFIG') || '.bundle'));
}

/** Where the gems are put, when that is in the copied tree. Source: bundle-config(1), `path`, `deployment`, `bin`. */
function writesOf(
  step: Step,
  words: CallWords,
  config: ReadonlyMap<string, string>,
): readonly (string | null)[] | Refusal {
  const set = settingsBefore(step);
  const value = (name: string): string =>
    (variable(step, `BUNDLE_${name.toUpperCase()}`) || set.get(name)) ??
    config.get(`BUNDLE_${name.toUpperCase()}`) ??
    '';
  const placeOf = (place: string): string | null => (place === '' ? null : step.toContext(from(step.cwd, place)));
  // Programs of gems, beside those of the project.
  const named = optionOf(words, ['--binstubs']);
  const binaries = placeOf(named === '' ? 'bin' : (named ?? value('bin')));
  const taken = binaries === null ? null : laidOver(step.project, binaries);
  if (taken !== null) return refuse(taken);
  const isDeployed = hasOption(words, ['--deployment']) || /^(?:1|true)$/.test(value('deployment'));
  const path = optionOf(words, ['--path']) ?? (value('path') || (isDeployed ? 'vendor/bundle' : ''));
  if (!hasOption(words, ['--path', '--deployment', '--without', '--with', '--binstubs'])) return [placeOf(path)];
  return takenConfig(step) ?? [placeOf(path), ownConfig(step)];
}

/** `bundle config set --local path x`, and the older `bundle config path x`. */
function settingsBefore(step: Step): ReadonlyMap<string, string> {
  const set = new Map<string, string>();
  for (const { name, args } of callsBefore(step)) {
    const words = args.flatMap(({ value }) => (value === null || value.startsWith('--') ? [] : [value]));
    if ((name !== 'bundle' && name !== 'bundler') || words[0] !== 'config') continue;
    const [key, value] = words[1] === 'set' ? words.slice(2) : words.slice(1);
    if (key !== undefined && value !== undefined) set.set(key.replaceAll('.', '__').toLowerCase(), value);
  }
  return set;
}
