/** Services of compose files that are built here. Source: the Compose specification. */
import { folderOf, inFolder, nameOf } from '../paths.ts';
import { asText, entriesOf, field, isMapping, listOf } from '../value.ts';
import { absoluteIn, type Declared, declare, imageName, type Repository, readShort } from './declared.ts';
import { readEnvFile, type Variables } from './interpolate.ts';
import { mergeServices, readService, type Service } from './service.ts';
import { relativeTo, resolveIn } from './written-paths.ts';
import { readYaml, type YamlDocument } from './yaml.ts';

/** What Compose looks for by itself. */
const BASE = ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml'];
const NAME = /(?:^|[._-])compose(?:[._-].*)?\.ya?ml$/i;
/** Files of one folder, services of one file, and files that one leads to. */
const MAX_FILES = 30;
const MAX_SERVICES = 300;
const MAX_DEPTH = 5;

export function isComposeName(name: string): boolean {
  return NAME.test(name);
}

/** One compose file, read. */
interface Compose {
  readonly file: string;
  readonly services: ReadonlyMap<string, { readonly service: Service; readonly line: number | null }>;
}

/** All builds that the compose files of a folder speak of. */
export function readComposeFolder(repository: Repository, folder: string, names: readonly string[]): Declared[] {
  return readFiles(repository, folder, names).flatMap((compose) => declareAll(repository, compose));
}

/**
 * Services that run the image of the Dockerfile beside the compose file, and do not say so: the image is called as the
 * folder or the service's folder is, or it is the only service and the image is nobody's official one.
 * @param dockerfile relative to the root of the repository.
 */
export function readComposeBeside(repository: Repository, dockerfile: string): Declared[] {
  const folder = folderOf(dockerfile);
  const names = repository.files.list(folder);
  if (!names.some(isComposeName)) return [];
  const home = absoluteIn(repository, folder);
  const own = nameOf(home).toLowerCase();
  return readFiles(repository, folder, names).flatMap(({ file, services }) => {
    // Who builds anything here says what is built.
    if ([...services.values()].some(({ service }) => service.build !== null)) return [];
    return [...services].flatMap(([name, { service, line }]) => {
      const image = service.image ?? '';
      const isOnly = services.size === 1 && image.includes('/');
      if (!isOnly && imageName(image) !== own && !(name.toLowerCase() === own && image.includes('/'))) return [];
      const at = { kind: 'compose', file, line, name, context: home, target: null, args: new Map() } as const;
      return declare(repository, { ...at, dockerfile: absoluteIn(repository, dockerfile) }, service.running);
    });
  });
}

function readFiles(repository: Repository, folder: string, names: readonly string[]): readonly Compose[] {
  const base = BASE.find((name) => names.includes(name));
  const others = names.filter((name) => name !== base && isComposeName(name)).slice(0, MAX_FILES);
  const loader = new Loader(repository);
  const first = base === undefined ? null : loader.load(inFolder(folder, base), 0);
  const rest = others.map((name) => loader.load(inFolder(folder, name), 0));
  const all = [first, ...rest.map((compose) => overBase(first, compose)), ...loader.included];
  return all.filter((compose) => compose !== null);
}

/**
 * A second file of a folder is either one of its own, or is laid over the first: then its services say only what is
 * different. One that builds from a context of its own is one of its own, unless the file is called an override.
 */
function overBase(first: Compose | null, compose: Compose | null): Compose | null {
  if (first === null || compose === null) return compose;
  const services = new Map<string, { service: Service; line: number | null }>();
  for (const [name, { service, line }] of compose.services) {
    const below = first.services.get(name)?.service;
    const isOwn = service.build !== null && service.build.context !== null && !/override/i.test(compose.file);
    services.set(name, { service: below === undefined || isOwn ? service : mergeServices(below, service), line });
  }
  return { file: compose.file, services };
}

function declareAll(repository: Repository, { file, services }: Compose): Declared[] {
  const folder = absoluteIn(repository, folderOf(file));
  return [...services].flatMap(([name, { service, line }]) => {
    const { build, given, running } = service;
    if (build === null || build.isElsewhere) return [];
    const context = build.context ?? folder;
    const dockerfile = resolveIn(context, build.dockerfile ?? 'Dockerfile');
    const { target, args } = build;
    const at = { kind: 'compose', file, line, name } as const;
    return declare(repository, { ...at, context, dockerfile, target, args, build: given }, running);
  });
}

