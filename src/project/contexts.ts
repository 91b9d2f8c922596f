/** Finds the build context of Dockerfiles on disk, and what else uses them. */
import { realpathSync } from 'node:fs';
import path from 'node:path';
import { chooseContext, type Doubt } from './context-evidence.ts';
import { diskFiles, pathBelow } from './disk.ts';
import type { Files } from './files.ts';
import { type FolderProject, lazyProject, type Opened, openFolder } from './folder.ts';
import { folderOf as parentOf } from './paths.ts';
import { noProject } from './project.ts';
import type { Broken } from './reading.ts';
import { createUses, type Uses } from './uses/find.ts';
import { dockerfilesBelow, findSiblings } from './uses/siblings.ts';

/** Where a Dockerfile is built, and what of it can be seen. It is looked for when it is first asked for. */
export interface Context {
  /** Absolute. */
  readonly folder: string;
  /** The same with symbolic links followed: of one folder there is one. */
  readonly real: string;
  /** Other contexts that compose files and the like name for it. Absolute. */
  readonly others: readonly string[];
  readonly project: FolderProject;
  /** A context that was named and is not looked at, because it lies outside of the repository. */
  readonly refused: { readonly file: string; readonly line: number | null; readonly folder: string } | null;
  /** Why nothing can be said of its files: the folder may be another one. */
  readonly doubt: Doubt | null;
  /** Files that may say how it is built and run, and cannot be read. Paths are absolute. */
  readonly broken: readonly Broken[];
}

export interface Contexts {
  /**
   * @param dockerfile absolute.
   * @param root of the repository, or the folder that nobody looks above. Absolute.
   * @param known what `placeOf` has said.
   */
  contextOf(dockerfile: string, root: string, known?: Place): Context;
  placeOf(dockerfile: string, root: string): Place;
}

/** Side files that the Dockerfiles before this one write: by context (links followed), text by path. */
export type Pending = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** What is remembered of a repository is dropped from time to time, so that a long batch needs no more memory. */
const MAX_ANSWERS = 1000;
const NOTHING: ReadonlyMap<string, string> = new Map();

/** A repository on disk. */
interface Repository {
  readonly root: string;
  readonly files: Files;
  readonly uses: Uses;
  /** Dockerfiles below a context, by its path. */
  readonly below: Map<string, readonly string[]>;
  answers: number;
}

/** What can be told of a Dockerfile without opening its context. It can be handed to a thread. */
export interface Place {
  /** Relative to the repository; null when it lies outside. */
  readonly dockerfile: string | null;
  readonly folder: string;
  readonly real: string;
  readonly others: readonly string[];
  readonly refused: Context['refused'];
  readonly doubt: Doubt | null;
}

/**
 * @param given a context for all Dockerfiles; else compose, bake and skaffold files say it, the nearest one first; else
 * commands in CI files, Makefiles and scripts; where none does it is the Dockerfile's folder.
 */
export function createContexts(given: string | null, pending: Pending): Contexts {
  const repositories = new Map<string, Repository>();
  const repositoryAt = (root: string): Repository => {
    let repository = repositories.get(root);
    if (repository === undefined || repository.answers++ > MAX_ANSWERS) {
      repository = openRepository(root);
      repositories.set(root, repository);
    }
    return repository;
  };
  const placeOf = (dockerfile: string, root: string): Place => findPlace(repositoryAt(root), dockerfile, given);
  return {
    placeOf,
    contextOf(dockerfile, root, known) {
      let found = known;
      const find = (): Place => {
        found ??= placeOf(dockerfile, root);
        return found;
      };
      return {
        get folder() {
          return find().folder;
        },
        get real() {
          return find().real;
        },
        get others() {
          return find().others;
        },
        get refused() {
          return find().refused;
        },
        get doubt() {
          return find().doubt;
        },
        get broken() {
          const { dockerfile: own } = find();
          const repository = repositoryAt(root);
          const found = own === null ? [] : repository.uses.broken(own);
          return found.map((each) => ({ ...each, path: path.join(repository.root, each.path) }));
        },
        project: lazyProject(() => {
          const place = find();
          return open(repositoryAt(root), place, dockerfile, pending.get(place.real) ?? NOTHING);
        }),
      };
    },
  };
}

