/** Where cargo puts what it builds, and for what: options go before variables, and those before its settings. Source: doc.rust-lang.org/cargo/reference/config.html. */
import { type CallWords, hasOption, optionOf } from '../../../../src/app/call-words.ts';
import { absolute } from '../../../../src/project/copies.ts';
import type { Step } from '../../app.ts';
import { placeOf, variableOf } from '../native/words.ts';
import type { Tree } from './tree.ts';

/** Null for the builder's own platform, undefined when it cannot be told. */
export function targetOf(step: Step, words: CallWords, { configs }: Tree): string | null | undefined {
  const written = words.options.filter(({ name }) => name === '--target');
  if (written.length > 1) return undefined;
  const value = written[0]?.value ?? null;
  const set = variableOf(step, 'CARGO_BUILD_TARGET');
  if (set === null) return undefined;
  const target =
    value ?? (set === '' ? (configs.find(({ config }) => config.target !== null)?.config.target ?? null) : set);
  return target !== null && !/^[\w-]+-linux-(?:gnu|musl)\w*$/.test(target) ? undefined : target;
}

/** Source: doc.rust-lang.org/cargo/reference/config.html: the option, the variable, the file. */
export function outputFolder(
  step: Step,
  words: CallWords,
  tree: Tree,
  target: string | null | undefined,
): string | null {
  const option = optionOf(words, ['--target-dir']);
  const variables = ['CARGO_TARGET_DIR', 'CARGO_BUILD_TARGET_DIR'].map((name) => variableOf(step, name));
  if (option === null || variables.includes(null)) return null;
  const set = option ?? variables.find((value) => value !== '');
  const config = tree.configs.find((each) => each.config.targetDir !== null);
  const own = config === undefined ? `${tree.root}/target` : placeOf(config.config.targetDir, config.folder);
  const base = set === undefined || set === null ? own : placeOf(set, step.cwd);
  const profile = profileOf(words);
  if (base === null || profile === null) return null;
  return absolute([base, ...(target === null || target === undefined ? [] : [target]), profile].join('/'));
}

/** The name of a profile's folder below target; null when it is known at build time only. */
export function profileOf(words: CallWords): string | null {
  const named = optionOf(words, ['--profile']);
  if (named === null) return null;
  const name = named ?? (hasOption(words, ['-r', '--release']) ? 'release' : 'dev');
  if (name === 'dev' || name === 'test') return 'debug';
  return name === 'bench' ? 'release' : name;
}

/** Source: doc.rust-lang.org/cargo/commands/cargo-install.html. */
export function installFolder(step: Step, words: CallWords): string | null {
  const option = optionOf(words, ['--root']);
  const variables = ['CARGO_INSTALL_ROOT', 'CARGO_HOME'].map((name) => variableOf(step, name));
  if (option === null || variables.includes(null)) return null;
  const root = option ?? variables.find((value) => value !== '') ?? '/root/.cargo';
  const place = placeOf(root, step.cwd);
  return place === null ? null : `${place}/bin`;
}

/** The flags of rustc that variables and settings give; null when one is known at build time only. */
export function flagsOf(step: Step, { configs }: Tree): readonly string[] | null {
  const names = [...step.state.env.keys(), ...step.call.env.keys()].filter((name) =>
    /^(?:CARGO_\w*_)?RUSTFLAGS$/.test(name),
  );
  const values = names.map((name) => variableOf(step, name));
  if (values.includes(null)) return null;
  return [...values.flatMap((value) => value!.split(/\s+/)), ...configs.flatMap(({ config }) => config.rustflags)];
}
