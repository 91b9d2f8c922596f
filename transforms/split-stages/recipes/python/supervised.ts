/** Programs that neither the start nor calls of the sources name: those of supervisors' settings, and of scripts that are run. */

import { invocations } from '../../../../src/dockerfile/commands.ts';
import { readScript } from '../../../../src/dockerfile/shell.ts';
import { nameOf } from '../../../../src/project/paths.ts';
import type { App } from '../../app.ts';

export interface Supervised {
  readonly name: string;
  readonly place: { readonly file: string; readonly line: number };
}

/** What reads them, which files those are, and what of a line is a command. Sources: the manuals of the programs. */
const SUPERVISORS: readonly { readonly by: RegExp; readonly file: RegExp; readonly line: RegExp }[] = [
  { by: /^supervisord$/, file: /\.(?:conf|ini)$/, line: /^\s*command\s*=\s*(.+)$/ },
  { by: /^(?:circusd|circus)$/, file: /\.(?:conf|ini)$/, line: /^\s*cmd\s*=\s*(.+)$/ },
  { by: /^(?:honcho|forego|foreman|hivemind)$/, file: /(?:^|\/)Procfile[\w.-]*$/, line: /^\s*[\w-]+:\s*(.+)$/ },
  { by: /^(?:cron|crond|supercronic)$/, file: /cron/i, line: /^\s*(?:@\w+|(?:[\d*/,-]+\s+){5})\s*(.+)$/ },
  { by: /^uwsgi$/, file: /\.ini$/, line: /^\s*(?:attach-daemon\w*|smart-attach-daemon\w*|exec-[\w-]+)\s*=\s*(.+)$/ },
];
/** Where a command of a shell starts. */
const PROGRAM = /(?:^(?:root\s+)?|[|&;(]\s*|-c\s+["']|\b(?:exec|nohup|time|env)\s+)([\w./+-]+)/g;

/** Names only: whether they are programs of the system is for others to tell. */
export function supervisedBy({ start, sources, project }: App): readonly Supervised[] {
  const started = new Set(start.calls.map(({ name }) => name));
  const readers = SUPERVISORS.filter(({ by }) => [...started].some((name) => by.test(name)));
  if (readers.length === 0) return [];
  return sources.files.flatMap(({ path: file, image }) => {
    const reader = image === null ? undefined : readers.find((each) => each.file.test(file));
    const text = reader === undefined ? null : project.readText(file);
    if (reader === undefined || text === null) return [];
    return text.split('\n').flatMap((line, i) => {
      const command = reader.line.exec(line)?.[1] ?? '';
      return [...command.matchAll(PROGRAM)].map(([, word]) => ({
        name: nameOf(word!),
        place: { file, line: i + 1 },
      }));
    });
  });
}

/** `from sh import git`, `from plumbum.cmd import wget`, `pexpect.spawn("ssh ...")`. */
const WRAPPED = /^\s*from\s+(?:sh|plumbum\.cmd)\s+import\s+([\w, ]+)|\bpexpect\.(?:spawn|run)\(\s*["']([\w.-]+)/gm;

/** Programs that modules of Python call under names of their own. */
export function wrappedPrograms({ sources, project }: App): readonly Supervised[] {
  return sources.files.flatMap(({ path: file, image }) => {
    const text = image !== null && file.endsWith('.py') ? (project.readText(file) ?? '') : '';
    return [...text.matchAll(WRAPPED)].flatMap(({ 1: names, 2: name, index }) => {
      const line = text.slice(0, index).split('\n').length;
      return (names ?? name ?? '').split(/[\s,]+/).map((each) => ({ name: each, place: { file, line } }));
    });
  });
}

/** What the scripts run that a source or a setting names, and that the start does not run itself. */
export function scriptedPrograms({ sources, project }: App): readonly Supervised[] {
  const files = sources.files.flatMap(({ path, image }) => (image === null ? [] : path));
  const scripts = files.filter((path) => path.endsWith('.sh'));
  if (scripts.length === 0) return [];
  const callers = files.filter((path) => /\.(?:py|sh|conf|ini|cfg)$|(?:^|\/)(?:Procfile|crontab)[\w.-]*$/.test(path));
  return scripts.flatMap((file) => {
    const name = nameOf(file);
    const isNamed = callers.some((path) => path !== file && (project.readText(path) ?? '').includes(name));
    const reading = isNamed ? readScript((project.readText(file) ?? '').replace(/^#![^\n]*/, '')) : null;
    if (reading === null || !reading.readable) return [];
    return invocations(reading.list).flatMap((call) =>
      call.name === null ? [] : { name: call.name, place: { file, line: 1 } },
    );
  });
}
