/** Where Bundler puts the gems, and which of its settings the running app asks it for. */

import { callText } from '../../../../src/app/call-words.ts';
import { mountsOf } from '../../../../src/dockerfile/state.ts';
import { absolute, absoluteFrom } from '../../../../src/project/absolute.ts';
import { isBelow } from '../../../../src/project/paths.ts';
import { contextAt, overlap } from '../../../../src/project/placed.ts';
import type { App, Step } from '../../app.ts';
import { type Refusal, refuse } from '../../recipe.ts';
import { type RubyCall, valueOf } from './calls.ts';

/** Where the images keep gems and Bundler's settings: GEM_HOME and BUNDLE_APP_CONFIG. Source: docker-library/ruby. */
export const GEM_HOME = '/usr/local/bundle';

export interface Bundle {
  /** Folders with gems, and settings of Bundler: GEM_HOME, and another one where the file names it. */
  readonly folders: readonly string[];
  /** Where the last Gemfile that was installed lies; null when gems are installed by their names only. */
  readonly root: string | null;
  /** Lines that say once more what Bundler keeps where the gems do not lie: in the home of who builds, say. */
  readonly lines: readonly string[];
}

/** Settings that are asked for when the app starts, and such as only the install reads. Source: bundle-config(1). */
const AT_START =
  /^(?:without|with|only|path(?:\.system)?|deployment|frozen|force_ruby_platform|specific_platform|disable_shared_gems|gemfile|bin|default_install_uses_path|cache_path|cache_all)$/;
const AT_INSTALL =
  /^(?:jobs|retry|timeout|silence_root_warning|no_prune|clean|no_install|prefer_patch|user_agent|redirect|system_bindir|ssl_\w+|github\.https|auto_install|build\.[\w-]+|mirror\..*|.*[./].*)$/;

/** Where the gems are, and how Bundler finds them there; or why that cannot be told. */
export function bundleOf(app: App, calls: readonly RubyCall[]): Bundle | Refusal {
  const folders = new Set([GEM_HOME]);
  const lost = new Map<string, string>();
  let root: string | null = null;
  const settings = new Map<string, string>();
  for (const call of calls) {
    if (call.kind === 'config') {
      const read = readConfig(call);
      if (read === null) return notKnown(call.step);
      if ('refused' in read) return read;
      for (const [key, value] of read.settings) {
        settings.set(key, value);
        if (isWithGems(app, call)) continue;
        const text = variableOf(key, value);
        if (text === null) return notKnown(call.step);
        // A variable wins over settings of the user.
        if (!app.final.env.has(text.name)) lost.set(text.name, text.value);
      }
    }
    if (call.kind !== 'install') continue;
    root = rootOf(call);
    const folder = root === null ? null : folderOf(app, call, root, settings);
    if (root === null || folder === null) return notKnown(call.step);
    folders.add(folder);
  }
  for (const folder of folders) {
    const refused = inTheWay(app, calls, folder);
    if (refused !== null) return refused;
  }
  return { folders: [...folders], root, lines: [...lost].map(([name, value]) => `ENV ${name}=${value}`) };
}

function notKnown(step: Step): Refusal {
  return refuse({ code: 'artefact-not-known', command: callText(step.call), line: step.run.startLine }, step.run);
}

interface Config {
  /** What is asked for when the app starts. */
  readonly settings: readonly (readonly [string, string])[];
}

/** `bundle config set --local without 'development test'`; null when it cannot be told. */
function readConfig({ step, words }: RubyCall): Config | null | Refusal {
  const [, ...rest] = words.rest;
  const isSet = rest[0]?.value === 'set';
  const [key, value] = isSet ? rest.slice(1) : rest;
  if (key === undefined || rest[0]?.value === 'list' || rest[0]?.value === 'get' || (value === undefined && !isSet))
    return { settings: [] };
  if (step.call.conditional || rest[0]?.value === 'unset' || key.value === null) return null;
  const name = key.value.replaceAll('-', '_');
  if (!AT_START.test(name))
    return AT_INSTALL.test(name)
      ? { settings: [] }
      : refuse({ code: 'option-not-known', tool: 'bundle config', option: name }, step.run);
  // `bundle config set with puma` and `without 'a b'`; without a value nothing is set.
  if (value === undefined) return { settings: [] };
  if (value.value === null) return null;
  return { settings: [[name, value.value]] };
}

