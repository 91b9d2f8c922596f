/** What Mix is told to do, and what builds the assets beside it. */
import type { Step } from '../../app.ts';

export interface MixCall {
  readonly step: Step;
  /** Empty for a manager of scripts. */
  readonly tasks: readonly string[];
}

/** They leave nothing for the running app but through the release. Sources: the documentation of Mix, Phoenix, esbuild, tailwind. */
const TASKS =
  /^(?:local\.(?:hex|rebar)|hex\.\w+|deps\.(?:get|compile|clean|update|unlock)|compile|loadpaths|clean|format|test|phx\.(?:digest(?:\.clean)?|gen\.release|gen\.secret)|assets\.\w+|esbuild(?:\.install)?|tailwind(?:\.install)?|sass(?:\.install)?|gettext\.\w+|release(?:\.init)?|sentry\.package_source_code|archive\.install|cmd)$/;
const SCRIPT_MANAGERS: ReadonlySet<string> = new Set(['npm', 'yarn', 'pnpm', 'bun']);

/** @returns null when a step is neither, or does what is not known. */
export function readCall(step: Step): MixCall | null {
  const { name, args } = step.call;
  if (name !== null && SCRIPT_MANAGERS.has(name)) return { step, tasks: [] };
  if (name !== 'mix') return null;
  const words = args.map(({ value, text }) => value ?? text);
  const [first = ''] = words;
  // `mix do deps.get, compile + release`
  const lists =
    first === 'do'
      ? words
          .slice(1)
          .join(' ')
          .split(/\s*,\s*|\s+\+\s+|,$/)
      : [words.join(' ')];
  const tasks = lists.flatMap((one) => one.trim().split(/\s+/)[0] ?? []).filter((task) => task !== '');
  return tasks.length > 0 && tasks.every((task) => TASKS.test(task)) ? { step, tasks } : null;
}
