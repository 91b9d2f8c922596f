/** What a program asks of the image that runs it besides itself: files, programs, certificates, time zones. */
import { findReads, type Reads } from '../../../../src/app/reads.ts';
import { programStartedBy, readsByCustom, readsSources } from '../../../../src/facts/go-modules.ts';
import { isBelow } from '../../../../src/project/paths.ts';
import type { App } from '../../app.ts';
import { type Carry, isRefusal, type Refusal, refuse } from '../../recipe.ts';
import { isGenerator } from './generated.ts';
import { namedFiles, namedSources } from './named-files.ts';
import type { Reach } from './reach.ts';
import { writesToSystem, writtenFolders } from './written.ts';

/** A program that a source starts. */
export interface Started {
  readonly name: string;
  readonly file: string;
  readonly line: number | null;
}

type FoundProgram = Reads['programs'][number];

export interface Needs {
  readonly carries: readonly Carry[];
  readonly programs: readonly Started[];
  /** Whether it writes into folders that every distribution has. */
  readonly systemFolders: boolean;
  readonly certificates: boolean;
  readonly timezones: boolean;
  /** Whether files are handed out of which only the system's table says what they are. */
  readonly mediaTypes: boolean;
}

const CLIENTS =
  /\bhttp\.(?:Get|Post|PostForm|Head|Client|DefaultClient|DefaultTransport|Transport|NewRequest|NewRequestWithContext)\b|\btls\.(?:Dial|DialWithDialer|Client|Config)\b|\bx509\.SystemCertPool\b|\bsmtp\./;
