/**
 * A last stage that builds nothing and still stands on the image of a builder: the app is only copied in. It starts from
 * the runtime image instead, and nothing else changes.
 */

import { pathsOf } from '../../src/app/lineage.ts';
import { findReads } from '../../src/app/reads.ts';
import { imageNamed, parentOf } from '../../src/dockerfile/state.ts';
import type { Fix } from '../../src/engine/transform.ts';
import type { BaseImage } from '../../src/facts/base-images.ts';
import { nativeNeed } from '../../src/facts/node-native.ts';
import { hasProgram, isArchived } from '../../src/facts/runtime-images.ts';
import { readManifest } from '../../src/project/node/manifest.ts';
import { folderOf, isBelow } from '../../src/project/paths.ts';
import { copiesOf } from '../../src/project/placed.ts';
import type { App } from './app.ts';
import { coverOf } from './frame/cover.ts';
import { imageChanges } from './frame/declares.ts';
import { isBuiltin, lackingAtStart } from './frame/programs.ts';
import { refuseRuntime } from './frame/refuse.ts';
import { installLine, line, styleOf } from './frame/text.ts';
import { osPackages } from './packages.ts';
import { isRefusal, type Refusal, refuse } from './recipe.ts';
import { needsOf } from './recipes/jvm/needs.ts';
import { nativePackages } from './recipes/node/native.ts';
import { readPackages } from './recipes/node/packages.ts';
import { brings, programPackages, startedByPackages, type Wanted } from './recipes/node/programs.ts';
import { smallerOf } from './smaller.ts';

/** @returns null when the image has no smaller twin, or something is built or installed on it that may need all of it. */
export function rebase(app: App): Omit<Fix, 'key' | 'at'> | Refusal | null {
  const { doc, stage, base } = app;
  if (parentOf(doc, stage) !== null) return null;
  const written = smallerOf(stage.image, base);
  if (written === null) return null;
  const replaced = refuseRuntime(app, written);
  if (replaced !== null) return replaced;
  const runtime = imageNamed(doc, written);
  if (!app.steps.every(({ call }) => runsOn(runtime, call.name))) return null;
  const lacking = lackingAtStart(app, {
    runtime,
    carries: [],
    packages: osPackages(app),
    brings: [],
    covers: broughtTo(app),
  });
  if (isRefusal(lacking)) return lacking;
  const needed = packagesFor(app, runtime);
  if (needed === null || isRefusal(needed)) return needed;
  const packages = [...new Set([...lacking.packages, ...needed])];
  const [added] = packages;
  if (added !== undefined && isArchived(runtime) && osPackages(app).length === 0)
    return refuse({ code: 'release-archived', package: added, image: written });
  const { start } = stage.from.arguments.restSpan;
  const end = doc.lines[stage.from.endLine - 1]!.end;
  const install =
    packages.length === 0 ? '' : doc.eol + line(styleOf(doc, stage.from), installLine('apt', packages, false, doc));
  return {
    kind: 'fix',
    message: `run on ${written}: nothing is built in this stage`,
    risk: 'assumes',
    assumption: `nothing that runs uses a program or library of ${stage.image} that ${written} lacks`,
    declares: imageChanges(app, runtime).map((change) => ({ target: null, ...change })),
    comments: [],
    edits: [
      { span: { start, end: start + stage.image.length }, text: written },
      ...(install === '' ? [] : [{ span: { start: end, end }, text: install }]),
    ],
  };
}

/** Whether a path is where a COPY of this stage puts something; what another stage gave is not looked into. */
function broughtTo(app: App): (path: string) => boolean {
  const copies = app.stage.instructions.filter(({ keyword }) => keyword === 'COPY' || keyword === 'ADD');
  const fromContext = coverOf(app, [], copies);
  const targets = copies.flatMap((copy) => {
    const isForeign =
      copy.arguments.flags.some(({ name }) => name === 'from') || !copiesOf(app.doc, app.project, copy).ok;
    return isForeign ? (pathsOf(app.doc, copy)?.slice(-1) ?? ['/']) : [];
  });
  return (path) => fromContext(path) || targets.some((target) => isBelow(path, target));
}

/** Programs of a RUN that do on the small image what they do on the large one. */
function runsOn(runtime: BaseImage, name: string | null): boolean {
  if (name === null) return false;
  if (APT.test(name)) return runtime.packageManager === 'apt';
  return isBuiltin(name) || (hasProgram(runtime, name) && !runtime.tools.includes(name));
}

const APT = /^apt(?:-get)?$/;

/** What the app itself needs of the system, by language. @returns null where that cannot be told. */
function packagesFor(app: App, runtime: BaseImage): readonly string[] | Refusal | null {
  if (runtime.tools.includes('java')) {
    const needs = needsOf(app, runtime);
    return isRefusal(needs) ? needs : [];
  }
  const started = sourcesNeed(app, runtime);
  if (isRefusal(started)) return started;
  if (runtime.name === 'node') {
    const natives = nativesOf(app, runtime);
    return isRefusal(natives) ? natives : [...started, ...natives];
  }
  // Packages of another stage may be linked with libraries that are only here.
  const isGiven = app.stage.instructions.some(({ arguments: { flags } }) => flags.some(({ name }) => name === 'from'));
  return isGiven ? null : started;
}

/** Libraries that the packages of all lockfiles need, those of development among them: which are left out is not known. */
function nativesOf(app: App, runtime: BaseImage): readonly string[] | Refusal {
  const { project, sources } = app;
  const needed = new Set<string>();
  for (const { path } of sources.files) {
    if (!/(?:^|\/)package\.json$/.test(path) || path.includes('node_modules/')) continue;
    const manifest = readManifest(project, folderOf(path));
    if (manifest?.ok !== true) continue;
    const packages = readPackages(project, manifest.value, null);
    const question = { subject: { manifest: manifest.value }, packages, isPruned: false, isOtherImage: true };
    const found = nativePackages(question);
    if (isRefusal(found)) return found;
    const wanted = startedByPackages(manifest.value.dependencies.keys(), path);
    const started = programPackages(app, runtime, wanted);
    if (isRefusal(started)) return started;
    for (const one of [...found, ...started]) needed.add(one);
  }
  // Packages that lie in the context itself are named by their folders.
  const own = project.list('node_modules').find((name) => nativeNeed(name)?.kind === 'impossible');
  if (own !== undefined) return refuse({ code: 'native-module', name: own, path: `node_modules/${own}` });
  return [...needed];
}

/** @returns packages that bring what the sources start. */
function sourcesNeed(app: App, runtime: BaseImage): readonly string[] | Refusal {
  const reads = findReads(app.doc, app.project, app.stage, ['js', 'python', 'ruby']);
  // No word of what it reads: no word of what it starts.
  if (reads === null) return refuse({ code: 'reads-unknown', file: app.sources.files[0]?.path ?? '.', line: 1 });
  const given = osPackages(app);
  const wanted: Wanted[] = [];
  for (const { name, place } of reads.programs) {
    if (name === null) return refuse({ code: 'program-unknown', ...place });
    if (hasProgram(runtime, name) || isBuiltin(name) || given.some((word) => brings(word, name))) continue;
    // What the large image is not known to have may come from anywhere.
    if (!app.base.tools.includes(name))
      return refuse({ code: 'program-missing', program: name, image: runtime.reference, ...place });
    wanted.push({ name, ...place });
  }
  return programPackages(app, runtime, wanted);
}
