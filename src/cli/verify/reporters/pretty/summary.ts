/** What came of all files, for people at a terminal. */
import { amount, duration, percent, size } from '../figures.ts';
import type { VerifySummary } from '../reporter.ts';
import type { Colors, Style } from '../rows.ts';

/** A count and its words, in its colour. */
interface Part {
  readonly text: string;
  readonly style: Style;
}

/** @param options whether what is proven is written, and the characters in a line. */
export function summaryText(
  summary: VerifySummary,
  options: { readonly write: boolean; readonly width: number },
  colors: Colors,
): string {
  const { write, width } = options;
  const { files, beforeBytes, afterBytes, seconds } = summary;
  const head = `${amount(files, 'file')}: `;
  const lines = inLines(partsOf(summary, write, colors), width - head.length);
  const change = percent(beforeBytes, afterBytes);
  const sizes = change === null ? '' : `${size(beforeBytes)} -> ${size(afterBytes)}  ${change}  `;
  const counts = lines.join(`\n${' '.repeat(head.length)}`);
  return `${colors.bold(head)}${counts}\n${sizes}${colors.dim(duration(seconds))}\n`;
}

function partsOf(summary: VerifySummary, write: boolean, colors: Colors): readonly Part[] {
  const counts: readonly (readonly [number, string, Style])[] = [
    [summary.alike, 'alike', colors.green],
    [summary.repaired, 'alike with fixes dropped', colors.yellow],
    [summary.regressions, summary.regressions === 1 ? 'regression' : 'regressions', colors.red],
    [summary.brokenBefore, 'broken before', colors.yellow],
    [summary.notVerified, 'not verified', colors.yellow],
    [summary.unchanged, 'with nothing to change', colors.dim],
    [write ? summary.written : 0, 'written', colors.bold],
  ];
  return counts.filter(([count]) => count > 0).map(([count, words, style]) => ({ text: `${count} ${words}`, style }));
}

/** With commas between them, as many in a line as there is room for. */
function inLines(parts: readonly Part[], room: number): readonly string[] {
  const lines: string[] = [];
  let left = 0;
  for (const [index, { text, style }] of parts.entries()) {
    const shown = `${style(text)}${index === parts.length - 1 ? '' : ','}`;
    const length = text.length + 2;
    if (index === 0 || length > left) {
      lines.push(shown);
      left = room - length;
    } else {
      lines.push(`${lines.pop()} ${shown}`);
      left -= length;
    }
  }
  return lines;
}
