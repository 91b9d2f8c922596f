/** Apps of Node.js: built in the image as it is, run on the slim one of the same release, without what only the build needs. */
import { findReads, type Reads } from '../../../src/app/reads.ts';
import { recognise } from '../../../src/facts/base-images.ts';
import { hasProgram, slimOf } from '../../../src/facts/runtime-images.ts';
import type { App } from '../app.ts';
import { isRefusal, type Plan, type Recipe, type Refusal, refuse } from '../recipe.ts';
import { isTest } from './node/build-files.ts';
import { type Contents, contentsOf } from './node/carries.ts';
import { pruneCommand } from './node/development.ts';
import { nativePackages } from './node/native.ts';
import { ownedFolder } from './node/owner.ts';
import { type Packages, readPackages } from './node/packages.ts';
import { readStartNeeds, type StartNeeds } from './node/start.ts';
import { readSubject, type Subject } from './node/subject.ts';

/** Programs that run an app of Node.js. */
const RUNNERS = /^(?:node|nodejs|npm|npx|yarn|pnpm|bun|pm2(?:-runtime)?|serve|http-server|next)$/;
/** Settings of the managers and of what they download. */
const BUILD_VARIABLES =
  /^(?:npm_config_\w+|NPM_CONFIG_\w+|YARN_\w+|PNPM_HOME|PUPPETEER_SKIP_\w+|CYPRESS_INSTALL_BINARY|HUSKY|NEXT_TELEMETRY_DISABLED|GENERATE_SOURCEMAP|INLINE_RUNTIME_CHUNK)$/;
/** Packages of the system that only a build needs. */
const BUILD_PACKAGES = /^(?:build-essential|build-base|gcc|g\+\+|make|cmake|autoconf|automake|.*-dev)(?:=.*)?$/;

export const node: Recipe = (app) => {
  const subject = readSubject(app);
  if (subject === null || isForeign(app)) return null;
  if (isRefusal(subject)) return subject;
  if (app.base.name !== 'node') return refuse({ code: 'unknown-builder', image: app.base.reference });
  const packages = readPackages(app.project, subject.manifest, subject.installs.at(-1)?.manager ?? null);
  if (packages.isPlugAndPlay) return refuse({ code: 'no-recipe', tool: 'yarn Plug and Play', of: 'stages' });
  const needs = readStartNeeds(app, subject, packages);
  return isRefusal(needs) ? needs : planOf(app, subject, packages, needs);
};

/** Another language runs here, and Node.js only helps to build: that is for others to split. */
function isForeign({ base, start }: App): boolean {
  return base.name !== 'node' && !start.calls.some(({ name }) => RUNNERS.test(name));
}

function planOf(app: App, subject: Subject, packages: Packages, needs: StartNeeds): Plan | Refusal {
  const written = app.stage.image;
  const runtime = slimOf(written, app.base) ?? written;
  const isOtherImage = runtime !== written;
  const reads = findReads(app.doc, app.project, app.stage, ['js']);
  const prune = pruneCommand(app, subject, packages, needs);
  const contents = contentsOf(app, subject, needs, reads, prune !== null);
  if (isRefusal(contents)) return contents;
  const isPruned = prune !== null || contents.isAlone;
  const added =
    contents.isAlone && needs.served !== null ? [] : nativePackages({ subject, packages, isPruned, isOtherImage });
  if (isRefusal(added)) return added;
  const missing = isOtherImage ? missingProgram(app, reads, runtime) : null;
  if (missing !== null) return missing;
  const owned = ownedFolder(app, subject);
  if (!isOtherImage && !isPruned && !leavesPackages(app)) return refuse({ code: 'saves-nothing', image: written });
  return {
    ecosystem: 'Node',
    runtime,
    keeps: contents.keeps,
    edits: [],
    finishes: prune === null || contents.isAlone ? [] : [prune],
    carries: contents.carries,
    moves: contents.moves,
    repeats: contents.repeats,
    lines: [...owned.lines, ...needs.lines],
    packages: added,
    claims: new Set([...subject.claims, ...owned.claims]),
    brings: needs.brings,
    buildVariables: [...app.final.env.keys()].filter((name) => BUILD_VARIABLES.test(name)),
    declares: [],
    risk: 'assumes',
    assumption: assumptionFor(written, runtime, prune !== null, contents),
  };
}

/** A program that the sources start, which the full image has and the slim one has not. */
function missingProgram({ base }: App, reads: Reads | null, runtime: string): Refusal | null {
  const image = recognise(runtime);
  const found = reads?.programs.find(
    ({ name, place }) =>
      name !== null &&
      base.tools.includes(name) &&
      !hasProgram(image, name) &&
      !isTest(place.file) &&
      !isHelper(place.file),
  );
  if (found === undefined) return null;
  const { file, line } = found.place;
  return refuse({ code: 'program-missing', program: found.name ?? '', image: runtime, file, line });
}

/** Scripts for those who work on the app, and settings of its tools. */
function isHelper(path: string): boolean {
  return /(?:^|\/)(?:scripts?|tools|build|bin|\.github)\/|\.config\.[cm]?[jt]s$|(?:^|\/)(?:gulpfile|Gruntfile)\b/.test(
    path,
  );
}

function leavesPackages({ steps }: App): boolean {
  return steps.some(
    ({ call }) =>
      /^(?:apt-get|apt|apk)$/.test(call.name ?? '') && call.args.some(({ value }) => BUILD_PACKAGES.test(value ?? '')),
  );
}

function assumptionFor(written: string, runtime: string, isPruned: boolean, { isAlone, keeps }: Contents): string {
  const image = runtime === written ? '' : `a program or library of ${written} that ${runtime} lacks`;
  if (isPruned && !isAlone)
    return `nothing that runs needs a development dependency${image === '' ? '' : `, or ${image}`}`;
  return image === '' ? `what runs reads nothing besides ${keeps}` : `the app needs no ${image.replace(/^a /, '')}`;
}
