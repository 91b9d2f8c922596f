/** Packages of the system: which of them the running app may need, and whether the runtime image can have them. */
import type { BaseImage } from '../../../src/facts/base-images.ts';
import { withCodename } from '../../../src/facts/codename-tags.ts';
import { isSameJavaSystem } from '../../../src/facts/java-images.ts';
import { hasPackage, mayBring, runtimeOf, runtimeOfAny, useOf } from '../../../src/facts/os-packages.ts';
import { debianOf, hasShell } from '../../../src/facts/runtime-images.ts';
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
  const release = app.base.family === 'alpine' ? 'alpine' : codenameOf(runtime);
  if (release !== 'alpine' && !isSameRelease(ground)) return unknownRelease(ground, each);
  // Tags of one image without a release: what has the same name in all of them.
  if (release === null)
    return (app.base.family === 'debian' ? runtimeOfAny(each.name) : null) ?? unknownRelease(ground, each);
  return runtimeOf(each.name, release) ?? unknownPackage(ground, each.name, each.step);
}

function unknownPackage({ plan }: Ground, name: string, { run }: Step): Refusal {
  return refuse({ code: 'package-not-known', package: name, image: plan.runtime }, run);
}

function codenameOf(image: BaseImage): string | null {
  const debian = debianOf(image);
  if (debian !== null) return debian.name;
  if (image.family === 'distroless') return DISTROLESS[/-debian(\d+)/.exec(image.reference)?.[1] ?? ''] ?? null;
  if (image.family === 'alpine')
    return (
      /alpine-?(\d+\.\d+)/.exec(image.tag ?? '')?.[1] ??
      (image.name === 'alpine' ? (/^\d+\.\d+/.exec(image.tag ?? '')?.[0] ?? null) : null)
    );
  return image.family === 'ubuntu'
    ? (/\b(?:focal|jammy|noble)\b/.exec(image.tag ?? '')?.[0] ?? UBUNTU[image.tag ?? ''] ?? null)
    : null;
}

const UBUNTU: Readonly<Record<string, string>> = { '20.04': 'focal', '22.04': 'jammy', '24.04': 'noble' };
const DISTROLESS: Readonly<Record<string, string>> = { 11: 'bullseye', 12: 'bookworm', 13: 'trixie' };

/** Whether the runtime image is of the builder's release: by name, or since both are tags of one image. */
export function isSameRelease({ app, runtime }: Ground): boolean {
  const own = codenameOf(app.base);
  if (own !== null) return own === codenameOf(runtime);
  const isDotnet = [app.base, runtime].every(({ name }) => name?.startsWith('mcr.microsoft.com/dotnet/') === true);
  if (isDotnet && app.base.tag === runtime.tag) return true;
  if (isSameJavaSystem(app.base, runtime)) return true;
  return codenameOf(runtime) === null && app.base.name === runtime.name && app.base.family === runtime.family;
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
  if (codenameOf(app.base) !== null || app.base.family !== 'debian' || isOld) return unknownPackage(ground, name, step);
  const write = withCodename(app.base);
  if (write === null) return unknownPackage(ground, name, step);
  return refuse({ code: 'unknown-release', image: reference, write }, step.run);
}

export function notKnown({ step }: { readonly step: Step }): Refusal {
  const { call, run } = step;
  const command = [call.program, ...call.args].map(({ text }) => text).join(' ');
  return refuse({ code: 'step-not-known', command, line: run.startLine }, run);
}
