/** The image that a linked program runs on: the libc of its builder, and the libraries behind its `-l`. */

import { cLibrary } from '../../../../src/facts/c-libraries.ts';
import { codenameOf } from '../../../../src/facts/codenames.ts';
import { runtimeOf } from '../../../../src/facts/dev-packages.ts';
import { STATIC_IMAGE } from '../../../../src/facts/runtime-images.ts';
import type { App, Step } from '../../app.ts';
import { isRefusal, type Plan, type Refusal, refuse } from '../../recipe.ts';
import { unknownRelease } from '../../release.ts';
import { debianFor, imageFor, imageOf } from '../native/release.ts';
import { mainProgram, type Started } from '../native/started.ts';
import { commandOf } from '../native/words.ts';
import type { Link } from './compile.ts';

export type Runtime = Pick<Plan, 'runtime' | 'packages' | 'risk' | 'assumption'>;

/** They load parts of glibc when they are called, in static programs too. Source: the glibc FAQ, static linking. */
const LOADING =
  /\b(?:getaddrinfo|gethostby\w+|getpw\w+|getgr\w+|getservby\w+|iconv_open|dlopen|setlocale|getnameinfo)\s*\(/;

/**
 * The image and its packages, or why there is none.
 * @param last the step that is named in messages.
 * @param isBare whether nothing of the start asks for a shell or another program.
 */
export function runtimeFor(
  app: App,
  links: readonly Link[],
  started: Started,
  last: Step,
  isBare: boolean,
): Runtime | Refusal {
  const { base } = app;
  const isCpp = links.some((link) => link.isCpp && !link.isStatic && !link.hasOwnCpp);
  const isOpenMp = links.some(({ libraries, isStatic }) => !isStatic && libraries.includes('gomp'));
  // The GCC image builds its own of them, newer than those of the release below. Source: docker-library/gcc.
  if (base.name === 'gcc' && (isCpp || isOpenMp)) {
    const library = isCpp ? 'libstdc++' : 'libgomp';
    return refuse({ code: 'newer-library', library, image: base.reference }, last.run);
  }
  const loader = loadingSource(app);
  if (loader !== null) return refuse({ code: 'native-module', name: 'dlopen', path: loader });
  const devs = devsOf(links);
  const assumption = `${mainProgram(started)} links no shared library besides ${linkedNames(links)}`;
  if (links.every(({ isStatic }) => isStatic)) return staticRuntime(app, started, isBare);
  if (devs === null) return refuse({ code: 'native-module', name: unknownOf(links), path: commandOf(last) }, last.run);
  if (base.family === 'alpine') {
    if (devs.length > 0) return refuse({ code: 'native-module', name: devs[0]!, path: commandOf(last) }, last.run);
    return { runtime: imageOf(app), packages: isCpp ? ['libstdc++'] : [], risk: 'assumes', assumption };
  }
  const packages = packagesOf(app, devs, last);
  if (isRefusal(packages)) return packages;
  if (base.family === 'ubuntu' && base.name === 'ubuntu')
    return {
      runtime: imageOf(app),
      packages: [...packages, ...(isOpenMp ? ['libgomp1'] : [])],
      risk: 'assumes',
      assumption,
    };
  if (base.family !== 'debian') return refuse({ code: 'unknown-builder', image: base.reference });
  const debian = debianFor(app);
  const runtime = imageFor(debian, isBare && packages.length === 0);
  const own = isOpenMp && !runtime.includes('/cc-') ? [...packages, 'libgomp1'] : packages;
  return { runtime, packages: own, risk: 'assumes', assumption: debian.assumption ?? assumption };
}

/** Static programs need an image only for what they are started with. */
function staticRuntime(app: App, started: Started, isBare: boolean): Runtime | Refusal {
  const assumption = `${mainProgram(started)} is linked statically, as -static says`;
  if (app.base.family === 'alpine')
    return { runtime: isBare ? STATIC_IMAGE : imageOf(app), packages: [], risk: 'assumes', assumption };
  const loads = app.sources.files.some(
    ({ path }) => /\.(?:c|h|cc|cpp|cxx|hpp|hh)$/.test(path) && LOADING.test(app.project.readText(path) ?? ''),
  );
  if (isBare && !loads) return { runtime: STATIC_IMAGE, packages: [], risk: 'assumes', assumption };
  if (app.base.family === 'ubuntu') return { runtime: imageOf(app), packages: [], risk: 'assumes', assumption };
  const debian = debianFor(app);
  return {
    runtime: imageFor(debian, isBare),
    packages: [],
    risk: 'assumes',
    assumption: debian.assumption ?? assumption,
  };
}

/** A source that loads a library by its name: which one is not seen from what is linked. */
function loadingSource({ sources, project }: App): string | null {
  const found = sources.files.find(
    ({ path }) => /\.(?:c|h|cc|cpp|cxx|hpp|hh)$/.test(path) && /\bdlopen\s*\(/.test(project.readText(path) ?? ''),
  );
  return found?.path ?? null;
}

/** The -dev packages behind all libraries; null when one is not known. */
function devsOf(links: readonly Link[]): readonly string[] | null {
  const found = new Set<string>();
  for (const name of links.flatMap(({ libraries }) => libraries)) {
    const library = cLibrary(name);
    if (library.kind === 'unknown') return null;
    if (library.kind === 'package') found.add(library.dev);
  }
  return [...found];
}

function unknownOf(links: readonly Link[]): string {
  return links.flatMap(({ libraries }) => libraries).find((name) => cLibrary(name).kind === 'unknown') ?? '';
}

function packagesOf(app: App, devs: readonly string[], last: Step): readonly string[] | Refusal {
  if (devs.length === 0) return [];
  const codename = codenameOf(app.base);
  if (codename === null) return unknownRelease(app);
  const found: string[] = [];
  for (const dev of devs) {
    const names = runtimeOf(dev, codename);
    if (names === null) return refuse({ code: 'native-module', name: dev, path: commandOf(last) }, last.run);
    found.push(...names);
  }
  return [...new Set(found)];
}

/** What ldd shows. */
function linkedNames(links: readonly Link[]): string {
  const libraries = links.flatMap((link) => link.libraries).filter((name) => cLibrary(name).kind === 'package');
  const isCpp = links.some((link) => link.isCpp);
  const names = ['libc', ...(isCpp ? ['libstdc++'] : []), ...new Set(libraries.map((name) => `lib${name}`))];
  return names.length === 1 ? 'libc' : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
