/** .NET: what `dotnet publish` lays out runs on the runtime or ASP.NET image of the same tag. Not built in our tests. */

import { optionOf, readWords } from '../../../src/app/call-words.ts';
import { findReads } from '../../../src/app/reads.ts';
import { mountsOf } from '../../../src/dockerfile/state.ts';
import { absolute, absoluteFrom } from '../../../src/project/absolute.ts';
import { targetFrameworks } from '../../../src/project/dotnet/msbuild.ts';
import { isBelow } from '../../../src/project/paths.ts';
import type { App, Step } from '../app.ts';
import { type Carry, isRefusal, type Plan, type Recipe, type Refusal, refuse } from '../recipe.ts';
import { type Project, projectOf, VALUED } from './dotnet/project.ts';

const SDK = /^(mcr\.microsoft\.com\/dotnet\/(?:core\/|nightly\/)?)sdk:(\d+\.\d+)((?:-[a-z][\w.-]*)?)$/;
/** Commands of the SDK that leave nothing but caches and what publish takes up. */
const BUILDS: ReadonlySet<string> = new Set([
  'restore',
  'build',
  'publish',
  'test',
  'clean',
  '--version',
  '--info',
  'tool',
]);
/** Says where the app listens, so that what the image says does not matter. Source: learn.microsoft.com, Kestrel endpoints. */
const PORTS = [
  'ASPNETCORE_URLS',
  'ASPNETCORE_HTTP_PORTS',
  'DOTNET_URLS',
  'URLS',
  'HTTP_PORTS',
  'ASPNETCORE_HTTPS_PORTS',
];

export const dotnet: Recipe = (app) => {
  const publishes = app.steps.filter((step) => verbOf(step) === 'publish');
  const last = publishes.at(-1);
  if (last === undefined) return app.steps.some((step) => verbOf(step) === 'build') ? startOnly(app) : null;
  const runtime = runtimeOf(app);
  if (isRefusal(runtime)) return runtime;
  const project = projectOf(app, last);
  if (isRefusal(project)) return project;
  const output = outputOf(app, last, project);
  if (isRefusal(output)) return output;
  const start = startOf(app, output, project);
  return start ?? planFor(app, project, output, runtime);
};

/** Built and never published: what runs is what `dotnet run` makes. */
function startOnly({ start }: App): Refusal | null {
  const run = start.calls.find(
    ({ name, call }) => name === 'dotnet' && /^(?:run|watch)$/.test(call.args[0]?.value ?? ''),
  );
  return run === undefined ? null : refuse({ code: 'start-builds', command: `dotnet ${run.call.args[0]?.value}` });
}

function verbOf({ call }: Step): string | null {
  return call.name === 'dotnet' ? (call.args[0]?.value ?? null) : null;
}

interface Runtime {
  /** `aspnet` or `runtime` goes between them. */
  readonly head: string;
  readonly tail: string;
}

/** The SDK's patch numbers are not those of the runtime: only a bare release names both. */
function runtimeOf({ stage, base }: App): Runtime | Refusal {
  const match = SDK.exec(stage.image);
  if (match === null) {
    if (base.name?.includes('/sdk') !== true) return refuse({ code: 'unknown-builder', image: stage.image });
    const release = /^(\d+\.\d+)/.exec(base.tag ?? '')?.[1];
    return refuse({ code: 'unknown-release', image: stage.image, write: `${base.name}:${release ?? '8.0'}` });
  }
  const [, head = '', release = '', variant = ''] = match;
  return { head, tail: `:${release}${variant}` };
}

/** Where publish lays its output. Source: learn.microsoft.com, "dotnet publish", --output and --configuration. */
function outputOf({ base }: App, { call, cwd, run }: Step, { folder, file }: Project): string | Refusal {
  const words = readWords(call.args.slice(1), VALUED);
  const unknown = refuse({ code: 'artefact-not-known', command: 'dotnet publish', line: run.startLine }, run);
  const given = optionOf(words, ['-o', '--output']);
  if (given === null) return unknown;
  if (given !== undefined) return absoluteFrom(cwd, given);
  const frameworks = targetFrameworks(file);
  const framework = optionOf(words, ['-f', '--framework']) ?? (frameworks.length === 1 ? frameworks[0] : null);
  const major = Number(/^(\d+)/.exec(base.tag ?? '')?.[1] ?? Number.NaN);
  const configuration = optionOf(words, ['-c', '--configuration']) ?? (major >= 8 ? 'Release' : 'Debug');
  const identifier = optionOf(words, ['-r', '--runtime', '-a', '--arch', '--os']);
  if (framework === null || framework === undefined || configuration === null || identifier !== undefined)
    return unknown;
  return `${folder}/bin/${configuration}/${framework}/publish`;
}

