/** Whether everything that the start runs is in the runtime stage: programs, scripts, the shell that reads them. */

import { programFolders } from '../../../src/app/lineage.ts';
import type { StartCall } from '../../../src/app/start.ts';
import { expandWord } from '../../../src/dockerfile/expand.ts';
import type { BaseImage } from '../../../src/facts/base-images.ts';
import { packageFor } from '../../../src/facts/buildpack-programs.ts';
import { javaHomeOf } from '../../../src/facts/java-images.ts';
import { packageBrings } from '../../../src/facts/package-programs.ts';
import { hasCertificates, hasProgram, hasShell } from '../../../src/facts/runtime-images.ts';
import { absoluteFrom } from '../../../src/project/absolute.ts';
import { imagePathOf } from '../../../src/project/copies.ts';
import { isBelow, nameOf } from '../../../src/project/paths.ts';
import type { App } from '../app.ts';
import type { Carry, Refusal } from '../recipe.ts';
import { isRefusal, refuse } from '../recipe.ts';

/** What the runtime stage is known to get. */
export interface Stock {
  readonly runtime: BaseImage;
  readonly carries: readonly Carry[];
  readonly packages: readonly string[];
  /** Programs by name. */
  readonly brings: readonly string[];
  readonly covers: (path: string) => boolean;
}

/** What has to be added for the start to run. */
export interface Lacking {
  readonly carries: readonly Carry[];
  readonly packages: readonly string[];
}

const BUILTINS: ReadonlySet<string> = new Set(
  ': . [ [[ (( test true false cd echo printf export unset set shift local read return exit break continue trap wait eval exec source type command hash getopts ulimit umask alias let declare typeset readonly pwd kill times fg bg jobs mapfile readarray pushd popd shopt'.split(
    ' ',
  ),
);

/** Whether a shell does it itself. */
export function isBuiltin(name: string): boolean {
  return BUILTINS.has(name);
}

/**
 * What the start, its scripts and the health check ask for and the runtime image lacks: what can be brought, or why
 * it cannot.
 */
export function lackingAtStart(app: App, stock: Stock): Lacking | Refusal {
  const carries: Carry[] = [];
  const packages: string[] = [];
  if (needsShell(app) && !hasShell(stock.runtime))
    return refuse({ code: 'program-missing', program: 'sh', image: stock.runtime.reference, file: null, line: null });
  const user = unknownUser(app, stock.runtime);
  if (user !== null) return refuse({ code: 'user-missing', user, image: stock.runtime.reference });
  for (const call of app.start.calls) {
    for (const path of scriptsOf(
      app,
      call,
      (one) => stock.covers(one) || carries.some((carry) => carry.path === one),
    )) {
      carries.push({ path, kind: 'file' });
      const missing = interpreterOf(app, path, stock);
      if (missing !== null) return missing;
    }
    const wrappers = wrappersOf(app, call, stock);
    if (isRefusal(wrappers)) return wrappers;
    const added = programOf(app, call, stock);
    if (isRefusal(added)) return added;
    packages.push(...wrappers, ...(added === null ? [] : [added]), ...trustOf(call, stock));
  }
  return { carries, packages: [...new Set(packages)] };
}

/** Somebody as whom a service runs it. Without a shell no RUN makes users. Source: GoogleContainerTools/distroless, its passwd. */
function unknownUser({ uses }: App, { family }: BaseImage): string | null {
  if (family !== 'distroless') return null;
  const names = uses.flatMap(({ user }) => (user ?? '').split(':'));
  return names.find((name) => !/^(?:|root|nobody|nonroot|\d+)$|\$/.test(name)) ?? null;
}

