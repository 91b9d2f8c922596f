/** .NET: `dotnet restore` reads project files and settings, each at its own path. */

import type { Invocation } from '../../../src/dockerfile/commands.ts';
import { stageOf } from '../../../src/dockerfile/document.ts';
import type { Word } from '../../../src/dockerfile/shell.ts';
import { baseOf } from '../../../src/dockerfile/state.ts';
import { upwards } from '../../../src/project/absolute.ts';
import { NUGET_CONFIGS } from '../../../src/project/dotnet/nuget-config.ts';
import { isBelow } from '../../../src/project/paths.ts';
import { type Need, type Recipe, type Refusal, refuse, type Step } from '../recipe.ts';
import { callsBefore, cannotStandAlone, commandOf, isCached, variable } from './around.ts';
import { type DotnetTree, readDotnetTree } from './dotnet-tree.ts';
import { fileAt, filesIn, folderAt, from } from './in-image.ts';
import { refuseNamed } from './named-files.ts';

/** Commands that restore first, unless told not to. Source: learn.microsoft.com, "dotnet restore", implicit restore. */
const BUILDS: ReadonlySet<string> = new Set(['publish', 'build', 'test', 'pack', 'run']);
/** Options whose value is the next word. Source: dotnet build, publish, restore --help. */
const VALUED: ReadonlySet<string> = new Set([
  ...['-c', '--configuration', '-f', '--framework', '-o', '--output', '-r', '--runtime', '-a', '--arch', '--os'],
  ...['-v', '--verbosity', '-s', '--source', '--configfile', '--packages', '--lock-file-path', '--version-suffix'],
  ...['--artifacts-path', '--logger', '--filter', '--results-directory', '--collect', '--property', '--manifest'],
  ...['--disable-build-servers-path', '--test-adapter-path', '--settings', '--project', '--launch-profile'],
]);
/** Options whose value may be left out: `--self-contained true`. */
const SWITCHES: ReadonlySet<string> = new Set([
  ...['--self-contained', '--sc', '--no-self-contained', '--ucr', '--use-current-runtime', '--tl', '-tl'],
]);
/** Options of a build that decide what a restore fetches and from where, which it knows as well. */
const CARRIED =
  /^(?:-r|--runtime|-s|--source|--configfile)$|^--(?:runtime|source|configfile)[=:]|^(?:-r|-s)[=:]|^[-/]p:RuntimeIdentifiers?=/;
/** More of them. Source: dotnet/sdk pull request 30369, in 7.0.300; the tag 7.0 does not say which it is. */
const CARRIED_LATER = /^(?:-a|--arch|--os|--ucr|--use-current-runtime)(?:[=:]|$)/;
const CACHE = '/root/.nuget/packages';

export const dotnet: Recipe = (step) => {
  const { call } = step;
  if (call.name !== 'dotnet' || call.conditional) return null;
  const [first, second] = call.args;
  if (first?.value === 'tool' && second?.value === 'restore') return toolsNeed(step);
  const verb = first?.value ?? '';
  if (verb === 'restore') return hoisted(step);
  return BUILDS.has(verb) && restoresItself(call) ? added(step, verb) : null;
};

function hoisted(step: Step): Need | Refusal | null {
  const tree = treeOf(step);
  if (tree === null || 'refused' in tree) return tree;
  return { tool: 'NuGet', reads: tree.reads, writes: tree.writes, added: null, risk: 'safe' };
}

function added(step: Step, verb: string): Need | Refusal | null {
  const { call, run } = step;
  if (callsBefore(step).some(isRestore) || isCached(run, CACHE)) return null;
  const tree = treeOf(step);
  if (tree === null || 'refused' in tree) return tree === null ? null : { ...tree, risk: 'assumes' };
  const reason = cannotStandAlone(step, ({ name }) => name === 'dotnet');
  if (reason !== null) return refuse(reason, 'assumes');
  const words = [...positionals(call).slice(0, 1), ...carried(step, tree)];
  const isFixed = words.every(({ scripts }) => scripts.length === 0) && call.editable;
  if (!isFixed) return refuse({ code: 'cannot-split', command: commandOf(call) }, 'assumes');
  const text = [call.program.text, 'restore', ...words.map((word) => word.text)].join(' ');
  return {
    tool: 'NuGet',
    reads: tree.reads,
    writes: tree.writes,
    added: text,
    risk: 'assumes',
    assumption: `dotnet restore of ${tree.target} succeeds by itself, as it does inside dotnet ${verb}`,
  };
}

/** Source: learn.microsoft.com, "dotnet tool restore": the manifest in .config or beside it, looked for upwards. */
function toolsNeed(step: Step): Need | null {
  const folders = upwards(step.cwd);
  const names = ['.config/dotnet-tools.json', 'dotnet-tools.json'];
  const manifest = folders.flatMap((folder) => filesIn(step, folder, names))[0];
  if (manifest === undefined || step.call.args.length > 2 || step.cwd !== step.state.workdir) return null;
  const settings = folders.flatMap((folder) => filesIn(step, folder, NUGET_CONFIGS));
  const sdk = folders.flatMap((folder) => filesIn(step, folder, ['global.json'])).slice(0, 1);
  return { tool: '.NET tools', reads: [manifest, ...sdk, ...settings], writes: [], added: null, risk: 'safe' };
}

