/** Where in the image the app lies: what is worth comparing file by file. */
import { type Document, type Instruction, readDocument } from '../../dockerfile/document.ts';
import { expandWord } from '../../dockerfile/expand.ts';
import { baseOf, stateBefore } from '../../dockerfile/state.ts';
import { instructionsOf, stageOfTarget } from '../../dockerfile/target.ts';
import { absolute, absoluteFrom } from '../../project/absolute.ts';
import { cleanRelative, type Files, noFiles } from '../../project/files.ts';
import { isIn, nameOf } from '../../project/paths.ts';
import { isCopy } from '../../project/placed.ts';
import type { ImageConfig } from '../container-engine.ts';

/** Folders that the system shares with the app: a file that is put there counts as that file. Source: FHS 3.0. */
const SYSTEM: ReadonlySet<string> = new Set([
  ...['/', '/bin', '/boot', '/etc', '/lib', '/lib32', '/lib64', '/media', '/sbin'],
  ...['/usr', '/usr/bin', '/usr/include', '/usr/lib', '/usr/lib64', '/usr/libexec', '/usr/sbin', '/usr/share'],
  ...['/usr/local', '/usr/local/bin', '/usr/local/etc', '/usr/local/include', '/usr/local/lib', '/usr/local/sbin'],
  ...['/usr/local/share', '/var', '/var/cache', '/var/lib', '/var/log', '/etc/ssl', '/etc/ssl/certs'],
]);
/** Folders for apps, of which an app has a part, or all of it when it works there. Source: FHS 3.0. */
const FOR_APPS: ReadonlySet<string> = new Set(['/home', '/mnt', '/opt', '/srv', '/var/www']);
/** Folders of libraries by machine: `/usr/lib/x86_64-linux-gnu`. Source: Debian Policy, multiarch. */
const LIBRARIES = /^\/(?:usr\/)?lib\/[\w.]+-linux-\w+$/;
/** What lies here is not meant to stay. Source: FHS 3.0. */
const PASSING = /^\/(?:tmp|var\/tmp|run|var\/run|proc|sys|dev)(?:\/|$)/;

/** What installers put beside a file. Source: docs.npmjs.com, folders. */
const BESIDE: ReadonlyMap<string, string> = new Map([['package.json', 'node_modules']]);
/** Of a context that is copied among what is the system's: an engine hands out one path after another. */
const MAX_NAMES = 60;

/**
 * The folders of an image that are the app's, absolute, none inside another; single files among what is the system's.
 * @param text the Dockerfile that the image was built from.
 * @param config of that image: it knows what the base image has set.
 * @param target the stage that was built; null for the last one.
 * @param files of the context, those that are in the build.
 */
export function appFolders(
  text: string,
  config: ImageConfig,
  target: string | null = null,
  files: Files = noFiles,
): readonly string[] {
  const result = readDocument(text);
  if (!result.ok) return [];
  const doc = result.document;
  const stage = stageOfTarget(doc, target);
  if (stage === null) return [];
  const instructions = instructionsOf(doc, stage);
  const found = instructions.flatMap((each) => placesOf(doc, each, config, files));
  // A base image may have its own folder for apps, such as those with ONBUILD; that of its tools is none.
  const { known } = baseOf(doc, stage);
  if (!known || instructions.some(({ keyword }) => keyword === 'WORKDIR')) found.push(absolute(config.workdir));
  const own = [...new Set(found)].filter((path) => !isSystem(path) && !PASSING.test(path));
  return own.filter((path) => !own.some((other) => isIn(path, other))).sort();
}

function isSystem(path: string): boolean {
  return SYSTEM.has(path) || LIBRARIES.test(path);
}

/** What an instruction makes the app's. */
function placesOf(doc: Document, instruction: Instruction, config: ImageConfig, files: Files): readonly string[] {
  if (instruction.keyword !== 'WORKDIR' && !isCopy(instruction)) return [];
  const { env, workdir } = stateBefore(doc, instruction);
  const expand = (word: string) =>
    expandWord(word, (name) => env.get(name) ?? config.env.get(name) ?? null, doc.escape);
  const { words, rest, flags } = instruction.arguments;
  const target = expand(instruction.keyword === 'WORKDIR' ? rest : (words.at(-1) ?? ''));
  if (target === null || target === '') return [];
  const place = absoluteFrom(workdir ?? config.workdir, target);
  if (instruction.keyword === 'WORKDIR' || !(isSystem(place) || FOR_APPS.has(place))) return [place];
  const isOfContext = !flags.some(({ name }) => name === 'from');
  const names = words.slice(0, -1).flatMap((word) => namesOf(expand(word) ?? '', isOfContext ? files : noFiles));
  const beside = names.flatMap((name) => BESIDE.get(name) ?? []);
  return [...names, ...beside].map((name) => absoluteFrom(place, name));
}

/** What a source is called where it is put: of a folder, all that lies in it. */
function namesOf(source: string, files: Files): readonly string[] {
  const inside = cleanRelative(source.replace(/^\/+/, ''));
  const listed = inside === null ? [] : files.list(inside);
  if (listed.length > 0) return listed.slice(0, MAX_NAMES);
  const name = nameOf(source);
  return name === '' || name === '.' || /[*?[]/.test(name) ? [] : [name];
}