/** Whether it is that assembly that starts; null when it is. */
function startOf({ start, final: { workdir } }: App, output: string, { assembly, isHosted }: Project): Refusal | null {
  // The program that publish makes beside the assembly finds .NET where both images have it.
  const host = start.calls.some(({ call: { program } }) => {
    const text = program.value ?? '';
    return text.includes('/') && absoluteFrom(workdir, text) === `${output}/${assembly}`;
  });
  if (host && isHosted) return null;
  const call = start.calls.find(({ name }) => name === 'dotnet');
  const [word] = call?.call.args ?? [];
  if (call === undefined || word === undefined)
    return refuse({ code: 'start-not-artefact', command: start.calls[0]?.name ?? 'nothing' });
  if (word.value !== null && /^(?:run|watch|test|build|ef)$/.test(word.value))
    return refuse({ code: 'start-builds', command: `dotnet ${word.value}` });
  const path = word.value === null ? null : absoluteFrom(workdir, word.value);
  return path === `${output}/${assembly}.dll`
    ? null
    : refuse({ code: 'start-not-artefact', command: `dotnet ${word.text}` });
}

function planFor(app: App, project: Project, output: string, { head, tail }: Runtime): Plan | Refusal {
  const mounted = app.steps.find(({ run }) =>
    mountsOf(run).some(({ target }) => target !== null && isBelow(output, target)),
  );
  if (mounted !== undefined) return refuse({ code: 'cache-mount', path: output }, mounted.run);
  const reads = findReads(app.doc, app.project, app.stage, ['dotnet']);
  const program = reads?.programs[0];
  if (program !== undefined)
    return program.name === null
      ? refuse({ code: 'program-unknown', ...program.place })
      : refuse({ code: 'program-missing', program: program.name, image: `${head}runtime${tail}`, ...program.place });
  const read = reads === null ? [] : reads.unknown.length > 0 ? reads.data : reads.paths;
  const carries: Carry[] = [{ path: output, kind: 'folder' }, ...besideStart(app, output)];
  for (const { path, kind } of read) if (!isBelow(path, output)) carries.push({ path, kind });
  const sdk = app.stage.image;
  const runtime = `${head}${project.isWeb ? 'aspnet' : 'runtime'}${tail}`;
  const listens = project.isWeb && !PORTS.some((name) => app.final.env.has(name)) && !hasUrls(app);
  const sentence = listens
    ? `the app says itself which port it listens on: ${runtime} sets one, and ${sdk} does not`
    : `the app uses no program of ${sdk} that ${runtime} lacks`;
  // Alpine's SDK brings ICU, its runtime image runs without.
  const isAlpine = tail.includes('alpine');
  return {
    ecosystem: '.NET',
    runtime,
    keeps: 'the published app',
    edits: [],
    finishes: [],
    carries,
    moves: [],
    repeats: [],
    lines: [],
    packages: [],
    claims: new Set(app.steps.filter((step) => BUILDS.has(verbOf(step) ?? '')).map(({ call }) => call)),
    brings: ['dotnet', project.assembly],
    buildVariables: [
      'DOTNET_CLI_TELEMETRY_OPTOUT',
      'DOTNET_SKIP_FIRST_TIME_EXPERIENCE',
      'NUGET_XMLDOC_MODE',
      'DOTNET_NOLOGO',
      'NUGET_PACKAGES',
      'BUILD_CONFIGURATION',
    ],
    declares: [],
    ...(isAlpine ? { risk: 'changes' as const } : { risk: 'assumes' as const, assumption: sentence }),
  };
}

/** Settings and pages are looked for in the folder that the app is started in, wherever its assembly lies. */
function besideStart({ project, toContext, final: { workdir } }: App, output: string): readonly Carry[] {
  if (workdir === output) return [];
  const context = toContext(workdir);
  const names = context === null ? [] : project.list(context);
  return names
    .filter((name) => /^appsettings(?:\.\w+)?\.json$|^wwwroot$/.test(name))
    .map((name) => ({
      path: absolute(`${workdir}/${name}`),
      kind: name === 'wwwroot' ? ('folder' as const) : ('file' as const),
    }));
}

function hasUrls({ start }: App): boolean {
  return start.calls.some(({ call }) => call.args.some(({ text }) => text.startsWith('--urls')));
}
