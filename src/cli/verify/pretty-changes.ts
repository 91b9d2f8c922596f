/** How the two images differ besides their size, for people at a terminal. */
import type { ConfigDifference, FileDifferences, Verified } from '../../verify/verified.ts';
import { amount, grouped, ownership, size } from './figures.ts';
import { changedModes, cut, missingFiles } from './findings.ts';
import type { Colors, Line, Row } from './rows.ts';
import { declaredWords, subjectOf } from './words.ts';

/** Files and folders named of a list; the others are counted. */
const MAX_PATHS = 5;
/** Of a value of the config. */
const MAX_VALUE = 60;

export function changeRows({ config, files }: Verified, colors: Colors): readonly Row[] {
  const rows: Row[] = [{ label: 'config', lines: config.map((difference) => configLine(difference, colors)) }];
  if (files === null) return rows;
  return [
    ...rows,
    { label: 'missing', lines: missingLines(files, colors) },
    { label: 'modes', lines: modeLines(files, colors) },
  ];
}

function configLine(difference: ConfigDifference, colors: Colors): Line {
  const { before, after, declaredBy } = difference;
  const values = `${valueWords(before)} -> ${valueWords(after)}`;
  const text = `${cut(subjectOf(difference), MAX_VALUE)}  ${values}  [${declaredWords(difference)}]`;
  return declaredBy === null ? { text, style: colors.red } : { text };
}

function valueWords(value: string | null): string {
  return value === null ? 'not set' : cut(value, MAX_VALUE);
}

function missingLines(files: FileDifferences, colors: Colors): readonly Line[] {
  if (files.missing.length === 0) return [];
  const { items, more, total } = missingFiles(files, MAX_PATHS);
  const head: Line = { text: `${total} below ${files.folders.join(', ')}` };
  const lines = items.map((each): Line => {
    const text = each.count === 1 ? each.path : `${each.path}  ${amount(each.count, 'file')}`;
    return { lead: `${size(each.bytes).padStart(8)}  `, text, style: colors.dim };
  });
  return [head, ...lines, ...moreLines(more, colors)];
}

function modeLines(files: FileDifferences, colors: Colors): readonly Line[] {
  const { items, more } = changedModes(files, MAX_PATHS);
  const lines = items.map(({ path, before, after, below }): Line => {
    const rest = below === 0 ? '' : ` and ${grouped(below)} below it`;
    return { lead: `${ownership(before)} -> ${ownership(after)}  `, text: `${path}${rest}` };
  });
  return [...lines, ...moreLines(more, colors)];
}

function moreLines(count: number, colors: Colors): readonly Line[] {
  return count === 0 ? [] : [{ text: `and ${grouped(count)} more`, style: colors.dim }];
}
