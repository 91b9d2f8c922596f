/** Calls of language package managers that work on the system or the user's settings, not on the project they stand in. */
import type { Invocation } from '../../src/dockerfile/commands.ts';
import type { Place } from './inert.ts';

/** The words behind the program; null when one is known at build time only. */
type Words = readonly (string | null)[];

interface Tool {
  readonly program: RegExp;
  /** Files that it reads wherever it is called, and does as they say. */
  readonly settings?: readonly string[];
  /** Whether a call stays out of the project that it stands in. */
  isInert(words: Words, place: Place): boolean;
}

const GLOBAL = /^(?:-g|--global|--location=global)$/;
const VERSION = /^(?:-v|-V|--version|--help|-h)$/;

/** A package from a registry: a name, a version. Anything with a path in it may be the project. */
function isName(word: string | null): boolean {
  return (
    word !== null &&
    !word.startsWith('.') &&
    /^@?[\w.-]+(?:\/[\w.-]+)?(?:\[[\w,-]+\])?(?:(?:@|==|>=|<=|~=|<|>|!=)[\w.*^~,<>=!-]+)?$/.test(word)
  );
}

function operands(words: Words): Words {
  return words.filter((word) => word === null || !word.startsWith('-'));
}

function verb(words: Words): string | null {
  return operands(words)[0] ?? null;
}

function isGlobalInstall(words: Words, verbs: readonly string[]): boolean {
  const [name, ...packages] = operands(words);
  const isGlobal = words.some((word) => word !== null && GLOBAL.test(word));
  return (
    isGlobal &&
    name !== null &&
    name !== undefined &&
    verbs.includes(name) &&
    packages.length > 0 &&
    packages.every(isName)
  );
}

const node: readonly Tool[] = [
  {
    program: /^npm$/,
    settings: ['.npmrc'],
    isInert: (words) =>
      isGlobalInstall(words, ['install', 'i', 'add', 'update', 'upgrade', 'uninstall']) ||
      (verb(words) === 'config' && operands(words)[1] === 'set' && !words.includes('--location=project')) ||
      verb(words) === 'cache',
  },
  {
    program: /^yarn$/,
    settings: ['.npmrc', '.yarnrc', '.yarnrc.yml'],
    isInert: (words) => (verb(words) === 'global' && operands(words).slice(2).every(isName)) || verb(words) === 'cache',
  },
  {
    program: /^pnpm$/,
    settings: ['.npmrc', 'pnpm-workspace.yaml'],
    isInert: (words) =>
      isGlobalInstall(words, ['install', 'i', 'add']) || (verb(words) === 'store' && operands(words)[1] === 'prune'),
  },
  {
    program: /^bun$/,
    settings: ['.npmrc', 'bunfig.toml'],
    isInert: (words) => isGlobalInstall(words, ['install', 'i', 'add', 'a']),
  },
  {
    // Without a version `prepare` reads package.json.
    program: /^corepack$/,
    isInert: (words) =>
      verb(words) === 'enable' ||
      verb(words) === 'disable' ||
      (verb(words) === 'prepare' && operands(words).length > 1) ||
      isGlobalInstall(words, ['install']),
  },
];

/** Options of pip that name files of the project, or put packages somewhere else. Source: pip's _internal/cli/cmdoptions.py. */
const PIP_FILES =
  /^(?:-[rcet]|-[rcet].+|--(?:requirement|constraint|editable|target|prefix|root|find-links|src|build|download|dest|report|log|group)(?:=.*)?|-f)$/;

/** They look at what is installed, or at pip's own settings. */
const PIP_READERS: ReadonlySet<string> = new Set(['config', 'cache', 'check', 'list', 'show', 'freeze', 'debug']);

function isPipInert(words: Words): boolean {
  const name = verb(words);
  if (name !== null && PIP_READERS.has(name)) return true;
  if (name !== 'install' && name !== 'uninstall') return false;
  if (words.some((word) => word !== null && PIP_FILES.test(word))) return false;
  const urls = /^https?:\/\//;
  return operands(words)
    .slice(1)
    .every((word) => isName(word) || (word !== null && urls.test(word)));
}

