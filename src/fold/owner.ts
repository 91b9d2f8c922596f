/** Who owns the files of a stage. */
import { history } from '../app/lineage.ts';
import { invocations } from '../dockerfile/commands.ts';
import type { Document, Stage } from '../dockerfile/document.ts';
import { readShell } from '../dockerfile/shell.ts';
import { stateAfter } from '../dockerfile/state.ts';

/** Whether every file of a stage is certain to belong to root. */
export function isAllOfRoot(doc: Document, stage: Stage): boolean {
  const isRoot = (user: string | null): boolean => user !== null && /^(?:root|0)(?::(?:root|0))?$/.test(user);
  const all = history(doc, stage);
  const changes = all.some(({ keyword, arguments: args }) => {
    if (keyword === 'USER') return !isRoot(args.rest);
    return args.flags.some(({ name, value }) => name === 'chown' && !isRoot(value));
  });
  const isGivenAway = all.some((run) => {
    if (run.keyword !== 'RUN') return false;
    const body = readShell(run);
    return !body.readable || invocations(body.list).some(({ name }) => name === null || name === 'chown');
  });
  return isRoot(stateAfter(doc, stage).user) && !changes && !isGivenAway;
}