function treeOf(step: Step): DotnetTree | Refusal | null {
  const { call, cwd } = step;
  const [target, ...more] = positionals(call);
  if (more.length > 0 && call.args[0]?.value !== 'run') return null;
  if (target !== undefined && (target.value === null || target.hasGlob))
    return refuse({ code: 'dynamic-command', text: target.text });
  const place = from(cwd, (target?.value ?? '.').replaceAll('\\', '/'));
  const path = fileAt(step, place) === null ? soleProject(step, place) : place;
  if (path === null || !/\.(?:sln|slnx|slnf|csproj|fsproj|vbproj)$/i.test(path)) return null;
  // A folder that `cd` goes to is there only once something of it is copied; WORKDIR makes its own.
  if (cwd !== step.state.workdir && !isBelow(path, cwd))
    return refuse({ code: 'cannot-split', command: commandOf(call) });
  const named = refuseNamed(step, commandOf(call));
  if (named !== null) return named;
  const tree = readDotnetTree(step, path, optionsOf(call));
  const packages = variable(step, 'NUGET_PACKAGES') || CACHE;
  if ('refused' in tree || !isBelow(packages, cwd)) return tree;
  if (folderAt(step, packages) !== null)
    return refuse({ code: 'reads-sources', command: commandOf(call), what: packages });
  const made = step.toContext(packages);
  return made === null || made === '' ? tree : { ...tree, writes: [...tree.writes, made] };
}

/**
 * The one project or solution of a folder. Of one each of the same name the solution is meant, other two are an error.
 * Source: dotnet/msbuild src/MSBuild/XMake.cs, ProcessProjectSwitch.
 */
function soleProject(step: Step, folder: string): string | null {
  const path = folderAt(step, folder);
  if (path === null) return null;
  const names = step.project.list(path).filter((name) => /\.(?:slnx?|[a-z]+proj)$/i.test(name));
  const stems = new Set(names.map((name) => name.replace(/\.\w+$/, '').toLowerCase()));
  const solutions = names.filter((name) => /\.slnx?$/i.test(name));
  const isPair = names.length === 2 && solutions.length === 1 && stems.size === 1;
  const only = isPair ? solutions[0] : names.length === 1 ? names[0] : undefined;
  return only === undefined ? null : from(folder, only);
}

/** What options of a restore name: files, folders and sources. */
function optionsOf(call: Invocation): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const names: Readonly<Record<string, string>> = { '-s': '--source' };
  for (const [i, { value }] of call.args.entries()) {
    const [, name = '', given] =
      /^(-s|--(?:source|configfile|packages|lock-file-path))(?:[=:](.*))?$/.exec(value ?? '') ?? [];
    if (name !== '') found.set(names[name] ?? name, given ?? call.args[i + 1]?.value ?? '$');
  }
  return found;
}

/** The words behind the command that are neither options nor values of such. `/p:X=Y` is an option, `/src/x.csproj` is none. */
function positionals({ args }: Invocation): readonly Word[] {
  const found: Word[] = [];
  for (let at = 1; at < args.length; at++) {
    const text = args[at]!.value ?? args[at]!.text;
    if (text === '--') break;
    const mayBeValue = SWITCHES.has(text) && /^(?:true|false|on|off|auto)$/i.test(args[at + 1]?.value ?? '');
    if (VALUED.has(text) || mayBeValue) at++;
    else if (!/^-|^\/\w+(?::|$)/.test(text)) found.push(args[at]!);
  }
  return found;
}

/** Options that decide what a restore fetches, and properties that a project file asks for. */
function carried({ doc, run, call: { args }, project }: Step, { reads }: DotnetTree): readonly Word[] {
  const stage = stageOf(doc, run);
  const tag = stage === null ? null : baseOf(doc, stage).tag;
  const isLater = Number.parseInt(tag ?? '', 10) >= 8;
  // `dotnet test -a`, `-r` and `-s`, and `dotnet pack -s`, are about something else.
  const hasLetters = /^(?:build|publish)$/.test(args[0]?.value ?? '');
  const isCarried = (text: string) =>
    (hasLetters || !/^-[ars]\b/.test(text)) && (CARRIED.test(text) || (isLater && CARRIED_LATER.test(text)));
  const files = reads.filter((path) => /\.(?:[a-z]+proj|props|targets)$/i.test(path));
  const isAskedFor = (name: string) => files.some((path) => project.readText(path)?.includes(`$(${name})`) === true);
  return args.filter((word, at) => {
    const text = word.value ?? word.text;
    const property = /^(?:[-/]p|--?property):(\w+)=/.exec(text)?.[1];
    const before = args[at - 1]?.text ?? '';
    const isValue = VALUED.has(before) && isCarried(before);
    return isValue || isCarried(text) || (property !== undefined && isAskedFor(property));
  });
}

function isRestore(call: Invocation): boolean {
  const verb = call.args[0]?.value ?? '';
  return call.name === 'dotnet' && (verb === 'restore' || (BUILDS.has(verb) && restoresItself(call)));
}

function restoresItself({ args }: Invocation): boolean {
  return !args.some(({ value }) => value === '--no-restore' || value === '--no-build');
}
