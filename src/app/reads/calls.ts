/** The reads in one source file: calls of the tables. */
import { keyed, positional } from '../code/arguments.ts';
import { isParameter } from '../code/declared.ts';
import type { Language } from '../code/languages.ts';
import type { Lexed } from '../code/lexer.ts';
import { closing, lineOf, listItems, type Range, receiverStart } from '../code/ranges.ts';
import { callSites, nameAt, type Site } from '../code/sites.ts';
import { closed, type Scope, text } from '../code/values.ts';
import { headOver } from './heads.ts';
import { type AppScopes, type Possible, possible } from './possible.ts';
import { dotnet } from './rows/dotnet.ts';
import { elixir } from './rows/elixir.ts';
import { go } from './rows/go.ts';
import { js } from './rows/js.ts';
import { jvm } from './rows/jvm.ts';
import { native } from './rows/native.ts';
import { php } from './rows/php.ts';
import { python } from './rows/python.ts';
import type { ReadCalls, ReadRow } from './rows/row.ts';
import { ruby } from './rows/ruby.ts';
import { rust } from './rows/rust.ts';

export const READS: Readonly<Record<Language, ReadCalls>> = {
  go,
  js,
  rust,
  native,
  jvm,
  python,
  dotnet,
  ruby,
  php,
  elixir,
};

export interface FoundRead {
  readonly row: ReadRow;
  readonly path: Possible;
  readonly line: number;
}

/** Calls in one file that are looked at closely. No file that somebody wrote has so many. */
const MAX_SITES = 5000;

