/** Packages of the system: which of them the running app may need, and whether the runtime image can have them. */

import { callText } from '../../../src/app/call-words.ts';
import type { BaseImage } from '../../../src/facts/base-images.ts';
import { withCodename } from '../../../src/facts/codename-tags.ts';
import { codenameOf } from '../../../src/facts/codenames.ts';
import { isSameJavaSystem } from '../../../src/facts/java-images.ts';
import { hasPackage, mayBring, runtimeOf, runtimeOfAny, useOf } from '../../../src/facts/os-packages.ts';
import { hasProgram, hasShell } from '../../../src/facts/runtime-images.ts';
import type { Step } from '../app.ts';
import { type Refusal, refuse } from '../recipe.ts';
import type { Ground } from './ground.ts';
import { installOf, isRemovedAgain, type Package } from './installs.ts';

/** What of the packages the runtime stage installs, or why it cannot. */
export function packagesFor(ground: Ground, installed: readonly Package[]): readonly string[] | Refusal {
  const { runtime } = ground;
  const kept: string[] = [];
  const wanted: Package[] = [];
  for (const each of installed) {
    if (isRemovedAgain(ground, each)) continue;
    const names = neededOf(ground, each);
    if ('refused' in names) return names;
    const lacking = names.filter((name) => !hasPackage(runtime, name.replace(/[=<>~].*/, '')));
    if (lacking.length === 0) continue;
    if (each.step.call.conditional) return notKnown(each);
    kept.push(...lacking);
    wanted.push(each);
  }
  const packages = [...new Set(kept)];
  if (packages.length === 0) return [];
  if (
    !hasShell(runtime) ||
    runtime.family !== ground.app.base.family ||
    runtime.packageManager !== ground.app.base.packageManager
  )
    return refuse({ code: 'packages-need-shell', packages, image: ground.plan.runtime }, wanted[0]!.step.run);
  const foreign = wanted.find(({ isForeign, name }) => isForeign && !EVERYWHERE.has(name));
  if (foreign !== undefined) return notKnown(foreign);
  const bound = wanted.find((each) => !isSteady(each) && !isSameRelease(ground));
  return bound === undefined ? packages : unknownRelease(ground, bound);
}

/** Programs that the file installs, that nothing runs as far as can be read, and that the runtime stage does without. */
export function unusedTools(ground: Ground, installed: readonly Package[], kept: readonly string[]): readonly string[] {
  const unused = installed.filter(
    (each) =>
      useOf(each.name) === 'tool' &&
      !kept.includes(each.written) &&
      !hasPackage(ground.runtime, each.name) &&
      !hasProgram(ground.runtime, each.name) &&
      !isRemovedAgain(ground, each),
  );
  return [...new Set(unused.map(({ name }) => name))];
}

/** The distribution's own, whatever other sources there are. */
const EVERYWHERE: ReadonlySet<string> = new Set([
  'ca-certificates',
  'tzdata',
  'netbase',
  'openssl',
  'tini',
  'dumb-init',
  'bash',
  'procps',
  'curl',
  'wget',
  'git',
]);

/** By the names of the runtime image's release. */
function neededOf(ground: Ground, each: Package): readonly string[] | Refusal {
  const { needs, plan } = ground;
  const { name, written } = each;
  const isRun = [...needs.programs].some((program) => mayBring(name, program));
  switch (useOf(name)) {
    case 'build':
      return isRun ? [written] : [];
    case 'tool':
      return isRun || !needs.isComplete ? [written] : [];
    case 'headers':
      return plan.linksNothing === true ? [] : librariesOf(ground, each);
    default:
      return [written];
  }
}

function librariesOf(ground: Ground, each: Package): readonly string[] | Refusal {
  const { app, runtime } = ground;
  const release = app.base.family === 'alpine' ? 'alpine' : releaseOf(runtime);
  if (release !== 'alpine' && !isSameRelease(ground)) return unknownRelease(ground, each);
  // Tags of one image without a release: what has the same name in all of them.
  if (release === null)
    return (app.base.family === 'debian' ? runtimeOfAny(each.name) : null) ?? unknownRelease(ground, each);
  return runtimeOf(each.name, release) ?? unknownPackage(ground, each.name, each.step);
}

function unknownPackage({ plan }: Ground, name: string, { run }: Step): Refusal {
  return refuse({ code: 'package-not-known', package: name, image: plan.runtime }, run);
}

/** Alpine's packages are named after no codename: its versions stand for them. */
function releaseOf(image: BaseImage): string | null {
  if (image.family !== 'alpine') return codenameOf(image);
  const { name, tag } = image;
  const own = name === 'alpine' ? /^\d+\.\d+/.exec(tag ?? '')?.[0] : undefined;
  return /alpine-?(\d+\.\d+)/.exec(tag ?? '')?.[1] ?? own ?? null;
}

/** Whether the runtime image is of the builder's release: by name, or since both are tags of one image. */
export function isSameRelease({ app, runtime }: Ground): boolean {
  const own = releaseOf(app.base);
  if (own !== null) return own === releaseOf(runtime);
  const isDotnet = [app.base, runtime].every(({ name }) => name?.startsWith('mcr.microsoft.com/dotnet/') === true);
  if (isDotnet && app.base.tag === runtime.tag) return true;
  if (isSameJavaSystem(app.base, runtime)) return true;
  return releaseOf(runtime) === null && app.base.name === runtime.name && app.base.family === runtime.family;
}

/** Its name is the same in every release, and no version is asked for. */
function isSteady({ name, written, step }: Package): boolean {
  if (written !== name && !written.startsWith(`${name}:`)) return false;
  if (installOf(step)?.manager.id === 'apk') return true;
  const use = useOf(name);
  return (use === 'run' || use === 'tool') && !/\d/.test(name.replace(/3$|^gnupg2$/, ''));
}

function unknownRelease(ground: Ground, { name, step }: Package): Refusal {
  const { app } = ground;
  const { reference, tag } = app.base;
  // The two are of different releases, and say so.
  const isOld = /jessie|wheezy|xenial|bionic/.test(tag ?? '');
  if (releaseOf(app.base) !== null || app.base.family !== 'debian' || isOld) return unknownPackage(ground, name, step);
  const write = withCodename(app.base);
  if (write === null) return unknownPackage(ground, name, step);
  return refuse({ code: 'unknown-release', image: reference, write }, step.run);
}

/** Refuses a step whose effect cannot be told. */
export function notKnown({ step }: { readonly step: Step }): Refusal {
  const { call, run } = step;
  const command = callText(call);
  return refuse({ code: 'step-not-known', command, line: run.startLine }, run);
}
