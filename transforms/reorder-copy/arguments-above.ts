/**
 * ARGs right above the sources that a step in front of them does not read. Every RUN behind an ARG is keyed by its value,
 * be it used or not, so `ARG VERSION` above a download fetches everything anew for every version.
 * Source: Dockerfile reference, "Impact on build caching".
 */
import type { Document, Instruction } from '../../src/dockerfile/document.ts';
import type { Plan } from './plan.ts';

/** What `go mod download`, and git and ssh below it, may read. Source: go help environment; git(1); libcurl-env(3). */
const READ_BY_GO =
  /^(?:GO|CGO|GIT|SSH|SSL|NETRC|XDG_|TMP|TEMP|HOME$|PATH$|USER$|LANG|LC_|CURL|(?:HTTPS?|FTP|NO|ALL)_PROXY$)|TOKEN|SECRET|PASS|CREDENTIAL|(?:^|_)(?:KEY|AUTH)(?:_|$)/i;

/**
 * The first of the ARGs right above the sources that the new steps may stand above; null when there is none. Of other
 * tools nobody knows what they read: scripts of packages and MSBuild see the whole environment.
 */
export function argumentsAbove(doc: Document, plan: Plan, written: readonly string[]): Instruction | null {
  const { carried } = plan;
  if (!isDownload(plan)) return null;
  let found: Instruction | null = null;
  for (let at = carried[0]!.index - 1; at > 0; at--) {
    const above = doc.instructions[at]!;
    if (above.keyword !== 'ARG' || above.stage !== carried[0]!.stage) break;
    if (!isFree(above, written)) break;
    found = above;
  }
  return found;
}

/** Whether only such ARGs stand between the sources and the RUN: then the new steps can stand above all of them. */
export function areArgumentsBetween(doc: Document, plan: Plan, written: readonly string[]): boolean {
  const { carried, firstRun } = plan;
  const between = doc.instructions.slice(carried.at(-1)!.index + 1, firstRun.index);
  const isRow = carried.every(({ index }, i) => index === carried[0]!.index + i);
  return isRow && isDownload(plan) && between.every((each) => each.keyword === 'ARG' && isFree(each, written));
}

function isDownload({ front }: Plan): boolean {
  return front.kind === 'added' && front.commands.every((command) => command === 'go mod download');
}

function isFree({ arguments: { pairs } }: Instruction, written: readonly string[]): boolean {
  return pairs.every(
    ({ key }) => !READ_BY_GO.test(key) && !written.some((text) => new RegExp(`\\$\\{?${key}\\b`).test(text)),
  );
}
