/** Scripts that run during an install: what they read, or that they cannot run before the sources are there. */
import { type Invocation, invocations } from '../../../../src/dockerfile/commands.ts';
import { type List, type Node, readScript } from '../../../../src/dockerfile/shell.ts';
import type { Manifest } from '../../../../src/project/node/manifest.ts';
import { readPrisma } from '../../../../src/project/node/prisma.ts';
import { readNodeScript, readNodeText, type ScriptReading } from '../../../../src/project/node/script.ts';
import { folderOf, foldersUp, inFolder, resolvePath } from '../../../../src/project/paths.ts';
import { INERT, RUNNERS } from './inert.ts';
import { addIfThere, type Plan, shown } from './plan.ts';

/** Scripts that run others run few of them. */
const MAX_DEPTH = 6;

interface Runs {
  readonly plan: Plan;
  readonly manifest: Manifest;
  /** The root of the workspace, where a member's tools look as well. */
  readonly root: Manifest;
  readonly depth: number;
}

/**
 * Adds to the plan what the script reads.
 * @returns the command that needs more than can be copied along; null when there is none.
 */
export function addScript(plan: Plan, root: Manifest, manifest: Manifest, text: string): string | null {
  return readText({ plan, manifest, root, depth: 0 }, text);
}

function readText(runs: Runs, text: string): string | null {
  if (runs.depth > MAX_DEPTH) return text;
  const body = readScript(text);
  if (!body.readable) return body.reason === 'empty' ? null : text;
  if (writesFiles(body.list)) return text;
  for (const call of invocations(body.list)) {
    const refused = readCall(runs, call);
    if (refused !== null) return refused;
  }
  return null;
}

/** A redirection to anything but nothing, and a test of files by the shell itself. */
function writesFiles(list: List): boolean {
  return list.items.some(({ node }) => hasEffect(node));
}

function hasEffect(node: Node): boolean {
  switch (node.kind) {
    case 'command':
      return node.redirects.some(isEffect) || node.words.some(({ scripts }) => scripts.some(writesFiles));
    case 'pipeline':
      return node.commands.some(hasEffect);
    case 'and-or':
      return node.items.some(hasEffect);
    case 'subshell':
    case 'group':
      return node.redirects.some(isEffect) || writesFiles(node.body);
    case 'compound':
      return (
        node.redirects.some(isEffect) ||
        node.words.some(({ text }) => FILE_TEST.test(text)) ||
        node.bodies.some(writesFiles)
      );
  }
}

const FILE_TEST = /^-[abcdefghkprsuwxGLNOS]$|^-(?:nt|ot|ef)$/;

function isEffect({
  operator,
  target,
}: {
  readonly operator: string;
  readonly target: { readonly value: string | null } | null;
}): boolean {
  const to = target?.value ?? null;
  return !(to === '/dev/null' || (/&/.test(operator) && to !== null && /^\d$/.test(to)));
}

function readCall(runs: Runs, call: Invocation): string | null {
  const { plan, manifest } = runs;
  const words = [call.program, ...call.args];
  const written = words.map(({ text }) => text).join(' ');
  const values = words.map(({ value }) => value);
  if (values[0] === null || values[0] === undefined || words.some(({ hasGlob }) => hasGlob)) return written;
  const [program, ...args] = unwrap(values);
  if (program === undefined || program === null) return written;
  if (program === '[' || program === 'test') return isTestOfFiles(runs, args) ? written : null;
  const inert = INERT[program];
  if (inert !== undefined)
    return inert({ args, manifest, root: runs.root, isInBuild: (path) => isInBuild(runs, path) }) ? null : written;
  const known = args.filter((arg): arg is string => arg !== null);
  if (known.length !== args.length) return written;
  if (program === 'patch-package') return readPatchPackage(runs, known) ? null : written;
  if (program === 'prisma') return readPrismaCall(runs, known) ? null : written;
  if (program === 'node') return addReading(plan, readNode(runs, known)) ? null : written;
  if (/^(?:npm|yarn|pnpm|bun|run-s|npm-run-all)$/.test(program)) return readRunner(runs, program, known) ?? null;
  const file = /^(?:sh|bash|ash|dash)$/.test(program) ? known[0] : /[/]/.test(program) ? program : undefined;
  if (file === undefined || file.startsWith('-')) return ownScript(runs, program, written);
  return readShellFile(runs, file) ? null : written;
}

/** Whether a test may come out otherwise when the sources are not there: what no COPY brings is as it was. */
function isTestOfFiles({ plan, manifest }: Runs, args: readonly (string | null)[]): boolean {
  return args.some((arg, i) => {
    if (arg === null || !FILE_TEST.test(arg)) return false;
    const written = args[i + 1];
    if (written === null || written === undefined || arg.length > 2) return true;
    const path = written.startsWith('/') ? resolvePath('', written.slice(1)) : resolvePath(manifest.folder, written);
    return path === null || plan.files.statOf(path) !== null;
  });
}

/** What stands behind `npx`, `pnpm exec`, `cross-env A=b`. */
function unwrap(values: readonly (string | null)[]): readonly (string | null)[] {
  let words = values;
  for (let round = 0; round < 4; round++) {
    const [program] = words;
    const runner = program === null || program === undefined ? undefined : RUNNERS[program];
    const inner = runner?.(words.slice(1)) ?? null;
    if (inner === null) return words;
    words = inner;
  }
  return words;
}

