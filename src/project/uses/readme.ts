/** What the README beside a Dockerfile tells people to run the image with. Source: the reference of docker run. */

import { type Invocation, invocations } from '../../dockerfile/commands.ts';
import { readScript } from '../../dockerfile/shell.ts';
import { nameOf } from '../paths.ts';
import type { UseMount } from '../uses.ts';
import { asText, entriesOf, field, isMapping, listOf, readJson } from '../value.ts';
import {
  absoluteIn,
  type Declared,
  declare,
  imageName,
  NOT_RUN,
  type Repository,
  type Running,
  readShort,
} from './declared.ts';

const README = /^readme(?:\.(?:md|markdown|rst|txt|adoc))?$/i;
/** Options of one letter that take nothing. */
const SHORT_SWITCHES = /^-[ditPq]+$/;
const SWITCHES: ReadonlySet<string> = new Set([
  ...['--rm', '--init', '--detach', '--interactive', '--tty', '--privileged', '--publish-all', '--quiet'],
  ...['--read-only', '--no-healthcheck', '--oom-kill-disable', '--sig-proxy'],
]);
const MAX_COMMANDS = 50;
/** Of one command, and of one line: nobody writes more for people to copy. */
const MAX_LINES = 40;
const MAX_LINE = 2000;

interface RunCommand {
  readonly image: string;
  readonly line: number | null;
  readonly running: Running;
}

/**
 * The mounts, ports and rights of each `docker run` of the image: one that is called as the folder is, or as a
 * `docker build -t` of the same file calls it.
 * @param dockerfile relative to the root of the repository.
 */
export function readReadme(repository: Repository, dockerfile: string): Declared[] {
  const folder = dockerfile.includes('/') ? dockerfile.slice(0, dockerfile.lastIndexOf('/')) : '';
  const name = repository.files.list(folder).find((each) => README.test(each));
  if (name === undefined) return [];
  const file = folder === '' ? name : `${folder}/${name}`;
  const text = readShort(repository.files, file) ?? '';
  if (!/\brun\b/.test(text) || !/\b(?:docker|podman)\b/.test(text)) return [];
  const context = absoluteIn(repository, folder);
  const own = new Set([nameOf(context).toLowerCase(), ...builtNames(text)]);
  return [...shellRuns(text), ...jsonRuns(text)]
    .filter(({ image }) => own.has(imageName(image)))
    .slice(0, MAX_COMMANDS)
    .flatMap(({ line, running }) => {
      const at = { kind: 'command', file, line, name: null, context, target: null, args: new Map() } as const;
      return declare(repository, { ...at, dockerfile: absoluteIn(repository, dockerfile) }, running);
    });
}

function builtNames(text: string): readonly string[] {
  return text.split('\n').flatMap((line) => {
    if (line.length > MAX_LINE || !/\b(?:docker|podman)\b/.test(line) || !/\bbuild\b/.test(line)) return [];
    return [...line.matchAll(/\s(?:-t|--tag)[ =]([\w./:-]+)/g)].map(([, image]) => imageName(image!));
  });
}

/** Commands of one line, or of several with a backslash at the end. */
function shellRuns(text: string): readonly RunCommand[] {
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  return lines.flatMap((first, i) => {
    if (first.length > MAX_LINE || !/\b(?:docker|podman) +(?:container +)?run\b/.test(first)) return [];
    let end = i;
    while (lines[end]!.endsWith('\\') && end + 1 < Math.min(lines.length, i + MAX_LINES)) end++;
    const script = lines.slice(i, end + 1).join('\n');
    const reading = readScript(script.replace(/^\s*(?:[$#>]\s+|`+)/, '').replace(/`+\s*$/, ''));
    if (!reading.readable) return [];
    return invocations(reading.list).flatMap((call) => {
      const words = isDocker(call) ? call.args.map(({ value, text: written }) => value ?? written) : [];
      return readRun(words, i + 1) ?? [];
    });
  });
}

function isDocker({ name }: Invocation): boolean {
  return name === 'docker' || name === 'podman';
}

/** `{ "command": "docker", "args": ["run", ...] }`, as settings of other programs have it. */
function jsonRuns(text: string): readonly RunCommand[] {
  const found: RunCommand[] = [];
  const look = (value: unknown, depth: number): void => {
    if (depth > 8 || !isMapping(value)) return;
    const words = listOf(field(value, 'args')).map((each) => asText(each) ?? '');
    const run = asText(field(value, 'command')) === 'docker' ? readRun(words, null) : null;
    if (run !== null) found.push(run);
    for (const [, each] of entriesOf(value)) look(each, depth + 1);
  };
  for (const [, block] of text.matchAll(/^[ \t]*```jsonc?[ \t]*\n(.*?)^[ \t]*```/gms)) look(readJson(block!), 0);
  return found;
}

/** Null for what is no `run`, or has no image. */
function readRun(words: readonly string[], line: number | null): RunCommand | null {
  const start = words[0] === 'container' ? 1 : 0;
  if (words[start] !== 'run') return null;
  const mounts: UseMount[] = [];
  const rights: string[] = [];
  const ports: number[] = [];
  for (let at = start + 1; at < words.length; at++) {
    const word = words[at]!;
    if (!word.startsWith('-'))
      return word === '' ? null : { image: word, line, running: { ...NOT_RUN, mounts, rights, ports } };
    const equals = word.indexOf('=');
    const name = equals < 0 ? word : word.slice(0, equals);
    if (name === '--privileged') rights.push('privileged');
    if (SHORT_SWITCHES.test(word) || (equals < 0 && SWITCHES.has(name))) continue;
    const value = equals < 0 ? (words[++at] ?? '') : word.slice(equals + 1);
    mounts.push(...mountOf(name, value));
    const port = name === '-p' || name === '--publish' ? /(\d+)(?:\/\w+)?$/.exec(value)?.[1] : undefined;
    if (port !== undefined) ports.push(Number(port));
    if (name === '--cap-add' || name === '--device') rights.push(`${name.slice(2)} ${value}`);
    if (/^--(?:net|network|pid|ipc)$/.test(name) && value === 'host') rights.push(`${name.slice(2)} host`);
  }
  return null;
}

function mountOf(name: string, value: string): readonly UseMount[] {
  if (name === '-v' || name === '--volume') {
    const [source = '', target = source] = value.split(':');
    const type = /^[.~/$"]|[\\/]/.test(source) && value.includes(':') ? 'bind' : 'volume';
    return target.startsWith('/') ? [{ type, source, target }] : [];
  }
  if (name !== '--mount') return [];
  const parts = new Map(value.split(',').map((part) => part.split('=', 2) as [string, string | undefined]));
  const target = parts.get('dst') ?? parts.get('target') ?? parts.get('destination');
  if (target === undefined || !target.startsWith('/')) return [];
  const type = parts.get('type') === 'bind' ? 'bind' : 'volume';
  return [{ type, source: parts.get('src') ?? parts.get('source') ?? null, target }];
}
