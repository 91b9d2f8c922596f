/** What the image is told to run: its ENTRYPOINT, CMD and HEALTHCHECK. */
import type { Document, Instruction, Stage } from '../dockerfile/document.ts';
import { baseOf } from '../dockerfile/state.ts';
import { history, lineageOf } from './lineage.ts';
import { quote } from './runs.ts';

/** The commands of ENTRYPOINT, CMD and HEALTHCHECK that hold in the end, as shell text. */
export function ownCommands(
  doc: Document,
  stage: Stage,
): readonly { readonly text: string; readonly at: Instruction }[] {
  const last = new Map<string, Instruction>();
  for (const { instructions } of lineageOf(doc, stage).toReversed()) {
    for (const instruction of instructions) {
      const { keyword } = instruction;
      if (keyword !== 'ENTRYPOINT' && keyword !== 'CMD' && keyword !== 'HEALTHCHECK') continue;
      const command = last.get('CMD');
      if (keyword === 'ENTRYPOINT' && command?.stage !== instruction.stage) last.delete('CMD');
      last.set(keyword, instruction);
    }
  }
  const entrypoint = last.get('ENTRYPOINT');
  const command = last.get('CMD');
  const health = last.get('HEALTHCHECK');
  const found: { text: string; at: Instruction }[] = [];
  if (entrypoint !== undefined) {
    // A shell that is given its script ignores what is behind it.
    const rest = entrypoint.arguments.json === null || command === undefined ? '' : ` ${textOf(command)}`;
    found.push({ text: textOf(entrypoint) + rest, at: entrypoint });
  } else if (command !== undefined) {
    const base = baseOf(doc, stage).entrypoint ?? [];
    // An entrypoint of the base that is a program takes the CMD as arguments; a script hands on.
    const isScript = base.some((word) => /entrypoint|^tini$|\/tini$/.test(word));
    const front = base.length === 0 || isScript ? '' : `${base.map(quote).join(' ')} `;
    found.push({ text: front + textOf(command), at: command });
  }
  if (health !== undefined && health.arguments.words[0]?.toUpperCase() === 'CMD')
    found.push({
      text: health.arguments.json?.map(quote).join(' ') ?? health.arguments.words.slice(1).join(' '),
      at: health,
    });
  return found;
}

/** The ENTRYPOINT that a command of a service is handed to; null when there is none. */
export function ownEntrypoint(doc: Document, stage: Stage): string | null {
  const own = history(doc, stage).findLast(({ keyword }) => keyword === 'ENTRYPOINT');
  return own === undefined ? null : textOf(own);
}

function textOf({ arguments: { json, rest } }: Instruction): string {
  return json === null ? rest : json.map(quote).join(' ');
}