/** In the package's folder or one that it lies in, where git looks for its repository. */
function isInBuild({ plan, manifest }: Runs, path: string): boolean {
  return foldersUp(manifest.folder).some((folder) => plan.files.statOf(inFolder(folder, path)) !== null);
}

/** Source: patch-package's README: `--patch-dir`, else `patches`. */
function readPatchPackage({ plan, manifest }: Runs, args: readonly string[]): boolean {
  const at = args.indexOf('--patch-dir');
  const written = at < 0 ? args.find((arg) => arg.startsWith('--patch-dir='))?.slice(12) : args[at + 1];
  if (args.some((arg, i) => !arg.startsWith('-') && (at < 0 || i !== at + 1))) return false;
  const folder = resolvePath(manifest.folder, written ?? 'patches');
  if (folder === null || folder === manifest.folder) return false;
  addIfThere(plan, folder);
  return true;
}

function readPrismaCall({ plan, manifest, root }: Runs, args: readonly string[]): boolean {
  if (args[0] !== 'generate' || args.includes('--watch') || args.includes('--sql')) return false;
  const at = args.indexOf('--schema');
  const written = at < 0 ? args.find((arg) => arg.startsWith('--schema='))?.slice(9) : args[at + 1];
  const read = readPrisma(plan.files, manifest, written ?? null) ?? readPrisma(plan.files, root, written ?? null);
  // Without a schema it fails, as it did.
  if (read === null || !read.ok) return false;
  for (const path of read.reads) plan.reads.add(path);
  for (const path of read.writes) plan.writes.add(path);
  return true;
}

function readNode({ plan, manifest }: Runs, args: readonly string[]): ScriptReading {
  const [first, ...rest] = args.filter(
    (arg) => !/^--(?:no-warnings|trace-\w+|no-deprecation|max-old-space-size=\d+)$/.test(arg),
  );
  if (first === '-e' || first === '--eval' || first === '-p') {
    const place = { folder: manifest.folder, args: rest.slice(1) };
    return readNodeText(plan.files, rest[0] ?? '', place);
  }
  const path = first === undefined || first.startsWith('-') ? null : resolvePath(manifest.folder, first);
  if (path === null) return { ok: false, why: 'it is not a file' };
  if (/(?:^|\/)node_modules\//.test(path)) return { ok: false, why: 'it is a program of a package' };
  return readNodeScript(plan.files, path, { folder: manifest.folder, args: rest });
}

function addReading(plan: Plan, read: ScriptReading): boolean {
  if (!read.ok) return false;
  for (const file of read.files) plan.reads.add(file);
  const [script] = read.files;
  if (read.touchesFiles)
    plan.assumptions.add(
      `${script === undefined ? 'an install script' : shown(plan.files, script)} reads no files but those that it names`,
    );
  return true;
}

/** `npm run x`, `yarn x`, `run-s x y`: scripts of the same package, with those in front and behind. */
function readRunner(runs: Runs, program: string, args: readonly string[]): string | null {
  const written = [program, ...args].join(' ');
  const words = args.filter((arg) => !/^(?:-s|--silent|--if-present|run|run-script)$/.test(arg));
  const isList = program === 'run-s' || program === 'npm-run-all';
  const isRun = args.some((arg) => arg === 'run' || arg === 'run-script');
  if (words.some((word) => /^-|[*:]$/.test(word)) || (!isList && words.length !== 1)) return written;
  for (const name of words) {
    const { scripts } = runs.manifest;
    if (!isList && !isRun && (program === 'npm' || program === 'bun' || VERBS.has(name))) return written;
    if (!scripts.has(name)) return isRun && args.includes('--if-present') ? null : ownScript(runs, name, written);
    for (const each of [`pre${name}`, name, `post${name}`]) {
      const text = scripts.get(each);
      const refused = text === undefined ? null : readText({ ...runs, depth: runs.depth + 1 }, text);
      if (refused !== null) return refused;
    }
  }
  return null;
}

const VERBS: ReadonlySet<string> = new Set(
  'install i ci add remove up upgrade update link unlink rebuild dedupe audit pack publish exec dlx create init test start import fetch prune'.split(
    ' ',
  ),
);

/** `yarn patch-package` and `yarn husky` run the tool of that name. */
function ownScript(runs: Runs, name: string, written: string): string | null {
  const inert = INERT[name];
  if (
    inert?.({ args: [], manifest: runs.manifest, root: runs.root, isInBuild: (path) => isInBuild(runs, path) }) === true
  )
    return null;
  return name === 'patch-package' && readPatchPackage(runs, []) ? null : written;
}

function readShellFile(runs: Runs, file: string): boolean {
  const { plan, manifest } = runs;
  const path = resolvePath(manifest.folder, file);
  if (path === null || /(?:^|\/)node_modules\//.test(path)) return false;
  const text = plan.files.readText(path);
  if (text === null || text.length > 50_000) return false;
  if (/^#!.*\bnode\b/.test(text))
    return addReading(plan, readNodeScript(plan.files, path, { folder: manifest.folder, args: [] }));
  // It may go to where it lies, and run what lies there.
  if (readText({ ...runs, depth: runs.depth + 1 }, text) !== null || folderOf(path) === '') return false;
  plan.reads.add(path);
  return true;
}
