/** Which gems there are, and what they need of the system that the runtime image lacks. */

import { recognise } from '../../../../src/facts/base-images.ts';
import { runtimeOf, runtimeOfAny } from '../../../../src/facts/os-packages.ts';
import {
  type GemNeeds,
  gemNeeds,
  isPlainGem,
  JAVASCRIPT_GEMS,
  NEEDS_JAVASCRIPT,
} from '../../../../src/facts/ruby-gems.ts';
import { debianOf, hasTimezones } from '../../../../src/facts/runtime-images.ts';
import { readGemfile } from '../../../../src/project/ruby/gemfile.ts';
import { type LockedGem, readGemfileLock } from '../../../../src/project/ruby/gemfile-lock.ts';
import { isAtLeast } from '../../../../src/project/versions.ts';
import type { App } from '../../app.ts';
import { installsCompilers, osPackages } from '../../packages.ts';
import { isRefusal, type Refusal, refuse } from '../../recipe.ts';
import { unknownRelease } from '../../release.ts';
import type { Bundle } from './bundle.ts';
import type { RubyCall } from './calls.ts';

export interface Gems {
  readonly gems: readonly LockedGem[];
  /** The file that names them, for messages. */
  readonly list: string;
  /** Gemspecs that ask git for their files are read at every start. */
  readonly needsGit: boolean;
}

/** @returns why they cannot be told. */
export function readGems({ project, toContext }: App, calls: readonly RubyCall[], { root }: Bundle): Gems | Refusal {
  const named = calls.flatMap(({ kind, words }) =>
    kind === 'gem'
      ? words.rest.slice(1).flatMap(({ value }) => (value === null ? [] : [value.replace(/:.*$/, '')]))
      : [],
  );
  const own = named.map((name): LockedGem => ({ name, version: '' }));
  if (root === null) return { gems: own, list: project.dockerfile ?? 'Dockerfile', needsGit: false };
  const at = toContext(`${root === '/' ? '' : root}/Gemfile`);
  const gemfile = at === null ? null : readGemfile(project, at);
  if (at === null || gemfile === null)
    return refuse({ code: 'copy-not-read', why: 'missing', word: `${root}/Gemfile` });
  if (!gemfile.ok) return refuse({ code: 'broken-manifest', ...gemfile.broken });
  const { paths, hasGemspec } = gemfile.value;
  const lock = readGemfileLock(project, `${at}.lock`);
  const isOwn = hasGemspec || paths.length > 0 || (lock?.paths.length ?? 0) > 0;
  const gems = lock === null ? gemfile.value.gems.map((name) => ({ name, version: '' })) : lock.gems;
  return { gems: [...gems, ...own], list: lock === null ? at : lock.path, needsGit: isOwn };
}

export interface Needs {
  readonly packages: readonly string[];
  /** Gems of which nothing is known, and that may have linked what the full image has. */
  readonly unknown: readonly string[];
}

/** @param isOther whether the runtime image is another one, that has less. */
export function needsOf(app: App, { gems, list, needsGit }: Gems, runtime: string, isOther: boolean): Needs | Refusal {
  const packages = new Set<string>();
  const has = (name: string) => gems.some((gem) => gem.name === name);
  if (has(NEEDS_JAVASCRIPT) && !gems.some(({ name }) => JAVASCRIPT_GEMS.has(name))) {
    const found = javascript(app, runtime);
    if (isRefusal(found)) return found;
    packages.add(found);
  }
  const own = osPackages(app);
  if (needsGit && (isOther || own.includes('git'))) packages.add('git');
  if (!isOther) {
    // What gems call is among what the file installs.
    for (const { name } of gems)
      for (const each of gemNeeds(name)?.packages ?? []) if (own.includes(each)) packages.add(each);
    // The library comes with the compiler, and with nothing else of the image. Source: pkgs.alpinelinux.org.
    if (app.base.family === 'alpine' && installsCompilers(app)) packages.add('libstdc++');
    return { packages: [...packages], unknown: [] };
  }
  if (has('tzinfo') && !hasTimezones(runtime)) packages.add('tzdata');
  const unknown: string[] = [];
  for (const gem of gems) {
    const needs = gemNeeds(gem.name);
    if (needs === null) {
      if (!isPlainGem(gem.name)) unknown.push(gem.name);
      continue;
    }
    const found = packagesFor(app, gem, needs, list);
    if (isRefusal(found)) return found;
    for (const each of found) packages.add(each);
  }
  return { packages: [...packages], unknown };
}

function packagesFor(app: App, gem: LockedGem, needs: GemNeeds, list: string): readonly string[] | Refusal {
  const { libraries = [], packages = [], before, isUnknown } = needs;
  if (isUnknown === true) return refuse({ code: 'native-module', name: gem.name, path: list });
  if (before !== undefined && gem.version !== '' && isAtLeast(gem.version, before)) return [];
  const release = debianOf(app.base)?.name ?? null;
  const found = [...packages];
  for (const library of libraries) {
    const names = release === null ? runtimeOfAny(library) : runtimeOf(library, release);
    if (names === null && release !== null)
      return refuse({ code: 'package-not-known', package: library, image: app.base.reference });
    if (names === null) return unknownRelease(app);
    found.push(...names);
  }
  return found;
}

/** Node is looked for as soon as the gem is loaded, and there only where the file installs it. */
function javascript(app: App, runtime: string): string | Refusal {
  const isInstalled = osPackages(app).includes('nodejs');
  return isInstalled && recognise(runtime).packageManager !== null
    ? 'nodejs'
    : refuse({ code: 'program-missing', program: 'node', image: runtime, file: null, line: null });
}
