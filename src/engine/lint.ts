/**
 * The warnings of the builder's own linter that can be judged from the text: no step may add one, and under
 * `# check=error=true` a new one would break the build. Source: moby/buildkit frontend/dockerfile/linter/ruleset.go.
 *
 * A subject is a name or a piece of text that stays the same when lines move; where only the number of warnings can be
 * told, the subjects are numbered.
 */
import type { Document, Instruction, Stage } from '../dockerfile/document.ts';
import { expandWord } from '../dockerfile/expand.ts';
import { baseOf, parentOf } from '../dockerfile/state.ts';

export interface Finding {
  readonly rule: string;
  readonly subject: string;
}

/** Gives the subjects that a rule warns of. */
type Rule = (document: Document) => Iterable<string>;

const RULES: Readonly<Record<string, Rule>> = {
  StageNameCasing: (document) => stageNames(document).filter((name) => name !== name.toLowerCase()),
  FromAsCasing: fromAsCasing,
  NoEmptyContinuation: (document) => numbered(document.instructions.filter(({ hasBlankLine }) => hasBlankLine)),
  ConsistentInstructionCasing: inconsistentCasing,
  DuplicateStageName: (document) => {
    const names = stageNames(document).map((name) => name.toLowerCase());
    return names.filter((name, i) => names.indexOf(name) < i);
  },
  ReservedStageName: (document) => stageNames(document).filter((name) => /^(?:scratch|context)$/i.test(name)),
  JSONArgsRecommended: shellForms,
  MaintainerDeprecated: (document) => of(document, 'MAINTAINER').map(({ arguments: { rest } }) => rest),
  UndefinedArgInFrom: undefinedArgs,
  WorkdirRelativePath: relativeWorkdirs,
  UndefinedVar: undefinedVariables,
  MultipleInstructionsDisallowed: repeatedInstructions,
  LegacyKeyValueFormat: (document) =>
    of(document, 'ENV', 'LABEL').flatMap(({ keyword, arguments: { pairs } }) =>
      pairs.filter(({ form }) => form === 'legacy').map(({ key }) => `${keyword} ${key}`),
    ),
  ExposeProtoCasing: (document) => exposed(document).filter((word) => /\/.*[A-Z]/.test(word) && !word.includes('$')),
  ExposeInvalidFormat: (document) => exposed(document).filter((word) => word.replace(/\$\{[^}]*\}/g, '').includes(':')),
  RedundantTargetPlatform: (document) =>
    platforms(document)
      .filter(({ value }) => /^\$(?:TARGETPLATFORM|\{TARGETPLATFORM\})$/.test(value))
      .map(({ stage }) => stage.image),
  FromPlatformFlagConstDisallowed: (document) =>
    platforms(document)
      .filter(
        ({ value, stage }) =>
          !value.includes('$') && !value.split('/', 2).some((part) => stage.name?.toLowerCase().includes(part)),
      )
      .map(({ value, stage }) => `${stage.image} ${value}`),
  SecretsUsedInArgOrEnv: (document) =>
    of(document, 'ARG', 'ENV').flatMap(({ keyword, arguments: { pairs } }) =>
      pairs.filter(({ key }) => SECRET.test(key) && !PUBLIC.test(key)).map(({ key }) => `${keyword} ${key}`),
    ),
  InvalidDefinitionDescription: badDescriptions,
};

/** The rules that are covered here; the others need the build context or the platform. */
export const COVERED_RULES: readonly string[] = Object.keys(RULES);

const SECRET = /(?:_|^)(?:apikey|auth|credential|credentials|key|password|pword|passwd|secret|token)(?:_|$)/i;
/** The newest builders excuse `file` and `version` as well. */
const PUBLIC = /(?:_|^)public(?:_|$)/i;
/** Set by the builder in the scope of FROM. */
const PLATFORM_ARGS: ReadonlySet<string> = new Set(
  ['BUILD', 'TARGET'].flatMap((side) => ['PLATFORM', 'OS', 'ARCH', 'VARIANT'].map((part) => side + part)),
);
/** Instructions in which the builder replaces variables. */
const EXPANDED: readonly string[] = [
  'ADD',
  'ARG',
  'COPY',
  'ENV',
  'EXPOSE',
  'LABEL',
  'STOPSIGNAL',
  'USER',
  'VOLUME',
  'WORKDIR',
];