const python: readonly Tool[] = [
  { program: /^pip[\d.]*$/, isInert: isPipInert },
  {
    program: /^(?:python|pypy)[\d.]*$/,
    isInert: (words, place) => {
      if (words[0] !== '-m') return false;
      if (words[1] === 'pip') return isPipInert(words.slice(2));
      const folders = operands(words.slice(2));
      const isElsewhere = (path: string | null): boolean => path?.startsWith('/') === true && !place.touches(path);
      return (words[1] === 'venv' || words[1] === 'virtualenv') && folders.every(isElsewhere);
    },
  },
  { program: /^pipx$/, isInert: (words) => verb(words) === 'install' && operands(words).slice(1).every(isName) },
  {
    program: /^uv$/,
    isInert: (words) => verb(words) === 'cache' || (verb(words) === 'tool' && operands(words).slice(2).every(isName)),
  },
  {
    program: /^poetry$/,
    isInert: (words) =>
      (verb(words) === 'config' && !words.includes('--local')) ||
      (verb(words) === 'self' && operands(words).slice(2).every(isName)) ||
      verb(words) === 'cache',
  },
];

const others: readonly Tool[] = [
  {
    program: /^gem$/,
    isInert: (words) =>
      (verb(words) === 'install' &&
        operands(words).slice(1).every(isName) &&
        !words.some((word) => /^(?:-g|--file)/.test(word ?? ''))) ||
      (verb(words) === 'update' && words.includes('--system')),
  },
  { program: /^bundle$/, isInert: (words) => verb(words) === 'config' && words.includes('--global') },
  {
    // With a version the module that it stands in is not looked at. Source: go help install.
    program: /^go$/,
    isInert: (words) =>
      verb(words) === 'version' ||
      (verb(words) === 'env' && words.includes('-w')) ||
      (verb(words) === 'install' &&
        operands(words).length > 1 &&
        operands(words)
          .slice(1)
          .every((word) => word?.includes('@') === true)),
  },
  {
    program: /^cargo$/,
    settings: ['rust-toolchain', 'rust-toolchain.toml', '.cargo'],
    isInert: (words) =>
      verb(words) === 'install' && !words.some((word) => /^--path/.test(word ?? '')) && operands(words).length > 1,
  },
  {
    program: /^dotnet$/,
    settings: ['global.json', 'nuget.config', 'NuGet.Config', 'NuGet.config'],
    isInert: (words) => verb(words) === 'tool' && words.some((word) => word !== null && GLOBAL.test(word)),
  },
  {
    program: /^composer$/,
    isInert: (words) =>
      verb(words) === 'clear-cache' ||
      (verb(words) === 'config' && words.some((word) => word !== null && GLOBAL.test(word))),
  },
  { program: /^mix$/, isInert: (words) => /^local\.(?:hex|rebar)$/.test(verb(words) ?? '') },
  {
    program: /^git$/,
    isInert: (words, place) =>
      (words[0] === 'config' && /^--(?:global|system)$/.test(words[1] ?? '')) ||
      (words[0] === 'clone' && isClonedElsewhere(words, place)),
  },
  {
    program: /^rustup$/,
    settings: ['rust-toolchain', 'rust-toolchain.toml'],
    isInert: (words) => /^(?:target|component|default|toolchain)$/.test(verb(words) ?? ''),
  },
];

/** `git clone URL`, `git clone URL folder`: into a folder that nobody copies to. */
function isClonedElsewhere(words: Words, { folder, touches }: Place): boolean {
  const [last, before] = [words.at(-1), words.at(-2)];
  const isUrl = (word: string | null | undefined): boolean => /^(?:https?|git|ssh):\/\//.test(word ?? '');
  if (last === null || last === undefined || words.includes(null)) return false;
  if (!isUrl(last)) return isUrl(before) && last.startsWith('/') && !touches(last);
  const name = last
    .replace(/\/+$/, '')
    .split('/')
    .at(-1)!
    .replace(/\.git$/, '');
  return folder !== null && !touches(folder === '/' ? `/${name}` : `${folder}/${name}`);
}

const TOOLS: readonly Tool[] = [...node, ...python, ...others];

/** `npm@$NPM_VERSION`, `pip==${VERSION}`: what the variable holds is a version. */
const VERSIONED = /^"?(@?[\w./-]+(?:@|==))\$\{?\w+\}?"?$/;

function variableOf(text: string, place: Place): string | null {
  const name = /^"?\$\{?(\w+)\}?"?$/.exec(text)?.[1];
  const value = name === undefined ? null : place.variable(name);
  return value === undefined || value === '' || value?.includes(' ') ? null : value;
}

export function isToolCall({ name, args }: Invocation, place: Place): boolean {
  const tool = TOOLS.find(({ program }) => name !== null && program.test(name));
  if (tool === undefined) return false;
  const { folder } = place;
  if (tool.settings?.some((file) => folder === null || place.isCopied(`${folder}/${file}`)) === true) return false;
  const words = args.map(
    ({ value, text }) => value ?? text.match(VERSIONED)?.[1]?.concat('0') ?? variableOf(text, place),
  );
  return (words.length === 1 && VERSION.test(words[0] ?? '')) || tool.isInert(words, place);
}
