/** The workspace that a cargo call builds, as the builder has it. */
import { upwards } from '../../../../src/project/absolute.ts';
import { type CargoManifest, readCargoManifest } from '../../../../src/project/cargo/manifest.ts';
import {
  CARGO_CONFIGS,
  type CargoConfig,
  type LockedCrate,
  readCargoConfig,
  readCargoLock,
} from '../../../../src/project/cargo/settings.ts';
import { memberFolders } from '../../../../src/project/cargo/workspace.ts';
import { absolute } from '../../../../src/project/copies.ts';
import { isBelow } from '../../../../src/project/paths.ts';
import { parentFolder } from '../../../../src/project/placed.ts';
import type { App } from '../../app.ts';
import { isRefusal, type Refusal, refuse } from '../../recipe.ts';

export interface Package {
  /** Absolute, in the image. */
  readonly folder: string;
  /** Its manifest in the context. */
  readonly path: string;
  readonly manifest: CargoManifest;
}

export interface Tree {
  /** Where the manifest lies that the call means. */
  readonly folder: string;
  /** Where the workspace's manifest lies; the same for a package by itself. */
  readonly root: string;
  /** All of them: the root's own, members, and those that one of them depends on by path. */
  readonly packages: readonly Package[];
  /** Null when there is none in the build. */
  readonly lock: readonly LockedCrate[] | null;
  /** Of the folder that cargo runs in and those above, nearest first, with the folder that holds `.cargo`. */
  readonly configs: readonly { readonly folder: string; readonly config: CargoConfig }[];
}

/** @returns null when no manifest of the context lies in the folder or above. */
export function treeAt(app: App, cwd: string, manifestFolder: string | null): Tree | Refusal | null {
  const folder =
    manifestFolder ?? upwards(cwd).find((each) => fileAt(app, absolute(`${each}/Cargo.toml`)) !== null) ?? null;
  if (folder === null || fileAt(app, absolute(`${folder}/Cargo.toml`)) === null) return null;
  const root = rootOf(app, folder);
  if (isRefusal(root)) return root;
  const found = new Map<string, Package>();
  const refused = collect(app, root, found) ?? collect(app, folder, found);
  if (refused !== null) return refused;
  const lock = lockOf(app, root);
  if (isRefusal(lock)) return lock;
  const configs = configsOf(app, cwd);
  return isRefusal(configs) ? configs : { folder, root, packages: [...found.values()], lock, configs };
}

/** The nearest folder whose manifest has a workspace, as cargo looks for it. */
function rootOf(app: App, folder: string): string | Refusal {
  for (const each of upwards(folder)) {
    const own = packageAt(app, each);
    if (isRefusal(own)) return own;
    if (own?.manifest.workspace !== null && own !== null) return each;
    const named = each === folder ? own?.manifest.package?.workspace : null;
    if (named !== null && named !== undefined) return absolute(`${folder}/${named}`);
  }
  return folder;
}

function collect(app: App, folder: string, found: Map<string, Package>): Refusal | null {
  if (found.has(folder)) return null;
  const own = packageAt(app, folder);
  // A member, or a crate by path, that is not in the build would be an error of cargo's.
  if (own === null || isRefusal(own)) return own;
  found.set(folder, own);
  const { workspace, dependencies } = own.manifest;
  const context = parentFolder(`/${own.path}`).slice(1);
  const members = workspace === null ? [] : memberFolders(app.project, context, workspace);
  if (members === null) return refuse({ code: 'no-recipe', tool: 'Cargo', of: 'stages' });
  const below = members.map((member) =>
    absolute(`${folder}/${context === '' ? member : member.slice(context.length + 1)}`),
  );
  const paths = dependencies.flatMap(({ path }) => (path === null ? [] : absolute(`${folder}/${path}`)));
  for (const next of [...below, ...paths]) {
    const refused = collect(app, next, found);
    if (refused !== null) return refused;
  }
  return null;
}

function packageAt(app: App, folder: string): Package | Refusal | null {
  const path = fileAt(app, absolute(`${folder}/Cargo.toml`));
  if (path === null) return null;
  const read = readCargoManifest(path, app.project.readText(path) ?? '');
  return read.ok ? { folder, path, manifest: read.value } : refuse({ code: 'broken-manifest', ...read.broken });
}

function lockOf(app: App, root: string): readonly LockedCrate[] | Refusal | null {
  const path = fileAt(app, absolute(`${root}/Cargo.lock`));
  if (path === null) return null;
  const read = readCargoLock(path, app.project.readText(path) ?? '');
  return read.ok ? read.value : refuse({ code: 'broken-manifest', ...read.broken });
}

function configsOf(app: App, cwd: string): Tree['configs'] | Refusal {
  const configs: { folder: string; config: CargoConfig }[] = [];
  for (const folder of upwards(cwd)) {
    for (const name of CARGO_CONFIGS) {
      const path = fileAt(app, absolute(`${folder}/${name}`));
      if (path === null) continue;
      const read = readCargoConfig(path, app.project.readText(path) ?? '');
      if (!read.ok) return refuse({ code: 'broken-manifest', ...read.broken });
      configs.push({ folder, config: read.value });
    }
  }
  return configs;
}

/** The path in the context of a file of the image; null when no COPY brings one. */
export function fileAt(app: App, path: string): string | null {
  const found = app.toContext(path);
  return found !== null && app.project.statOf(found)?.kind === 'file' ? found : null;
}

/** Names of the programs of a package, those included that cargo finds by their place. */
export function binariesOf(app: App, { folder, manifest }: Package): readonly string[] {
  const written = manifest.targets.flatMap(({ kind, name }) => (kind === 'bin' && name !== null ? name : []));
  const own = manifest.package?.name;
  const hasMain = fileAt(app, absolute(`${folder}/src/main.rs`)) !== null;
  const bins = app.toContext(absolute(`${folder}/src/bin`));
  const found = (bins === null ? [] : app.project.list(bins)).flatMap((name) => {
    if (name.endsWith('.rs')) return name.slice(0, -3);
    return app.project.statOf(`${bins}/${name}/main.rs`)?.kind === 'file' ? name : [];
  });
  return [...new Set([...written, ...(hasMain && own !== undefined ? [own] : []), ...found])];
}

/** The packages that a call builds when it names none: that of its folder, or all of a workspace without one. */
export function ownPackages({ folder, root, packages }: Tree): readonly Package[] {
  const own = packages.filter((each) => each.folder === folder && each.manifest.package !== null);
  return own.length > 0 ? own : packages.filter((each) => isBelow(each.folder, root) && each.manifest.package !== null);
}