const cache = new WeakMap<Document, readonly Finding[]>();

/** Every warning of a covered rule. */
export function lint(document: Document): readonly Finding[] {
  let findings = cache.get(document);
  if (findings === undefined) {
    findings = Object.entries(RULES).flatMap(([rule, check]) =>
      [...new Set(check(document))].map((subject) => ({ rule, subject })),
    );
    cache.set(document, findings);
  }
  return findings;
}

/** The warnings that `after` has and `before` has not. */
export function newFindings(before: Document, after: Document): readonly Finding[] {
  const old = new Set(lint(before).map(({ rule, subject }) => `${rule} ${subject}`));
  return lint(after).filter(({ rule, subject }) => !old.has(`${rule} ${subject}`));
}

function of(document: Document, ...keywords: readonly string[]): readonly Instruction[] {
  return document.instructions.filter(({ keyword }) => keywords.includes(keyword));
}

function stageNames(document: Document): readonly string[] {
  return document.stages.flatMap(({ name }) => (name === null ? [] : [name]));
}

function exposed(document: Document): readonly string[] {
  return of(document, 'EXPOSE').flatMap(({ arguments: { words } }) => words);
}

function platforms(document: Document): readonly { readonly value: string; readonly stage: Stage }[] {
  return document.stages.flatMap((stage) => {
    const value = stage.from.arguments.flags.find(({ name }) => name === 'platform')?.value;
    return value === undefined || value === null ? [] : [{ value, stage }];
  });
}

/** The text of an instruction is no good subject when fixes edit it; the how-manieth of its kind is. */
function numbered(instructions: readonly Instruction[]): readonly string[] {
  const counts = new Map<string, number>();
  return instructions.map(({ keyword }) => {
    const count = (counts.get(keyword) ?? 0) + 1;
    counts.set(keyword, count);
    return `${keyword} ${count}`;
  });
}

/** The keyword as written. */
function written({ logical, keyword }: Instruction): string {
  return logical.slice(0, keyword.length);
}

function isOneCase(word: string): boolean {
  return word === word.toLowerCase() || word === word.toUpperCase();
}

function* fromAsCasing({ stages }: Document): Generator<string> {
  for (const { from, name } of stages) {
    const as = from.arguments.words[1];
    if (as === undefined || name === null) continue;
    const keyword = written(from);
    if (!isOneCase(keyword)) continue;
    const isLower = keyword === keyword.toLowerCase();
    if (as !== (isLower ? as.toLowerCase() : as.toUpperCase())) yield name;
  }
}

/** The majority wins, upper case on a tie. Joining two instructions can turn it, so only the number is compared. */
function inconsistentCasing({ instructions, globals }: Document): readonly string[] {
  const keywords = instructions.filter((instruction) => !globals.includes(instruction)).map(written);
  const sure = keywords.filter(isOneCase);
  const lower = sure.filter((word) => word === word.toLowerCase()).length;
  const isLower = lower > sure.length - lower;
  const wrong = keywords.filter((word) => word !== (isLower ? word.toLowerCase() : word.toUpperCase()));
  return wrong.map((_, i) => `${i + 1}`);
}

function* shellForms(document: Document): Generator<string> {
  const hasShell: boolean[] = [];
  for (const stage of document.stages) {
    const parent = parentOf(document, stage);
    let isSet = parent === null ? baseOf(document, stage).shell !== null : hasShell[parent.index] === true;
    for (const { keyword, arguments: args } of stage.instructions) {
      if (keyword === 'SHELL') isSet = true;
      const isCommand = keyword === 'CMD' || keyword === 'ENTRYPOINT';
      if (isCommand && args.json === null && args.rest !== '' && !isSet) yield `${keyword} ${args.rest}`;
    }
    hasShell.push(isSet);
  }
}

