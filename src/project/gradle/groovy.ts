/** Groovy and Kotlin are code: only words that stand there literally are read, never what they might be at run time. */

/** The code without comments; strings stay. What is not closed goes on to the end. */
export function withoutComments(code: string): string {
  return code.replaceAll(
    /("""[\s\S]*?(?:"""|$)|'''[\s\S]*?(?:'''|$)|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|\/\*[\s\S]*?(?:\*\/|$)|\/\/[^\n]*/g,
    (_, text: string | undefined) => text ?? ' ',
  );
}

/** The strings of `'a', "b"` in front of anything else; null when one of them holds a variable or is none. */
export function literalList(text: string): readonly string[] | null {
  const found: string[] = [];
  let rest = text;
  while (true) {
    const [whole, quoted] = /^\s*("[^"\n]*"|'[^'\n]*')/.exec(rest) ?? [];
    if (whole === undefined || quoted === undefined) return null;
    if (quoted.startsWith('"') && quoted.includes('$')) return null;
    found.push(quoted.slice(1, -1));
    rest = rest.slice(whole.length);
    const comma = /^\s*,/.exec(rest)?.[0];
    if (comma === undefined) return /^\s*(?:\)|;|\r?\n|$|\})/.test(rest) ? found : null;
    rest = rest.slice(comma.length);
    // Kotlin lets a list end in a comma.
    if (/^\s*\)/.test(rest)) return found;
  }
}
