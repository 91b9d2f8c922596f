/** Which files of the app a program starts with, and whether they are among the sources. */

import { languageOf } from '../../../src/app/code/languages.ts';
import { closed, folderOf } from '../../../src/app/code/values.ts';
import { absolute } from '../../../src/project/copies.ts';
import { field, readJson } from '../../../src/project/value.ts';
import type { Evidence } from '../writes.ts';
import type { Found, Surroundings } from './found.ts';
import { isShared, type Runs, readProgram } from './programs.ts';
import type { Program } from './start.ts';

export interface Entry {
  readonly runs: Runs;
  readonly found: readonly Found[];
  /** What it starts is not among the sources. */
  readonly isMissing: boolean;
  readonly evidence: Evidence;
}

export function entryFiles(program: Program, around: Surroundings): Entry {
  const { runs, name, found } = readProgram(program);
  const { evidence } = program;
  if (runs === undefined)
    return { ...unknownProgram(program, name, around), found: [...found, ...releaseWrites(program, around)], evidence };
  if (runs === null) return { runs, found, isMissing: false, evidence };
  const isThere = around.sources.files.some(({ path }) => languageOf(path) === runs) && hasEntry(program, runs, around);
  return { runs, found, isMissing: !isThere, evidence };
}

function isRelease({ words }: Program, { sources }: Surroundings): boolean {
  return /(?:^|\/)bin\//.test(words[0] ?? '') && sources.files.some(({ path }) => languageOf(path) === 'elixir');
}

/**
 * The start script of an Elixir release writes the settings that are made at its start below the release, unless RELEASE_TMP says
 * where else. Source: hexdocs.pm/mix, "mix release", environment variables.
 */