function* undefinedArgs(document: Document): Generator<string> {
  const { stages, globals } = document;
  const known = new Set(globals.flatMap(({ arguments: { pairs } }) => pairs.map(({ key }) => key)));
  for (const { from, image } of stages) {
    const platform = from.arguments.flags.find(({ name }) => name === 'platform')?.value ?? '';
    for (const name of variables(document, [image, platform]))
      if (!known.has(name) && !PLATFORM_ARGS.has(name)) yield name;
  }
}

/** Only the first WORKDIR of a stage and its parents matters. */
function* relativeWorkdirs(document: Document): Generator<string> {
  const hasWorkdir: boolean[] = [];
  for (const stage of document.stages) {
    const parent = parentOf(document, stage);
    const first = stage.instructions.find(({ keyword }) => keyword === 'WORKDIR');
    const isSet = parent !== null && hasWorkdir[parent.index] === true;
    const path = first?.arguments.rest.replace(/^["']/, '');
    if (!isSet && path !== undefined && !/^[/$]/.test(path)) yield path;
    hasWorkdir.push(isSet || first !== undefined);
  }
}

function* undefinedVariables(document: Document): Generator<string> {
  const scopes: Set<string>[] = [];
  for (const stage of document.stages) {
    const parent = parentOf(document, stage);
    const inherited = parent === null ? Object.keys(baseOf(document, stage).env) : scopes[parent.index];
    // The builder itself sets PATH where the image does not.
    const scope = new Set(inherited).add('PATH');
    for (const { keyword, arguments: args } of stage.instructions) {
      const { pairs, words } = args;
      if (EXPANDED.includes(keyword) && args.rest.includes('$')) {
        const texts = pairs.length > 0 ? pairs.flatMap(({ key, value }) => [key, value]) : words;
        for (const name of variables(document, texts)) if (!scope.has(name)) yield `$${name} in ${keyword}`;
      }
      if (keyword === 'ENV' || keyword === 'ARG') for (const { key } of pairs) scope.add(key);
    }
    scopes.push(scope);
  }
}

/** Names of the variables in some words; the builder's linter counts those with a modifier such as `:-` too. */
function variables({ escape }: Document, words: readonly string[]): readonly string[] {
  const names: string[] = [];
  for (const word of words) {
    if (!word.includes('$')) continue;
    const lookup = (name: string): string => {
      names.push(name);
      return '';
    };
    expandWord(word, lookup, escape);
  }
  return names;
}

function* repeatedInstructions(document: Document): Generator<string> {
  const last = document.stages.length - 1;
  for (const { index, name, image, instructions } of document.stages) {
    const where = index === last ? 'the last stage' : (name?.toLowerCase() ?? image);
    for (const keyword of ['CMD', 'ENTRYPOINT', 'HEALTHCHECK']) {
      if (instructions.filter((instruction) => instruction.keyword === keyword).length > 1)
        yield `${keyword} in ${where}`;
    }
  }
}

/** Experimental: a comment right above an ARG or a named FROM must open with its name. */
function* badDescriptions(document: Document): Generator<string> {
  const check = document.directives.find(({ name }) => name === 'check')?.value ?? '';
  const experimental = /(?:^|;)\s*experimental=([^;]*)/i.exec(check)?.[1]?.toLowerCase().split(',') ?? [];
  if (!experimental.some((rule) => ['all', 'invaliddefinitiondescription'].includes(rule.trim()))) return;
  for (const instruction of of(document, 'FROM', 'ARG')) {
    const names = definedNames(document, instruction);
    const comment = instruction.leading.at(-1)?.text.replace(/^#\s*/, '');
    if (comment !== undefined && names.length > 0 && !names.includes(comment.split(' ')[0]!))
      yield `${instruction.keyword} ${names.join(' ')}`;
  }
}

function definedNames(document: Document, { keyword, stage, arguments: { pairs } }: Instruction): readonly string[] {
  if (keyword === 'ARG') return pairs.map(({ key }) => key);
  const name = document.stages[stage ?? 0]?.name ?? null;
  return name === null ? [] : [name];
}
