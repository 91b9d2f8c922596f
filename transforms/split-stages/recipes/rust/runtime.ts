/**
 * The image that a program of cargo's runs on. For the GNU libc it links libc, libm, the loader and libgcc_s, tried with ldd;
 * for musl it is static, unless told otherwise. Source: doc.rust-lang.org/reference/linkage.html.
 */

import { codenameOf } from '../../../../src/facts/codenames.ts';
import { hasCertificates, hasTimezones, STATIC_IMAGE } from '../../../../src/facts/runtime-images.ts';
import type { App } from '../../app.ts';
import { isRefusal, type Plan, type Refusal, refuse } from '../../recipe.ts';
import { unknownRelease } from '../../release.ts';
import { type Debian, debianFor, imageFor, imageOf } from '../native/release.ts';
import { mainProgram, type Started } from '../native/started.ts';
import type { Build } from './build.ts';
import { type Linked, packagesFor } from './linked.ts';

export type Runtime = Pick<Plan, 'runtime' | 'packages' | 'risk' | 'assumption'>;

/** The package of libatomic: so called in every release of Debian and Ubuntu, and compatible with what was built before. */
const ATOMIC = 'libatomic1';

/** @param isBare whether nothing of the start asks for a shell or another program. */
export function runtimeFor(
  app: App,
  build: Build,
  linked: Linked,
  started: Started,
  isBare: boolean,
): Runtime | Refusal {
  const { base } = app;
  const [odd] = oddFlags(build.rustflags);
  if (odd !== undefined) return refuse({ code: 'option-not-known', tool: 'rustc', option: odd }, build.step.run);
  const isMusl = build.target === null ? base.libc === 'musl' : build.target.includes('musl');
  if (isMusl) return staticRuntime(app, build, linked, started, isBare);
  if (base.family === 'ubuntu' && base.name === 'ubuntu') return sameRuntime(app, linked, started);
  if (base.family !== 'debian' || base.libc !== 'glibc')
    return refuse({ code: 'unknown-builder', image: base.reference });
  return debianRuntime(app, linked, started, isBare);
}

/** Flags that link something more, or something else. */
function oddFlags(flags: readonly string[]): readonly string[] {
  return flags.filter((flag) =>
    /^-l|prefer-dynamic|link-args?=(?:.*[\s,])?-(?:l|Wl,-l|Bdynamic)|rpath|dynamic-linker|[-+]crt-static/.test(flag),
  );
}

function debianRuntime(app: App, linked: Linked, started: Started, isBare: boolean): Runtime | Refusal {
  const debian = debianFor(app);
  const [first] = linked.libraries;
  if (first !== undefined && debian.assumption !== null) return unknownRelease(app);
  const isInCc = !linked.hasAtomic && (first === undefined || (isInCcOf(linked) && debian.release.number >= 12));
  const runtime = imageFor(debian, isBare && isInCc);
  if (isBare && isInCc)
    return { runtime, packages: [], risk: 'assumes', assumption: assumptionOf(debian, linked, started) };
  const libraries = packagesFor(linked, debian.release.name, app.base.reference);
  if (isRefusal(libraries)) return libraries;
  const packages = [
    ...libraries,
    ...(linked.hasAtomic ? [ATOMIC] : []),
    ...(linked.certificates && !hasCertificates(runtime) ? ['ca-certificates'] : []),
    ...((linked.timezones || app.final.env.has('TZ')) && !hasTimezones(runtime) ? ['tzdata'] : []),
  ];
  return { runtime, packages, risk: 'assumes', assumption: assumptionOf(debian, linked, started) };
}

/** Ubuntu has no smaller twin of itself: what was installed stays behind. */
function sameRuntime(app: App, linked: Linked, started: Started): Runtime | Refusal {
  const libraries = packagesFor(linked, codenameOf(app.base) ?? '', 'Cargo.lock');
  if (isRefusal(libraries)) return libraries;
  const packages = [
    ...libraries,
    ...(linked.hasAtomic ? [ATOMIC] : []),
    ...(linked.certificates ? ['ca-certificates'] : []),
  ];
  return { runtime: imageOf(app), packages, risk: 'assumes', assumption: linksOnly(linked, started) };
}

function staticRuntime(app: App, build: Build, linked: Linked, started: Started, isBare: boolean): Runtime | Refusal {
  const [library] = linked.libraries;
  if (library !== undefined || linked.hasCpp)
    return refuse({ code: 'native-module', name: library?.name ?? 'libstdc++', path: 'Cargo.lock' });
  const target = build.target ?? 'musl';
  const assumption = `${mainProgram(started)} is linked statically, which rustc does by default for ${target}`;
  if (isBare) return { runtime: STATIC_IMAGE, packages: [], risk: 'assumes', assumption };
  // A static program runs anywhere: the shell and the tools stay those that the start was written for.
  if (app.base.family === 'alpine')
    return { runtime: alpineOf(app.base.tag), packages: [], risk: 'assumes', assumption };
  return { ...debianRuntime(app, linked, started, false), assumption };
}

function alpineOf(tag: string | null): string {
  const version = /alpine(\d+\.\d+)/.exec(tag ?? '')?.[1];
  return version === undefined ? 'alpine:3' : `alpine:${version}`;
}

function assumptionOf({ assumption }: Debian, linked: Linked, started: Started): string {
  return assumption ?? linksOnly(linked, started);
}

/** Whether the image without a shell has all of them. */
function isInCcOf({ libraries }: Linked): boolean {
  return libraries.every((library) => library.isInCc === true);
}

/** What ldd shows. */
function linksOnly({ libraries, hasCpp, hasAtomic }: Linked, started: Started): string {
  const own = [...(hasCpp ? ['libstdc++'] : []), ...(hasAtomic ? ['libatomic'] : [])];
  const known = ['libm', ...own, 'libgcc_s', ...libraries.map(({ name }) => name)];
  return `${mainProgram(started)} links no shared library besides libc, ${known.slice(0, -1).join(', ')} and ${known.at(-1)}`;
}
