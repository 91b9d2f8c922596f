/**
 * Which files of a build context are in the build. The rules are Docker's own, and not those of .gitignore: patterns are
 * anchored at the root, the last one that matches decides, and a file in an ignored folder can be taken in again.
 * Source: moby/patternmatcher (patternmatcher.go, ignorefile/ignorefile.go).
 */

export interface IgnoreRules {
  /** Whether a path of the context, with forward slashes and relative to its root, is left out of the build. */
  isIgnored(path: string): boolean;
  /** Whether something in a folder that is left out may be taken in again. */
  mayTakeInBelow(folder: string): boolean;
}

interface Pattern {
  /** `!pattern`: what it matches is taken in again. */
  readonly takesIn: boolean;
  readonly matches: RegExp;
  readonly parts: readonly string[];
}

/** Which patterns match a folder, or one that it lies in. */
type Matches = readonly boolean[];

const NO_RULES: IgnoreRules = { isIgnored: () => false, mayTakeInBelow: () => false };

/** The rules in the text of an ignore file; '' ignores nothing. A pattern that Docker refuses is left out. */
export function readDockerignore(text: string): IgnoreRules {
  const patterns = text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .flatMap((line) => readPattern(line));
  if (patterns.length === 0) return NO_RULES;
  const folders = new Map<string, Judged>();
  const judgeFolder = (folder: string): Judged => {
    let judged = folders.get(folder);
    if (judged === undefined) {
      judged = judge(folder);
      folders.set(folder, judged);
    }
    return judged;
  };
  // From the top down: a pattern that matches a folder matches what is in it.
  const judge = (path: string): Judged => {
    const slash = path.lastIndexOf('/');
    return judgeOne(patterns, path, slash < 0 ? [] : judgeFolder(path.slice(0, slash)).matches);
  };
  return {
    isIgnored: (path) => judge(path).isLeftOut,
    mayTakeInBelow: (folder) => patterns.some((pattern) => pattern.takesIn && canMatchBelow(pattern.parts, folder)),
  };
}

interface Judged {
  readonly isLeftOut: boolean;
  readonly matches: Matches;
}

/** A pattern is asked only when its answer would change something, and that is what holds for the folder's contents too. */
function judgeOne(patterns: readonly Pattern[], path: string, above: Matches): Judged {
  let isLeftOut = false;
  const matches = patterns.map((pattern, i) => {
    const isMatch = above[i] === true || (pattern.takesIn === isLeftOut && pattern.matches.test(path));
    if (isMatch) isLeftOut = !pattern.takesIn;
    return isMatch;
  });
  return { isLeftOut, matches };
}

/** Whether a path below the folder can match, part by part; from `**` on, any can. */
function canMatchBelow(parts: readonly string[], folder: string): boolean {
  const way = folder.split('/');
  for (const [i, name] of way.entries()) {
    const part = parts[i];
    if (part === undefined) return false;
    if (part.includes('**')) return true;
    // What a mark means there depends on the whole pattern.
    if (!/[\\^]/.test(part) && !globToRegex(part).test(name)) return false;
  }
  return parts.length > way.length;
}

function readPattern(line: string): Pattern[] {
  // A comment has its `#` in the first column; nothing else does.
  if (line.startsWith('#')) return [];
  const written = trimmed(line);
  const takesIn = written.startsWith('!');
  const cleaned = cleanPath(takesIn ? trimmed(written.slice(1)) : written);
  if (cleaned === '') return [];
  const matches = ignoreRegex(cleaned);
  return matches === null ? [] : [{ takesIn, matches, parts: cleaned.split('/') }];
}

/** As Go's strings.TrimSpace: a byte order mark is no blank, the next line mark of old is one. */
function trimmed(text: string): string {
  return text.replace(/^(?:(?!\uFEFF)[\s\u0085])+|(?:(?!\uFEFF)[\s\u0085])+$/g, '');
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

/** A pattern as a regular expression; null when Docker refuses it. */
function ignoreRegex(pattern: string): RegExp | null {
  // A pattern with nothing special in it is compared as it is: only the other ones go through Go's regular expressions.
  if (!/[*?[\]\\]/.test(pattern)) return new RegExp(`^${plain(pattern)}$`, 's');
  // `**x` is an ending of the path: it may begin in the middle of a name.
  if (/^\*\*[^*?[\]\\/][^*?[\]\\]*$/.test(pattern)) return new RegExp(`${plain(pattern.slice(2))}$`, 's');
  try {
    return new RegExp(toRegex(pattern, true), 's');
  } catch {
    return null;
  }
}

/**
 * A glob as a regular expression: `**` goes over folders, `*` and `?` do not; a backslash takes a meaning away.
 * @param isForIgnoring there `^` and a backslash in front of a letter mean what they mean in a regular expression.
 */
function toRegex(pattern: string, isForIgnoring: boolean): string {
  let out = '^';
  let isInSet = false;
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at]!;
    if (char === '*' && pattern[at + 1] === '*') {
      at++;
      // `**/` is as `**`; at the end it takes all the rest.
      if (pattern[at + 1] === '/') at++;
      out += at + 1 >= pattern.length ? '.*' : '(.*/)?';
    } else if (char === '*') out += '[^/]*';
    else if (char === '?') out += '[^/]';
    else if (char === '\\') {
      const next = pattern[++at];
      out += next === undefined ? '\\\\' : isForIgnoring && /\w/.test(next) ? letter(next) : plain(next);
    } else if (char === '^') out += isForIgnoring || isInSet ? '^' : '\\^';
    else if (char === '[' || char === ']' || char === '-') out += char;
    else out += plain(char);
    isInSet = char === '[' || (isInSet && char !== ']');
  }
  return `${out}$`;
}

/** A pattern of one path part, as Go's filepath.Match reads it. */
export function globToRegex(pattern: string): RegExp {
  try {
    return new RegExp(toRegex(pattern.replaceAll('**', '*'), false), 's');
  } catch {
    return /^(?!)/;
  }
}

/** Behind a backslash: a class of a regular expression, or a control character that no path of ours has. */
function letter(char: string): string {
  return /[bBdDsSwW]/.test(char) ? `\\${char}` : '(?!)';
}

function plain(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}