/** Files of a folder are listed: what it holds is named by the folder, whatever they are called in a loop. */
const LISTS =
  /ReadDir|readdir|Walk|[gG]lob|read_dir|opendir|listdir|scandir|iterdir|listFiles|Files\.(?:list|walk)|Dir\[|entries\(/;
const ENTRY = /^[&*]*\w+(?:(?:\.|->)(?:path|Name|name|Path|toString|to_string|as_path|getPath)\(\))+$/;
/** A user says by a request which file it is; where a folder is in front of it, that is known. */
const UPLOADED =
  /\breq(?:uest)?\.(?:files?|body)\b|\bfile[!?]*\.(?:path|filepath|filename|tempFilePath|buffer)$|(?<![a-zA-Z])(?:tmp|temp|upload(?:s|ed)?)(?![a-z])|Tmp|Temp(?!lat)|Upload/;

const sites = new WeakMap<Lexed, readonly Site[] | null>();

/** The calls that are looked at for files and for programs. @returns null when there are more than are looked at. */
export function sitesIn({ lexed, language }: Scope): readonly Site[] | null {
  let found = sites.get(lexed);
  if (found === undefined) {
    found = readSites(lexed, language);
    sites.set(lexed, found);
  }
  return found;
}

function readSites(lexed: Lexed, language: Language): readonly Site[] | null {
  const found: Site[] = [];
  for (const site of callSites(lexed, language, READS[language].words)) {
    if (found.length === MAX_SITES) return null;
    found.push(site);
  }
  return found;
}

/** @returns null when there are more calls than are looked at. */
export function readsIn(app: AppScopes, scope: Scope): readonly FoundRead[] | null {
  const found: FoundRead[] = [];
  const { rows } = READS[scope.language];
  const { lexed } = scope;
  const calls = sitesIn(scope);
  if (calls === null) return null;
  const own = rows.filter(({ about }) => about === undefined || about.test(lexed.text));
  const isListing = LISTS.test(lexed.text);
  for (const site of calls) {
    if (isDefinition(scope, site)) continue;
    for (const row of own) {
      const start = nameAt(site, row.name, row.path === 'receiver');
      if (start === null) continue;
      for (const range of pathsOf(scope, row, site)) {
        const path =
          range === null
            ? { known: [closed(row.otherwise!) as never], isOpen: false, tails: [] }
            : within(app, scope, row, site, range);
        const content = range === null ? '' : lexed.text.slice(range.start, range.end);
        const isNamed =
          !path.isOpen ||
          row.isLoose === true ||
          UPLOADED.test(content) ||
          (isListing && range !== null && isListed(scope, content, range));
        found.push({ row, path: isNamed ? { ...path, isOpen: false } : path, line: lineOf(lexed, start) });
      }
    }
  }
  return found;
}

/** The name of an entry, in a loop or handed to a function without a name. */
function isListed(scope: Scope, content: string, { start }: Range): boolean {
  if (ENTRY.test(content)) return true;
  const name = /^[&*]*([A-Za-z_]\w*)$/.exec(content)?.[1];
  return name !== undefined && isParameter(scope.lexed, name) && headOver(scope, name, start) === null;
}

function isDefinition({ lexed: { code }, language }: Scope, { name, end }: Site): boolean {
  if (/\b(?:func|fn|def|fun|function)\s+(?:\([^()]*\)\s*)?[\w$]+\s*$/.test(name)) return true;
  return (
    language === 'js' &&
    /^\)\s*(?::[^={};()]{0,60})?\{/.test(code.slice(end, end + 80)) &&
    /(?:^|[\s,])(?<!new\s+)\w+\s*$/.test(name)
  );
}

/** The arguments that are paths; null stands for the one that goes without saying. */
function pathsOf(scope: Scope, row: ReadRow, site: Site): readonly (Range | null)[] {
  const { args } = site;
  if (row.when !== undefined) {
    const at = positional(scope, args, row.when.at);
    const literal = at === null || at === 'more' ? null : (text(scope, at) ?? scope.lexed.code.slice(at.start, at.end));
    if (literal === null ? !row.when.none : !row.when.is.test(literal)) return [];
  }
  if (row.path === 'receiver') {
    const dot = scope.lexed.code.lastIndexOf('.', site.open);
    const start = receiverStart(scope.lexed.code, dot);
    return dot <= 0 || start >= dot ? [] : [{ start, end: dot }];
  }
  if (row.path === 'call') return [{ start: site.start, end: site.end + 1 }];
  const named = row.keys === undefined ? [] : row.keys.flatMap((key) => keyed(scope, args, [key]) ?? []);
  if (named.length > 0) return named.flatMap((range) => listed(scope, range));
  if (row.path === 'keys') return row.otherwise === undefined ? [] : [null];
  const at = row.path === 'rest' ? args.map((_, i) => i) : typeof row.path === 'number' ? [row.path] : row.path;
  const ranges = at.flatMap((place) => {
    const range = positional(scope, args, place);
    return range === null || range === 'more' ? [] : listed(scope, range);
  });
  return ranges.length === 0 && row.otherwise !== undefined ? [null] : ranges;
}

/** The items of a list; a path alone is its own. */
function listed({ lexed: { code } }: Scope, range: Range): readonly Range[] {
  const head = /^(?:&?\[|\[\]string\{|vec!\[|Arrays\.asList\(|List\.of\(|new\s+String\[\]\s*\{)/.exec(
    code.slice(range.start, range.end),
  );
  if (head === null) return [range];
  const open = range.start + head[0].length - 1;
  return listItems(code, open + 1, closing(code, open));
}

/** `res.sendFile('x.html', { root: 'public' })` */
function within(app: AppScopes, scope: Scope, row: ReadRow, site: Site, range: Range): Possible {
  const path = possible(app, scope, range);
  const folder = row.within === undefined ? null : keyed(scope, site.args, [row.within]);
  if (folder === null) return path;
  const base = possible(app, scope, folder);
  if (path.known.length === 0 || path.isOpen) return base.isOpen ? path : base;
  if (base.known.length === 0) return { ...path, known: [], isOpen: true, tails: path.known.map((one) => one.text) };
  return {
    ...base,
    known: base.known.flatMap((one) =>
      path.known.map((inside) => ({ text: `${one.text}/${inside.text}`, isOpen: inside.isOpen || one.isOpen })),
    ),
  };
}