function openRepository(written: string): Repository {
  const root = realFolder(written);
  const files = diskFiles(root);
  return { root, files, uses: createUses({ files, base: toSlashes(root) }), below: new Map(), answers: 0 };
}

function findPlace(repository: Repository, file: string, given: string | null): Place {
  const home = realFolder(path.dirname(file));
  const dockerfile = pathBelow(repository.root, path.join(home, path.basename(file)));
  const bare = { dockerfile, others: [], refused: null, doubt: null };
  if (given !== null) return { ...bare, folder: given, real: realFolder(given) };
  const own = dockerfile === null ? null : parentOf(dockerfile);
  // Behind a link that leaves the repository nobody can say more.
  if (dockerfile === null || own === null) return { ...bare, folder: path.dirname(file), real: home };
  const { files, uses, root } = repository;
  const declared = uses.declared(dockerfile);
  const isFolder = (context: string): boolean => files.statOf(context)?.kind === 'folder';
  const said = declared.length > 0 ? declared.map(({ use }) => use.context) : contextsOfCommands(uses, dockerfile);
  const named = [...new Set(said.flatMap((context) => context ?? []))].filter(isFolder);
  const outside = named.length > 0 ? undefined : declared.find((each) => each.outside !== null);
  const choice = chooseContext(files, files.readText(dockerfile), {
    named,
    isDeclared: declared.length > 0,
    own,
    isOwnDoubted: outside !== undefined || (declared.length === 0 && isBuiltFromUnknown(uses, dockerfile)),
  });
  const folder = choice.folder === own ? path.dirname(file) : path.join(root, choice.folder);
  return {
    ...bare,
    folder,
    real: realFolder(folder),
    others: choice.others.map((context) => path.join(root, context)),
    refused:
      outside === undefined ? null : { file: outside.use.file, line: outside.use.line, folder: outside.outside! },
    doubt: choice.doubt,
  };
}

/** What commands say of a Dockerfile below the root: at the root it is the root. Its own folder goes before others. */
function contextsOfCommands(uses: Uses, dockerfile: string): readonly string[] {
  if (!dockerfile.includes('/')) return [];
  const own = parentOf(dockerfile);
  const named = new Set(uses.all(dockerfile).flatMap(({ context }) => context ?? []));
  return named.has(own) ? [own, ...[...named].filter((context) => context !== own)] : [...named];
}

/** Whether a command names the Dockerfile, and a context that is known at build time only, or lies outside. */
function isBuiltFromUnknown(uses: Uses, dockerfile: string): boolean {
  return dockerfile.includes('/') && uses.all(dockerfile).some(({ context }) => context === null);
}

function open(repository: Repository, place: Place, file: string, pending: typeof NOTHING): Opened {
  const { dockerfile, real } = place;
  const { uses, files, below, root } = repository;
  if (place.doubt !== null) {
    // How it is run does not depend on where it is built.
    const known = dockerfile === null ? [] : uses.all(dockerfile);
    return { project: { ...noProject, uses: known }, problem: null };
  }
  const context = pathBelow(root, real);
  return openFolder(real, file, {
    pending,
    uses: () => (dockerfile === null ? [] : uses.all(dockerfile)),
    siblings(disk) {
      if (context === null || dockerfile === null) return [];
      const known = below.get(context) ?? dockerfilesBelow(disk);
      below.set(context, known);
      return findSiblings({ uses, files, context, dockerfile }, known);
    },
  });
}

function realFolder(folder: string): string {
  try {
    return realpathSync.native(folder);
  } catch {
    return folder;
  }
}

function toSlashes(file: string): string {
  return file.split(path.sep).join('/');
}
