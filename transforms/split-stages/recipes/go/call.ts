/** The words of `go build` and `go install`. Source: go help build, go help packages; package flag: the first word that is none ends them. */
import type { Word } from '../../../../src/dockerfile/shell.ts';
import type { App, Step } from '../../app.ts';
import { type Refusal, refuse } from '../../recipe.ts';
import { settingOf, textOf } from './settings.ts';

export interface GoCall {
  readonly step: Step;
  readonly verb: 'build' | 'install';
  /** The last value of each flag, without dashes; '' for one without a value, null for one that cannot be told. */
  readonly flags: ReadonlyMap<string, string | null>;
  /** What stands behind the flags. */
  readonly packages: readonly Word[];
}

/** Whether they have a value or none does not matter to what is built; nor does the value. */
const PLAIN: ReadonlySet<string> = new Set(
  'a v x work trimpath modcacherw i buildvcs cover json t u asmflags gcflags gccgoflags covermode coverpkg p pgo ldflags tags mod o C buildmode installsuffix race'.split(
    ' ',
  ),
);
const VALUED: ReadonlySet<string> = new Set(
  'asmflags gcflags gccgoflags covermode coverpkg p pgo ldflags tags mod o C buildmode installsuffix'.split(' '),
);

/** Whether a step is one of these subcommands of go. */
export function isGoCall({ call: { name, args } }: Step, ...verbs: readonly string[]): boolean {
  return name === 'go' && verbs.includes(args[0]?.value ?? '');
}

/** A call of go, its flags and those of GOFLAGS; refuses what it does not know. */
export function readGoCall(app: App, step: Step): GoCall | Refusal {
  const settings = settingOf(app, step, 'GOFLAGS');
  if (settings === null) return refuse({ code: 'dynamic-command', text: 'GOFLAGS' }, step.run);
  const flags = new Map<string, string | null>();
  for (const word of settings.split(/\s+/).filter(Boolean)) {
    const [, name = '', value = ''] = /^--?([\w-]+)(?:=(.*))?$/.exec(word) ?? [];
    if (!PLAIN.has(name)) return unknownFlag(step, word);
    flags.set(name, value);
  }
  const [verb, ...args] = step.call.args;
  let at = 0;
  for (; at < args.length; at++) {
    const word = args[at]!;
    const written = (word.value ?? word.text).replace(/^["']/, '');
    if (!/^-./.test(written)) break;
    const [, name = '', equals = '', value = ''] = /^--?([\w-]+)(=?)([\s\S]*)$/.exec(written) ?? [];
    if (!PLAIN.has(name)) return unknownFlag(step, word.text);
    if (equals === '=') flags.set(name, word.value === null ? valueOf(app, step, word) : value);
    else if (VALUED.has(name)) {
      const next = args[++at];
      flags.set(name, next === undefined ? null : textOf(app, step, next));
    } else flags.set(name, '');
  }
  return { step, verb: verb?.value === 'install' ? 'install' : 'build', flags, packages: args.slice(at) };
}

/** `-o=$BIN` */
function valueOf(app: App, step: Step, word: Word): string | null {
  const whole = textOf(app, step, { ...word, text: `"${word.text.replaceAll('"', '')}"` });
  return whole === null ? null : whole.slice(whole.indexOf('=') + 1);
}

function unknownFlag({ run }: Step, option: string): Refusal {
  return refuse({ code: 'option-not-known', tool: 'go build', option }, run);
}
