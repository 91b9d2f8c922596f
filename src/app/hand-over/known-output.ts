/** Files that a stage is certain to have, because a compiler of one of its RUNs is told where to write. */
import type { Invocation } from '../../dockerfile/commands.ts';
import { invocations } from '../../dockerfile/commands.ts';
import type { Document, Stage } from '../../dockerfile/document.ts';
import { readShell } from '../../dockerfile/shell.ts';
import { stateBefore } from '../../dockerfile/state.ts';
import { folderReader } from '../folders.ts';
import { history } from '../lineage.ts';
import { pathOf } from '../runs.ts';

/** They write one program where `-o` says. Source: go help build, and the manual pages of gcc, clang, rustc and ld. */
const COMPILERS = /^(?:(?:[\w.-]+-)?(?:gcc|g\+\+|cc|c\+\+|clang|clang\+\+|ld)(?:-\d+)?|rustc|gccgo)$/;

/** Absolute paths, in order. */
export function compiledFiles(doc: Document, stage: Stage): readonly string[] {
  const found: string[] = [];
  for (const run of history(doc, stage)) {
    const body = run.keyword === 'RUN' ? readShell(run) : null;
    if (body?.readable !== true) continue;
    const state = stateBefore(doc, run);
    const calls = invocations(body.list);
    const folders = folderReader(body.list, calls, state.workdir);
    for (const call of calls) {
      const output = call.conditional ? null : outputOf(call);
      const path = output === null ? null : pathOf(output, { ...state, workdir: folders.of(call) });
      if (path !== null && output?.text.endsWith('/') !== true) found.push(path);
    }
  }
  return [...new Set(found)];
}

function outputOf({ name, args }: Invocation): Invocation['args'][number] | null {
  const isGo = name === 'go' && args[0]?.value === 'build';
  if (!isGo && (name === null || !COMPILERS.test(name) || args.some(({ value }) => value === '-c' || value === '-S')))
    return null;
  const at = args.findIndex(({ value }) => value === '-o');
  return at < 0 ? null : (args[at + 1] ?? null);
}
