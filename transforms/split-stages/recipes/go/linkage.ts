/** What a program is linked with: nothing, the C library, or more. */
import { cLinksOf, isPureGo } from '../../../../src/facts/go-modules.ts';
import { isGoAtLeast } from '../../../../src/project/go/go-mod.ts';
import { readGoSum } from '../../../../src/project/go/go-sum.ts';
import { folderOf } from '../../../../src/project/paths.ts';
import type { App, Step } from '../../app.ts';
import { type Refusal, refuse } from '../../recipe.ts';
import { fileAt } from './image.ts';
import type { Output } from './outputs.ts';
import type { Reach } from './reach.ts';
import { settingOf } from './settings.ts';
import { join } from './tree.ts';

export interface Linkage {
  readonly kind: 'static' | 'c-library';
  /** Whether CGO_ENABLED=0 has to be added. */
  readonly isAdded: boolean;
  /** Packages of which it is not known whether they need C, where that matters. */
  readonly unproven: readonly string[];
}

/** Libraries that a small image with a C library has. `-l` of parts of glibc, libgcc and libstdc++. */
const PLAIN_LIBRARY = /^-l(?:c|m|dl|rt|pthread|resolv|util|gcc|gcc_s)$/;

/** Beside Go and C they are linked with libraries of their own. Source: cmd/cgo, "Using cgo with the go command". */
const OTHER_LANGUAGES = /\.(?:cc|cpp|cxx|m|f|F|for|f90|swig|swigcxx|syso)$/;

/** @returns why it cannot be told, or which library of the system it would need. */
export function linkageOf(app: App, output: Output, reach: Reach): Linkage | Refusal {
  const { call, tree } = output;
  const { step, flags } = call;
  if (reach.unread !== null)
    return refuse({ code: 'broken-manifest', path: reach.unread, line: null, why: 'its imports cannot be read' });
  if (reach.standard.has('plugin'))
    return refuse({ code: 'native-module', name: 'plugin', path: reach.files[0] ?? '' });
  const loader = reach.files.find((path) => /\bpurego\.Dlopen\(/.test(app.project.readText(path) ?? ''));
  if (loader !== undefined) return refuse({ code: 'native-module', name: 'purego', path: loader });
  const setting = settingOf(app, step, 'CGO_ENABLED');
  if (setting === null) return refuse({ code: 'dynamic-command', text: 'CGO_ENABLED' }, step.run);
  const mode = flags.get('buildmode');
  if (mode !== undefined && mode !== 'default' && mode !== 'exe' && mode !== 'pie')
    return refuse({ code: 'option-not-known', tool: 'go build', option: `-buildmode=${mode}` }, step.run);
  const required = requiredWithC(tree);
  if (setting === '0' && mode !== 'pie') return { kind: 'static', isAdded: false, unproven: [] };
  const linked = [...reach.elsewhere].filter(([path]) => cLinksOf(path) !== null);
  const isC = reach.withC.length > 0 || linked.length > 0 || required !== null;
  const isDynamic =
    setting === '1' ||
    mode === 'pie' ||
    flags.has('race') ||
    isLinkedOutside(step) ||
    asksForResolver(app, output, reach) ||
    isOtherWithout(app, reach);
  const unproven = [...reach.elsewhere.keys()].filter((path) => !isPureGo(path));
  if (!isC && !isDynamic && (unproven.length === 0 || !sumsWithC(app, tree)))
    return { kind: 'static', isAdded: true, unproven };
  const other = linked.find(([path]) => cLinksOf(path) === 'system') ?? null;
  if (other !== null) return refuse({ code: 'native-module', name: other[0], path: other[1] });
  if (required !== null && cLinksOf(required.name) === 'system') return refuse({ code: 'native-module', ...required });
  const library = libraryOf(app, step, reach) ?? loadedBy(app, reach);
  if (library !== null) return library;
  return { kind: 'c-library', isAdded: false, unproven: [] };
}

/** A library besides those of the C library that own or vendored C code links. */
function libraryOf(app: App, step: Step, { withC }: Reach): Refusal | null {
  const set = settingOf(app, step, 'CGO_LDFLAGS');
  if (set === null) return refuse({ code: 'dynamic-command', text: 'CGO_LDFLAGS' }, step.run);
  for (const { path, linkFlags, pkgConfig } of withC) {
    const folder = app.project.list(folderOf(path));
    if (folder.some((name) => OTHER_LANGUAGES.test(name)))
      return refuse({ code: 'native-module', name: 'libstdc++', path });
    const flags = [...linkFlags, ...set.split(/\s+/)];
    const flag = flags.find((word) => /^-l|\.(?:so|a)\b/.test(word) && !PLAIN_LIBRARY.test(word)) ?? pkgConfig[0];
    if (flag !== undefined) return refuse({ code: 'native-module', name: flag.replace(/^-l/, 'lib'), path });
  }
  return null;
}

/** A module that go.mod requires, for another one of them as well, and that is known to be built with C only. */
function requiredWithC(tree: Output['tree']): { readonly name: string; readonly path: string } | null {
  for (const { mod, file } of tree?.modules ?? []) {
    const found = mod?.requires.find(({ path }) => cLinksOf(path) !== null);
    if (found !== undefined) return { name: found.path, path: file ?? 'go.mod' };
  }
  return null;
}

/** Up to Go 1.16 go.mod names only what the module itself asks for: go.sum has the rest. Source: go.dev/ref/mod, "graph pruning". */
function sumsWithC(app: App, tree: Output['tree']): boolean {
  return (tree?.modules ?? []).some(({ mod, folder }) => {
    if (mod === null || isGoAtLeast(mod.go, '1.17')) return false;
    const file = fileAt(app, join(folder, 'go.sum'));
    const sums = readGoSum((file === null ? null : app.project.readText(file)) ?? '');
    // That of go.mod alone is there for modules too of which nothing is built.
    return [...sums].some((sum) => !sum.endsWith('/go.mod') && cLinksOf(sum.split(' ')[0]!) === 'bundled');
  });
}

/** Whether names are to be looked up by the C library. Source: pkg.go.dev/net, "Name Resolution". */
function asksForResolver({ final, project }: App, { tags }: Output, { files, standard }: Reach): boolean {
  if (!standard.has('net') && !standard.has('net/http') && !standard.has('os/user')) return false;
  const isSet = /\bnetdns=cgo\b/.test(final.env.get('GODEBUG') ?? '') || tags?.has('netcgo') === true;
  return isSet || files.some((path) => /^\/\/go:debug netdns=cgo\b/m.test(project.readText(path) ?? ''));
}

/** Whether own files are taken, or left out, because of cgo: without it the program would be another one. */
function isOtherWithout({ project }: App, { files }: Reach): boolean {
  return files.some(
    (path) =>
      !/(?:^|\/)vendor\//.test(path) && /^\/\/\s?(?:go:build|\+build)\s.*\bcgo\b/m.test(project.readText(path) ?? ''),
  );
}

/** A library that own code loads by its name. */
function loadedBy({ project }: App, { withC }: Reach): Refusal | null {
  const found = withC.find(({ path }) => /\bdlopen\b/.test(project.readText(path) ?? ''));
  return found === undefined ? null : refuse({ code: 'native-module', name: 'dlopen', path: found.path });
}

/** `-ldflags "-linkmode external"`: the C compiler links. */
function isLinkedOutside({ call }: Step): boolean {
  return call.args.some(({ text }) => /linkmode[= ]+external/.test(text));
}
