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
  /** The lockfile in the build that names them all; null when there is none. */
  readonly lockPath: string | null;
  /** yarn 2 and later. */
  readonly isBerry: boolean;
  /** No node_modules are made: packages stay packed. */
  readonly isPlugAndPlay: boolean;
}

export function readPackages(
  project: Project,
  { folder, packageManager }: Manifest,
  manager: ManagerName | null,
): Packages {
  const npm = readNpmLock(project, folder);
  const npmLock = npm?.ok === true ? npm.value : null;
  const yarnLock = readYarnLock(project, folder);
  const rc = readBerryYarnrc(project, folder);
  const isBerry =
    manager === 'yarn' && (yarnLock?.kind === 'berry' || rc !== null || /^yarn@[2-9]/.test(packageManager ?? ''));
  const pnpmLock = inFolder(folder, 'pnpm-lock.yaml');
  const others = project.statOf(pnpmLock) === null ? null : pnpmLock;
  return {
    npmLock,
    yarnLock,
    lockPath: npmLock?.path ?? yarnLock?.path ?? others,
    isBerry,
    isPlugAndPlay: isBerry && !(rc?.ok === true && rc.value.nodeLinker !== 'pnp'),
  };
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