/** Reads files once, and what they lead to. */
class Loader {
  /** Files that `include` names. */
  readonly included: Compose[] = [];
  private readonly repository: Repository;
  private readonly documents = new Map<string, YamlDocument | null>();

  constructor(repository: Repository) {
    this.repository = repository;
  }

  load(file: string, depth: number): Compose | null {
    const document = this.open(file);
    if (document === null || depth > MAX_DEPTH) return null;
    for (const each of listOf(field(document.value, 'include')).slice(0, MAX_FILES)) this.include(each, file, depth);
    const services = new Map<string, { service: Service; line: number | null }>();
    for (const [name] of entriesOf(servicesOf(document.value)).slice(0, MAX_SERVICES)) {
      const service = this.service(file, name, 0);
      const line = document.lineOf(['services', name]) ?? document.lineOf([name]);
      if (service !== null) services.set(name, { service, line });
    }
    return { file, services };
  }

  private include(value: unknown, from: string, depth: number): void {
    const paths = isMapping(value) ? field(value, 'path') : value;
    const home = field(value, 'project_directory');
    for (const path of Array.isArray(paths) ? paths : [paths]) {
      const file = this.pathOf(from, asText(path));
      // Its paths are then seen from another folder than its own.
      if (file !== null && home !== undefined && this.pathOf(from, asText(home)) !== folderOf(file)) continue;
      if (file === null || this.documents.has(file) || this.included.length >= MAX_FILES) continue;
      const compose = this.load(file, depth + 1);
      if (compose !== null) this.included.push(compose);
    }
  }

  /** A service with what it extends. */
  private service(file: string, name: string, depth: number): Service | null {
    const document = this.open(file);
    const value = document === null ? undefined : field(servicesOf(document.value), name);
    if (!isMapping(value) || depth > MAX_DEPTH) return null;
    const folder = absoluteIn(this.repository, folderOf(file));
    const own = readService(value, folder, {
      variables: this.variables(file),
      environment: this.environment(file, value),
      secrets: field(document?.value, 'secrets'),
    });
    const extended = field(value, 'extends');
    const other = asText(isMapping(extended) ? field(extended, 'service') : extended);
    if (other === null) return own;
    const place = isMapping(extended) ? asText(field(extended, 'file')) : null;
    const from = place === null ? file : this.pathOf(file, place);
    const base = from === null ? null : this.service(from, other, depth + 1);
    return base === null ? own : mergeServices(base, own);
  }

  private open(file: string): YamlDocument | null {
    let document = this.documents.get(file);
    if (document === undefined) {
      const { files, onBroken } = this.repository;
      const text = readShort(files, file);
      const tell = (line: number | null, why: string): void => onBroken?.({ path: file, line, why });
      if (text === null && files.statOf(file)?.kind === 'file') tell(null, 'it is not UTF-8 text, or very long');
      // A file without a build may still be laid over one that has it, or run what is built beside it.
      const isOne = text !== null && /\b(?:build|extends|include|services|image)\b/.test(text);
      document = isOne
        ? (readYaml(text, (line) => tell(line, line === null ? 'too many aliases' : 'it is not YAML'))[0] ?? null)
        : null;
      this.documents.set(file, document);
    }
    return document;
  }

  private variables(file: string): Variables {
    return readEnvFile(readShort(this.repository.files, inFolder(folderOf(file), '.env')) ?? '');
  }

  private environment(file: string, service: unknown): ReadonlyMap<string, string> {
    const value = field(service, 'env_file');
    const found = new Map<string, string>();
    for (const each of Array.isArray(value) ? value.slice(0, MAX_FILES) : [value]) {
      const path = this.pathOf(file, asText(isMapping(each) ? field(each, 'path') : each));
      const text = path === null ? null : readShort(this.repository.files, path);
      for (const [name, set] of readEnvFile(text ?? '')) found.set(name, set);
    }
    return found;
  }

  /** A path as a file names it, relative to the repository; null when it leads out of it. */
  private pathOf(file: string, written: string | null): string | null {
    if (written === null) return null;
    const { base } = this.repository;
    return relativeTo(base, resolveIn(absoluteIn(this.repository, folderOf(file)), written));
  }
}

/** The first format of the file had the services at its top. */
function servicesOf(value: unknown): unknown {
  const services = field(value, 'services');
  return services === undefined && field(value, 'version') === undefined ? value : services;
}
