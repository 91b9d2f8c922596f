/** Recipes of a Makefile as shell text. Only what make itself replaces is read here. */
import { closing } from '../make/reference.ts';

/** One recipe line, continuations joined. */
export interface Recipe {
  readonly text: string;
  /** 1-based. */
  readonly line: number;
}

const MAX_RECIPES = 500;
const ASSIGNMENT = /^(?:export\s+|override\s+)?([\w.-]+)\s*(?:::?|\?)?=\s*(.*?)\s*$/;

/**
 * Recipes with the variables of the file that hold plain text.
 * @param about what a line must speak of: a build, if nothing else is asked for.
 */
export function readRecipes(makefile: string, about = /\b(?:build|bud)\b/): readonly Recipe[] {
  const lines = joined(makefile);
  const variables = new Map<string, string>([
    ['CURDIR', '.'],
    ['PWD', '.'],
    ['shell pwd', '.'],
  ]);
  for (const { text } of lines) {
    const [, name, value] = text.startsWith('\t') ? [] : (ASSIGNMENT.exec(text) ?? []);
    if (name !== undefined && value !== undefined && !value.includes('$')) variables.set(name, value);
  }
  return lines
    .filter(({ text }) => text.startsWith('\t') && about.test(text))
    .slice(0, MAX_RECIPES)
    .map(({ text, line }) => ({ text: replaced(text.replace(/^\t\s*[@+-]*\s*/, ''), variables), line }));
}

function joined(makefile: string): Recipe[] {
  const lines: Recipe[] = [];
  let open: Recipe | null = null;
  for (const [i, raw] of makefile.split(/\r?\n/).entries()) {
    const isContinued = raw.endsWith('\\');
    const part = isContinued ? raw.slice(0, -1) : raw;
    const whole: Recipe =
      open === null ? { text: part, line: i + 1 } : { text: `${open.text} ${part.trim()}`, line: open.line };
    if (isContinued) open = whole;
    else {
      lines.push(whole);
      open = null;
    }
  }
  return open === null ? lines : [...lines, open];
}

/** `$(NAME)`, `${NAME}`; what is not plain text becomes a variable of the shell, whose value nobody knows. */
function replaced(text: string, variables: ReadonlyMap<string, string>): string {
  let out = '';
  for (let at = 0; at < text.length; at++) {
    if (text[at] !== '$') {
      out += text[at];
      continue;
    }
    const next = text[at + 1];
    if (next === '$') {
      out += '$';
      at++;
    } else if (next === '(' || next === '{') {
      const end = closing(text, at + 1);
      const name = end === text.length ? '' : text.slice(at + 2, end);
      out += variables.get(name) ?? (/^[A-Za-z_]\w*$/.test(name) ? `\${${name}}` : UNKNOWN);
      at = end;
    } else {
      out += UNKNOWN;
      at++;
    }
  }
  return out;
}

const UNKNOWN = '$' + '{MAKE_VALUE}';
