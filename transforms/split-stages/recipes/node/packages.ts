/** The packages of an app: which lockfile names them, and which commands they bring. */
import { packageOfTool } from '../../../../src/facts/node-tools.ts';
import type { Manifest } from '../../../../src/project/node/manifest.ts';
import { type NpmLock, readNpmLock } from '../../../../src/project/node/npm-lock.ts';
import { readYarnLock, type YarnLock } from '../../../../src/project/node/yarn-lock.ts';
import { readBerryYarnrc } from '../../../../src/project/node/yarnrc.ts';
import { inFolder } from '../../../../src/project/paths.ts';
import type { Project } from '../../../../src/project/project.ts';
import type { ManagerName } from './calls.ts';

export interface Packages {
  readonly npmLock: NpmLock | null;
  readonly yarnLock: YarnLock | null;
  /** Names of all packages, development ones among them, as pnpm and bun have written them down. */
  readonly otherNames: readonly string[];
  /** The lockfile in the build that names them all; null when there is none. */
  readonly lockPath: string | null;
  /** yarn 2 and later. */
  readonly isBerry: boolean;
  /** No node_modules are made: packages stay packed. */
  readonly isPlugAndPlay: boolean;
}

/**
 * The packages that the lockfile of the manager has.
 * @param manager null when no install says which it is.
 */
export function readPackages(
  project: Project,
  { folder, packageManager }: Manifest,
  manager: ManagerName | null,
): Packages {
  const isThere = (path: string) => project.statOf(path)?.kind === 'file';
  const npm = readNpmLock(project, folder);
  const npmLock = npm?.ok === true ? npm.value : null;
  const yarnLock = readYarnLock(project, folder);
  const rc = readBerryYarnrc(project, folder);
  const isBerry =
    manager === 'yarn' && (yarnLock?.kind === 'berry' || rc !== null || /^yarn@[2-9]/.test(packageManager ?? ''));
  const others = ['pnpm-lock.yaml', 'bun.lock'].map((name) => inFolder(folder, name)).find(isThere) ?? null;
  return {
    npmLock,
    yarnLock,
    otherNames: others === null ? [] : namesIn(project.readText(others) ?? ''),
    lockPath: npmLock?.path ?? yarnLock?.path ?? others,
    isBerry,
    isPlugAndPlay: isBerry && !(rc?.ok === true && rc.value.nodeLinker !== 'pnp'),
  };
}

/** `/a@1.0.0:` and `/@s/a/1.0.0:` of pnpm, `"a": ["a@1.0.0"` of bun. Its reader takes seconds for large ones. */
function namesIn(text: string): readonly string[] {
  const keys = /^ {2}['"]?\/?((?:@[\w.-]+\/)?[\w.-]+)[@/]v?\d|^ {4}"[^"\n]+": \["((?:@[\w.-]+\/)?[\w.-]+)@/gm;
  return [...new Set([...text.matchAll(keys)].map(([, pnpm, bun]) => pnpm ?? bun ?? ''))];
}

/** The dependency that a command of node_modules/.bin belongs to; null when it is none of the project's own. */
export function ownerOf(manifest: Manifest, tool: string): { readonly name: string; readonly isDev: boolean } | null {
  const name = packageOfTool(tool);
  const names = [name, tool];
  for (const each of names) {
    if (manifest.dependencies.has(each) || manifest.optionalDependencies.has(each)) return { name: each, isDev: false };
    if (manifest.devDependencies.has(each)) return { name: each, isDev: true };
  }
  return null;
}
