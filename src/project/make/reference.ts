/** References to variables and functions in a Makefile: `$(NAME)`, `${NAME}`. */

/** The offset of the bracket that closes the one at `open`; the end of the text when there is none. */
export function closing(text: string, open: number): number {
  const [left, right] = text[open] === '(' ? ['(', ')'] : ['{', '}'];
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    if (text[at] === left) depth++;
    if (text[at] === right && --depth === 0) return at;
  }
  return text.length;
}