/**
 * Whether a setting is written to the folder of the gems. Without a scope it is the app's where a Gemfile is found, and the
 * user's elsewhere, as always in front of Bundler 2.1. Sources: bundler/cli/config.rb, `validate_scope!`; docker-library/ruby.
 */
function isWithGems({ project, placed, base }: App, { step, words }: RubyCall): boolean {
  const { run, cwd, state } = step;
  if (state.env.get('BUNDLE_APP_CONFIG') !== GEM_HOME || words.options.some(({ name }) => name === '--global'))
    return false;
  if (words.options.some(({ name }) => name === '--local')) return true;
  if (cwd === null || state.env.has('BUNDLE_GEMFILE') || /^(?:1|2\.[0-6])(?:\D|$)/.test(base.tag ?? '')) return false;
  const before = placed.filter(({ copy }) => copy.index < run.index).flatMap(({ copied }) => copied);
  const gemfile = contextAt(project, before, `${cwd === '/' ? '' : cwd}/Gemfile`);
  return gemfile !== null && project.statOf(gemfile) !== null;
}

/** Settings that are lists: of groups. */
const LISTS = /^(?:with|without|only)$/;

/** The variable that says the same; null for a value that it cannot hold. Source: bundle-config(1), bundler/settings.rb. */
function variableOf(key: string, value: string): { readonly name: string; readonly value: string } | null {
  const text = LISTS.test(key) ? value.trim().replace(/\s+/g, ':') : value;
  const name = `BUNDLE_${key.replaceAll('.', '__').toUpperCase()}`;
  return /^[\w./:@+-]+$/.test(text) ? { name, value: text } : null;
}

/** The folder of the Gemfile. */
function rootOf({ step, words }: RubyCall): string | null {
  const gemfile = valueOf(words, '--gemfile');
  if (gemfile === null || step.cwd === null || step.call.conditional) return null;
  const { env } = step.state;
  const path = gemfile ?? env.get('BUNDLE_GEMFILE');
  if (path === null) return null;
  if (path === undefined) return step.cwd;
  return absolute(path.startsWith('/') ? `${path}/..` : `${step.cwd}/${path}/..`);
}

/** Settings win over variables, and options are settings. Source: bundler/settings.rb, `path`. */
function folderOf(
  { base }: App,
  { step, words }: RubyCall,
  root: string,
  settings: ReadonlyMap<string, string>,
): string | null {
  const { env } = step.state;
  const option = valueOf(words, '--path');
  const path = option === undefined ? (settings.get('path') ?? env.get('BUNDLE_PATH')) : option;
  if (path === null) return null;
  if (path !== undefined) return path.startsWith('~') ? null : absoluteFrom(root, path);
  const own = words.options.some(({ name }) => name === '--deployment') || isOn(settings.get('deployment'));
  const variable = env.get('BUNDLE_DEPLOYMENT');
  if (own) return `${root}/vendor/bundle`;
  if (variable === undefined) return GEM_HOME;
  // Older images set BUNDLE_PATH themselves.
  if (variable === null || /^2\.[3-6](?:\D|$)/.test(base.tag ?? '')) return null;
  return isOn(variable) ? `${root}/vendor/bundle` : GEM_HOME;
}

function isOn(value: string | undefined): boolean {
  return value !== undefined && !/^(?:false|f|no|n|0|)$/i.test(value);
}

/** A mount over the gems is in no layer, and gems of the host would be laid over them. */
function inTheWay(app: App, calls: readonly RubyCall[], folder: string): Refusal | null {
  for (const { step } of calls)
    for (const { type, target } of mountsOf(step.run))
      if (!/^(?:secret|ssh|bind)$/.test(type) && target !== null && overlap(target, folder) && !isCache(target))
        return refuse({ code: 'cache-mount', path: target }, step.run);
  const lain = app.toContext(folder);
  return lain !== null && app.project.statOf(lain) !== null
    ? refuse({ code: 'overwrites-output', path: lain, why: 'no-ignore-file' })
    : null;
}

/** Packed gems, which nobody loads. */
function isCache(target: string): boolean {
  return isBelow(target, `${GEM_HOME}/cache`);
}