const ZONES = /\btime\.LoadLocation\b|[?&]loc=|\bTimeZone=/;
const SERVED =
  /\bhttp\.(?:FileServer|FileServerFS|ServeFile|ServeFileFS|ServeContent|Dir|FS)\b|\.Static(?:FS|File)?\(|\bmime\.(?:TypeByExtension|ExtensionsByType)\b/;

/** @returns why it cannot be told, or cannot be had without the builder's image. */
export function needsOf(app: App, reach: Reach): Needs | Refusal {
  const programs = startedByModules(reach);
  if (isRefusal(programs)) return programs;
  const reads = findReads(app.doc, app.project, app.stage, ['go']);
  if (reads === null) return refuse(gapOf(app));
  const linked = new Set(reach.files);
  const own = reads.programs.filter((program) => linked.has(program.place.file) && !startsItself(app, program));
  const unknown = own.find(({ name }) => name === null)?.place ?? madeByHand(app, reach);
  if (unknown !== null) return refuse({ code: 'program-unknown', ...unknown });
  // What a step of the build makes may be carried only by those who know its name.
  const made = reads.missing?.find(({ place }) => linked.has(place.file));
  if (made !== undefined && app.steps.some((step) => isGenerator(step)))
    return refuse({ code: 'reads-unknown', ...made.place });
  const texts = reach.files.map((path) => app.project.readText(path) ?? '');
  const carries = carriesOf(app, reach, reads);
  return {
    carries,
    programs: [...programs, ...own.map(({ name, place }) => ({ name: programOf(name ?? ''), ...place }))],
    systemFolders: writesToSystem(app, reach.files),
    // What modules from elsewhere connect to is not read.
    certificates: reach.elsewhere.size > 0 || texts.some((text) => CLIENTS.test(text)),
    timezones: hasZone(app) || texts.some((text) => ZONES.test(text)),
    mediaTypes: texts.some((text) => SERVED.test(text)) && hasRareFiles(app, carries),
  };
}

/** What it reads and writes; all data of the context where it cannot be told what. */
function carriesOf(app: App, { files, elsewhere }: Reach, reads: Reads): readonly Carry[] {
  const linked = new Set(files);
  const isAll = reads.unknown.some(({ file }) => linked.has(file)) || [...elsewhere.keys()].some(readsByCustom);
  const named = namedSources(app);
  const below = reads.data.filter(({ path }) => named.some((folder) => isBelow(path, folder)));
  const paths = isAll ? [...reads.paths, ...reads.data] : [...reads.paths, ...below];
  const read = paths.map(({ path, kind }): Carry => ({ path, kind }));
  return merged([...namedFiles(app), ...writtenFolders(app, files), ...read]);
}

/** Packages of the standard library that ask the go command, or read its own sources. Source: their documentation. */
const TOOLCHAIN: readonly string[] = ['go/build', 'go/importer'];

/** What is known of packages whose sources are not there. */
function startedByModules({ elsewhere, standard, files }: Reach): readonly Started[] | Refusal {
  const found: Started[] = TOOLCHAIN.some((path) => standard.has(path))
    ? [{ name: 'go', file: files[0] ?? 'go.mod', line: null }]
    : [];
  for (const [path, file] of elsewhere) {
    if (readsSources(path)) return refuse({ code: 'reads-unknown', file, line: 1 });
    const name = programStartedBy(path);
    if (name !== null) found.push({ name, file, line: null });
  }
  return found;
}

/** `/usr/bin/git` is git: where a program lies is the image's own business, unless it is the app's. */
function programOf(path: string): string {
  return path.replace(/^\/(?:usr\/)?s?bin\//, '');
}

/** A program that starts itself anew: `exec.Command(os.Args[0], ...)`, or by what os.Executable says. */
function startsItself({ project }: App, { name, place: { file, line } }: FoundProgram): boolean {
  if (name !== null) return name === '/proc/self/exe';
  const text = project.readText(file) ?? '';
  const called = /\bexec\.Command(?:Context\(\s*\w+\s*,|\()\s*(os\.Args\[0\]|\w+)\s*[,)]/.exec(
    text.split('\n')[line - 1] ?? '',
  )?.[1];
  if (called === undefined) return false;
  return (
    called === 'os.Args[0]' ||
    new RegExp(`\\b${called}\\b[^\\n=]*:?=\\s*os\\.(?:Executable\\(\\)|Args\\[0\\])`).test(text)
  );
}

/** `exec.Cmd{Path: ...}`: which program that is, is said elsewhere. */
function madeByHand({ project }: App, { files }: Reach): FoundProgram['place'] | null {
  for (const file of files) {
    const text = project.readText(file) ?? '';
    const at = text.search(/\bexec\.Cmd\s*\{[^}]*\bPath:/);
    if (at >= 0) return { file, line: text.slice(0, at).split('\n').length };
  }
  return null;
}

/** Why the sources cannot be searched. */
function gapOf(app: App): Refusal['refused'] {
  const gap = app.sources.gaps.find(({ why }) => why !== 'image');
  if (gap !== undefined && gap.why !== 'image') return { code: 'copy-not-read', why: gap.why, word: gap.word };
  const [first] = app.sources.files;
  return { code: 'reads-unknown', file: first?.path ?? app.project.dockerfile ?? 'Dockerfile', line: 1 };
}

/** Known to package mime by itself, or from their first bytes. Sources: mime/type.go, net/http/sniff.go. */
const PLAIN_FILES =
  /\.(?:avif|css|gif|html?|tmpl|gohtml|jpe?g|js|json|mjs|pdf|png|svg|wasm|webp|xml|ico|woff2?|ttf|otf|txt|map|mp4|webm|bmp|zip|gz|wav|eot)$/i;
/** More than anybody hands out. */
const MAX_FILES = 5000;

function hasRareFiles({ toContext, project }: App, carries: readonly Carry[]): boolean {
  const waiting = carries.flatMap(({ path }) => toContext(path) ?? []);
  for (let seen = 0; waiting.length > 0 && seen < MAX_FILES; seen++) {
    const path = waiting.pop()!;
    const kind = project.statOf(path)?.kind;
    if (kind === 'folder') waiting.push(...project.list(path).map((name) => (path === '' ? name : `${path}/${name}`)));
    else if (kind === 'file' && /[^/.]\.[^/]+$/.test(path) && !PLAIN_FILES.test(path)) return true;
  }
  return false;
}

function hasZone({ final: { env }, uses }: App): boolean {
  return env.has('TZ') || uses.some(({ environment }) => environment.has('TZ'));
}

/** Each once, without those that lie in another. */
function merged(carries: readonly Carry[]): readonly Carry[] {
  return carries.filter(
    ({ path }, at) =>
      carries.findIndex((other) => other.path === path) === at &&
      !carries.some((other) => other.kind === 'folder' && path.startsWith(`${other.path}/`)),
  );
}
