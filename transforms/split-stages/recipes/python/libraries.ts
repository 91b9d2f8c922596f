/** Which libraries and programs of the system the packages of an app need, that the runtime image lacks. */

import { type BaseImage, recognise } from '../../../../src/facts/base-images.ts';
import { useOf } from '../../../../src/facts/os-packages.ts';
import {
  type Library,
  type NativePackage,
  nativePackage,
  packagesOf,
  programsOfPackage,
} from '../../../../src/facts/python-native.ts';
import { isPlainPackage } from '../../../../src/facts/python-plain.ts';
import { debianOf } from '../../../../src/facts/runtime-images.ts';
import type { RequiredPackage } from '../../../../src/project/python/requirements.ts';
import { isAtLeast } from '../../../../src/project/versions.ts';
import type { App } from '../../app.ts';
import { osPackages, programIn } from '../../packages.ts';
import { isRefusal, type Refusal, refuse } from '../../recipe.ts';
import { unknownRelease } from '../../release.ts';
import type { Installed } from './installed.ts';

export interface Needs {
  /** Of the system, to be installed. */
  readonly packages: readonly string[];
  /** Python packages of which nothing is known, and that may have linked what the full image has. */
  readonly unknown: readonly string[];
}

/** @param isFull whether the runtime image is another one, that has less. */
export function needsOf(app: App, installed: Installed, runtime: string, isFull: boolean): Needs | Refusal {
  if (app.base.family === 'alpine') return { packages: ofAlpine(app), unknown: [] };
  const release = debianOf(app.base)?.name ?? null;
  const found = new Set<string>();
  const take = (library: Library): Refusal | null => {
    const names = packagesOf(library, release);
    if (names === null)
      return release === null
        ? unknownRelease(app)
        : refuse({ code: 'native-module', name: library, path: app.project.dockerfile ?? 'Dockerfile' });
    for (const name of names) found.add(name);
    return null;
  };
  for (const library of headersOf(app)) {
    const refused = take(library);
    if (refused !== null) return refused;
  }
  if (!isFull) return { packages: [...found], unknown: [] };
  const unknown: string[] = [];
  for (const required of installed.packages) {
    const native = nativePackage(required.name);
    if (native?.isUnknown === true)
      return refuse({ code: 'native-module', name: required.name, path: installed.reads[0] ?? 'Dockerfile' });
    if (native === null && required.name !== '' && !isPlainPackage(required.name)) unknown.push(required.name);
    for (const library of native === null ? [] : librariesOf(app, installed, native, required)) {
      const refused = take(library);
      if (refused !== null) return refused;
    }
    for (const program of programsOfPackage(required.name)) {
      const added = programIn(app.base, program, recognise(runtime));
      if (isRefusal(added)) return added;
      if (added !== null) found.add(added);
    }
  }
  return { packages: [...found], unknown: [...new Set(unknown)] };
}

/**
 * Libraries that come with compilers, and that nothing else of the image has. Those behind headers are the frame's.
 * Source: pkgs.alpinelinux.org, what g++ and gfortran depend on.
 */
function ofAlpine(app: App): readonly string[] {
  const names = osPackages(app);
  const has = (pattern: RegExp) => names.some((name) => pattern.test(name));
  return [
    ...(has(/^(?:build-base|alpine-sdk|gcc|g\+\+|clang|rust|cargo)$/) ? ['libstdc++'] : []),
    ...(has(/^gfortran$/) ? ['libgfortran'] : []),
  ];
}

/** What a package links or opens in this app. */
function librariesOf(
  app: App,
  { isBuilt }: Installed,
  native: NativePackage,
  required: RequiredPackage,
): readonly Library[] {
  const { needs = [], built = [], wheels, bundledBy } = native;
  if (bundledBy !== undefined && required.extras.includes(bundledBy)) return [];
  if (wheels === undefined) return needs;
  const minor = minorOf(app.base);
  const since = minor === null ? undefined : wheels[String(minor)];
  const isWheel = !isBuilt && since !== undefined && (required.pinned === null || isAtLeast(required.pinned, since));
  return isWheel ? needs : [...needs, ...built];
}

/** Headers that the file installs: what was built may link what they are of. */
function headersOf(app: App): readonly string[] {
  return osPackages(app).flatMap((name) =>
    name === 'gfortran' ? ['libgfortran5'] : useOf(name) === 'headers' ? [name] : [],
  );
}

/** The minor release of Python 3; null when the tag does not tell it. */
export function minorOf({ tag }: BaseImage): number | null {
  const minor = /^3\.(\d+)/.exec(tag ?? '')?.[1];
  return minor === undefined ? null : Number(minor);
}
