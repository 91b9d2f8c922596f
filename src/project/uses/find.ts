/** Finds what uses a Dockerfile in the files of its repository. Pure: it asks for files by path. */
import { cleanRelative, type Files } from '../files.ts';
import type { Broken } from '../reading.ts';
import type { Use } from '../uses.ts';
import { asText, entriesOf, field, readJson } from '../value.ts';
import { isBakeName, readBake } from './bake.ts';
import { folderOf, readBuildCommands } from './build-command.ts';
import { readCi } from './ci.ts';
import { isComposeName, readComposeBeside, readComposeFolder } from './compose.ts';
import { type Declared, type Repository, readShort } from './declared.ts';
import { readRecipes } from './makefile.ts';
import { readReadme } from './readme.ts';
import { isSkaffoldName, readSkaffold } from './skaffold.ts';

/** What the files of a repository say of the Dockerfiles in it. Each file is read once. */
export interface Uses {
  /** Builds in compose, bake and skaffold files, the nearest file first. */
  declared(dockerfile: string): readonly Declared[];
  /** These, and commands in CI files, Makefiles and scripts. */
  all(dockerfile: string): readonly Use[];
  /** Dockerfiles that the files around this one build from a context, relative to the repository. */
  builtFrom(context: string, dockerfile: string): readonly string[];
  /** Compose files around the Dockerfile that cannot be read: what they say of it is not known. */
  broken(dockerfile: string): readonly Broken[];
}

/** Where people keep such files beside the folder that they are about. */
const BESIDE: ReadonlySet<string> = new Set([
  ...['docker', '.docker', 'deploy', 'deployment', 'deployments', 'compose', 'infra', 'ops', 'dev', '.devcontainer'],
  ...['build', 'ci', '.ci', 'scripts', 'script', 'bin', 'hack', 'tools'],
]);
/** Folders above a Dockerfile, files of one folder, uses of one Dockerfile, folders that are remembered. */
const MAX_ABOVE = 20;
const MAX_FILES = 40;
const MAX_USES = 200;
const MAX_REMEMBERED = 500;

/** In memory a repository lies at a place that no path of it can reach by `..`. */
const NOWHERE = '/repository/here';

/**
 * @param files of the repository, from its root.
 * @param dockerfile relative to the root.
 */
export function findUses(files: Files, dockerfile: string): readonly Use[] {
  return usesAround(files, dockerfile).all(dockerfile);
}

/** For one Dockerfile, whose text may be somewhere else than its neighbours. */
export function usesAround(files: Files, dockerfile: string): Uses {
  const subject = { kind: 'file', mode: 0o644, size: 0 } as const;
  const statOf = (path: string) => files.statOf(path) ?? (path === dockerfile ? subject : null);
  const { readText, list } = files;
  return createUses({ files: { readText, list, statOf }, base: NOWHERE });
}

/** For many Dockerfiles of one repository. */
export function createUses({ files, base }: Repository): Uses {
  const broken = new Map<string, Broken>();
  const repository: Repository = { files, base, onBroken: (each) => broken.set(each.path, each) };
  const declaredIn = remembered((folder) => readDeclared(repository, folder));
  const commandsIn = remembered((folder) => readCommands(repository, folder));
  const besideOf = remembered((folder) => foldersBeside(repository.files, folder));
  const around = (dockerfile: string): readonly string[] => [...new Set(foldersAbove(dockerfile).flatMap(besideOf))];
  const near = (dockerfile: string): readonly Declared[] => around(dockerfile).flatMap(declaredIn);
  const naming = (found: readonly Declared[], dockerfile: string): readonly Declared[] =>
    found.filter((each) => each.dockerfile === dockerfile).slice(0, MAX_USES);
  return {
    declared: remembered((dockerfile) => naming(near(dockerfile), dockerfile)),
    all: remembered((dockerfile) => {
      const commands = around(dockerfile).flatMap(commandsIn);
      const declared = near(dockerfile);
      const isRun = naming(declared, dockerfile).some(({ use }) => use.kind === 'compose');
      const beside = isRun ? [] : readComposeBeside(repository, dockerfile);
      const told = readReadme(repository, dockerfile);
      return naming([...declared, ...beside, ...commands, ...told], dockerfile).map(({ use }) => use);
    }),
    builtFrom(context, dockerfile) {
      const found = near(dockerfile).filter(({ use }) => use.context === context);
      return [...new Set(found.map((each) => each.dockerfile))].slice(0, MAX_USES);
    },
    broken(dockerfile) {
      near(dockerfile);
      const folders = new Set(around(dockerfile));
      return [...broken.values()].filter(({ path }) => folders.has(path.slice(0, Math.max(0, path.lastIndexOf('/')))));
    },
  };
}

