/** `slimify list` and `slimify explain <id>`. Both are made of the transforms' own metadata. */
import picocolors from 'picocolors';
import type { AnyTransform, OptionValue } from '../engine/transform.ts';
import { diffLines } from './diff.ts';
import { wrap } from './wrap.ts';

type Colors = ReturnType<typeof picocolors.createColors>;

/** One line a transform, in the order in which they run. */
export function listText(preset: readonly AnyTransform[], color: boolean): string {
  const colors = picocolors.createColors(color);
  const width = Math.max(...preset.map(({ id }) => id.length));
  return preset
    .map(({ id, risk, summary }) => `${colors.bold(id.padEnd(width))}  ${colors.dim(risk.padEnd(7))}  ${summary}\n`)
    .join('');
}

/** What a transform could do and does not. */
export interface LeftOut {
  readonly name: string;
  readonly reason: string;
}

/** All there is to say about one. */
export function explainText(
  transform: AnyTransform,
  leftOut: readonly LeftOut[],
  { color, width }: { readonly color: boolean; readonly width: number },
): string {
  const colors = picocolors.createColors(color);
  const { id, summary, why, risk, hadolint = [] } = transform;
  const facts = [`Risk: at most ${risk}.`];
  if (hadolint.length > 0) facts.push(`Answers to hadolint ${hadolint.join(', ')}.`);
  const sections = [
    `${colors.bold(id)}\n${wrap(summary, width).join('\n')}\n`,
    `${wrap(why.trim(), width).join('\n')}\n`,
    `${wrap(facts.join(' '), width).join('\n')}\n`,
    optionsText(transform, width, colors),
    ...transform.examples.map((example) => exampleText(example, colors)),
    leftOutText(leftOut, width, colors),
  ];
  return sections.filter((section) => section !== '').join('\n');
}

function optionsText({ id, defaults, optionDocs }: AnyTransform, width: number, colors: Colors): string {
  const lines = Object.entries(defaults).map(([name, value]) => {
    const { summary = '', choices } = optionDocs[name] ?? {};
    const values = choices === undefined ? '' : ` (${choices.join(' | ')})`;
    return `  --set ${id}.${name}=${optionText(value)}${values}\n${indent(wrap(summary, width - 6), 6)}`;
  });
  return lines.length === 0 ? '' : `${colors.bold('Options, with their defaults')}\n${lines.join('')}`;
}

function optionText(value: OptionValue): string {
  return typeof value === 'object' ? value.join(',') : `${value}`;
}

function exampleText(
  { title, before, after, options, risk }: AnyTransform['examples'][number],
  colors: Colors,
): string {
  const given = [
    ...(risk === undefined ? [] : [`--risk ${risk}`]),
    ...Object.entries(options ?? {}).map(([name, value]) => `${name}=${optionText(value ?? '')}`),
  ];
  const head = `${colors.bold(title)}${given.length === 0 ? '' : ` (${given.join(', ')})`}\n`;
  if (after === null)
    return `${head}${indent(
      before
        .trimEnd()
        .split('\n')
        .map((line) => ` ${line}`),
    )}${colors.dim('   (nothing to change)')}\n`;
  const { body } = diffLines('Dockerfile', before, after);
  const lines = body.filter((line) => !line.startsWith('@@') && !line.startsWith('\\'));
  return head + indent(lines.map((line) => colorOf(line, colors)));
}

function colorOf(line: string, colors: Colors): string {
  if (line.startsWith('+')) return colors.green(line);
  return line.startsWith('-') ? colors.red(line) : line;
}

function leftOutText(leftOut: readonly LeftOut[], width: number, colors: Colors): string {
  if (leftOut.length === 0) return '';
  const lines = leftOut.map(({ name, reason }) => `  ${name}\n${indent(wrap(reason, width - 6), 6)}`);
  return `${colors.bold('Left out on purpose')}\n${lines.join('')}`;
}

function indent(lines: readonly string[], by = 3): string {
  return lines.map((line) => `${' '.repeat(by)}${line}\n`).join('');
}
