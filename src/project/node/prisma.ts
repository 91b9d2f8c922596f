/** What `prisma generate` reads, and what it writes into the project. */
import type { Files } from '../files.ts';
import { folderOf, inFolder, resolvePath } from '../paths.ts';
import { readLiterals } from './literals.ts';
import type { Manifest } from './manifest.ts';

export type PrismaReading =
  | { readonly ok: true; readonly reads: readonly string[]; readonly writes: readonly string[] }
  | { readonly ok: false; readonly path: string; readonly why: string };

/** Source: prisma.io/docs/orm/reference/prisma-config-reference. */
const CONFIGS: readonly string[] = ['prisma.config', '.config/prisma'].flatMap((name) =>
  ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs'].map((ending) => `${name}.${ending}`),
);
const CONFIG_IMPORTS = /^(?:@?prisma\/config|dotenv(?:\/config)?|(?:node:)?(?:path|process|url))$/;

/**
 * The schema of a package, with the settings that name it.
 * @param written what `--schema` says; null when it is left out.
 * @returns null when there is no schema, and nothing is generated.
 */
export function readPrisma(files: Files, manifest: Manifest, written: string | null): PrismaReading | null {
  const { folder } = manifest;
  const config = CONFIGS.map((name) => inFolder(folder, name)).find((path) => files.statOf(path) !== null);
  const settings = config === undefined ? { schema: null, reads: [] } : readConfig(files, folder, config);
  if (settings === null) return { ok: false, path: config!, why: 'it says where the schema lies in code' };
  const named = written ?? manifest.prismaSchema ?? settings.schema;
  const schema = named === null ? defaultSchema(files, folder) : resolvePath(folder, named);
  if (schema === null || files.statOf(schema) === null) {
    if (named === null && config === undefined) return null;
    return { ok: false, path: config ?? manifest.path, why: `the schema ${named ?? ''} is not in the build` };
  }
  const texts = schemaFiles(files, schema);
  const writes: string[] = [];
  for (const file of texts) {
    const read = readGenerators(files, file);
    if ('why' in read) return { ok: false, path: file, why: read.why };
    writes.push(...read.writes);
  }
  return { ok: true, reads: [...settings.reads, schema], writes };
}

/** Source: prisma.io/docs/orm/prisma-schema/overview/location. A folder is one schema of several files. */
function defaultSchema(files: Files, folder: string): string | null {
  const places = ['prisma/schema.prisma', 'schema.prisma', 'prisma/schema'].map((name) => inFolder(folder, name));
  const found = places.find((path) => files.statOf(path) !== null);
  if (found === undefined) return null;
  const beside = folderOf(found);
  const isAlone = files.list(beside).filter((name) => name.endsWith('.prisma')).length <= 1;
  // More than one file may be one schema: then the folder is it.
  return found === inFolder(folder, 'prisma/schema.prisma') && !isAlone ? beside : found;
}

function schemaFiles(files: Files, schema: string): readonly string[] {
  if (files.statOf(schema)?.kind === 'file') return [schema];
  return files
    .list(schema)
    .map((name) => inFolder(schema, name))
    .flatMap((path) => (path.endsWith('.prisma') ? [path] : []));
}

interface Config {
  readonly schema: string | null;
  readonly reads: readonly string[];
}

function readConfig(files: Files, folder: string, path: string): Config | null {
  const literals = readLiterals(files.readText(path) ?? '');
  if (literals === null) return null;
  const { code, strings } = literals;
  const imported = [...code.matchAll(/\b(?:from|import|require)\s*\(?\s*"(\d+)"/g)].map(([, i]) => strings[Number(i)]!);
  if (imported.some((name) => !CONFIG_IMPORTS.test(name))) return null;
  const written = /\bschema\s*:\s*"(\d+)"\s*[,}\n]/.exec(code)?.[1];
  if (written === undefined && /\bschema\b/.test(code)) {
    // path.join('prisma', 'schema.prisma')
    const joined = /\bschema\s*:\s*[\w.]*(?:join|resolve)\(((?:\s*"\d+"\s*,?)+)\)/.exec(code)?.[1];
    if (joined === undefined) return null;
    const schema = [...joined.matchAll(/\d+/g)].map(([i]) => strings[Number(i)]!).join('/');
    return { schema, reads: [path, ...settingsOf(files, folder, code, strings)] };
  }
  const schema = written === undefined ? null : strings[Number(written)]!;
  return { schema, reads: [path, ...settingsOf(files, folder, code, strings)] };
}

/** A config that asks for variables fails without them, and those of .env count. */
function settingsOf(files: Files, folder: string, code: string, strings: readonly string[]): readonly string[] {
  const asks = /\benv\b/.test(code) || strings.some((text) => text.startsWith('dotenv'));
  const path = inFolder(folder, '.env');
  return asks && files.statOf(path)?.kind === 'file' ? [path] : [];
}

/** Generators that write into node_modules when nothing else is said, or need an `output`. */
const IN_MODULES = /^(?:prisma-client(?:-js|-py)?|typegraphql-prisma|prisma-json-types-generator)$/;

/** Where the generators of a schema write in the project. */
function readGenerators(files: Files, path: string): { readonly writes: readonly string[] } | { readonly why: string } {
  const writes: string[] = [];
  for (const [, body] of (files.readText(path) ?? '').matchAll(/^\s*generator\s+\w+\s*\{([^}]*)\}/gm)) {
    const provider = /^\s*provider\s*=\s*"([^"]*)"/m.exec(body!)?.[1];
    if (provider === undefined || /[\s/\\](?!client\b)|^\./.test(provider.replace(/^@[\w-]+\//, '')))
      return { why: 'its generator is a program of the project' };
    const output = /^\s*output\s*=\s*(?:"([^"]*)"|(\S))/m.exec(body!);
    if (output?.[2] !== undefined || (output === null && !IN_MODULES.test(provider)))
      return { why: 'where its generator writes is not said' };
    const folder = output === null ? null : resolvePath(folderOf(path), output[1]!);
    if (folder !== null && folder !== '' && !/(?:^|\/)node_modules(?:\/|$)/.test(folder)) writes.push(folder);
  }
  return { writes };
}
