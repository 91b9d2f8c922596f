/** Which argument of a call is meant: by its place, by a name, by the key of an object. */
import { closing, listItems, type Range, splitAt } from './ranges.ts';
import { evaluate, type Scope, type Value } from './values.ts';

/** The argument of that name, as a keyword (`name=`, `name:`) or as the key of an object. */
export function keyed(scope: Scope, args: readonly Range[], keys: readonly string[]): Range | null {
  const { code } = scope.lexed;
  for (const key of keys) {
    const head = headOf(key);
    for (const arg of args) {
      const own = head.whole.exec(textOf(scope, arg));
      if (own !== null) return { start: arg.start + own[0].length, end: arg.end };
      if (code[arg.start] !== '{' && code[arg.start] !== '[') continue;
      for (const item of listItems(code, arg.start + 1, closing(code, arg.start)).slice(0, MAX_KEYS)) {
        const inner = head.whole.exec(textOf(scope, item));
        if (inner !== null) return { start: item.start + inner[0].length, end: item.end };
        // `{ filename }` and `destination(req, file, cb) {}`
        if (head.short.test(code.slice(item.start, Math.min(item.end, item.start + 80))))
          return { start: item.start + key.length * Number(code[item.start + key.length] === '('), end: item.end };
      }
    }
  }
  return null;
}

/** More than any options have. */
const MAX_KEYS = 60;

const heads = new Map<string, { readonly whole: RegExp; readonly short: RegExp }>();

function headOf(key: string): { readonly whole: RegExp; readonly short: RegExp } {
  let head = heads.get(key);
  if (head === undefined) {
    head = {
      whole: new RegExp(`^(?:["'](?:${key})["']|:?(?:${key}))\\s*(?::(?!:)|=>|=(?![=>]))\\s*`),
      short: new RegExp(`^(?:async\\s+)?(?:${key})\\b`),
    };
    heads.set(key, head);
  }
  return head;
}

/** The source, in which the keys stand that the code hides when they are quoted. */
function textOf({ lexed }: Scope, { start, end }: Range): string {
  return lexed.text.slice(start, Math.min(end, start + 80));
}

/** `more`: what is handed on as a whole (`*args`) may hold it. */
export function positional(scope: Scope, args: readonly Range[], at: number): Range | 'more' | null {
  const { code } = scope.lexed;
  const spread = SPREAD[scope.language];
  for (const arg of args.slice(0, at + 1)) if (spread?.test(code.slice(arg.start, arg.end)) === true) return 'more';
  const range = args[at];
  if (range === undefined) return null;
  const content = code.slice(range.start, range.end);
  // A keyword argument is none of the positional ones.
  return /^\w+\s*=(?![=>])|^\w+:\s/.test(content) || content.startsWith('{') ? null : range;
}

const SPREAD: Partial<Readonly<Record<Scope['language'], RegExp>>> = {
  js: /^\.\.\./,
  python: /^\*/,
  ruby: /^\*/,
  php: /^\.\.\./,
};

/** Folders that a callback of multer hands on: `cb(null, 'uploads')`. */
export function callbackValues(scope: Scope, range: Range): readonly Value[] {
  const { code } = scope.lexed;
  const found: Value[] = [];
  for (const match of code.slice(range.start, range.end).matchAll(/\b\w+\(\s*(?:null|undefined)\s*,\s*/g)) {
    const start = range.start + match.index + match[0].length;
    const [first] = splitAt(code, start, closing(code, code.indexOf('(', range.start + match.index)), /,/y);
    const value = first === undefined ? null : evaluate(scope, first);
    found.push(value === 'unset' ? null : value);
  }
  return found.length === 0 ? [null] : found;
}
