/** `--no-cache-dir`: pip does not store what it downloads. Nothing else about the install changes. */

import { hasOldPip } from './age.ts';
import { type Call, hasOption, installs } from './calls.ts';
import { isCleaned, mountOver } from './cleaned.ts';
import { leaveAlone, type Run, type Wish } from './run.ts';

export function* pipOption(run: Run): Iterable<Wish> {
  const calls = run.calls.filter((call) => call.use?.manager.id === 'pip' && installs(call.use));
  const open = calls.filter((call) => storesDownloads(run, call));
  const first = open[0];
  if (first === undefined) return;
  const mount = mountOver(run, first.use!.manager);
  if (mount !== null) return yield leaveAlone({ code: 'cache-mount', path: mount });
  if (hasOldPip(run.base)) return yield leaveAlone({ code: 'tool-too-old', tool: 'pip', since: '6.0' });
  const quoted = open.find(({ invocation }) => !invocation.editable);
  if (quoted !== undefined) yield leaveAlone({ code: 'inside-quotes', command: 'pip install' });
  const edits = open.filter(({ invocation }) => invocation.editable).map(behindVerb);
  if (edits.length === 0) return;
  const { base, state } = run;
  yield {
    kind: 'reword',
    name: 'pip',
    edits,
    message: 'keep pip from storing what it downloads',
    assumptions: base.known || state.isShellCertain ? [] : [`pip in ${base.reference} is release 6.0 or later`],
  };
}

function behindVerb({ use }: Call) {
  const { end } = use!.args[use!.verb!.index]!.span;
  return { span: { start: end, end }, text: ' --no-cache-dir' };
}

/** Whether the call leaves a cache in the layer. */
function storesDownloads(run: Run, { use, invocation, order }: Call): boolean {
  const { manager, args } = use!;
  if (hasOption(args, [...manager.noCacheSpellings, '--cache-dir'])) return false;
  if (isCleaned(run, manager, order)) return false;
  // Any value switches the cache off, `0` too; an empty one does not count.
  const value = invocation.env.has('PIP_NO_CACHE_DIR')
    ? invocation.env.get('PIP_NO_CACHE_DIR')
    : run.state.env.get('PIP_NO_CACHE_DIR');
  if (value !== undefined && value !== '') return false;
  if (/PIP_NO_CACHE_DIR|PIP_CACHE_DIR/.test(run.instruction.logical)) return false;
  return !isConfigured(run);
}

/** Whether an earlier RUN has told pip so for good: `pip config set global.no-cache-dir true`. */
function isConfigured({ stage, instruction }: Run): boolean {
  return stage.instructions.some(
    ({ index, logical }) =>
      index <= instruction.index && /\bno-cache-dir\s*=?\s*(?:true|1|yes|on|false|0|no|off)\b/i.test(logical),
  );
}
