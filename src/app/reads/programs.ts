/** The programs that one source file starts. */
import { invocations } from '../../dockerfile/commands.ts';
import { readScript } from '../../dockerfile/shell.ts';
import { lineOf, type Range, trim } from '../code/ranges.ts';
import { nameAt, type Site } from '../code/sites.ts';
import { type Scope, text } from '../code/values.ts';
import { READS, sitesIn } from './calls.ts';
import { type AppScopes, possible } from './possible.ts';

export interface FoundProgram {
  readonly name: string | null;
  readonly line: number;
}

const SHELLS = /^(?:.*\/)?(?:ba|da|a|z)?sh$/;
/** Stands for what is put into a command line. */
const HOLE = '__';

export function programsIn(app: AppScopes, scope: Scope): readonly FoundProgram[] {
  const found: FoundProgram[] = [];
  const { programs } = READS[scope.language];
  const rows = programs.filter(({ about }) => about === undefined || about.test(scope.lexed.text));
  if (rows.length === 0) return found;
  for (const site of sitesIn(scope) ?? []) {
    const row = rows.find((one) => nameAt(site, one.name) !== null);
    // Crates of the same name make something else by it.
    if (row === undefined || (site.real !== null && /^(?:clap|serenity|poise|structopt)\b/.test(site.real))) continue;
    if (site.id === 'Command' && /(?:clap|App)(?:::|\.)/.test(site.name)) continue;
    const line = lineOf(scope.lexed, site.open);
    const arg = site.args[row.at];
    const isShell = row.runs === 'shell' || isThroughShell(scope, site);
    for (const name of arg === undefined
      ? [null]
      : isShell
        ? shellNames(scope, arg)
        : programNames(app, scope, site, arg))
      found.push({ name, line });
  }
  return found;
}

function isThroughShell({ lexed: { code } }: Scope, { args }: Site): boolean {
  return args.some(({ start, end }) => /\bshell\s*[:=]\s*(?:true|True)\b/.test(code.slice(start, end)));
}

/** The shell, and what a command line for it starts. */
function shellNames(scope: Scope, range: Range): readonly (string | null)[] {
  const line = commandLine(scope, range);
  if (line === null) return ['sh', null];
  const reading = readScript(line);
  if (!reading.readable) return ['sh', ...(reading.reason === 'empty' ? [] : [null])];
  const names = invocations(reading.list).flatMap(({ name, program }) => (program.text === '' ? [] : [name]));
  return ['sh', ...names.map((name) => (name === null || name.includes(HOLE) ? null : name))];
}

/** The texts of an expression, one behind the other. @returns null when it does not begin with one. */
function commandLine(scope: Scope, at: Range): string | null {
  const { code, literals } = scope.lexed;
  const range = trim(code, at.start, at.end);
  let line = '';
  for (let here = range.start; here < range.end; ) {
    const literal = literals.get(here);
    if (literal === undefined || code[here] !== '"') {
      here++;
      continue;
    }
    if (line !== '' || here > range.start + 2) line += HOLE;
    line += literal.pieces.map((piece) => (typeof piece === 'string' ? piece : HOLE)).join('');
    here = literal.end;
  }
  if (line !== '') return line.trimStart().startsWith(HOLE) ? null : line;
  return null;
}

function programNames(app: AppScopes, scope: Scope, site: Site, arg: Range): readonly (string | null)[] {
  const { code } = scope.lexed;
  const content = code.slice(arg.start, arg.end).trim();
  if (/^process\.(?:execPath|argv\[0\]|argv0)$/.test(content)) return ['node'];
  if (/^sys\.executable$/.test(content)) return ['python'];
  // The app itself.
  if (isItself(scope, content)) return [];
  // `["git", "log"]`
  const start = /^(?:\[|\(|new\s+String\[\]\s*\{)\s*/.exec(content)?.[0].length ?? 0;
  const first: Range =
    start === 0 ? arg : { start: arg.start + start, end: firstEnd(code, arg.start + start, arg.end) };
  const value = possible(app, scope, first);
  const names: (string | null)[] = value.known.map((one) =>
    one.isOpen && !/\s/.test(one.text) ? null : one.text.split(/\s/)[0]!,
  );
  if (value.isOpen || names.length === 0) names.push(null);
  if (!names.some((name) => name !== null && SHELLS.test(name))) return names;
  return [...names, ...inner(scope, site)];
}

const ITSELF =
  /^&?(?:os\.Args\[0\]|std::env::current_exe\(\)[\w.()?]*|(?:std::)?env::current_exe\(\)[\w.()?]*|argv\[0\]|"\/proc\/self\/exe")$/;

function isItself({ lexed }: Scope, content: string): boolean {
  if (ITSELF.test(content)) return true;
  if (!/^&?\w+$/.test(content)) return false;
  return new RegExp(
    `\\b${content.replace('&', '')}\\s*(?:,\\s*\\w+\\s*)?:?=\\s*(?:os\\.Args\\[0\\]|os\\.Executable\\(\\)|(?:std::)?env::current_exe\\(\\))`,
  ).test(lexed.code);
}

function firstEnd(code: string, from: number, to: number): number {
  const comma = code.indexOf(',', from);
  const close = code.slice(from, to).search(/[\])}]\s*$/);
  return comma >= 0 && comma < to ? comma : close < 0 ? to : from + close;
}

/** `sh -c "..."`: the text behind the option, in the call or in those chained to it. */
function inner(scope: Scope, { open, end }: Site): readonly (string | null)[] {
  const { lexed } = scope;
  const behind = /^\)(?:\s*\.\w+\([^()]*\))*/.exec(lexed.code.slice(end, end + 400))?.[0].length ?? 0;
  const texts = [...lexed.literals.values()].filter((one) => one.start > open && one.end <= end + behind);
  const at = texts.findIndex((one) => /^-\w*c$/.test(text(scope, one) ?? ''));
  const line = at < 0 ? undefined : texts[at + 1];
  return line === undefined ? [null] : shellNames(scope, line).slice(1);
}
