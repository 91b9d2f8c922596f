/**
 * Which files of a build context are in the build. The rules are Docker's own, and not those of .gitignore: patterns are
 * anchored at the root, the last one that matches decides, and a file in an ignored folder can be taken in again.
 * Source: moby/patternmatcher (patternmatcher.go, ignorefile/ignorefile.go).
 */

export interface IgnoreRules {
  /** Whether a path of the context, with forward slashes and relative to its root, is left out of the build. */
  isIgnored(path: string): boolean;
  /** Whether some pattern takes in again what another one leaves out. */
  readonly mayTakeIn: boolean;
}

interface Pattern {
  /** `!pattern`: what it matches is taken in again. */
  readonly takesIn: boolean;
  readonly matches: RegExp;
}

/** The rules in the text of an ignore file; '' ignores nothing. A pattern that Docker refuses is left out. */
export function readDockerignore(text: string): IgnoreRules {
  const patterns = text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .flatMap((line) => readPattern(line));
  if (patterns.length === 0) return { isIgnored: () => false, mayTakeIn: false };
  const isIgnored = (path: string): boolean => {
    // The path and the folders that it lies in: a pattern that matches a folder matches what is in it.
    const parts = path.split('/');
    const paths = parts.map((_, i) => parts.slice(0, i + 1).join('/'));
    let isLeftOut = false;
    for (const { takesIn, matches } of patterns) {
      if (takesIn === isLeftOut && paths.some((each) => matches.test(each))) isLeftOut = !takesIn;
    }
    return isLeftOut;
  };
  return { isIgnored, mayTakeIn: patterns.some(({ takesIn }) => takesIn) };
}

function readPattern(line: string): Pattern[] {
  // A comment has its `#` in the first column; nothing else does.
  if (line.startsWith('#')) return [];
  const written = line.trim();
  const takesIn = written.startsWith('!');
  const cleaned = cleanPath(takesIn ? written.slice(1).trim() : written);
  if (cleaned === '') return [];
  try {
    return [{ takesIn, matches: new RegExp(toRegex(cleaned), 's') }];
  } catch {
    return [];
  }
}

/** As Go's filepath.Clean, without the slash in front: `./a//b/../c/` is `a/c`. The root itself is `.`. */
function cleanPath(path: string): string {
  if (path === '') return '';
  const parts: string[] = [];
  const isRooted = path.startsWith('/');
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (!isRooted) parts.push('..');
  }
  return parts.length === 0 ? '.' : parts.join('/');
}

/** A glob as a regular expression: `**` goes over folders, `*` and `?` do not; a backslash takes a meaning away. */
function toRegex(pattern: string): string {
  let out = '^';
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at]!;
    if (char === '*' && pattern[at + 1] === '*') {
      at++;
      // `**/` is as `**`; at the end it takes all the rest.
      if (pattern[at + 1] === '/') at++;
      out += at + 1 >= pattern.length ? '.*' : '(.*/)?';
    } else if (char === '*') out += '[^/]*';
    else if (char === '?') out += '[^/]';
    else if (char === '\\') out += at + 1 < pattern.length ? escaped(pattern[++at]!) : '\\\\';
    else if (char === '[' || char === ']' || char === '^' || char === '-') out += char;
    else out += escaped(char);
  }
  return `${out}$`;
}

/** A pattern of one path part, as Go's filepath.Match reads it. */
export function globToRegex(pattern: string): RegExp {
  try {
    return new RegExp(toRegex(pattern.replaceAll('**', '*')), 's');
  } catch {
    return /^(?!)/;
  }
}

function escaped(char: string): string {
  return /[.*+?^${}()|[\]\\/-]/.test(char) ? `\\${char}` : char;
}
