/** `--no-document`: no pages of documentation are generated for what `gem install` puts in. */
import { hasOldGem } from './age.ts';
import { type Call, hasOption, installs } from './calls.ts';
import { leaveAlone, type Run, type Wish } from './run.ts';

export function* gemOption(run: Run): Iterable<Wish> {
  // The official image says it in its own gemrc. Source: docker-library/ruby.
  if (run.base.name === 'ruby' || isConfigured(run)) return;
  const open = run.calls.filter(makesPages);
  const editable = open.filter(({ invocation }) => invocation.editable);
  if (open.length === 0) return;
  if (hasOldGem(run.base)) return yield leaveAlone({ code: 'tool-too-old', tool: 'gem', since: '2.0' });
  if (editable.length < open.length) yield leaveAlone({ code: 'inside-quotes', command: 'gem install' });
  if (editable.length === 0) return;
  const { base } = run;
  yield {
    kind: 'reword',
    name: 'gem',
    edits: editable.map(({ use }) => {
      const { end } = use!.args[use!.verb!.index]!.span;
      return { span: { start: end, end }, text: ' --no-document' };
    }),
    message: 'keep gem from generating documentation',
    assumptions: [
      'nobody reads ri or RDoc pages in the container',
      ...(base.known ? [] : [`gem in ${base.reference} is release 2.0 or later`]),
    ],
  };
}

function makesPages({ use }: Call): boolean {
  if (use?.manager.id !== 'gem' || !installs(use)) return false;
  return !hasOption(use.args, [...use.manager.noCacheSpellings, '--document', '--rdoc', '--ri', '--system']);
}

/** Whether a gemrc, written or copied above, may say it already. */
function isConfigured({ stage, instruction }: Run): boolean {
  return stage.instructions.some(({ index, logical }) => index <= instruction.index && /gemrc/.test(logical));
}
