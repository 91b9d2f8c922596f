/** Places where the app names Python, its packages or their programs by a path: behind the split they lie elsewhere. */

import { programOf } from '../../../../src/app/call-words.ts';
import { commandsOf } from '../../../../src/app/overrides.ts';
import { ownEntrypoint } from '../../../../src/app/own-commands.ts';
import type { Invocation } from '../../../../src/dockerfile/commands.ts';
import type { Instruction } from '../../../../src/dockerfile/document.ts';
import { expandWord } from '../../../../src/dockerfile/expand.ts';
import { nameOf } from '../../../../src/project/paths.ts';
import { isCopy } from '../../../../src/project/placed.ts';
import type { App } from '../../app.ts';
import { type Refusal, refuse } from '../../recipe.ts';

/** Where the image's own Python has them. */
const PLACES = /\/usr\/(?:local\/)?lib\/python3?(?:\.\d+)?(?:\/|\b)|\/usr\/(?:local\/)?bin\/(?:python|pip|[\w.-]+)/g;
const SCRIPTS = /\.(?:py|sh|ini|cfg|conf|service|toml)$|(?:^|\/)[^./]+$/;
/** @param brings programs that the environment has. */
export function pathRefusal(app: App, brings: readonly string[]): Refusal | null {
  for (const { call, at, file, origin } of app.start.calls) {
    const words = [call.program, ...call.args].map(
      ({ value, text }) => value ?? expandWord(text, (name) => app.final.env.get(name) ?? null, '\\') ?? text,
    );
    const path = words.flatMap((word) => namedPlaces(word, brings))[0];
    if (path !== undefined) return refuse({ code: 'path-moves', path, file, line: null }, at ?? undefined);
    const first = origin?.kind === 'context' ? firstLine(app, origin.path) : '';
    const [own] = namedPlaces(first, brings);
    if (own !== undefined && origin?.kind === 'context')
      return refuse({ code: 'path-moves', path: own, file: origin.path, line: 1 });
    const reset = resetBy(call, first) ?? loginIn(app, call, at);
    if (reset !== null) return refuse({ code: 'path-reset', text: reset, file, line: null }, at ?? undefined);
  }
  const put = putAmongPackages(app, brings);
  if (put !== null) return put;
  const values = [...app.final.env].flatMap(([key, value]) => (key === 'PATH' || value === null ? [] : value));
  const [variable] = values.flatMap((value) => namedPlaces(value, brings));
  if (variable !== undefined) return refuse({ code: 'path-moves', path: variable, file: null, line: null });
  const scripts = app.sources.files.flatMap(({ path, image }) => {
    const text = image !== null && SCRIPTS.test(path) && !isRecipe(path) ? app.project.readText(path) : null;
    return text === null ? [] : { path, text };
  });
  for (const script of scripts) {
    const refused = inFile(script, brings) ?? inFirstLine(script, scripts, brings);
    if (refused !== null) return refused;
  }
  return null;
}

/** They look, or take away what nobody misses. */
const IDLE = /^(?:find|ls|du|compileall|strip)$/;

/** What the file itself puts among the packages of the image, or changes there. */
function putAmongPackages(app: App, brings: readonly string[]): Refusal | null {
  const own = brings.filter((name) => !/^(?:python|pip)[\d.]*$/.test(name));
  const isMoved = (path: string) => path.includes('/lib/') || own.includes(nameOf(path));
  for (const copy of app.stage.instructions.filter(isCopy)) {
    const path = namedPlaces(copy.arguments.words.at(-1) ?? '', brings).find(isMoved);
    if (path !== undefined) return refuse({ code: 'path-moves', path, file: null, line: copy.startLine }, copy);
  }
  for (const step of app.steps) {
    if (IDLE.test(programOf(step.call).name)) continue;
    const { command, args } = step.call;
    const words = [...args, ...command.redirects.flatMap(({ target }) => target ?? [])];
    const path = words.flatMap(({ value, text }) => namedPlaces(value ?? text, brings)).find(isMoved);
    if (path !== undefined) return refuse({ code: 'path-moves', path, file: null, line: step.run.startLine }, step.run);
  }
  return null;
}

interface Script {
  readonly path: string;
  readonly text: string;
}

/** It comes along with `COPY . .`, and nobody reads it when the app runs. */
function isRecipe(path: string): boolean {
  return /(?:^|\/)(?:[\w.-]+\.)?(?:Dockerfile|Containerfile|Makefile|Jenkinsfile)$/i.test(path);
}

