/** How the two images differ besides their size, for people at a terminal. */
import type { ConfigDifference, FileDifferences, Verified } from '../../../../verify/verified.ts';
import { amount, grouped, ownership, size } from '../figures.ts';
import { changedModes, cut, foldersOf, missingFiles } from '../findings.ts';
import type { Colors, Line, Row } from '../rows.ts';
import { declaredWords, placesWords, subjectOf } from '../words.ts';

/** Files and folders named of a list; the others are counted. */
const MAX_PATHS = 5;
/** Named of those that were looked into. */
const MAX_FOLDERS = 4;
/** Variables that are gone, told one by one. */
const MAX_GONE = 2;
/** Files that lie among those of the system are not held against each other. */
const NOT_LOOKED_FOR = 'not looked for: the app has no folder of its own in the image';
/** Of a value of the config. */
const MAX_VALUE = 60;

export function changeRows({ config, files, report }: Verified, colors: Colors): readonly Row[] {
  const rows: Row[] = [{ label: 'config', lines: configLines(config, colors) }];
  if (files === null) return rows;
  return [
    ...rows,
    { label: 'missing', lines: hasCopy(report) ? missingLines(files, colors) : [] },
    { label: 'modes', lines: modeLines(files, colors) },
  ];
}

/** An image without a file of the user's has no app to look for. */
function hasCopy(report: Verified['report']): boolean {
  return report === null || /^\s*(?:COPY|ADD)\s/im.test(report.before);
}

/** Variables that go with the image that set them are many, and are told in one line. */
function configLines(config: readonly ConfigDifference[], colors: Colors): readonly Line[] {
  const goneTogether = config.filter((difference) => isGone(difference));
  const isFolded = goneTogether.length > MAX_GONE;
  return config.flatMap((difference) => {
    if (!isFolded || !isGone(difference)) return configLine(difference, colors);
    if (difference !== goneTogether[0]) return [];
    const names = goneTogether.map(({ key }) => cut(key ?? '', MAX_VALUE)).join(', ');
    const who = [...new Set(goneTogether.map(({ declaredBy }) => declaredBy))].join(', ');
    return { text: `ENV ${names}  not set any more  [declared by ${who}]` };
  });
}

function isGone({ field, after, declaredBy }: ConfigDifference): boolean {
  return field === 'ENV' && after === null && declaredBy !== null;
}

function configLine(difference: ConfigDifference, colors: Colors): Line {
  const { before, after, declaredBy } = difference;
  const values = listChange(difference) ?? `${valueWords(before)} -> ${valueWords(after)}`;
  const text = `${cut(subjectOf(difference), MAX_VALUE)}  ${values}  [${declaredWords(difference)}]`;
  return declaredBy === null ? { text, style: colors.red } : { text };
}

/** Of a list of folders what went and what came, when the others lie as before; else null. */
function listChange({ field, before, after }: ConfigDifference): string | null {
  if (field !== 'ENV' || before === null || after === null) return null;
  const [old, young] = [before.split(':'), after.split(':')];
  if (![...old, ...young].every((folder) => folder.startsWith('/'))) return null;
  const [gone, come] = [old.filter((each) => !young.includes(each)), young.filter((each) => !old.includes(each))];
  const isRestAlike =
    old.filter((each) => young.includes(each)).join() === young.filter((each) => old.includes(each)).join();
  if (!isRestAlike || gone.length === old.length || gone.length + come.length === 0) return null;
  const parts = [
    gone.length === 0 ? '' : `without ${gone.join(', ')}`,
    come.length === 0 ? '' : `with ${come.join(', ')}`,
  ];
  return parts.filter((part) => part !== '').join(', ');
}

function valueWords(value: string | null): string {
  return value === null ? 'not set' : cut(value, MAX_VALUE);
}

function missingLines(files: FileDifferences, colors: Colors): readonly Line[] {
  if (files.folders.length === 0) return [{ text: NOT_LOOKED_FOR, style: colors.dim }];
  if (files.missing.length === 0) return [];
  const { items, more, total } = missingFiles(files, MAX_PATHS);
  const places = foldersOf(files, MAX_FOLDERS)?.join(', ') ?? placesWords(files.folders.length);
  const head: Line = { text: `${total} below ${places}` };
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
