/** What the user's own build options say already. */

export interface OwnFlag {
  /** `--platform`. */
  readonly name: string;
  readonly value: string;
}

/** Flags with their values: `--platform=linux/arm64`, or the two words of it. */
export function readOwnFlags(options: readonly string[]): readonly OwnFlag[] {
  return options.flatMap((option, i) => {
    const [, name, value] = /^(--[\w-]+)(?:=(.*))?$/s.exec(option) ?? [];
    const next = options[i + 1];
    return name === undefined ? [] : [{ name, value: value ?? (next?.startsWith('-') === false ? next : '') }];
  });
}

export function valuesOf(flags: readonly OwnFlag[], ...names: readonly string[]): readonly string[] {
  return flags.filter(({ name }) => names.includes(name)).map(({ value }) => value);
}
