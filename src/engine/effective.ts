/**
 * The effective runtime configuration of a stage: what an image promises to those who run it or build on it.
 *
 * Values are compared, never shown or run. What only the builder knows (a base image's own settings, an ARG that may be
 * given from outside) is written as a symbol that names where it comes from, so that two unknown values are equal
 * exactly when they come from the same place.
 */
import type { Arguments, Onbuild } from '../dockerfile/arguments.ts';
import type { Document, Stage } from '../dockerfile/document.ts';
import { expandWord } from '../dockerfile/expand.ts';
import { baseOf, parentOf } from '../dockerfile/state.ts';
import type { BaseImage } from '../facts/base-images.ts';
import { settingsOf } from '../facts/image-users.ts';

/** Effective values of one target, by slot: the field, or field, blank and key (`ENV PATH`, `EXPOSE 80/tcp`). */
export type Contract = ReadonlyMap<string, string>;

/** A stage while its instructions are read. */
interface Image {
  readonly values: Map<string, string>;
  readonly args: Map<string, string>;
  /** ARGs above the first FROM. */
  readonly globals: ReadonlyMap<string, string>;
  readonly onbuild: Onbuild[];
  readonly escape: string;
  /** Names the base; empty text for scratch, which has nothing to inherit. */
  readonly base: string;
  /** Whether this stage itself has set CMD: an ENTRYPOINT drops an inherited one. */
  hasOwnCommand: boolean;
}

/** Fields that a base image may set, and whose value no table knows. */
const RARELY_KNOWN = ['EXPOSE', 'VOLUME', 'STOPSIGNAL', 'HEALTHCHECK'];
const DEFAULT_SHELL = ['/bin/sh', '-c'];
/** Longer values are kept as a digest: `ENV A=$A$A` a few dozen times over would fill the memory. */
const LONGEST_VALUE = 10_000;

const contracts = new WeakMap<Document, Map<number, Image>>();

/** The effective values of a stage: its own over those of the stage it is FROM over what is known of the base image. */
export function contractOf(document: Document, stage: Stage): Contract {
  return imageOf(document, stage).values;
}

function imageOf(document: Document, stage: Stage): Image {
  const images = contracts.get(document) ?? new Map<number, Image>();
  contracts.set(document, images);
  const image = images.get(stage.index) ?? buildImage(document, stage);
  images.set(stage.index, image);
  return image;
}

function buildImage(document: Document, stage: Stage): Image {
  const parent = parentOf(document, stage);
  const image = parent === null ? imageOfBase(document, stage) : childOf(imageOf(document, parent));
  for (const { keyword, arguments: args, onbuild } of stage.instructions) {
    if (keyword !== 'ONBUILD') apply(image, keyword, args);
    else if (onbuild !== null) image.onbuild.push(onbuild);
  }
  if (image.onbuild.length > 0) image.values.set('ONBUILD', image.onbuild.map(onbuildText).join('\n'));
  return image;
}

/** What a stage starts with: its parent's triggers have run by then, and are not handed on. */
function childOf(parent: Image): Image {
  const values = new Map(parent.values);
  values.delete('ONBUILD');
  const image: Image = { ...parent, values, args: new Map(parent.args), onbuild: [], hasOwnCommand: false };
  for (const { keyword, arguments: args } of parent.onbuild) apply(image, keyword, args);
  return image;
}

function imageOfBase(document: Document, stage: Stage): Image {
  const facts = baseOf(document, stage);
  const isScratch = facts.family === 'scratch';
  const platform = stage.from.arguments.flags.find(({ name }) => name === 'platform')?.value ?? '';
  const base = isScratch ? '' : `${settingsOf(facts)} ${platform}`.trimEnd();
  const values = isScratch ? new Map<string, string>() : inheritedValues(facts, symbol(`of ${base}`));
  const globals = symbolsOfGlobals(document);
  return { values, args: new Map(), globals, onbuild: [], escape: document.escape, base, hasOwnCommand: false };
}

function inheritedValues(facts: BaseImage, unknown: string): Map<string, string> {
  const values = new Map<string, string>();
  for (const field of RARELY_KNOWN) if (!facts.quiet) values.set(field, unknown);
  if (!facts.quiet || facts.family === 'ubuntu') values.set('LABEL', unknown);
  values.set('USER', facts.user ?? unknown);
  values.set('WORKDIR', facts.workdir ?? unknown);
  values.set('SHELL', facts.known ? JSON.stringify(facts.shell ?? DEFAULT_SHELL) : unknown);
  values.set('ENTRYPOINT', facts.entrypoint === null ? unknown : JSON.stringify(facts.entrypoint));
  values.set('CMD', facts.cmd === null ? unknown : JSON.stringify(facts.cmd));
  if (!facts.known) values.set('ENV', unknown);
  for (const [key, value] of Object.entries(facts.env)) values.set(`ENV ${key}`, value);
  return values;
}

