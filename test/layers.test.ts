/** The architecture, held by a test: who may import whom, where the machine must not know the transforms by name. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { posix, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { preset } from '../transforms/index.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

interface Import {
  /** Path below the root, forward slashes. */
  readonly from: string;
  /** As `from` for a file of ours; else the bare specifier. */
  readonly to: string;
  readonly typesOnly: boolean;
}

/**
 * Where the imports of a folder or file may point, besides its own folder. The longest matching name decides.
 * `types` stands for imports that are gone at run time.
 */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  'src/facts': [],
  'src/dockerfile': [],
  'src/dockerfile/state.ts': ['src/facts'],
  'src/dockerfile/stages.ts': ['src/facts'],
  'src/project': ['src/dockerfile'],
  'src/app': ['src/dockerfile', 'src/facts', 'src/project'],
  'src/fold': ['src/dockerfile', 'src/facts', 'src/project', 'src/app'],
  'src/engine': ['src/dockerfile', 'src/facts', 'types:src/project', 'src/project/project.ts'],
  'src/verify': ['src/engine', 'src/project', 'src/dockerfile'],
  'src/cli': ['src/engine', 'src/project', 'src/verify', 'src/facts', 'types:src/dockerfile', 'transforms/index.ts'],
  'src/cli/fold.ts': ['src/fold', 'src/dockerfile'],
  'src/cli/fold-words.ts': ['types:src/fold', 'types:src/app'],
  'src/index.ts': ['src', 'transforms/index.ts'],
  transforms: [
    'src/engine/transform.ts',
    'types:src/engine/skips.ts',
    'src/dockerfile',
    'src/project',
    'src/app',
    'src/facts',
  ],
};

/** Libraries that one file alone may know. */
const ONE_DOOR: Readonly<Record<string, string>> = {
  'dockerfile-ast': 'src/dockerfile/document.ts',
  unbash: 'src/dockerfile/shell.ts',
};

/** Where nothing is read from the machine: it all runs in a browser too. */
const PURE = [
  'src/dockerfile',
  'src/facts',
  'src/engine',
  'src/app',
  'src/fold',
  'transforms',
  'src/project/project.ts',
];

const files = [...filesBelow('src'), ...filesBelow('transforms')];
const imports = files.flatMap(importsOf);
const ids = readdirSync(`${ROOT}transforms`)
  .filter((name) => name.endsWith('.ts') && name !== 'index.ts')
  .map((name) => name.slice(0, -'.ts'.length));

function filesBelow(folder: string): string[] {
  return readdirSync(`${ROOT}${folder}`, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => posix.join(folder, name.split(sep).join('/')));
}