/** What is asked over TLS is checked by certificates that the full image has, and other packages only recommend. */
function trustOf({ name, call }: StartCall, { runtime, packages, carries }: Stock): readonly string[] {
  const isAsking = name === 'git' || call.args.some(({ text }) => /https:|^["']?\$/.test(text));
  const isThere =
    hasCertificates(runtime.reference) ||
    packages.includes('ca-certificates') ||
    carries.some(({ path }) => path === '/etc/ssl/certs/ca-certificates.crt');
  return isThere || !isAsking || !/^(?:curl|wget|git)$/.test(name) ? [] : ['ca-certificates'];
}

/** Whether a shell reads the command, the health check or a script of the start. */
function needsShell({ start, uses }: App): boolean {
  const isScript = (file: string | null) => file !== null && !uses.some((use) => use.file === file);
  return start.calls.some(({ at, file }) => isScript(file) || (at !== null && at.arguments.json === null));
}

/** `sh`, `env` and `timeout` in front of what is started. @returns packages that bring them. */
function wrappersOf(app: App, { call: { wrappers }, file }: StartCall, stock: Stock): readonly string[] | Refusal {
  const found: string[] = [];
  for (const name of wrappers) {
    if (isBuiltin(name)) continue;
    const added = byName(app, name, file, stock);
    if (isRefusal(added)) return added;
    if (added !== null) found.push(added);
  }
  return found;
}

/** The scripts and manifests that lead to a call and are not there yet: where they lie in the builder. */
function scriptsOf(
  { placed, uses }: App,
  { file, origin }: StartCall,
  isThere: (path: string) => boolean,
): readonly string[] {
  // What a compose file says is not read in the container.
  const isUse = uses.some((use) => use.file === file);
  const files = [isUse ? null : file, origin?.kind === 'context' ? origin.path : null].filter((path) => path !== null);
  return files.flatMap((path) => {
    const places = placed.flatMap(({ copied }) => imagePathOf(copied, path) ?? []);
    return places.some(isThere) ? [] : places.slice(-1);
  });
}

/** A script says in its first line who reads it. */
function interpreterOf(app: App, path: string, { runtime, packages, brings }: Stock): Refusal | null {
  const file = app.toContext(path);
  const first = file === null ? null : (app.project.readText(file)?.split('\n', 1)[0] ?? null);
  const words = /^\uFEFF?#!\s*(\S+)(?:\s+(?:-S\s+)?(\S+))?/.exec(first ?? '');
  if (words === null) return null;
  const program = nameOf(words[1]!) === 'env' ? (words[2] ?? 'env') : nameOf(words[1]!);
  const isThere =
    hasProgram(runtime, program) ||
    brings.includes(program) ||
    packages.some((one) => packageBrings(bare(one), program));
  return isThere ? null : missing(program, runtime, file, 1);
}

/** @returns a package that brings the program; null when it is there already. */
function programOf(app: App, call: StartCall, stock: Stock): Refusal | string | null {
  const { name, origin, file } = call;
  const { runtime, covers } = stock;
  if (name === '' || origin?.kind === 'context') return null;
  const written = call.call.program.value ?? expandWord(call.call.program.text, (key) => variableOf(app, key), '\\');
  if (written === null) return missing(call.call.program.text, runtime, file, null);
  if (written.includes('/')) {
    const path = absoluteFrom(app.final.workdir, written);
    if (covers(path) || stock.carries.some((carry) => isBelow(path, carry.to ?? carry.path))) return null;
    if (isJava(app, path, runtime)) return null;
    if (!/^\/(?:usr\/)?(?:local\/)?s?bin\//.test(path)) return missing(path, runtime, file, null);
  } else if (isBuiltin(name)) return null;
  return byName(app, name, file, stock);
}

function byName(app: App, name: string, file: string | null, stock: Stock): Refusal | string | null {
  const { runtime, packages, brings, covers } = stock;
  if (hasProgram(runtime, name) || brings.includes(name) || packages.some((one) => packageBrings(bare(one), name)))
    return null;
  const wasThere = app.base.tools.includes(name) || packageFor(name, app.base.packageManager) !== null;
  // A folder that is carried may hold a program of the app, and hardly one that the image has by itself.
  const isCarried = programFolders(app.doc, app.stage).some(
    (folder) =>
      (!wasThere && covers(`${folder}/${name}`)) ||
      stock.carries.some((carry) => (carry.to ?? carry.path) === `${folder}/${name}`),
  );
  if (isCarried) return null;
  const added = wasThere ? packageFor(name, runtime.packageManager) : null;
  return added ?? missing(name, runtime, file, null);
}

function variableOf({ final, base }: App, key: string): string | null {
  return final.env.get(key) ?? (key === 'JAVA_HOME' ? javaHomeOf(base) : null);
}

/** By its path in the image, which both have. */
function isJava({ base }: App, path: string, runtime: BaseImage): boolean {
  const home = javaHomeOf(runtime);
  return home !== null && javaHomeOf(base) === home && (path === `${home}/bin/java` || path === `${home}/bin/keytool`);
}

function missing(program: string, runtime: BaseImage, file: string | null, line: number | null): Refusal {
  return refuse({ code: 'program-missing', program, image: runtime.reference, file, line });
}

/** A package without its version and architecture: `curl=8.1`, `libc6:amd64`. */
function bare(name: string): string {
  return name.replace(/[=:].*$/, '');
}
