/** Go: the program that `go build` or `go install` writes, on an image without a shell where it is linked statically. */
import type { StartCall } from '../../../src/app/start.ts';
import type { App } from '../app.ts';
import { type Recipe, type Refusal, refuse } from '../recipe.ts';
import { withAlsoBuilt } from './go/also-built.ts';
import { isGoCall } from './go/call.ts';
import { planFor } from './go/plan.ts';
import { builtBy } from './go/programs.ts';
import { type StartedOutput, startedBy } from './go/started.ts';

/** They build the app when it starts, and again when a source changes, or debug it. */
const WATCHERS: ReadonlySet<string> = new Set(
  'go air fresh realize reflex modd CompileDaemon dlv gin gowatch nodemon watchexec entr go-wrapper bee mage make'.split(
    ' ',
  ),
);
/** They build by a file of their own, which is not read. */
const BUILDERS: ReadonlySet<string> = new Set(
  'make gmake mage task just bazel bash sh goreleaser gox xgo bee packr packr2 buffalo'.split(' '),
);

export const go: Recipe = (app) => {
  const { base, start, steps } = app;
  const hasBuild = steps.some((step) => isGoCall(step, 'build', 'install'));
  const runs = start.calls.some(({ name }) => name === 'go');
  if (base.name !== 'golang') {
    if (!hasBuild && !runs) return null;
    // A tool is installed for something else that is built here.
    const { outputs } = builtBy(app);
    const isStarted = runs || start.calls.some((call) => startedBy(app, outputs, call) !== null);
    return isStarted ? refuse({ code: 'unknown-builder', image: base.reference }) : null;
  }
  if (!start.isSet) return refuse({ code: 'starts-nothing' });
  if (!app.project.hasContext) return refuse({ code: 'needs-context' });
  const built = builtBy(app);
  const started: StartedOutput[] = [];
  for (const call of start.calls) {
    const found = startedBy(app, built.outputs, call);
    if (found !== null) {
      if (!started.some(({ output, to }) => output === found.output && to === found.to)) started.push(found);
    } else if (WATCHERS.has(call.name))
      return refuse({ code: 'start-builds', command: textOf(call) }, call.at ?? undefined);
  }
  const { unread } = built;
  if (unread !== null && started.every(({ output }) => steps.indexOf(output.call.step) < steps.indexOf(unread.step)))
    return unread.refusal;
  if (started.length === 0) return notBuilt(app);
  return withAlsoBuilt(app, built, started, (all) => planFor(app, all, built.moves));
};

/** What is started is built by something that is not read, or not built here at all. */
function notBuilt({ steps, start: { calls }, base }: App): Refusal {
  const tool = steps.find(({ call: { name } }) => name !== null && (BUILDERS.has(name) || name.endsWith('.sh')));
  if (tool !== undefined)
    return refuse({ code: 'artefact-not-known', command: tool.call.name ?? '', line: tool.run.startLine }, tool.run);
  const first = calls.find(({ name }) => name !== '') ?? calls[0];
  const command = first === undefined ? base.reference : textOf(first);
  return refuse({ code: 'start-not-artefact', command }, first?.at ?? undefined);
}

function textOf({ call }: StartCall): string {
  return [call.program, ...call.args.slice(0, 2)].map(({ text }) => text).join(' ');
}