/** The Dockerfile's own folder and those above it, nearest first. */
function foldersAbove(dockerfile: string): readonly string[] {
  const parts = (cleanRelative(dockerfile) ?? '').split('/').slice(0, -1);
  const depths = Math.min(parts.length, MAX_ABOVE) + 1;
  return Array.from({ length: depths }, (_, i) => parts.slice(0, parts.length - i).join('/'));
}

/** A folder, and those in it that hold such files. */
function foldersBeside(files: Files, folder: string): readonly string[] {
  const beside = files.list(folder).filter((name) => BESIDE.has(name));
  return [folder, ...beside.map((name) => (folder === '' ? name : `${folder}/${name}`))];
}

function readDeclared(repository: Repository, folder: string): Declared[] {
  const names = repository.files.list(folder);
  const compose = names.some(isComposeName) ? readComposeFolder(repository, folder, names) : [];
  const bake = names.filter(isBakeName).slice(0, MAX_FILES);
  const skaffold = names.filter(isSkaffoldName).slice(0, MAX_FILES);
  return [
    ...compose,
    ...bake.flatMap((name) => readBake(repository, folder, name)),
    ...skaffold.flatMap((name) => readSkaffold(repository, folder, name)),
  ];
}

const MAKEFILE = /^(?:GNUmakefile|[Mm]akefile|.+\.mk)$/;
const CI = /^(?:\.gitlab-ci|azure-pipelines.*|cloudbuild.*)\.ya?ml$/;
const WORKFLOWS = '.github/workflows';

function readCommands(repository: Repository, folder: string): Declared[] {
  const { files, base } = repository;
  const names = files.list(folder);
  const at = (name: string): string => (folder === '' ? name : `${folder}/${name}`);
  const ci = names.filter((name) => CI.test(name)).map(at);
  if (folder === '' && names.includes('.github'))
    for (const name of files.list(WORKFLOWS)) if (/\.ya?ml$/.test(name)) ci.push(`${WORKFLOWS}/${name}`);
  if (folder === '' && names.includes('.circleci')) ci.push('.circleci/config.yml');
  const home = folderOf(base, folder);
  const anywhere = [...new Set([home, folderOf(home, '..'), base])];
  return [
    ...ci.slice(0, MAX_FILES).flatMap((file) => readCi(repository, file)),
    ...names
      .filter((name) => MAKEFILE.test(name))
      .slice(0, MAX_FILES)
      .flatMap((name) => {
        const recipes = readRecipes(readShort(files, at(name)) ?? '');
        return recipes.flatMap((recipe) =>
          readBuildCommands(repository, { ...recipe, file: at(name), folders: [home], anywhere }),
        );
      }),
    ...names
      .filter((name) => /\.(?:ba)?sh$/.test(name))
      .slice(0, MAX_FILES)
      .flatMap((name) => {
        const text = readShort(files, at(name)) ?? '';
        // A script is started from its own folder, or from the root.
        const folders = [...new Set([base, ...anywhere])];
        return readBuildCommands(repository, { text, file: at(name), line: 1, folders, anywhere });
      }),
    ...(names.includes('package.json') ? readPackageScripts(repository, at('package.json'), home) : []),
  ];
}

function readPackageScripts(repository: Repository, file: string, home: string): Declared[] {
  const text = readShort(repository.files, file) ?? '';
  if (!/docker|podman/.test(text)) return [];
  return entriesOf(field(readJson(text), 'scripts')).flatMap(([, script]) =>
    readBuildCommands(repository, { text: asText(script) ?? '', file, line: null, folders: [home] }),
  );
}

/** Remembers answers, the last ones only: a batch may go through very many folders. */
function remembered<T>(look: (path: string) => T): (path: string) => T {
  const known = new Map<string, T>();
  return (path) => {
    const before = known.get(path);
    if (before !== undefined) return before;
    const found = look(path);
    if (known.size >= MAX_REMEMBERED) known.delete(known.keys().next().value!);
    known.set(path, found);
    return found;
  };
}
