/** The commands that the users of an image run instead of its own, and to see whether it is well. */
import type { Stage } from '../dockerfile/document.ts';
import type { Project, Use } from '../project/project.ts';
import { quote } from './runs.ts';

/** A command that runs instead of the one of the Dockerfile, or beside it. */
export interface Command {
  readonly text: string;
  /** The file that says so. */
  readonly file: string;
  /** It runs beside it, to see whether it is well. */
  readonly isHealth: boolean;
}

/** Uses that build the last stage. */
export function usesOf(project: Project, stage: Stage): readonly Use[] {
  return project.uses.filter(({ target }) => target === null || target.toLowerCase() === stage.name?.toLowerCase());
}

/**
 * What services run instead of the stage's own command.
 * @param own the stage's ENTRYPOINT, to which a command is handed; null when it has none.
 */
export function commandsOf(uses: readonly Use[], own: string | null): readonly Command[] {
  return uses.flatMap(({ file, entrypoint, command, health }) => {
    const beside = health === null ? [] : [{ text: textOf(health), file, isHealth: true }];
    if (entrypoint === null && command === null) return beside;
    const text = [entrypoint === null ? own : textOf(entrypoint), command === null ? null : textOf(command)]
      .filter((part) => part !== null && part.trim() !== '')
      .join(' ');
    return text === '' ? beside : [{ text, file, isHealth: false }, ...beside];
  });
}

function textOf(words: string | readonly string[]): string {
  return typeof words === 'string' ? words : words.map(quote).join(' ');
}
