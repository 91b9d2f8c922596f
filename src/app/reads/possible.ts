/** All that a path in source code may be: where one value cannot be told, each of those that it is set to or called with. */
import { declarationsOf, isCommon, isParameter } from '../code/declared.ts';
import { callKind } from '../code/functions.ts';
import type { Language } from '../code/languages.ts';
import type { Lexed } from '../code/lexer.ts';
import { closing, listItems, type Range, splitAt, trim } from '../code/ranges.ts';
import { evaluate, text as literalText, type Scope } from '../code/values.ts';
import { callsOf, type Head, headOver } from './heads.ts';
import { alternatives, append, endOf, evaluateText, literalParts, settingsOf, type Text, tailOf } from './parts.ts';

export interface Possible {
  readonly known: readonly Text[];
  /** It may be something else as well. */
  readonly isOpen: boolean;
  /** What paths that are not known end with: they are files of the context only if one ends so. */
  readonly tails: readonly string[];
  /** Whoever starts the container may say it: by a variable, an option, an argument. */
  readonly isGiven?: boolean;
}

/** The sources of an app as far as they are looked into. */
export interface AppScopes {
  /** Scopes of the files that have a word in them; null when there are too many. */
  with(word: string, language: Language): readonly Scope[] | null;
}

const NONE: Possible = { known: [], isOpen: false, tails: [] };
const GIVEN: Possible = { ...NONE, isGiven: true };
const OPEN: Possible = { known: [], isOpen: true, tails: [] };
/** Of names set to names, of functions called by functions. */
const MAX_DEPTH = 6;
const MAX_LENGTH = 1500;
/** More than a path has possibilities; then it is not known. */
const MAX_KNOWN = 40;

/**
 * Comes from outside of the image, or is a new file: a variable of the environment or an option that is not set, what is handed
 * in by a user, a folder for temporary files. What such an option is by default stands in a literal, which is looked at by itself.
 */