function inFile({ path, text }: Script, brings: readonly string[]): Refusal | null {
  if (!text.includes('/usr/') && !text.includes('PATH')) return null;
  for (const [i, line] of text.split('\n').entries()) {
    // Whether the first line of a file counts depends on how it is started.
    if ((i === 0 && line.startsWith('#!')) || /^\s*#/.test(line)) continue;
    const [place] = namedPlaces(line, brings);
    if (place !== undefined) return refuse({ code: 'path-moves', path: place, file: path, line: i + 1 });
    const front = PATH_SET.exec(line)?.[1];
    if (front !== undefined && SYSTEM_BIN.test(front))
      return refuse({ code: 'path-reset', text: line.trim().slice(0, 60), file: path, line: i + 1 });
  }
  return null;
}

/** What a line puts in front of PATH, or sets it to. */
const PATH_SET = /(?<![\w$])PATH["'\]]*\s*[=:]\s*f?["']?([^$+{]*)/;
const SYSTEM_BIN = /(?:^|:)\/(?:usr\/(?:local\/)?)?bin\b/;

/** The first line counts where another file starts it by its own name: `"./worker.py"`, not `python worker.py`. */
function inFirstLine({ path, text }: Script, scripts: readonly Script[], brings: readonly string[]): Refusal | null {
  const line = text.split('\n', 1)[0] ?? '';
  const [place] = line.startsWith('#!') ? namedPlaces(line, brings) : [];
  if (place === undefined) return null;
  const name = nameOf(path).replaceAll(/[^\w-]/g, '\\$&');
  const starts = new RegExp(
    `(?<!(?:python|sh)[\\d.]*["',\\s]+(?:-\\w+["',\\s]+)*)(?:^|["'\\s\\[(;&|])(?:[\\w./-]*/)?${name}\\b`,
    'm',
  );
  const isStarted = scripts.some((other) => other.path !== path && starts.test(other.text));
  return isStarted ? refuse({ code: 'path-moves', path: place, file: path, line: 1 }) : null;
}

/** `bash -lc "..."`: of a shell's own words only what it runs is left in the call. */
function loginIn(app: App, { wrappers }: Invocation, at: Instruction | null): string | null {
  if (!wrappers.some((name) => SHELL.test(name))) return null;
  const texts =
    at === null
      ? commandsOf(app.uses, ownEntrypoint(app.doc, app.stage)).map(({ text }) => text)
      : [at.arguments.json?.join(' ') ?? at.arguments.rest];
  return texts.flatMap((text) => LOGIN.exec(text)?.[0] ?? [])[0] ?? null;
}

const SHELL = /^(?:ba|da|a)?sh$/;
const LOGIN = /(?:^|[\s/])(?:ba|da|a)?sh["']?(?:\s+["']?-[\w-]+["']?)*?\s+["']?-(?:[a-z]*l[a-z]*|-login)\b/;

/** Login shells, `su -` and sudo forget the PATH that they are given. Sources: /etc/profile, su(1), sudoers(5) of Debian. */
function resetBy({ name, args, command, wrappers }: Invocation, firstLine: string): string | null {
  const words = command.words.map(({ value }) => value ?? '');
  const text = words.slice(0, 3).join(' ');
  if (wrappers.includes('sudo')) return 'sudo';
  const isLogin = args.some(({ value }) => value !== null && /^(?:-|-l|--login)$/.test(value));
  if ((name === 'su' || name === 'runuser') && isLogin) return text;
  const shell = words.findIndex((word) => /(?:^|\/)(?:ba|da|a)?sh$/.test(word));
  const options = shell < 0 ? [] : words.slice(shell + 1).filter((word) => /^-/.test(word));
  if (options.some((word) => /^(?:-[a-z]*l[a-z]*|--login)$/.test(word))) return text;
  if (words[0] === 'env' && words.some((word) => /^(?:-i|--ignore-environment)$/.test(word))) return text;
  return /^#!\s*\S*sh\s+(?:-[a-z]*l[a-z]*|--login)\b/.test(firstLine) ? firstLine : null;
}

function namedPlaces(text: string, brings: readonly string[]): readonly string[] {
  return [...text.matchAll(PLACES)].flatMap(([path]) => {
    if (path.includes('/lib/')) return path;
    const name = nameOf(path);
    return /^(?:python|pip)[\d.]*$/.test(name) || brings.includes(name) ? path : [];
  });
}

function firstLine({ project }: App, path: string): string {
  const line = project.readText(path)?.split('\n', 1)[0] ?? '';
  return line.startsWith('#!') ? line : '';
}
