/** Programs of lifecycle scripts that read nothing of the project's sources, each with its reason. */
import { dependencyOn, type Manifest, majorOf } from '../../../../src/project/node/manifest.ts';

export interface InertCall {
  readonly args: readonly (string | null)[];
  readonly manifest: Manifest;
  readonly root: Manifest;
  /** Whether something is there, in the package's folder or above: `.git`. */
  isInBuild(path: string): boolean;
}

type Test = (call: InertCall) => boolean;

const always: Test = () => true;

/** Without a repository it does the same before and after: the install never saw one. */
const withoutGit: Test = ({ isInBuild }) => !isInBuild('.git');

/** These fail where there is no repository, or set up the user's own; `git apply` and `git clone` do their work anyhow. */
const inRepository: Test = (call) =>
  /^(?:config|rev-parse|submodule|describe|status|log|remote|update-index)$/.test(call.args[0] ?? '') &&
  withoutGit(call);

/** Only paths in node_modules, which the install itself makes. */
const inModules: Test = ({ args }) => {
  const paths = args.filter((arg) => arg === null || !arg.startsWith('-'));
  return (
    paths.length > 0 &&
    paths.every((path) => path !== null && /^(?:\.\/)?node_modules(?:\/|$)/.test(path) && !path.includes('..'))
  );
};

/**
 * husky 7 and later leave without an error where there is no repository; 5 and 6 end with one.
 * Source: typicode/husky, index.js of v7, v8, v9.
 */
const husky: Test = (call) => {
  const spec = dependencyOn(call.manifest, 'husky') ?? dependencyOn(call.root, 'husky');
  const major = spec === null ? null : majorOf(spec);
  const isQuiet = major !== null ? major >= 7 : spec === 'latest' || spec === '*';
  return isQuiet || withoutGit(call);
};

export const INERT: Readonly<Record<string, Test>> = {
  __proto__: null as never,
  // The shell's own.
  echo: always,
  printf: always,
  true: always,
  false: always,
  ':': always,
  exit: always,
  set: always,
  sleep: always,
  // Prepare git hooks; need nothing but a repository.
  husky,
  'simple-git-hooks': withoutGit,
  lefthook: withoutGit,
  git: inRepository,
  // Look at the environment or at the manager that runs them.
  'is-ci': always,
  'is-ci-cli': always,
  'only-allow': always,
  'in-install': always,
  'not-in-install': always,
  'in-publish': always,
  'not-in-publish': always,
  'if-env': always,
  // Read package.json, or the lockfile, alone.
  'check-node-version': always,
  'check-engine': always,
  'check-engines': always,
  'npm-force-resolutions': always,
  'allow-scripts': always,
  'yarn-deduplicate': always,
  // Print thanks, from package.json.
  opencollective: always,
  'opencollective-postinstall': always,
  // Change packages in node_modules.
  'ts-patch': always,
  rm: inModules,
  rimraf: inModules,
  // Fetch browsers into the home folder.
  playwright: ({ args }) => args[0] === 'install' || args[0] === 'install-deps',
  cypress: ({ args }) => args[0] === 'install',
};

/** Programs that run the rest of their words; null when the words are their own. */
export const RUNNERS: Readonly<
  Record<string, (args: readonly (string | null)[]) => readonly (string | null)[] | null>
> = {
  __proto__: null as never,
  npx: (args) => behindOptions(args),
  bunx: (args) => behindOptions(args),
  'cross-env': (args) => behindAssignments(args),
  'cross-env-shell': () => null,
  npm: (args) => (args[0] === 'exec' || args[0] === 'x' ? behindOptions(args.slice(1)) : null),
  pnpm: (args) => (args[0] === 'exec' || args[0] === 'dlx' ? behindOptions(args.slice(1)) : null),
  yarn: (args) => (args[0] === 'exec' || args[0] === 'dlx' ? behindOptions(args.slice(1)) : null),
};

const RUN_OPTIONS: ReadonlySet<string> = new Set([
  '-y',
  '--yes',
  '--no-install',
  '--no',
  '-q',
  '--quiet',
  '--',
  '--silent',
]);

function behindOptions(args: readonly (string | null)[]): readonly (string | null)[] | null {
  const at = args.findIndex((arg) => arg === null || !RUN_OPTIONS.has(arg));
  const program = args[at];
  if (program === undefined || program === null || program.startsWith('-')) return null;
  // only-allow@1.2.1
  return [program.replace(/(?<=.)@[^@/]*$/, ''), ...args.slice(at + 1)];
}

function behindAssignments(args: readonly (string | null)[]): readonly (string | null)[] | null {
  const at = args.findIndex((arg) => arg === null || !/^\w+=/.test(arg));
  return at < 0 ? null : args.slice(at);
}
