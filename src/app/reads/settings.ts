/** Paths in what is no source and says what to read: settings files, the variables of the image, the commands that start it. */
import type { Document, Stage } from '../../dockerfile/document.ts';
import type { Project } from '../../project/project.ts';
import type { Source } from '../../project/sources.ts';
import { history } from '../lineage.ts';
import { ownCommands } from '../own-commands.ts';

export interface Word {
  readonly text: string;
  readonly line: number;
}

const SETTINGS = /\.(?:ya?ml|toml|json5?|ini|conf|cfg|properties|hcl|xml)$|(?:^|\/)\.env[^/]*$/;
/** Longer ones are data. */
const MAX_TEXT = 64 * 1024;

/** Whether a file holds settings, by its name. */
export function isSettings(file: string): boolean {
  return SETTINGS.test(file);
}

/** Words of a settings file that look like paths. */
export function wordsOf(source: string): readonly Word[] {
  if (source.length > MAX_TEXT) return [];
  return source.split('\n').flatMap((row, i) => {
    if (/^\s*(?:#|\/\/|;)/.test(row)) return [];
    return [...row.matchAll(/[\w.@~/-]*[/.][\w.@/-]*\w\/?/g)].map(([text]) => ({ text, line: i + 1 }));
  });
}

/** Words of the variables, of what is started, and of the health check. */
export function wordsOfImage(doc: Document, project: Project, stage: Stage): readonly Word[] {
  const found: Word[] = [];
  const push = (text: string | null, line: number) => {
    for (const word of (text ?? '').split(/[\s:;,="'`()<>|&]+/)) if (word !== '') found.push({ text: word, line });
  };
  for (const { at, text } of ownCommands(doc, stage)) push(text, at.startLine);
  for (const { keyword, startLine, arguments: own } of history(doc, stage))
    if (keyword === 'ENV') for (const { value } of own.pairs) push(value, startLine);
  for (const { environment } of project.uses) for (const value of environment.values()) push(value, 1);
  return found;
}

/** The commands that start it, and the scripts that they may run: those of package.json, shell scripts. */
export function startedWords(
  doc: Document,
  project: Project,
  stage: Stage,
  files: readonly Source[],
): readonly string[] {
  const scripts = files.flatMap(({ path }) => {
    if (!/(?:^|\/)(?:Procfile|[^/]+\.sh)$/.test(path)) return [];
    return project.readText(path) ?? [];
  });
  const manifests = files.flatMap(({ path }) =>
    /(?:^|\/)package\.json$/.test(path) ? startScripts(project.readText(path)) : [],
  );
  return [...ownCommands(doc, stage).map(({ text }) => text), ...scripts, ...manifests];
}

/** `start`, `start:prod` and what npm runs before it. */
function startScripts(text: string | null): readonly string[] {
  const scripts = /"scripts"\s*:\s*\{([^{}]*)\}/.exec(text ?? '')?.[1] ?? '';
  return [...scripts.matchAll(/"(?:pre)?(?:start|serve|prod|server)[\w:-]*"\s*:\s*"((?:[^"\\]|\\.)*)"/g)].map(
    ([, line = '']) => line,
  );
}
