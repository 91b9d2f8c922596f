/** Whether the app listens below 1024, where only root may on other engines than Docker 20.10 and later. */

import { history } from '../../src/app/lineage.ts';
import type { Start } from '../../src/app/start.ts';
import type { Document, Stage } from '../../src/dockerfile/document.ts';
import { expandWord } from '../../src/dockerfile/expand.ts';
import { baseOf, stateAfter, stateBefore } from '../../src/dockerfile/state.ts';
import { listensOnLowPort } from '../../src/facts/image-users.ts';
import type { Project, Use } from '../../src/project/project.ts';

export interface LowPort {
  /** As written when its number is not known. */
  readonly port: string;
  readonly where: string;
}

const FIRST_FREE = 1024;
/** What follows a port in an argument, and what stands before it. */
const PORT_OPTION = /^(?:-p|-P|-l|-b|-S|--port|--listen|--bind|--http-port|--address|--host-port)$/;
const IN_ARGUMENT =
  /^(?:--?[\w.-]*(?:port|listen|bind|address|addr)[\w.-]*=)?(?:\w+:\/\/)?(?:[\w.*-]*|\[[\da-f:]*\]):(\d+)$|^--?[\w.-]*port[\w.-]*=(\d+)$|^-[plb](\d+)$/i;
const LOCAL_URL = /\b(https?):\/\/(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])(?::(\d+|\$\{?\w+\}?))?(?=[/\s"']|$)/g;

export function findLowPort(
  doc: Document,
  project: Project,
  stage: Stage,
  start: Start,
  uses: readonly Use[],
): LowPort | null {
  const said = exposed(doc, stage) ?? settled(doc, stage) ?? inArguments(start) ?? inUses(uses);
  if (said !== null) return said;
  const { env } = stateAfter(doc, stage);
  const low = listensOnLowPort(baseOf(doc, stage));
  const isTold = ['ASPNETCORE_URLS', 'ASPNETCORE_HTTP_PORTS', 'URLS'].some((name) => env.has(name));
  if (low !== null && !isTold) return { port: `${low}`, where: baseOf(doc, stage).reference };
  const isKnown = env.has('PORT') || history(doc, stage).some(({ keyword }) => keyword === 'EXPOSE');
  return isKnown ? null : inSources(project);
}

function exposed(doc: Document, stage: Stage): LowPort | null {
  for (const expose of history(doc, stage).filter(({ keyword }) => keyword === 'EXPOSE')) {
    const { env } = stateBefore(doc, expose);
    for (const word of expose.arguments.words) {
      const port = expandWord(word, (name) => env.get(name) ?? null, doc.escape);
      if (port === null) return { port: word, where: 'EXPOSE' };
      if (isLow(/^\d+/.exec(port)?.[0])) return { port: port.replace(/\/.*/, ''), where: 'EXPOSE' };
    }
  }
  return null;
}

function settled(doc: Document, stage: Stage): LowPort | null {
  for (const [name, value] of stateAfter(doc, stage).env) {
    if (value === null) continue;
    const isPort =
      /(?:^|_)PORTS?$/.test(name) &&
      /^(?:PORT|(?:APP|HTTP|HTTPS|SERVER|LISTEN|WEB|SERVICE|NITRO|NUXT|ASPNETCORE_HTTP)_PORTS?)$/.test(name);
    const port = isPort ? value.trim() : name === 'ASPNETCORE_URLS' ? /:(\d+)\b/.exec(value)?.[1] : undefined;
    if (isLow(port)) return { port: port!, where: name };
    if (name === 'ASPNETCORE_URLS' && !/:\d/.test(value)) return { port: '80', where: name };
  }
  return null;
}

function inArguments({ calls }: Start): LowPort | null {
  for (const { call, name } of calls) {
    const words = [call.program, ...call.args].map(({ value, text }) => value ?? text);
    for (const [i, word] of words.entries()) {
      if (i > 0 && PORT_OPTION.test(words[i - 1]!) && isLow(/^\d+$/.exec(word)?.[0]))
        return { port: word, where: name };
      const port = IN_ARGUMENT.exec(word)
        ?.slice(1)
        .find((each) => each !== undefined);
      if (i > 0 && isLow(port)) return { port: port!, where: name };
      if (words[i - 1] === 'runserver' && isLow(/^\d+$/.exec(word)?.[0])) return { port: word, where: name };
      for (const [, scheme, at] of word.matchAll(LOCAL_URL)) {
        const own = at ?? (scheme === 'https' ? '443' : '80');
        if (isLow(own)) return { port: own, where: name };
      }
    }
    const port = call.env.get('PORT');
    if (isLow(port)) return { port: port!, where: 'PORT' };
  }
  return null;
}

function inUses(uses: readonly Use[]): LowPort | null {
  for (const { ports, environment, file } of uses) {
    const low = ports.find((port) => port < FIRST_FREE);
    if (low !== undefined) return { port: `${low}`, where: file };
    const port = environment.get('PORT');
    if (isLow(port)) return { port: port!, where: file };
  }
  return null;
}

/** Sources in which a server is told its port in words that nothing else is written in. */
const LISTENS: readonly RegExp[] = [
  /\.listen\(\s*(\d+)\s*[,)]/g,
  /\.listen\(\s*\{[^}\n]*\bport:\s*(\d+)/g,
  /\b(?:const|let|var)\s+port\s*=\s*(\d+)\b(?=[\s\S]*\.listen\(\s*port\b)/gi,
  /\bPORT\b[^\n]{0,24}?(?:\|\||\?\?|,|:-)\s*["']?(\d+)\b/g,
  // Go
  /\.(?:ListenAndServe(?:TLS)?|Run(?:TLS)?|Start(?:TLS)?|Listen(?:TLS)?)\(\s*["'`](?:[\d.]*|\[::\]):(\d+)["'`]/g,
  /\bListen\(\s*"tcp\d?",\s*"(?:[\d.]*|\[::\]):(\d+)"/g,
  /\bAddr:\s*"(?:0\.0\.0\.0|\[::\])?:(\d+)"/g,
  // Python and Ruby
  /\.run\([^)\n]*\bport\s*=\s*(\d+)/g,
  /(?:HTTP|TCP)Server\(\s*\(\s*["'][^"'\n]*["'],\s*(\d+)\s*\)/g,
  /^\s*set\s+:port,\s*(\d+)/gm,
  // Rust
  /\bbind\w*\(\s*&?"(?:[\d.]+|\[::\]):(\d+)"/g,
  /SocketAddr\w*::\w+\(\s*\(?\[[\d, ]+\],\s*(\d+)\s*\)/g,
  // .NET
  /(?:UseUrls|\.Run|\.RunAsync|Urls\.Add)\([^)\n]*?https?:\/\/[^"\n:]*:(\d+)/g,
  /\bListen(?:AnyIP|Localhost)\(\s*(\d+)/g,
  /"(?:Url|urls)"\s*:\s*"https?:\/\/(?:\*|\+|0\.0\.0\.0|\[::\]|localhost):(\d+)/g,
  // Java
  /\bnew\s+(?:ServerSocket|InetSocketAddress)\(\s*(\d+)/g,
  /^server\.port\s*[=:]\s*(?:\$\{\w+:)?(\d+)/gm,
  /^server:[ \t]*\r?\n(?:[ \t]+[^\n]*\n)*?[ \t]+port:[ \t]*["']?(?:\$\{\w+:)?(\d+)/gm,
];
const SOURCE = /\.(?:[cm]?[jt]s|py|go|rb|php|rs|java|kt|cs|properties|ya?ml)$|^appsettings[\w.]*\.json$/;
const NOT_THE_APP = /^(?:node_modules|vendor|\.git|dist|build|tests?|__tests__|spec|target|docs?|examples?)$/;
const MOST_FILES = 300;
const DEEPEST = 5;

function inSources(project: Project): LowPort | null {
  let left = MOST_FILES;
  const look = (folder: string, depth: number): LowPort | null => {
    for (const name of project.list(folder)) {
      const path = folder === '' ? name : `${folder}/${name}`;
      if (left <= 0) return null;
      const kind = NOT_THE_APP.test(name) ? 'other' : project.statOf(path)?.kind;
      if (kind === 'folder') {
        const found = depth < DEEPEST ? look(path, depth + 1) : null;
        if (found !== null) return found;
      } else if (kind === 'file' && SOURCE.test(name)) {
        left--;
        const port = lowPortIn(project.readText(path) ?? '');
        if (port !== null) return { port, where: path };
      }
    }
    return null;
  };
  return look('', 0);
}

function lowPortIn(text: string): string | null {
  for (const pattern of LISTENS) {
    for (const [, port] of text.matchAll(pattern)) if (isLow(port)) return port!;
  }
  return null;
}

/** Port 0 is any free one. */
function isLow(port: string | null | undefined): boolean {
  if (port === null || port === undefined || !/^\d+$/.test(port)) return false;
  return Number(port) > 0 && Number(port) < FIRST_FREE;
}
