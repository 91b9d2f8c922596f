/** What files and engines hold must not steer a terminal, or turn a line round before the reader's eyes. */

/** Controls of what the terminal does, and of the direction in which text runs (https://trojansource.codes). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be printed
const CONTROLS = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** With control characters shown; a CR at the end is not. Tabs stay. */
export function printable(text: string): string {
  return text.replace(/\r$/, '').replaceAll(CONTROLS, controlPicture);
}

function controlPicture(character: string): string {
  const code = character.charCodeAt(0);
  if (code > 0x9f) return `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;
  return code < 0x20 ? String.fromCharCode(0x2400 + code) : '\u2421';
}
