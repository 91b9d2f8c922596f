/** The strings of a JavaScript or TypeScript text, and its code without them: what a small script names. No parser. */

export interface Literals {
  /** Comments removed; each string is its number in quotes: `require("0")`. */
  readonly code: string;
  /** String literals, and the fixed pieces of templates, in order. */
  readonly strings: readonly string[];
}

/** Behind these a slash begins a regular expression and is no division. */
const BEFORE_REGEX = /(?:^|[(,=:[!&|?{};+\-*%<>~^]|\b(?:return|typeof|case|in|of|do|else|void|delete|throw|new))\s*$/;

/** @returns null when a string or comment does not end: the text was not read rightly. */
export function readLiterals(text: string): Literals | null {
  let code = '';
  const strings: string[] = [];
  let at = 0;
  while (at < text.length) {
    const char = text[at]!;
    if (text.startsWith('//', at) || (at === 0 && text.startsWith('#!'))) {
      const end = text.indexOf('\n', at);
      at = end < 0 ? text.length : end;
    } else if (text.startsWith('/*', at)) {
      const end = text.indexOf('*/', at + 2);
      if (end < 0) return null;
      code += ' ';
      at = end + 2;
    } else if (char === "'" || char === '"' || char === '`') {
      const end = endOfString(text, at);
      if (end === null) return null;
      for (const piece of char === '`' ? fixedPieces(text.slice(at + 1, end)) : [text.slice(at + 1, end)]) {
        code += `"${strings.length}"${char === '`' ? '+' : ''}`;
        strings.push(unescape(piece));
      }
      // The code of a template's holes is kept too: `${require('x')}`.
      if (char === '`') {
        const holes = readLiterals(holesOf(text.slice(at + 1, end)));
        if (holes === null) return null;
        code += `"";${holes.code.replaceAll(/"(\d+)"/g, (_, n: string) => `"${Number(n) + strings.length}"`)}`;
        strings.push(...holes.strings);
      }
      at = end + 1;
    } else if (char === '/' && BEFORE_REGEX.test(code.slice(-12))) {
      const end = endOfRegex(text, at);
      if (end === null) return null;
      code += '/ /';
      at = end + 1;
    } else {
      code += char;
      at++;
    }
  }
  return { code, strings };
}

function endOfString(text: string, start: number): number | null {
  const quote = text[start]!;
  let depth = 0;
  for (let at = start + 1; at < text.length; at++) {
    const char = text[at]!;
    if (char === '\\') at++;
    else if (quote === '`' && text.startsWith('${', at)) depth++;
    else if (quote === '`' && depth > 0 && char === '}') depth--;
    else if (char === quote && depth === 0) return at;
    else if (char === '\n' && quote !== '`') return null;
  }
  return null;
}

function endOfRegex(text: string, start: number): number | null {
  let isInClass = false;
  for (let at = start + 1; at < text.length && text[at] !== '\n'; at++) {
    const char = text[at]!;
    if (char === '\\') at++;
    else if (char === '[') isInClass = true;
    else if (char === ']') isInClass = false;
    else if (char === '/' && !isInClass) return at;
  }
  return null;
}

function fixedPieces(template: string): readonly string[] {
  return template.split(/\$\{[^}]*\}/).filter((piece) => piece !== '');
}

function holesOf(template: string): string {
  return [...template.matchAll(/\$\{([^}]*)\}/g)].map(([, hole]) => hole).join(';\n');
}

function unescape(text: string): string {
  return text.replaceAll(/\\(.)/gs, '$1');
}
