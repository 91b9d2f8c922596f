/** What the runtime stage of a Go program gets, and on which image. */

import type { Invocation } from '../../../../src/dockerfile/commands.ts';
import type { Edit } from '../../../../src/dockerfile/edit.ts';
import { recognise } from '../../../../src/facts/base-images.ts';
import { packageFor } from '../../../../src/facts/buildpack-programs.ts';
import { packageBrings } from '../../../../src/facts/package-programs.ts';
import { debianOf, hasCertificates, hasProgram, hasShell, hasTimezones } from '../../../../src/facts/runtime-images.ts';
import { absoluteFrom } from '../../../../src/project/absolute.ts';
import { nameOf } from '../../../../src/project/paths.ts';
import type { App } from '../../app.ts';
import { osPackages } from '../../packages.ts';
import { type Carry, isRefusal, type Plan, type Refusal, refuse } from '../../recipe.ts';
import { baseVariables } from '../native/base-variables.ts';
import { assumptionOf } from './assumption.ts';
import { besideOf } from './beside.ts';
import { cgoEdit } from './cgo-edit.ts';
import { buildVariables, claimsOf } from './claims.ts';
import { isGenerated } from './generated.ts';
import { type Linkage, linkageOf } from './linkage.ts';
import { type Needs, needsOf, type Started } from './needs.ts';
import type { Output } from './outputs.ts';
import { mergeReach, type Reach, reachOf } from './reach.ts';
import { bareImage, type Runtime, shellImage } from './runtime.ts';
import type { StartedOutput } from './started.ts';
import { stripped } from './strip.ts';

/** Everything that is known of the programs that are started. */
export interface Programs {
  readonly started: readonly StartedOutput[];
  readonly reach: Reach;
  readonly kind: Linkage['kind'];
  /** Import paths of which it is not known whether they need C, where that matters. */
  readonly unproven: readonly string[];
  readonly edits: readonly Edit[];
}

/** @param moves calls that put the programs where they are started. */
export function planFor(app: App, started: readonly StartedOutput[], moves: readonly Invocation[]): Plan | Refusal {
  const plan = plainPlan(app, started, moves);
  return isRefusal(plan)
    ? plan
    : stripped(
        app,
        started.map(({ output }) => output.call),
        plan,
      );
}

function plainPlan(app: App, started: readonly StartedOutput[], moves: readonly Invocation[]): Plan | Refusal {
  const programs = programsOf(app, started);
  if (isRefusal(programs)) return programs;
  const found = needsOf(app, programs.reach);
  if (isRefusal(found)) return found;
  const needs = { ...found, programs: found.programs.filter(({ name }) => !isBuilt(app, started, name)) };
  const shell = planOn(app, programs, needs, moves, shellImage(app, programs.kind));
  // What a source starts is in no image without a shell, and not every folder of a system.
  if (needs.programs.length > 0 || needs.systemFolders) return shell;
  const bare = planOn(app, programs, needs, moves, bareImage(app, programs.kind));
  if (isRefusal(bare) || isRefusal(shell) || bare.runtime === shell.runtime) return bare;
  return { ...bare, otherwise: shell };
}

/** Whether it is one of the programs that are built here, by its path or where every image looks. */
function isBuilt({ final }: App, started: readonly StartedOutput[], name: string): boolean {
  const path = absoluteFrom(final.workdir, name);
  return started.some(({ to }) =>
    name.includes('/') ? to === path : /^\/(?:usr\/(?:local\/)?)?s?bin\/[^/]+$/.test(to) && nameOf(to) === name,
  );
}

function programsOf(app: App, started: readonly StartedOutput[]): Programs | Refusal {
  const reaches: Reach[] = [];
  const edits = new Map<number, Edit>();
  const unproven = new Set<string>();
  let kind: Linkage['kind'] = 'static';
  for (const { output } of started) {
    const { main, folder, call, tree, tags } = output;
    if (main === null) return folder === null ? fromElsewhere(output) : refuse(absent(app, folder), call.step.run);
    const reach = reachOf(app, tree, main.folder, main.sources, tags);
    const [made] = reach.made;
    if (made !== undefined && !isGenerated(app, call.step)) return refuse(absent(app, made), call.step.run);
    const linkage = linkageOf(app, output, reach);
    if (isRefusal(linkage)) return linkage;
    if (linkage.kind === 'c-library') kind = linkage.kind;
    for (const path of linkage.unproven) unproven.add(path);
    const edit = linkage.isAdded ? cgoEdit(call.step) : null;
    if (isRefusal(edit)) return edit;
    if (edit !== null) edits.set(edit.span.start, edit);
    reaches.push(reach);
  }
  return { started, reach: mergeReach(reaches), kind, unproven: [...unproven], edits: [...edits.values()] };
}

