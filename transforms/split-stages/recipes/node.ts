/** Apps of Node.js: built in the image as it is, run on the slim one of the same release, without what only the build needs. */

import { findReads } from '../../../src/app/reads.ts';
import { imageNamed } from '../../../src/dockerfile/state.ts';
import { slimOf } from '../../../src/facts/runtime-images.ts';
import { inFolder } from '../../../src/project/paths.ts';
import type { App } from '../app.ts';
import { osPackages } from '../packages.ts';
import { isRefusal, type Plan, type Recipe, type Refusal, refuse } from '../recipe.ts';
import { type Contents, contentsOf } from './node/carries.ts';
import { isLean, pruneCommand } from './node/development.ts';
import { nativePackages } from './node/native.ts';
import { ownedFolder } from './node/owner.ts';
import { type Packages, readPackages } from './node/packages.ts';
import { programPackages, startedByPackages, startedBySources } from './node/programs.ts';
import { readStartNeeds } from './node/start.ts';
import type { StartNeeds } from './node/start-needs.ts';
import { readSubject, type Subject } from './node/subject.ts';
import { variantOf } from './node/variant.ts';

/** Programs that run an app of Node.js. */
const RUNNERS = /^(?:node|nodejs|npm|npx|yarn|pnpm|bun|pm2(?:-runtime)?|serve|http-server|next)$/;
/** Settings of the managers and of what they download. */
const BUILD_VARIABLES =
  /^(?:npm_config_\w+|NPM_CONFIG_\w+|YARN_\w+|PNPM_HOME|PUPPETEER_SKIP_\w+|CYPRESS_INSTALL_BINARY|HUSKY|GENERATE_SOURCEMAP|INLINE_RUNTIME_CHUNK)$/;
/** Packages of the system that only a build needs. */
const BUILD_PACKAGES = /^(?:build-essential|build-base|gcc|g\+\+|make|cmake|autoconf|automake|.*-dev)$/;

export const node: Recipe = (app) => {
  const subject = readSubject(app);
  if (subject === null || isForeign(app)) return null;
  if (isRefusal(subject)) return subject;
  if (!isRuntime(app)) return refuse({ code: 'unknown-builder', image: app.base.reference });
  const packages = readPackages(app.project, subject.manifest, subject.installs.at(-1)?.manager ?? null);
  if (packages.isPlugAndPlay) return refuse({ code: 'no-recipe', tool: 'yarn Plug and Play', of: 'stages' });
  const needs = readStartNeeds(app, subject, packages);
  return isRefusal(needs) ? needs : planOf(app, subject, packages, needs);
};

/** What bun starts runs on bun's own image, and the image of node has none. */
function isRuntime({ base, start }: App): boolean {
  return base.name === 'node' || (base.name === 'oven/bun' && start.calls.some(({ name }) => name === 'bun'));
}

/** Another language runs here, and Node.js only helps to build: that is for others to split. */
function isForeign({ base, start }: App): boolean {
  return base.name !== 'node' && base.name !== 'oven/bun' && !start.calls.some(({ name }) => RUNNERS.test(name));
}

function planOf(app: App, subject: Subject, packages: Packages, needs: StartNeeds): Plan | Refusal {
  const written = app.image;
  const runtime = slimOf(written, app.base) ?? written;
  const isOtherImage = runtime !== written;
  const reads = findReads(app.doc, app.project, app.stage, ['js']);
  const prune = pruneCommand(app, subject, packages, needs);
  const isLeft = prune !== null || isLean(subject);
  const contents = contentsOf(app, subject, needs, reads, isLeft);
  if (isRefusal(contents)) return contents;
  const isPruned = isLeft || contents.isAlone;
  const added =
    contents.isAlone && needs.served !== null ? [] : nativePackages({ subject, packages, isPruned, isOtherImage });
  if (isRefusal(added)) return added;
  const addon = isOtherImage ? ownAddon(app, subject) : null;
  if (addon !== null) return addon;
  const wanted = isOtherImage
    ? [...startedByPackages(subject.manifest.dependencies.keys(), subject.manifest.path), ...startedBySources(reads)]
    : [];
  const started = programPackages(app, imageNamed(app.doc, runtime), wanted);
  if (isRefusal(started)) return started;
  const owned = ownedFolder(app, subject);
  // Then all that runs comes from the context, and nothing was built.
  if (contents.carries.length === 0) return refuse({ code: 'saves-nothing', image: runtime });
  if (!isOtherImage && prune === null && !contents.isAlone && !leavesPackages(app))
    return refuse({ code: 'saves-nothing', image: written });
  const plan: Plan = {
    ecosystem: 'Node',
    runtime,
    ...(subject.builds.length === 0 ? { does: 'installs the dependencies' } : {}),
    keeps: contents.keeps,
    edits: [],
    finishes: prune === null || contents.isAlone ? [] : [prune],
    carries: contents.carries,
    moves: contents.moves,
    repeats: contents.repeats,
    lines: [...owned.lines, ...needs.lines],
    packages: [...new Set([...added, ...started])],
    claims: new Set([...subject.claims, ...owned.claims]),
    brings: needs.brings,
    buildVariables: [...app.final.env.keys()].filter((name) => BUILD_VARIABLES.test(name)),
    declares: [],
    risk: 'assumes',
    assumption: assumptionFor(written, runtime, prune !== null, contents),
  };
  return variantOf(app, plan, { packages, reads, isPruned });
}

/** An addon of the project's own: what it links is the system's when its settings name libraries. */
function ownAddon({ project }: App, { manifest }: Subject): Refusal | null {
  const path = inFolder(manifest.folder, 'binding.gyp');
  const text = project.readText(path);
  const isComplete = text === null || !/\blibraries\b|['"]-l|pkg-config/.test(text);
  return isComplete ? null : refuse({ code: 'native-module', name: 'binding.gyp', path });
}

function leavesPackages(app: App): boolean {
  return osPackages(app).some((name) => BUILD_PACKAGES.test(name));
}

function assumptionFor(written: string, runtime: string, isPruned: boolean, { isAlone, keeps }: Contents): string {
  const image = runtime === written ? '' : `a program or library of ${written} that ${runtime} lacks`;
  if (isPruned && !isAlone)
    return `nothing that runs needs a development dependency${image === '' ? '' : `, or ${image}`}`;
  return image === '' ? `what runs reads nothing besides ${keeps}` : `the app needs no ${image.replace(/^a /, '')}`;
}
