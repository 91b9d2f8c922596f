/** ENV and ARG of the builder that the running app may read, and those that say what others of its lines mean. */
import type { Instruction, Stage } from '../../../src/dockerfile/document.ts';
import { isPredefinedArg } from '../../../src/dockerfile/stages.ts';
import type { App } from '../app.ts';
import type { Plan } from '../recipe.ts';
import { type Parts, SETTINGS } from './parts.ts';

export interface Settings {
  /** ENV instructions, and ARGs that they or the moved lines name, in the file's order: repeated in the runtime stage. */
  readonly repeated: readonly Instruction[];
  /** Variables that only the build reads: the runtime stage does not have them. */
  readonly dropped: readonly string[];
}

/** Of package managers and shells, for the time of the build. Source: their manuals. */
const BUILD_ONLY =
  /^(?:DEBIAN_FRONTEND|APT_\w+|npm_config_\w+|NPM_CONFIG_\w+|YARN_CACHE_FOLDER|PIP_\w+|POETRY_(?!VIRTUALENVS)\w+|UV_\w+|PIPENV_\w+|CARGO_\w+|RUSTUP_\w+|RUSTFLAGS|RUST_VERSION|MAVEN_\w+|MAVEN_OPTS|GRADLE_\w+|M2_HOME|COREPACK_\w+|COMPOSER_\w+|BUNDLE_(?:JOBS|RETRY|TIMEOUT|SILENCE_ROOT_WARNING|BUILD__\w+|GITHUB__\w+)|MAKEFLAGS|CC|CXX|CFLAGS|CXXFLAGS|LDFLAGS)$/;

/**
 * Reads which variables of the builder go along.
 * @param repeats what of the builder is done again.
 */
export function settingsFor(
  { instructions, stage }: App,
  plan: Plan,
  { moved, tail, builder }: Parts,
  repeats: readonly Instruction[],
): Settings {
  const stays = new Set(builder);
  // Of the stages that this one is FROM, all stay.
  const above = instructions.filter((each) => stays.has(each) || each.stage !== stage.index);
  const runtime = [...moved, ...tail, ...repeats];
  const text = [...runtime.map(({ logical }) => logical), ...plan.lines].join('\n');
  const named = (name: string, within: string) => new RegExp(`\\$\\{?${name}\\b`).test(within);
  const isBuild = (name: string) => plan.buildVariables.includes(name) || BUILD_ONLY.test(name);
  const kept: Instruction[] = [];
  const dropped = new Set<string>();
  // From the end: `ENV PATH="$POETRY_HOME/bin:$PATH"` needs what stands above it.
  for (const instruction of above.toReversed()) {
    if (instruction.keyword !== 'ENV') continue;
    const keys = instruction.arguments.pairs.map(({ key }) => key);
    const below = [text, ...kept.map(({ logical }) => logical)].join('\n');
    if (keys.every((key) => isBuild(key) && !named(key, below))) for (const key of keys) dropped.add(key);
    else kept.unshift(instruction);
  }
  const inherited = inheritedSettings(above, stage);
  const all = `${text}\n${[...kept, ...inherited].map(({ logical }) => logical).join('\n')}`;
  const args = above.filter(
    ({ keyword, arguments: { pairs } }) =>
      keyword === 'ARG' && pairs.some(({ key }) => named(key, all) && !isPredefined(key)),
  );
  const repeated = above.filter((each) => kept.includes(each) || args.includes(each) || inherited.includes(each));
  const again = new Set(
    [...kept, ...tail].flatMap(({ keyword, arguments: { pairs } }) =>
      keyword === 'ENV' ? pairs.map(({ key }) => key) : [],
    ),
  );
  return { repeated, dropped: [...dropped].filter((key) => !again.has(key)) };
}

/** Proxies and the like are there without a declaration; the platform is not. */
function isPredefined(name: string): boolean {
  return isPredefinedArg(name) && !/^(?:BUILD|TARGET)/.test(name);
}

/** What the stages that this one is FROM say of how the image is run, as far as it does not say otherwise. */
function inheritedSettings(above: readonly Instruction[], { index, instructions }: Stage): readonly Instruction[] {
  const own = new Set(instructions.map(({ keyword }) => keyword));
  return above.filter(({ stage, keyword }) => {
    if (stage === index || !SETTINGS.has(keyword)) return false;
    // An ENTRYPOINT drops the command that was given before.
    if (keyword === 'CMD' && own.has('ENTRYPOINT')) return false;
    return !SINGLE.has(keyword) || !own.has(keyword);
  });
}

/** The last one counts, and takes the place of all others. */
const SINGLE: ReadonlySet<string> = new Set(['CMD', 'ENTRYPOINT', 'HEALTHCHECK', 'STOPSIGNAL', 'MAINTAINER']);