function fromElsewhere({ call: { step, verb } }: Output): Refusal {
  return refuse({ code: 'artefact-not-known', command: `go ${verb}`, line: step.run.startLine }, step.run);
}

/** A package that is neither in the context nor made during the build. */
function absent({ project, toContext }: App, folder: string): Refusal['refused'] {
  const found = toContext(folder) ?? folder;
  const path = found === '' ? '*.go' : found;
  return { code: 'not-in-build', path, isIgnored: project.isIgnored(path) };
}

function planOn(
  app: App,
  programs: Programs,
  needs: Needs,
  moves: readonly Invocation[],
  runtime: Runtime,
): Plan | Refusal {
  const packages = packagesOn(app, runtime.image, needs);
  if (isRefusal(packages)) return packages;
  const { started, reach, kind, edits } = programs;
  const binaries = started.map(
    ({ output: { path }, to }): Carry => ({ path, kind: 'file', ...(to === path ? {} : { to }) }),
  );
  const beside = besideOf(app, needs.carries);
  const carries = [...binaries, ...beside.carries.filter(({ path }) => !binaries.some((one) => one.path === path))];
  return {
    ecosystem: 'Go',
    runtime: runtime.image,
    keeps: `the ${kind === 'static' ? 'static ' : ''}binary${needs.carries.length > 0 ? ' and the files that it reads' : ''}`,
    edits,
    finishes: [],
    carries: needs.certificates && !hasCertificates(runtime.image) ? [...carries, CERTIFICATES] : carries,
    moves: beside.moves,
    repeats: [],
    lines: baseVariables(app, ['GOPATH'], reach.files),
    packages,
    ...(kind === 'static' && needs.programs.length === 0 ? { linksNothing: true as const } : {}),
    claims: new Set([...claimsOf(app), ...moves]),
    brings: started.map(({ to }) => nameOf(to)),
    buildVariables: buildVariables(app, reach.files),
    declares: [],
    risk: 'assumes',
    assumption: runtime.assumption ?? assumptionOf(app, programs, runtime.image),
  };
}

/**
 * In every golang image; the first place where crypto/x509 looks. Sources: docker-library/golang and buildpack-deps, which install
 * ca-certificates; crypto/x509/root_linux.go.
 */
const CERTIFICATES: Carry = { path: '/etc/ssl/certs/ca-certificates.crt', kind: 'file' };

/** What the builder has, and the image with a shell lacks. An image without one has all of it. */
function packagesOn(app: App, image: string, needs: Needs): readonly string[] | Refusal {
  const runtime = recognise(image);
  if (!hasShell(runtime)) return [];
  const packages = new Set<string>();
  if (needs.timezones && !hasTimezones(image)) packages.add('tzdata');
  // Alpine's golang has no such table either; before Debian 11 another package had it. Source: dpkg -S /etc/mime.types in golang:1.23.
  if (needs.mediaTypes && (debianOf(runtime)?.number ?? 0) >= 11) packages.add('media-types');
  for (const program of needs.programs) {
    const added = packageOf(app, image, program);
    if (isRefusal(added)) return added;
    if (added !== null) packages.add(added);
  }
  return [...packages];
}

/** @returns null when the program is there without a package of ours. */
function packageOf(app: App, image: string, { name, file, line }: Started): string | null | Refusal {
  const runtime = recognise(image);
  if (hasProgram(runtime, name) || osPackages(app).some((one) => packageBrings(one, name))) return null;
  const added = app.base.tools.includes(name) ? packageFor(name, runtime.packageManager) : null;
  return added ?? refuse({ code: 'program-missing', program: name, image, file, line });
}
