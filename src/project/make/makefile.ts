/**
 * A Makefile's rules with their variables replaced, as far as plain text tells. Source: the GNU make manual. What needs make
 * itself (conditionals, includes, eval) makes the whole file unreadable.
 */
import { closing } from './reference.ts';

export interface MakeRule {
  readonly target: string;
  readonly needs: readonly string[];
  /** Lines of its recipe as shell text; null for one with a part that make alone knows. */
  readonly recipe: readonly (string | null)[];
}

export interface Makefile {
  /** In the order of the file; those of patterns are left out. */
  readonly rules: readonly MakeRule[];
  /** A variable with all others replaced; null when a part is not known. */
  value(name: string): string | null;
}

const NAMES: readonly string[] = ['GNUmakefile', 'makefile', 'Makefile'];
export const MAKEFILES: readonly string[] = NAMES;

/** Source: `make -p` without a Makefile. */
const BUILT_IN: Readonly<Record<string, string>> = {
  CC: 'cc',
  CXX: 'g++',
  CPP: 'cc -E',
  RM: 'rm -f',
  AR: 'ar',
  MAKE: 'make',
};
const UNREADABLE =
  /^\s*(?:-?include|sinclude|ifeq|ifneq|ifdef|ifndef|else|endif|define|endef|load|vpath)\b|\$[({](?:eval|call|foreach|file|guile|if|or|and)\b/;
const ASSIGNMENT = /^(?:export\s+|override\s+)*([\w.-]+)\s*(\?|\+|::?:?)?=\s*(.*)$/;
/** They give names of files. */
const OF_FILES =
  /^(?:wildcard|patsubst|subst|addprefix|addsuffix|notdir|dir|basename|sort|filter|filter-out|strip|word|words|firstword|lastword|abspath|realpath|join)\s/;
/** What a list of files is replaced by: nothing else is told of it. */
const SOME_FILES = 'files-of-make';
const DEEPEST = 12;

/** Null is a value known at build time only. */
export type Variables = ReadonlyMap<string, string | null>;

/**
 * @param overrides variables given on the command line: they win over those of the file.
 * @param environment those win over make's own only.
 * @returns null when it cannot be read.
 */
export function readMakefile(text: string, overrides: Variables, environment: Variables = new Map()): Makefile | null {
  const lines = text
    .replaceAll('\r\n', '\n')
    .replace(/\\\n\s*/g, ' ')
    .split('\n');
  if (lines.some((line) => UNREADABLE.test(line))) return null;
  const variables = variablesOf(lines, overrides, environment);
  const rules = rulesOf(lines, variables);
  return rules === null ? null : { rules, value: (name) => expand(`$(${name})`, variables, new Map(), 0) };
}

function variablesOf(lines: readonly string[], overrides: Variables, environment: Variables): Variables {
  const variables = new Map<string, string | null>(Object.entries(BUILT_IN));
  const written = new Set<string>();
  for (const [name, value] of [...environment, ...overrides]) variables.set(name, value);
  for (const line of lines) {
    const match = line.startsWith('\t') ? null : ASSIGNMENT.exec(withoutComment(line));
    if (match === null || overrides.has(match[1]!)) continue;
    const [, name, operator, value] = match;
    const before = variables.get(name!);
    if (operator === '?' && (written.has(name!) || environment.has(name!))) continue;
    // `X := $(X) more` means the value of before.
    const own = value!.trim().replaceAll(new RegExp(`\\$[({]${name!.replaceAll('.', '\\.')}[)}]`, 'g'), before ?? '');
    const isMore = operator === '+' && (written.has(name!) || environment.has(name!));
    variables.set(name!, !isMore ? own : before === null ? null : `${before ?? ''} ${own}`);
    written.add(name!);
  }
  return variables;
}

function rulesOf(lines: readonly string[], variables: Variables): readonly MakeRule[] | null {
  const rules: { target: string; needs: readonly string[]; recipe: (string | null)[] }[] = [];
  let open: typeof rules = [];
  for (const line of lines) {
    if (line.startsWith('\t')) {
      const text = line.trim().replace(/^[@+-]+\s*/, '');
      if (text !== '' && !text.startsWith('#'))
        for (const rule of open) rule.recipe.push(recipeLine(text, rule, variables));
      continue;
    }
    const plain = withoutComment(line).trim();
    if (plain === '' || ASSIGNMENT.test(plain) || /^(?:un)?export\b|^unset\b/.test(plain)) continue;
    const match = /^([^:=]+)::?(?!=)([^;]*)(?:;(.*))?$/.exec(plain);
    // A line that is no rule, or one whose targets carry variables of their own.
    if (match === null || /^\s*[\w-]+\s*[?+:]*=/.test(match[2]!)) return null;
    const targets = expand(match[1]!, variables, new Map(), 0);
    const needs = expand(match[2]!, variables, new Map(), 0);
    if (targets === null) return null;
    open = targets
      .split(/\s+/)
      .filter((target) => target !== '')
      .map((target) => ({
        target,
        needs: needs === null ? [SOME_FILES] : needs.split(/[\s|]+/).filter((need) => need !== ''),
        recipe: [],
      }));
    if (match[3] !== undefined) for (const rule of open) rule.recipe.push(recipeLine(match[3].trim(), rule, variables));
    rules.push(...open.filter(({ target }) => !target.includes('%')));
  }
  return rules;
}

function recipeLine(
  text: string,
  { target, needs }: { readonly target: string; readonly needs: readonly string[] },
  variables: Variables,
): string | null {
  const automatic = new Map([
    ['@', target],
    ['<', needs[0] ?? ''],
    ['^', needs.join(' ')],
    ['+', needs.join(' ')],
    ['?', needs.join(' ')],
    ['*', target],
  ]);
  return expand(text, variables, automatic, 0);
}

/** @returns null when a part is known to make alone. */
function expand(
  text: string,
  variables: Variables,
  automatic: ReadonlyMap<string, string>,
  depth: number,
): string | null {
  if (depth > DEEPEST) return null;
  let out = '';
  for (let at = 0; at < text.length; at++) {
    if (text[at] !== '$') {
      out += text[at];
      continue;
    }
    const next = text[at + 1] ?? '';
    if (next === '$') {
      out += '$';
      at++;
      continue;
    }
    const end = next === '(' || next === '{' ? closing(text, at + 1) : at + 1;
    const name = end === at + 1 ? next : text.slice(at + 2, end);
    const value = valueOf(name, variables, automatic, depth);
    if (value === null) return null;
    out += value;
    at = end;
  }
  return out;
}

function valueOf(
  name: string,
  variables: Variables,
  automatic: ReadonlyMap<string, string>,
  depth: number,
): string | null {
  const own = automatic.get(name);
  if (own !== undefined) return own;
  if (OF_FILES.test(name)) return filesOf(name, variables, automatic, depth);
  const [plain, replaced] = /^([\w.-]+):/.exec(name) ?? [];
  if (plain !== undefined) {
    const inner = variables.get(plain.slice(0, -1));
    const value = inner === undefined || inner === null ? null : expand(inner, variables, automatic, depth + 1);
    return value === null || replaced === undefined ? null : value === '' ? '' : filesOrNull(value);
  }
  if (!/^[\w.-]+$/.test(name)) return null;
  const value = variables.get(name);
  if (value === null) return null;
  return value === undefined ? '' : expand(value, variables, automatic, depth + 1);
}

/** The ending of sources tells the language, so it is kept. */
function filesOf(
  call: string,
  variables: Variables,
  automatic: ReadonlyMap<string, string>,
  depth: number,
): string | null {
  const inner = expand(call.slice(call.search(/\s/)), variables, automatic, depth + 1);
  return inner === null ? null : filesOrNull(inner);
}

function filesOrNull(text: string): string | null {
  // An option among them would be lost.
  if (/(?:^|[\s,])-/.test(text)) return null;
  return /\.(?:cc|cpp|cxx|C|c\+\+)\b/.test(text) ? `${SOME_FILES}.cpp` : `${SOME_FILES}.o`;
}

function withoutComment(line: string): string {
  return line.replace(/(^|[^\\])#.*$/, '$1');
}

/** Whether a goal's files may be those of a list that is not known. */
export function isSomeFiles(name: string): boolean {
  return name.startsWith(SOME_FILES);
}
