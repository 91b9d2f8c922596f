/** Programs that are built beside what is started, each under a name of its own: somebody runs them in the container. */
import { nameOf } from '../../../../src/project/paths.ts';
import type { App } from '../../app.ts';
import { isRefusal, type Plan, type Refusal } from '../../recipe.ts';
import type { Output } from './outputs.ts';
import type { Built } from './programs.ts';
import type { StartedOutput } from './started.ts';

/** With them where that can be done; what is started is what counts. */
export function withAlsoBuilt(
  app: App,
  { outputs }: Built,
  started: readonly StartedOutput[],
  plan: (all: readonly StartedOutput[]) => Plan | Refusal,
): Plan | Refusal {
  const others = outputs.filter((one) => isNamed(one) && isThere(app, one, outputs) && !isStarted(one, started));
  const own = plan(started);
  if (others.length === 0) return own;
  const all = plan([...started, ...others.map((output) => ({ output, to: output.path }))]);
  return isRefusal(all) ? own : all;
}

/** `-o` names it, and nothing but it. */
function isNamed({ call: { verb, flags, packages }, main }: Output): boolean {
  return (
    verb === 'build' && main !== null && flags.has('o') && packages.length <= 1 && !packages[0]?.text.includes('...')
  );
}

function isStarted({ call, path }: Output, started: readonly StartedOutput[]): boolean {
  return started.some(({ output }) => output.call.step === call.step || output.path === path);
}

/** Nothing else was put there, and no step took it away, or ran it for the build. */
function isThere({ steps }: App, output: Output, outputs: readonly Output[]): boolean {
  if (outputs.findLast(({ path }) => path === output.path) !== output) return false;
  const name = nameOf(output.path);
  return !steps.slice(steps.indexOf(output.call.step) + 1).some(({ call }) => {
    const isTaken = call.name === 'rm' || call.name === 'mv' || call.name === 'cp';
    return call.name === name || (isTaken && call.args.some(({ text }) => text.includes(name) || text.includes('*')));
  });
}
