/** Programs of the system that the app starts by itself: what the slim image lacks of them is installed, or refused. */

import type { Reads } from '../../../../src/app/reads.ts';
import type { BaseImage } from '../../../../src/facts/base-images.ts';
import { packageFor } from '../../../../src/facts/buildpack-programs.ts';
import { programOfPackage } from '../../../../src/facts/node-tools.ts';
import { packageBrings } from '../../../../src/facts/package-programs.ts';
import { hasProgram } from '../../../../src/facts/runtime-images.ts';
import type { App } from '../../app.ts';
import { osPackages } from '../../packages.ts';
import { type Refusal, refuse } from '../../recipe.ts';
import { isTest } from './build-files.ts';

/** A program that somebody starts, and where that is said. */
export interface Wanted {
  readonly name: string;
  readonly file: string;
  readonly line: number | null;
}

/** Programs that packages of these names start. */
export function startedByPackages(names: Iterable<string>, file: string): readonly Wanted[] {
  return [...names].flatMap((name) => {
    const program = programOfPackage(name);
    return program === null ? [] : [{ name: program, file, line: null }];
  });
}

/** Programs that the sources start, tests and tools left out. */
export function startedBySources(reads: Reads | null): readonly Wanted[] {
  return (reads?.programs ?? []).flatMap(({ name, place: { file, line } }) =>
    name === null || isTest(file) || isHelper(file) ? [] : [{ name, file, line }],
  );
}

/** @returns OS packages that bring what the full image has and the other one lacks. */
export function programPackages(app: App, image: BaseImage, wanted: readonly Wanted[]): readonly string[] | Refusal {
  const found = new Set<string>();
  const given = osPackages(app);
  for (const { name, file, line } of wanted) {
    if (!app.base.tools.includes(name) || hasProgram(image, name)) continue;
    if (given.some((one) => brings(one, name))) continue;
    const own = packageFor(name, image.packageManager);
    if (own === null) return refuse({ code: 'program-missing', program: name, image: image.reference, file, line });
    for (const each of [own, ...besideOf(app, own)]) found.add(each);
  }
  return [...found];
}

/** What a package only recommends, and the full image has: certificates, and a client where git talks to a server by ssh. */
function besideOf({ sources, project }: App, name: string): readonly string[] {
  if (name !== 'git') return /^(?:curl|wget)$/.test(name) ? ['ca-certificates'] : [];
  const isSecure = sources.files.some(({ path }) => /\bssh\b|git@/.test(project.readText(path) ?? ''));
  return ['ca-certificates', ...(isSecure ? ['openssh-client'] : [])];
}

/** Scripts for those who work on the app, and settings of its tools. */
function isHelper(path: string): boolean {
  return /(?:^|\/)(?:scripts?|tools|build|bin|\.github)\/|\.config\.[cm]?[jt]s$|(?:^|\/)(?:gulpfile|Gruntfile)\b/.test(
    path,
  );
}

/** Whether an OS package brings what a program of Node packages asks for. */
export function brings(name: string, program: string): boolean {
  // What asks for ImageMagick takes GraphicsMagick as well.
  return packageBrings(name, program) || (program === 'convert' && name === 'graphicsmagick');
}