function importsOf(from: string): Import[] {
  const code = readFileSync(`${ROOT}${from}`, 'utf8');
  const found: Import[] = [];
  for (const [, what = '', target = ''] of code.matchAll(/^(?:import|export)\b([^;'"]*?)\bfrom\s*['"]([^'"]+)['"]/gms))
    found.push({ from, to: resolve(from, target), typesOnly: isTypesOnly(what) });
  for (const [, target = ''] of code.matchAll(/(?:^import\s*|\b(?:import|require)\(\s*)['"]([^'"]+)['"]/gm))
    found.push({ from, to: resolve(from, target), typesOnly: false });
  return found;
}

function resolve(from: string, target: string): string {
  return target.startsWith('.') ? posix.join(posix.dirname(from), target) : target;
}

/** `import type { A }`, or `import { type A, type B }`. */
function isTypesOnly(what: string): boolean {
  if (/^\s*type\b/.test(what)) return true;
  const names = /^\s*\{([\s\S]*)\}\s*$/
    .exec(what)?.[1]
    ?.split(',')
    .map((name) => name.trim());
  return names?.every((name) => name === '' || name.startsWith('type ')) ?? false;
}

function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

function isAllowed({ from, to, typesOnly }: Import): boolean {
  const rules = Object.keys(ALLOWED).filter((name) => isBelow(from, name));
  const home = rules.sort((a, b) => a.length - b.length)[0];
  if (home === undefined) return false;
  if (isBelow(to, home)) return true;
  return rules
    .flatMap((rule) => ALLOWED[rule]!)
    .some((target) => (target.startsWith('types:') ? typesOnly && isBelow(to, target.slice(6)) : isBelow(to, target)));
}

function show({ from, to }: Import): string {
  return `${from} -> ${to}`;
}

describe('imports', () => {
  test('are all seen by this test', () => {
    expect(imports.map(show)).toContain('src/dockerfile/document.ts -> dockerfile-ast');
    expect(imports.filter(({ typesOnly }) => typesOnly).map(show)).toContain(
      'src/engine/transform.ts -> src/engine/skips.ts',
    );
    expect(imports.length).toBeGreaterThan(files.length);
  });

  test('run one way', () => {
    const ours = imports.filter(({ to }) => isBelow(to, 'src') || isBelow(to, 'transforms'));
    expect(ours.filter((each) => !isAllowed(each)).map(show)).toEqual([]);
  });

  test('point to files that are there, by their full name', () => {
    const ours = imports.filter(({ to }) => isBelow(to, 'src') || isBelow(to, 'transforms'));
    expect(ours.filter(({ to }) => !existsSync(`${ROOT}${to}`)).map(show)).toEqual([]);
  });

  test('do not leave the product', () => {
    const outside = imports.filter(({ to }) => isBelow(to, 'test') || isBelow(to, 'scripts') || to.startsWith('..'));
    expect(outside.map(show)).toEqual([]);
  });

  test('of node: are nowhere in what must not read the machine', () => {
    const reading = imports.filter(({ from, to }) => PURE.some((pure) => isBelow(from, pure)) && /^node:/.test(to));
    expect(reading.map(show)).toEqual([]);
  });

  test.each(Object.entries(ONE_DOOR))('of %s are in %s alone', (library, door) => {
    const users = imports.filter(({ to }) => isBelow(to, library)).map(({ from }) => from);
    expect([...new Set(users)]).toEqual([door]);
  });

  test('of the preset are in src/index.ts and src/cli alone', () => {
    const users = imports.filter(({ to }) => to === 'transforms/index.ts').map(({ from }) => from);
    expect(users.filter((from) => from !== 'src/index.ts' && !isBelow(from, 'src/cli'))).toEqual([]);
  });

  test('go through no circle', () => {
    const graph = new Map<string, string[]>();
    for (const { from, to, typesOnly } of imports) if (!typesOnly) graph.set(from, [...(graph.get(from) ?? []), to]);
    const done = new Set<string>();
    const circles: string[] = [];
    const visit = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(' -> '));
      else if (!done.has(file)) for (const next of graph.get(file) ?? []) visit(next, [...path, file]);
      done.add(file);
    };
    for (const file of files) visit(file, []);
    expect(circles).toEqual([]);
  });
});

describe('the machine', () => {
  test('knows no transform by name', () => {
    const named: string[] = [];
    for (const file of files.filter((name) => isBelow(name, 'src'))) {
      const code = readFileSync(`${ROOT}${file}`, 'utf8');
      for (const id of ids) {
        const camel = id.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
        if (new RegExp(`(?<![\\w-])(?:${id}|${camel})(?![\\w-])`).test(code)) named.push(`${file} names ${id}`);
      }
    }
    expect(named).toEqual([]);
  });
});

describe('transforms', () => {
  test('are all in the preset', () => {
    expect(preset.map(({ id }) => id).sort()).toEqual([...ids].sort());
  });

  test.each(ids)('%s has its test, and its id is the name of its file', async (id) => {
    expect(existsSync(`${ROOT}test/transforms/${id}.test.ts`)).toBe(true);
    const code = readFileSync(`${ROOT}transforms/${id}.ts`, 'utf8');
    expect(code).toMatch(new RegExp(`\\bid: (?:'${id}'|ID\\b)`));
  });

  test('do not know each other', () => {
    const own = (file: string): string => /^transforms\/([^/.]+)/.exec(file)?.[1] ?? '';
    const crossing = imports.filter(
      ({ from, to }) =>
        isBelow(from, 'transforms') && from !== 'transforms/index.ts' && ids.includes(own(to)) && own(from) !== own(to),
    );
    expect(crossing.map(show)).toEqual([]);
  });
});
