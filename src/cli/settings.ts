/** What to run, from the configuration file and the command line; the command line wins. */
import { type AnyTransform, type OptionValue, RISKS, type Risk } from '../engine/transform.ts';
import type { Flags } from './arguments.ts';
import { didYouMean } from './suggest.ts';
import type { VerifyConfig } from './verify/settings/config.ts';

export interface Settings {
  readonly transforms: readonly AnyTransform[];
  readonly risk: Risk;
  readonly options: Readonly<Record<string, Readonly<Record<string, OptionValue>>>>;
}

/** What a configuration file may say. */
export interface Config {
  readonly risk?: Risk | undefined;
  readonly only?: readonly string[] | undefined;
  readonly skip?: readonly string[] | undefined;
  /** Options by transform id. */
  readonly options?: Readonly<Record<string, Readonly<Record<string, OptionValue>>>> | undefined;
  readonly verify?: VerifyConfig | undefined;
}

/** A mistake of the user's: the message says where it is. */
export class UsageError extends Error {}

/**
 * Checks ids and options against the transforms that there are.
 * @param configName how errors name the configuration.
 * @throws UsageError
 */
export function createSettings(
  preset: readonly AnyTransform[],
  flags: Pick<Flags, 'risk' | 'only' | 'skip' | 'set'>,
  config: Config,
  configName: string,
): Settings {
  const only = flags.only ?? config.only;
  const skip = flags.skip ?? config.skip ?? [];
  for (const id of only ?? []) findTransform(preset, id, flags.only === undefined ? `${configName}: only` : '--only');
  for (const id of skip) findTransform(preset, id, flags.skip === undefined ? `${configName}: skip` : '--skip');
  const options: Record<string, Record<string, OptionValue>> = {};
  for (const [id, values] of Object.entries(config.options ?? {})) {
    for (const [name, value] of Object.entries(values)) {
      const place = `${configName}: options.${id}.${name}`;
      options[id] = { ...options[id], ...checkOption(preset, id, name, value, place) };
    }
  }
  for (const text of flags.set ?? []) {
    const { id, name, value } = readSet(text);
    options[id] = { ...options[id], ...checkOption(preset, id, name, value, `--set ${text}`) };
  }
  const transforms = preset.filter(({ id }) => (only === undefined || only.includes(id)) && !skip.includes(id));
  if (transforms.length === 0) throw new UsageError('no transform is left to run');
  const risk = RISKS.find((level) => level === flags.risk) ?? config.risk ?? 'assumes';
  return { transforms, risk, options };
}

/** The transform of that id. @throws UsageError */
export function findTransform(preset: readonly AnyTransform[], id: string, place: string): AnyTransform {
  const found = preset.find((transform) => transform.id === id);
  if (found !== undefined) return found;
  const known = preset.map((transform) => transform.id);
  throw new UsageError(`${place}: there is no transform ${id}${didYouMean(id, known)}; slimify list shows them`);
}

function readSet(text: string): { id: string; name: string; value: string } {
  const parts = /^([^.=]+)\.([^=]+)=(.*)$/s.exec(text);
  if (parts === null) throw new UsageError(`--set ${text}: write it as <transform>.<option>=<value>`);
  const [, id = '', name = '', value = ''] = parts;
  return { id, name, value };
}

/** The option with a value of the kind that its default has. */
function checkOption(
  preset: readonly AnyTransform[],
  id: string,
  name: string,
  value: OptionValue,
  place: string,
): Record<string, OptionValue> {
  const { defaults, optionDocs } = findTransform(preset, id, place);
  const standard = defaults[name];
  if (standard === undefined) {
    const known = Object.keys(defaults);
    const hint = known.length === 0 ? 'it has none' : `it has ${known.join(', ')}`;
    throw new UsageError(`${place}: ${id} has no option ${name}${didYouMean(name, known)}; ${hint}`);
  }
  const converted = convert(value, standard);
  if (converted === null) throw new UsageError(`${place}: ${kindOf(standard)} is expected`);
  const choices = optionDocs[name]?.choices;
  for (const one of choices === undefined ? [] : [converted].flat()) {
    if (!choices!.includes(String(one)))
      throw new UsageError(`${place}: one of ${choices!.join(', ')} is expected${didYouMean(String(one), choices!)}`);
  }
  return { [name]: converted };
}

/** @returns null when the value is of another kind. */
function convert(value: OptionValue, standard: OptionValue): OptionValue | null {
  if (typeof standard === 'boolean') {
    if (typeof value === 'boolean') return value;
    return value === 'true' ? true : value === 'false' ? false : null;
  }
  if (typeof standard === 'number') {
    if (typeof value === 'boolean' || value === '') return null;
    return Number.isFinite(Number(value)) ? Number(value) : null;
  }
  if (typeof standard === 'string') return typeof value === 'string' ? value : null;
  if (typeof value === 'string') return value === '' ? [] : value.split(',');
  return Array.isArray(value) ? value : null;
}

function kindOf(standard: OptionValue): string {
  if (typeof standard === 'object') return 'a list';
  return { boolean: 'true or false', number: 'a number', string: 'a text' }[typeof standard as 'boolean'];
}
