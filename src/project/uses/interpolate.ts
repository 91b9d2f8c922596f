/** Variables in compose files. Source: the Compose specification, interpolation. */

export type Variables = ReadonlyMap<string, string>;

export interface Interpolated {
  /** Variables that nobody has set stay as `${NAME}`. */
  readonly text: string;
  /** Whether all variables are known. */
  readonly isKnown: boolean;
}

const NAME = /^[A-Za-z_][A-Za-z0-9_]*/;
/** No value that a person wrote nests deeper. */
const MAX_DEPTH = 8;

/** Replaces `$NAME`, `${NAME}` and `${NAME:-default}`; `$$` is a dollar sign. */
export function interpolate(text: string, variables: Variables, depth = 0): Interpolated {
  if (!text.includes('$')) return { text, isKnown: true };
  let out = '';
  let isKnown = true;
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (char !== '$') {
      out += char;
      continue;
    }
    const piece = readDollar(text.slice(at + 1), variables, depth);
    out += piece.text;
    isKnown &&= piece.isKnown;
    at += piece.length;
  }
  return { text: out, isKnown };
}

/** What stands behind a dollar sign, and how much of the text it takes. */
function readDollar(rest: string, variables: Variables, depth: number): Interpolated & { readonly length: number } {
  if (rest.startsWith('$')) return { text: '$', isKnown: true, length: 1 };
  const plain = NAME.exec(rest)?.[0];
  if (plain !== undefined) return { ...valueOf(plain, '', variables, depth), length: plain.length };
  const end = rest.startsWith('{') && depth < MAX_DEPTH ? closingBrace(rest) : -1;
  const name = end < 0 ? undefined : NAME.exec(rest.slice(1, end))?.[0];
  if (name === undefined) return { text: '$', isKnown: !rest.startsWith('{'), length: 0 };
  return { ...valueOf(name, rest.slice(1 + name.length, end), variables, depth), length: end + 1 };
}

/** @param modifier `:-default`, `-default`, `:?message`, `:+other`, or nothing. */
function valueOf(name: string, modifier: string, variables: Variables, depth: number): Interpolated {
  const value = variables.get(name);
  const isSet = value !== undefined && (value !== '' || !modifier.startsWith(':'));
  const operator = modifier.replace(/^:/, '')[0];
  const other = modifier.replace(/^:?[-+?]/, '');
  if (operator === '+') return isSet ? interpolate(other, variables, depth + 1) : { text: '', isKnown: false };
  if (isSet) return { text: value, isKnown: true };
  if (operator === '-') return interpolate(other, variables, depth + 1);
  return { text: `\${${name}}`, isKnown: false };
}

function closingBrace(text: string): number {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '{') depth++;
    if (text[at] === '}' && --depth === 0) return at;
  }
  return -1;
}

/** The variables of an env file: `NAME=value` lines. */
export function readEnvFile(text: string): Variables {
  const found = new Map<string, string>();
  for (const line of text.replace(/^\uFEFF/, '').split(/\r?\n/)) {
    const match = /^\s*(?:export\s+)?([A-Za-z_][\w.-]*)\s*=\s*(.*)$/.exec(line);
    if (match === null) continue;
    const [, name = '', value = ''] = match;
    const quoted = /^(["'])(.*?)\1/.exec(value);
    found.set(name, quoted === null ? value.replace(/\s+#.*$/, '').trim() : quoted[2]!);
  }
  return found;
}