/** What one instruction does to the configuration of its image. */
function apply(image: Image, keyword: string, args: Arguments): void {
  const { values } = image;
  const expand = (word: string): string => expandIn(image, word);
  switch (keyword) {
    case 'ENV':
    case 'LABEL': {
      // All pairs of one instruction see the values from before it.
      const pairs = args.pairs.map(({ key, value }) => [`${keyword} ${expand(key)}`, expand(value)] as const);
      for (const [slot, value] of pairs) values.set(slot, value);
      return;
    }
    case 'ARG':
      for (const { key, value, form } of args.pairs) {
        const given = form === 'name' ? image.globals.get(key) : undefined;
        image.args.set(key, given ?? symbol(form === 'name' ? `arg ${key}` : `arg ${key}=${expand(value)}`));
      }
      return;
    case 'USER':
    case 'STOPSIGNAL':
      values.set(keyword, expand(args.rest));
      return;
    case 'WORKDIR':
      values.set('WORKDIR', joinPath(values.get('WORKDIR') ?? '/', expand(args.rest)));
      return;
    case 'EXPOSE':
      for (const word of args.words) values.set(`EXPOSE ${portOf(expand(word))}`, '');
      return;
    case 'VOLUME':
      for (const word of args.words) values.set(`VOLUME ${expand(word)}`, '');
      return;
    case 'SHELL':
      values.set('SHELL', JSON.stringify(args.json));
      return;
    case 'HEALTHCHECK':
      values.set('HEALTHCHECK', healthcheck(image, args));
      return;
    case 'CMD':
      image.hasOwnCommand = true;
      values.set('CMD', argv(image, args.json, args.rest));
      return;
    case 'ENTRYPOINT':
      values.set('ENTRYPOINT', argv(image, args.json, args.rest));
      if (!image.hasOwnCommand) values.delete('CMD');
  }
}

function expandIn(image: Image, word: string): string {
  if (!/["'\\`$]/.test(word)) return word;
  let isSymbolic = false;
  const lookup = (name: string): string => {
    const value = image.values.get(`ENV ${name}`) ?? image.args.get(name) ?? inherited(image, name);
    isSymbolic ||= value.includes('\0');
    return value;
  };
  const expanded = expandWord(word, lookup, image.escape);
  // Which half of `${NAME:-word}` holds is open when the variable is: then word and variables are the value, both.
  const isOpen = expanded === null || (isSymbolic && /\$\{\w+[^\w}]/.test(word));
  const names = isOpen ? [...word.matchAll(/\$\{?([A-Za-z_]\w*)/g)].map(([, name = '']) => lookup(name)) : [];
  const value = isOpen ? symbol([word, ...names].join(' ')) : expanded;
  return value.length <= LONGEST_VALUE ? value : symbol(`digest ${value.length} ${digest(value)}`);
}

/** A variable that neither the file nor the tables set: the base image's, if it has one. */
function inherited({ base }: Image, name: string): string {
  return base === '' ? '' : symbol(`${name} of ${base}`);
}

/** A value that only the builder knows. NUL cannot stand in a Dockerfile's value, so it is never taken for one. */
function symbol(what: string): string {
  return `\0${what}\0`;
}

/** What is run in the end: shell form depends on the SHELL that holds at this place. */
function argv(image: Image, json: readonly string[] | null, command: string): string {
  if (json !== null) return JSON.stringify(json);
  return command === '' ? '[]' : `${image.values.get('SHELL') ?? JSON.stringify(DEFAULT_SHELL)} ${command}`;
}

function healthcheck(image: Image, { flags, words, json }: Arguments): string {
  const [type = '', ...command] = words;
  const options = flags.map(({ name, value }) => `${name}=${value ?? ''}`).sort();
  const test = type.toUpperCase() === 'NONE' ? '' : argv(image, json, command.join(' '));
  return [type.toUpperCase(), test, ...options].join(' ');
}

function joinPath(from: string, to: string): string {
  const isAbsolute = to.startsWith('/') || /^\0arg \w+=\//.test(to);
  const path = isAbsolute ? to : `${from}/${to}`;
  if (path.includes('\0')) return path;
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

function portOf(word: string): string {
  const port = word.toLowerCase();
  return port.includes('/') ? port : `${port}/tcp`;
}

function onbuildText({ keyword, arguments: { flags, rest } }: Onbuild): string {
  const options = flags.map(({ name, value }) => (value === null ? `--${name}` : `--${name}=${value}`));
  return [keyword, ...options, rest].join(' ');
}

/** ARGs above the first FROM: their defaults, which the command line may override. */
function symbolsOfGlobals(document: Document): ReadonlyMap<string, string> {
  const pairs = document.globals.flatMap(({ arguments: args }) => args.pairs);
  return new Map(
    pairs.map(({ key, value, form }) => [key, symbol(form === 'name' ? `arg ${key}` : `arg ${key}=${value}`)]),
  );
}

function digest(text: string): string {
  let high = 0;
  let low = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    low = Math.imul(low ^ text.charCodeAt(i), 0x01000193);
    high = Math.imul(high, 31) + low;
  }
  return `${high >>> 0} ${low >>> 0}`;
}
