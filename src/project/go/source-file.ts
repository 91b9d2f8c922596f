/** The head of a Go source file: package, imports, and on which systems it is built. Source: go.dev/ref/spec, cmd/go "Build constraints", cmd/cgo. */

export interface GoSource {
  /** The name behind `package`; null when there is none. */
  readonly package: string | null;
  readonly imports: readonly string[];
  /** The expression behind `//go:build`, or what the older `// +build` lines say in its words; null when there is none. */
  readonly constraint: string | null;
  /** Words of `#cgo LDFLAGS:` lines: `-lm`. */
  readonly linkFlags: readonly string[];
  /** Names on `#cgo pkg-config:` lines. */
  readonly pkgConfig: readonly string[];
}

/** Blanks, comments, strings, names, and the brackets of an import list. */
const TOKEN = /[\s;]+|\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:[^"\\\n]|\\.)*"|`[^`]*`|[\p{L}_][\p{L}\p{N}_]*|[().]/uy;

/** @returns null when the head is not Go as the language has it. */
export function readGoSource(text: string): GoSource | null {
  const tokens = new Head(text.replace(/^\uFEFF/, ''));
  const name = tokens.next() === 'package' ? tokens.next() : null;
  if (name === null || !/^[\p{L}_]/u.test(name)) return null;
  const imports: string[] = [];
  for (let word = tokens.next(); word === 'import'; word = tokens.next()) {
    const found = importsOf(tokens);
    if (found === null) return null;
    imports.push(...found);
  }
  return {
    package: name,
    imports,
    constraint: constraintOf(tokens.above),
    linkFlags: imports.includes('C') ? cgoWords(text, 'LDFLAGS') : [],
    pkgConfig: imports.includes('C') ? cgoWords(text, 'pkg-config') : [],
  };
}

function constraintOf(above: string): string | null {
  const own = /^\/\/go:build[ \t]+([^\n]*?)\s*$/m.exec(above)?.[1];
  if (own !== undefined) return own;
  const lines = [...above.matchAll(/^\/\/[ \t]*\+build[ \t]+([^\n]*?)\s*$/gm)].map(([, words = '']) =>
    words.split(/\s+/),
  );
  if (lines.length === 0) return null;
  const either = (words: readonly string[]) => words.map((word) => word.split(',').join(' && ')).join(' || ');
  return lines.map((words) => `(${either(words)})`).join(' && ');
}

/** `import "a"`, `import b "a"`, `import ( ... )`. */
function importsOf(tokens: Head): readonly string[] | null {
  const found: string[] = [];
  let word = tokens.next();
  const isList = word === '(';
  if (isList) word = tokens.next();
  while (word !== null && word !== ')') {
    const path = /^["`]/.test(word) ? word : tokens.next();
    if (path === null || !/^["`]/.test(path)) return null;
    found.push(path.slice(1, -1));
    if (!isList) return found;
    word = tokens.next();
  }
  return word === null ? null : found;
}

/** `#cgo linux LDFLAGS: -lm -ldl`: conditions in front of the name are not weighed. */
function cgoWords(text: string, name: string): readonly string[] {
  const lines = text.matchAll(/^[ \t]*(?:\/\/|\*)?[ \t]*#cgo\b([^\n:]*):([^\n]*)$/gm);
  return [...lines].flatMap(([, head = '', words = '']) =>
    head.trim().split(/\s+/).at(-1) === name ? words.trim().split(/\s+/).filter(Boolean) : [],
  );
}

class Head {
  /** What stands above the package clause. */
  above = '';
  private at = 0;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** The next token that is no blank and no comment; null at the end, and for a character that no head has. */
  next(): string | null {
    while (this.at < this.text.length) {
      TOKEN.lastIndex = this.at;
      const token = TOKEN.exec(this.text)?.[0];
      if (token === undefined) return null;
      if (token === 'package' && this.above === '') this.above = this.text.slice(0, this.at);
      this.at += token.length;
      if (!/^(?:[\s;]|\/\/|\/\*)/.test(token)) return token;
    }
    return null;
  }
}
