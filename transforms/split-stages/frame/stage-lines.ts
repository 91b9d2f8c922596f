/** The lines of the runtime stage between its FROM and its tail. */
import type { Instruction } from '../../../src/dockerfile/document.ts';
import { stateBefore } from '../../../src/dockerfile/state.ts';
import { hasShell } from '../../../src/facts/runtime-images.ts';
import type { Split } from '../frame.ts';
import { settingsAt } from './last.ts';
import { again, blockOf, copyLines, installLine, line, type Style } from './text.ts';
import { isRootless, makerOf, makesHome, setsOwnWorkdir, workdirBefore } from './workdir.ts';

/** In the order in which they stand there. */
export function stageLines(split: Split, style: Style): readonly string[] {
  const { app, plan, names, settings, carries, packages, repeats, runtime } = split;
  const { doc, final } = app;
  const ours = (text: string) => line(style, text);
  const isOwn = setsOwnWorkdir(split);
  const workdir = isOwn ? null : workdirBefore(split);
  const runs = repeats.filter(({ keyword }) => keyword === 'RUN');
  const maker = makerOf(split, workdir);
  const isMadeAsUser = maker !== null && isRootless(split, maker);
  const isHome = isMadeAsUser || runs.some((each) => makesHome(split, each, workdir));
  const runLines = [...settings.repeated, ...(isHome ? runs : [])].map((each) => again(doc, each));
  const workdirLine = workdir === null || workdir === (runtime.workdir ?? '/') ? [] : [ours(`WORKDIR ${workdir}`)];
  return [
    ...split.parts.moved.filter(isEarly).map((each) => asWritten(split, each)),
    ...shellLines(split),
    ...(packages.length === 0
      ? []
      : [ours(installLine(runtime.packageManager === 'apk' ? 'apk' : 'apt', packages, hasRecommends(split), doc))]),
    ...(isHome ? runLines : []),
    ...(isMadeAsUser ? [ours(`USER ${maker}`)] : []),
    ...workdirLine,
    ...(isHome ? [] : runLines),
    ...plan.lines.map(ours),
    ...(isHome ? [] : runs.map((each) => again(doc, each))),
    ...(maker === null || isMadeAsUser || !hasShell(runtime) ? [] : [ours(`RUN chown ${maker} ${workdir}`)]),
    ...copyLines(carries, names.builder, workdir ?? runtime.workdir ?? '/').map(ours),
    ...repeats.filter(({ keyword }) => keyword !== 'RUN').map((each) => again(doc, each)),
    ...(settingsAt(split) === null ? lastLines(split, style) : []),
    ...(isMadeAsUser ? [] : userLine(split, final.user).map(ours)),
  ];
}

/** Labels say what the image is: they stand at its head, where nothing that they name has to stand above them. */
function isEarly({ keyword, logical }: Instruction): boolean {
  return (keyword === 'LABEL' || keyword === 'MAINTAINER') && !logical.includes('$');
}

function asWritten({ app: { doc } }: Split, instruction: Instruction): string {
  const { start, end } = blockOf(doc, instruction);
  return doc.text.slice(start, end);
}

/** Behind all COPYs: what RUNs had changed of them, and the settings that move, as they were written. */
export function lastLines(split: Split, style: Style): readonly string[] {
  const { app, parts, names, over, late, commands } = split;
  const moved = parts.moved.filter((each) => !isEarly(each)).map((each) => asWritten(split, each));
  return [
    ...copyLines(over, names.builder, app.final.workdir).map((text) => line(style, text)),
    ...late.map((each) => again(app.doc, each)),
    ...commands.map((command) => line(style, `RUN ${command}`)),
    ...moved,
  ];
}

/** A shell that the file chose reads the commands of what runs as well. */
function shellLines({ app: { doc, instructions }, parts }: Split): readonly string[] {
  const shell = instructions.findLast(({ keyword }) => keyword === 'SHELL');
  return shell === undefined || parts.tail.includes(shell) ? [] : [again(doc, shell)];
}

/** The user that holds where the tail begins, if the tail does not say it. */
function userLine({ app, parts, runtime }: Split, final: string | null): readonly string[] {
  const [first] = parts.tail;
  const next = parts.tail.find(({ keyword }) => keyword === 'USER' || keyword === 'RUN');
  if (next?.keyword === 'USER') return [];
  const user = first === undefined ? final : stateBefore(app.doc, first).user;
  return user === null || user === (runtime.user ?? 'root') ? [] : [`USER ${user}`];
}

/** Whether the file installs its packages with those that are recommended beside them. */
function hasRecommends({ app: { steps }, plan }: Split): boolean {
  const installs = steps.filter(
    ({ call }) =>
      !plan.claims.has(call) &&
      /^apt(?:-get)?$/.test(call.name ?? '') &&
      call.args.some(({ value }) => value === 'install'),
  );
  return (
    installs.length > 0 &&
    !installs.some(({ call }) => call.args.some(({ value }) => value === '--no-install-recommends'))
  );
}