const OUTSIDE =
  /\b(?:os\.Args|flag\.\w+\(|pflag\.\w+\(|kingpin|process\.argv|sys\.argv|env::args|env::var|argv\b|optarg|Getenv|LookupEnv|process\.env|os\.environ|getenv|FormFile|multipart|req(?:uest)?\.files?\b|(?:ctx|c)\.String\(|[Vv]iper\.Get|TempDir|CreateTemp|MkdirTemp|tmpdir|temp_dir|tempfile|NamedTemp|os\.Stdin|UserHomeDir|homedir|home_dir|os\.UserConfigDir)|^[&*]*(?:self\.)?(?:opts?|options?|args?|cli|flags?|matches|program|argv|cmd)\./;

const NEW =
  /FormFile|multipart|\.files?\b|TempDir|CreateTemp|tmpdir|temp_dir|tempfile|NamedTemp|Stdin|[hH]ome_?[dD]ir|UserConfigDir/;

function fromOutside(content: string): Possible {
  return NEW.test(content) ? NONE : GIVEN;
}

export function possible(app: AppScopes, scope: Scope, at: Range, depth = 0): Possible {
  const { code, text } = scope.lexed;
  const range = trim(code, at.start, at.end);
  if (range.start >= range.end) return NONE;
  if (range.end - range.start > MAX_LENGTH || depth > MAX_DEPTH) return OPEN;
  const value = evaluate(scope, range);
  if (value === 'unset') return GIVEN;
  if (value !== null && !(value.isOpen && /^[./]*$/.test(value.text)))
    return { known: [value], isOpen: false, tails: [] };
  const content = text.slice(range.start, range.end);
  const parts = alternatives(scope, range);
  if (parts !== null) return union(parts.map((part) => possible(app, scope, part, depth + 1)));
  const sum = splitAt(code, range.start, range.end, SUM[scope.language] ?? /\+(?!\+)/y);
  if (sum.length > 1) return joined(app, scope, sum, '', depth);
  const literal = literalParts(scope, range);
  if (literal !== null) return { known: [], isOpen: true, tails: literal };
  const called = ofCall(app, scope, range, depth);
  if (called !== null) return called;
  const name =
    /^[&*]*\s*(?:mut\s+)?([$@]?[A-Za-z_$][\w$]*)(?:\.(?:as_str|as_ref|clone|to_string|c_str|as_path|toString)\(\)|\[:\])?$/.exec(
      content,
    )?.[1];
  if (name !== undefined) return ofName(app, scope, name, range, depth);
  if (OUTSIDE.test(content)) return fromOutside(content);
  const key = /^[&*]*[\w$]+(?:(?:\.|->|::|\?\.)[\w$]+)*(?:\.|->|\?\.)([A-Za-z_]\w+)$/.exec(content)?.[1];
  return key === undefined ? OPEN : ofKey(app, scope, key, depth);
}

/** A call that is known to make a path. */
function ofCall(app: AppScopes, scope: Scope, { start, end }: Range, depth: number): Possible | null {
  const { code } = scope.lexed;
  const call = /^(?:new\s+|await\s+|[&*]+\s*(?:mut\s+)?)*([\w$.:>-]+!?)\s*\(/.exec(code.slice(start, end));
  if (call === null) return null;
  const open = start + call[0].length - 1;
  const args = listItems(code, open + 1, closing(code, open));
  // `getEnv("LIST", "list.txt")`, of whoever's making.
  if (/env/i.test(call[1]!) && args.length > 1) return ofVariable(app, scope, args, depth);
  switch (callKind(scope.language, call[1]!, true)) {
    case 'join':
    case 'resolve':
      return joined(app, scope, args, '/', depth);
    case 'same':
      return args[0] === undefined ? null : possible(app, scope, args[0], depth + 1);
    case 'tmp':
      return NONE;
    case 'env':
      return GIVEN;
    case 'format':
      return { known: [], isOpen: true, tails: tailOf(evaluateText(scope, args[0])) };
    default:
      return null;
  }
}

function ofVariable(app: AppScopes, scope: Scope, [key, otherwise]: readonly Range[], depth: number): Possible {
  const set = scope.env.get(literalText(scope, key) ?? '');
  if (typeof set === 'string') return { known: [{ text: set, isOpen: false }], isOpen: false, tails: [] };
  return union([GIVEN, otherwise === undefined ? NONE : possible(app, scope, otherwise, depth + 1)]);
}

const SUM: Partial<Readonly<Record<Language, RegExp>>> = { php: /\.(?=\s*["$A-Za-z_(])/y, elixir: /<>/y };

function union(all: readonly Possible[]): Possible {
  const known = all.flatMap((one) => one.known);
  return {
    known: known.slice(0, MAX_KNOWN),
    isOpen: known.length > MAX_KNOWN || all.some((one) => one.isOpen),
    // One that ends with anything makes the ends of the others worth nothing.
    tails: all.some((one) => one.isOpen && one.tails.length === 0) ? [] : all.flatMap((one) => one.tails),
    isGiven: all.some((one) => one.isGiven === true),
  };
}

/** A text put together of several: the first known, the rest as far as it goes. */
function joined(app: AppScopes, scope: Scope, parts: readonly Range[], glue: string, depth: number): Possible {
  const [first, ...rest] = parts;
  if (first === undefined) return OPEN;
  const values = rest.map((part) => evaluate(scope, part));
  const start = possible(app, scope, first, depth + 1);
  const known = start.known.map((one) => values.reduce<Text>((out, value) => append(out, value, glue), one));
  if (!start.isOpen) return { ...start, known };
  const end = endOf(values, glue);
  const last = rest.at(-1);
  return {
    known,
    isOpen: true,
    tails: end !== '' || last === undefined ? tailOf(end) : possible(app, scope, last, depth + 1).tails,
  };
}

const known = new WeakMap<AppScopes, Map<string, Possible>>();

/** Looked up once. Until then it is not known: names may be set to each other in a circle. */
function once(app: AppScopes, key: string, find: () => Possible): Possible {
  let all = known.get(app);
  if (all === undefined) {
    all = new Map();
    known.set(app, all);
  }
  let found = all.get(key);
  if (found === undefined) {
    all.set(key, OPEN);
    found = find();
    all.set(key, found);
  }
  return found;
}

const numbers = new WeakMap<Lexed, number>();
let latest = 0;

/** Names belong to a file; where it lies is not always known. */
function numberOf(lexed: Lexed): number {
  const number = numbers.get(lexed) ?? ++latest;
  numbers.set(lexed, number);
  return number;
}

function ofName(app: AppScopes, scope: Scope, name: string, at: Range, depth: number): Possible {
  const head = isParameter(scope.lexed, name) ? headOver(scope, name, at.start) : null;
  const where = head === null ? name : `${name} ${head.start}`;
  return once(app, `${numberOf(scope.lexed)} ${where}`, () => findName(app, scope, name, at, head, depth));
}

function findName(app: AppScopes, scope: Scope, name: string, at: Range, head: Head | null, depth: number): Possible {
  const { lexed, language } = scope;
  if (head !== null) {
    const calls = callsOf(app, scope, head);
    return calls.length === 0
      ? OPEN
      : union(calls.map((call) => (call === null ? OPEN : possible(app, call.scope, call.range, depth + 1))));
  }
  const found = declarationsOf(lexed, name, language);
  if (isCommon(found)) return OPEN;
  const own = found.filter(({ start, end }) => !(start <= at.start && at.end <= end));
  if (own.length > 0) {
    return union(
      own.map((range) => {
        const content = lexed.text.slice(range.start, range.end);
        if (OUTSIDE.test(content)) return fromOutside(content);
        return /^(?:""|''|null|None|nil|undefined)$/.test(content) ? NONE : possible(app, scope, range, depth + 1);
      }),
    );
  }
  return flagOf(app, scope, name, depth) ?? ofKey(app, scope, name, depth);
}

/** Go: `flag.StringVar(&name, "name", "default", "usage")`, and with a letter in front of the default. */
function flagOf(app: AppScopes, scope: Scope, name: string, depth: number): Possible | null {
  if (scope.language !== 'go') return null;
  const { code } = scope.lexed;
  const match = new RegExp(`\\bStringVar(P?)\\(\\s*&(?:\\w+\\.)*${name}\\s*,`).exec(code);
  if (match === null) return null;
  const open = code.indexOf('(', match.index);
  const range = listItems(code, open + 1, closing(code, open))[match[1] === 'P' ? 3 : 2];
  return union([GIVEN, range === undefined ? NONE : possible(app, scope, range, depth + 1)]);
}

/** A name of another file, or a key of an object: all that is set to it anywhere. */
function ofKey(app: AppScopes, scope: Scope, key: string, depth: number): Possible {
  return once(app, `key ${scope.language} ${key}`, () => findKey(app, scope, key, depth));
}

function findKey(app: AppScopes, scope: Scope, key: string, depth: number): Possible {
  if (key.length < 3) return OPEN;
  const found: Possible[] = [];
  const scopes = app.with(key, scope.language);
  if (scopes === null) return OPEN;
  for (const other of scopes) {
    const flag = flagOf(app, other, key, depth + 2);
    if (flag !== null) found.push(flag);
    for (const range of settingsOf(other, key)) {
      const content = other.lexed.text.slice(range.start, range.end);
      // The type of a field, or a setting handed on under its own name.
      if (
        /^(?:string|String|&?'?\w* ?str|PathBuf|char|const|Option<.*|\w+;?)$/.test(content) &&
        evaluate(other, range) === null
      ) {
        if (/^(?:string|String|PathBuf|Option<.*|z|any)$/.test(content)) continue;
      }
      found.push(OUTSIDE.test(content) ? fromOutside(content) : possible(app, other, range, depth + 2));
      if (found.length > MAX_KNOWN) return OPEN;
    }
  }
  return found.length === 0 ? OPEN : union(found);
}
