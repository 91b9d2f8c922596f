/** What the container starts: whether the runtime image has all of it. */

import type { StartCall } from '../../../../src/app/start.ts';
import { recognise } from '../../../../src/facts/base-images.ts';
import { hasProgram } from '../../../../src/facts/runtime-images.ts';
import { absoluteFrom } from '../../../../src/project/absolute.ts';
import { nameOf } from '../../../../src/project/paths.ts';
import type { App } from '../../app.ts';
import { type Refusal, refuse } from '../../recipe.ts';
import { behindExec } from './calls.ts';

/** They start what a file of theirs says. */
const PROCFILE =
  /^(?:foreman|overmind|hivemind|forego|supervisord|supervisorctl|runsvdir|s6-svscan|circusd|monit|god|eye|my_init)$/;
/** Tasks that need what the builder has: compilers, node. */
const BUILDS = /^(?:assets:precompile|webpacker:\w+|shakapacker:\w+|vite:\w+|yarn:install|css:build|javascript:build)$/;

/** The first program of the start that cannot be followed, or that builds; null when there is none. */
export function startRefusal(app: App, runtime: string, brings: readonly string[]): Refusal | null {
  for (const call of app.start.calls) {
    const refused = refusalOf(app, call, runtime, brings);
    if (refused !== null) return refused;
  }
  return null;
}

function refusalOf(app: App, start: StartCall, runtime: string, brings: readonly string[]): Refusal | null {
  const { call, name, at, file } = start;
  const verb = call.args.find(({ text }) => !text.startsWith('-'))?.value ?? null;
  const builds = (command: string) => refuse({ code: 'start-builds', command }, at ?? undefined);
  if (name === 'gem' && verb === 'install') return builds('gem install');
  if (name === 'bundle' || name === 'bundler') {
    if (verb !== 'exec') {
      const isInstall = verb === null || !/^(?:check|config|list|show|info|version|env|clean)$/.test(verb);
      return isInstall && !call.conditional ? builds(`bundle ${verb ?? ''}`.trim()) : null;
    }
    const [program, ...args] = behindExec(call.args);
    // The command of the container follows the entrypoint, and is read by itself.
    if (program === undefined) return null;
    if (program.value === null)
      return /^"?\$[@*]/.test(program.text)
        ? null
        : refuse({ code: 'start-not-read', text: program.text }, at ?? undefined);
    return ofProgram(
      app,
      program.value,
      args.map(({ value }) => value),
      start,
      runtime,
      brings,
    );
  }
  const words = call.args.map(({ value }) => value);
  return PROCFILE.test(name) || name === 'passenger' || name === 'rails' || name === 'rake'
    ? ofProgram(app, name, words, { ...start, file }, runtime, brings)
    : null;
}

/** What Bundler, or the shell, is told to run. */
function ofProgram(
  app: App,
  written: string,
  args: readonly (string | null)[],
  { at, file }: StartCall,
  runtime: string,
  brings: readonly string[],
): Refusal | null {
  const name = nameOf(written);
  if (PROCFILE.test(name))
    return refuse({ code: 'start-not-read', text: `${name} ${args[0] ?? ''}`.trim() }, at ?? undefined);
  // It compiles its agent when it starts.
  if (name === 'passenger') return refuse({ code: 'start-builds', command: name }, at ?? undefined);
  const task = args.find((word) => word !== null && BUILDS.test(word));
  if ((name === 'rails' || name === 'rake') && task !== undefined)
    return refuse({ code: 'start-builds', command: `${name} ${task}` }, at ?? undefined);
  if (written.includes('/')) {
    const context = app.toContext(absoluteFrom(app.final.workdir, written));
    const text = context === null ? null : app.project.readText(context);
    if (text !== null && /^#!.*\bruby\b/.test(text)) return null;
    return refuse({ code: 'start-not-read', text: written }, at ?? undefined);
  }
  if (brings.includes(name)) return null;
  const isPlain = !/^(?:ba|da|a)?sh$/.test(name) && hasProgram(recognise(runtime), name);
  return isPlain ? null : refuse({ code: 'program-missing', program: name, image: runtime, file, line: null });
}
