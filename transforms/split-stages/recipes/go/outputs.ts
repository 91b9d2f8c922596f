/** Which programs a build writes, and where. Sources: go help build, go help install. */

import { expandWord } from '../../../../src/dockerfile/expand.ts';
import { absoluteFrom } from '../../../../src/project/absolute.ts';
import type { Tags } from '../../../../src/project/go/constraints.ts';
import { isFolderBefore } from '../../../../src/project/image-folders.ts';
import { isBelow } from '../../../../src/project/paths.ts';
import type { App } from '../../app.ts';
import { isOpen } from '../../open.ts';
import { isRefusal, type Refusal, refuse } from '../../recipe.ts';
import type { GoCall } from './call.ts';
import { namesIn } from './image.ts';
import { type Package, packagesOf } from './packages.ts';
import { settingOf } from './settings.ts';
import { type GoTree, join, readTree } from './tree.ts';

/** A program that a build writes. */
export interface Output extends Package {
  readonly call: GoCall;
  /** Absolute. */
  readonly path: string;
  readonly tree: GoTree | null;
  readonly tags: Tags;
}

/** @returns none for a build that only checks, as one of several packages does. */
export function outputsOf(app: App, call: GoCall): readonly Output[] | Refusal {
  const { step, flags } = call;
  const moved = flags.get('C');
  if (step.cwd === null || moved === null) return unknown(call);
  const cwd = moved === undefined ? step.cwd : absoluteFrom(step.cwd, moved);
  const system = settingOf(app, step, 'GOOS');
  if (system === null && !isTarget(app, call)) return unknown(call);
  if (system !== null && system !== '' && system !== 'linux') return [];
  const tree = readTree(app, step, cwd);
  if (tree !== null && isRefusal(tree)) return tree;
  const tags = tagsOf(flags.get('tags'));
  const packages = packagesOf(app, call, { cwd, tree, tags });
  if (packages === null || packages.length === 0) return unknown(call);
  const places = call.verb === 'install' ? installed(app, call, packages) : built(app, call, packages, cwd);
  if (isRefusal(places)) return places;
  return places.map((place) => ({ ...place, call, tree, tags }));
}

/** `GOOS=$TARGETOS`: the builder's own variable, which is linux for an image of Linux. */
function isTarget({ doc }: App, { step }: GoCall): boolean {
  const own = step.call.command.assignments.find(({ name }) => name === 'GOOS');
  return own !== undefined && /^GOOS=["']?\$\{?TARGETOS\b/.test(doc.text.slice(own.span.start, own.span.end));
}

/** Separated by commas, or by blanks as it was up to Go 1.12. */
function tagsOf(written: string | null | undefined): Tags {
  return written === null ? null : new Set((written ?? '').split(/[\s,]+/).filter(Boolean));
}

type Place = Package & Pick<Output, 'path'>;

function built(app: App, call: GoCall, packages: readonly Package[], cwd: string): readonly Place[] | Refusal {
  const written = call.flags.get('o');
  if (written === null) return unknown(call);
  const [only] = packages;
  if (written === undefined || written === '') {
    if (packages.length !== 1 || only === undefined) return [];
    return only.name === null ? unknown(call) : [{ ...only, path: join(cwd, only.name) }];
  }
  const path = absoluteFrom(cwd, written);
  if (!written.endsWith('/') && !isFolder(app, call, path))
    return packages.length === 1 && only !== undefined ? [{ ...only, path }] : [];
  const mains = packages.length === 1 ? packages : packages.filter(({ main }) => main !== null);
  if (mains.some(({ name }) => name === null)) return unknown(call);
  return mains.map((one) => ({ ...one, path: join(path, one.name!) }));
}

/** Whether `-o` names a folder that is there: of the context, of the image, or made in the same RUN. */
function isFolder(app: App, { step }: GoCall, path: string): boolean {
  if (isFolderBefore(app.doc, app.project, step.run, path) || namesIn(app, path).size > 0) return true;
  return app.steps.some(
    ({ call, run, cwd }) =>
      run === step.run &&
      call.name === 'mkdir' &&
      cwd !== null &&
      call.args.some(({ value }) => {
        const made = value === null || value.startsWith('-') ? null : absoluteFrom(cwd, value);
        return made !== null && isBelow(made, path);
      }),
  );
}

/** GOBIN, else bin/ of GOPATH. For another machine it would be a folder below. */
function installed(app: App, call: GoCall, packages: readonly Package[]): readonly Place[] | Refusal {
  const { step } = call;
  const bin = settingOf(app, step, 'GOBIN');
  const gopath = settingOf(app, step, 'GOPATH');
  const machine = settingOf(app, step, 'GOARCH');
  if (bin === null || gopath === null || machine !== '') return unknown(call);
  const folder = expandWord(
    bin !== '' ? bin : `${(gopath === '' ? '/go' : gopath).split(':')[0]}/bin`,
    () => null,
    '\\',
  );
  if (folder === null || !folder.startsWith('/') || isOpen(app, 'GOPATH')) return unknown(call);
  const mains = packages.length === 1 ? packages : packages.filter(({ main }) => main !== null);
  if (mains.some(({ name }) => name === null)) return unknown(call);
  return mains.map((one) => ({ ...one, path: join(folder, one.name!) }));
}

function unknown({ step }: GoCall): Refusal {
  const command = `go ${step.call.args[0]?.value ?? ''}`;
  return refuse({ code: 'artefact-not-known', command, line: step.run.startLine }, step.run);
}
