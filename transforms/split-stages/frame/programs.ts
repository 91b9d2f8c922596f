/** Whether everything that the start runs is in the runtime stage: programs, scripts, the shell that reads them. */
import { programFolders } from '../../../src/app/lineage.ts';
import type { StartCall } from '../../../src/app/start.ts';
import { expandWord } from '../../../src/dockerfile/expand.ts';
import type { BaseImage } from '../../../src/facts/base-images.ts';
import { packageBrings, packageFor } from '../../../src/facts/package-programs.ts';
import { hasProgram, hasShell } from '../../../src/facts/runtime-images.ts';
import { absolute, imagePathOf } from '../../../src/project/copies.ts';
import { isBelow } from '../../../src/project/paths.ts';
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

export function lackingAtStart(app: App, stock: Stock): Lacking | Refusal {
  const carries: Carry[] = [];
  const packages: string[] = [];
  if (needsShell(app) && !hasShell(stock.runtime))
    return refuse({ code: 'program-missing', program: 'sh', image: stock.runtime.reference, file: null, line: null });
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
    const added = programOf(app, call, stock);
    if (isRefusal(added)) return added;
    if (added !== null && !packages.includes(added)) packages.push(added);
  }
  return { carries, packages };
}

/** Whether a shell reads the command, the health check or a script of the start. */
function needsShell({ start }: App): boolean {
  return start.calls.some(({ at, file }) => file !== null || (at !== null && at.arguments.json === null));
}

/** The scripts and manifests that lead to a call and are not there yet: where they lie in the builder. */
function scriptsOf(
  { placed }: App,
  { file, origin }: StartCall,
  isThere: (path: string) => boolean,
): readonly string[] {
  const files = [file, origin?.kind === 'context' ? origin.path : null].filter((path) => path !== null);
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
  const { runtime, packages, brings, covers } = stock;
  if (name === '' || origin?.kind === 'context') return null;
  const written =
    call.call.program.value ?? expandWord(call.call.program.text, (key) => app.final.env.get(key) ?? null, '\\');
  if (written === null) return missing(call.call.program.text, runtime, file, null);
  if (written.includes('/')) {
    const path = absolute(written.startsWith('/') ? written : `${app.final.workdir}/${written}`);
    if (covers(path) || stock.carries.some((carry) => isBelow(path, carry.to ?? carry.path))) return null;
    if (!/^\/(?:usr\/)?(?:local\/)?s?bin\//.test(path)) return missing(path, runtime, file, null);
  } else if (isBuiltin(name)) return null;
  if (hasProgram(runtime, name) || brings.includes(name) || packages.some((one) => packageBrings(bare(one), name)))
    return null;
  const isCarried = programFolders(app.doc, app.stage).some(
    (folder) =>
      covers(`${folder}/${name}`) || stock.carries.some((carry) => (carry.to ?? carry.path) === `${folder}/${name}`),
  );
  if (isCarried) return null;
  const wasThere = app.base.tools.includes(name) || packageFor(name, app.base.packageManager) !== null;
  const added = wasThere ? packageFor(name, runtime.packageManager) : null;
  return added ?? missing(name, runtime, file, null);
}

function missing(program: string, runtime: BaseImage, file: string | null, line: number | null): Refusal {
  return refuse({ code: 'program-missing', program, image: runtime.reference, file, line });
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** A package without its version and architecture: `curl=8.1`, `libc6:amd64`. */
function bare(name: string): string {
  return name.replace(/[=:].*$/, '');
}