function releaseWrites(program: Program, around: Surroundings): readonly Found[] {
  if (!isRelease(program, around)) return [];
  const isSetAtStart = around.sources.files.some(
    ({ path }) =>
      /(?:^|\/)config\/(?:runtime|releases)\.exs$/.test(path) ||
      (/(?:^|\/)mix\.exs$/.test(path) && /config_providers/.test(around.project.disk.readText(path) ?? '')),
  );
  if (!isSetAtStart) return [];
  const set = around.env.get('RELEASE_TMP');
  const { cwd, evidence, words } = program;
  const root = (words[0] ?? '').replace(/\/?bin\/[^/]*$/, '');
  const path = set ?? (/^\//.test(words[0] ?? '') ? `${root}/tmp` : `./${root}/tmp`);
  const folder = set === null ? null : folderOf(closed(path), true, cwd);
  return folder !== null && isShared(folder) ? [] : [{ folder, evidence }];
}

/** A program of the app by another name: a binary from a builder, a command that its own package declares. */
function unknownProgram(program: Program, name: string, around: Surroundings): Pick<Entry, 'runs' | 'isMissing'> {
  const { files } = around.sources;
  const has = (language: string) => files.some(({ path }) => languageOf(path) === language);
  const declared = declaredIn(name, around);
  if (declared !== null) return { runs: declared, isMissing: false };
  if (isRelease(program, around)) return { runs: 'elixir', isMissing: false };
  if (['go', 'rust', 'native', 'jvm', 'dotnet'].some(has)) {
    // Go files without their module are a part of something.
    const isPart = has('go') && !files.some(({ path }) => /(?:^|\/)go\.(?:mod|work)$/.test(path));
    return { runs: 'compiled', isMissing: SERVERS.test(name) || isPart };
  }
  // A binary made of a language that is not read.
  if (files.some(({ path }) => /\.(?:swift|hs|cr|nim|zig|d|ml|dart|adb|pas|f90)$/.test(path)))
    return { runs: 'compiled', isMissing: false };
  return { runs: null, isMissing: true };
}

/** Programs that are no app's own. */
const SERVERS =
  /^(?:nginx|httpd|apache2ctl|apachectl|redis-server|mongod|mysqld|postgres|rabbitmq-server|memcached|supervisord|haproxy|traefik|caddy|envoy|catalina\.sh|crond?|sshd|vault|consul|etcd|minio|docker-entrypoint\.sh|init|s6-svscan|runsvdir)$/;

function declaredIn(name: string, { sources, project }: Surroundings): Runs {
  for (const { path } of sources.files) {
    const isPython = /(?:^|\/)pyproject\.toml$/.test(path);
    if (!isPython && !/(?:^|\/)package\.json$/.test(path)) continue;
    const text = project.disk.readText(path) ?? '';
    if (!text.includes(name) || name === '') continue;
    if (
      isPython &&
      new RegExp(`^\\s*["']?${name.replaceAll(/[^\w-]/g, '.')}["']?\\s*=\\s*["'][\\w.]+:\\w+["']`, 'm').test(text)
    )
      return 'python';
    const bin = isPython ? undefined : field(readJson(text), 'bin');
    if (field(bin, name) !== undefined) return 'js';
  }
  return null;
}

/** Where builds put what they make of sources in another folder. */
const BUILT =
  /(?:^|\/)(?:dist|build|out|lib|\.output|\.next|output|\.build|dest|bundle|compiled|js|esm|cjs|target|publish)(?:\/|$)/;
const RUNNER_FLAGS_WITH_VALUE =
  /^(?:-r|--require|--import|--loader|--experimental-loader|-e|--env-file|-c|--max-old-space-size|--inspect|-W|-X|--watch|--ext|--exec|-d|-S|-t)$/;

function hasEntry({ words, cwd }: Program, runs: Runs, around: Surroundings): boolean {
  const name = words[0]?.slice((words[0].lastIndexOf('/') ?? -1) + 1) ?? '';
  const args = words.slice(1);
  if (runs === 'js' && /^(?:node|nodejs|bun|ts-node|tsx|nodemon)$/.test(name)) return hasFile(args, cwd, around);
  if (runs === 'python' && /^python[\d.]*$/.test(name)) {
    const module = args.indexOf('-m');
    const file = args.findIndex((word) => word !== null && /\.py$/.test(word));
    if (module >= 0 && (file < 0 || module < file)) return true;
    return hasFile(args, cwd, around);
  }
  if (runs === 'php' || runs === 'ruby') return true;
  const app = /^(?:gunicorn|uvicorn|hypercorn|daphne)$/.test(name)
    ? args.find((word) => word !== null && /^[\w.]+:[\w.()]+$/.test(word))
    : undefined;
  if (typeof app !== 'string') return true;
  const module = app.slice(0, app.indexOf(':')).replaceAll('.', '/');
  return around.sources.files.some(
    ({ path }) => path.endsWith(`${module}.py`) || path.endsWith(`${module}/__init__.py`),
  );
}

function hasFile(args: readonly (string | null)[], cwd: string | null, { sources }: Surroundings): boolean {
  let at = 0;
  for (; at < args.length; at++) {
    const word = args[at]!;
    if (word === null || !word.startsWith('-')) break;
    if (RUNNER_FLAGS_WITH_VALUE.test(word)) at++;
  }
  const file = args[at];
  // Standard input, or what package.json calls its main file.
  if (file === undefined) return true;
  if (file === null || (cwd === null && !file.startsWith('/'))) return false;
  const path = absolute(file.startsWith('/') ? file : `${cwd}/${file}`);
  const isThere = ['', '.js', '.ts', '.mjs', '.cjs', '/index.js', '/index.ts', '.py', '/__main__.py'].some(
    (ending) => sources.contextPathOf(path + ending) !== null,
  );
  if (isThere || BUILT.test(path)) return true;
  // Built elsewhere: `server.js` of a standalone build, or a folder flattened by the copy.
  return sources.files.some(({ image, path: own }) => image === null && languageOf(own) === 'js');
}
