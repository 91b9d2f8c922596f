/** What lies among an app's sources and is not the app: tests, docs, dependencies, set-up of tools, files for a browser. */

/** Folders whose files do not run with the app, wherever they lie below a copied folder. Own knowledge of the usual names. */
const FOLDERS: ReadonlySet<string> = new Set([
  // Dependencies: not read, see the libraries known to write.
  ...['node_modules', 'bower_components', 'site-packages', '.venv', 'venv', 'vendor', '.yarn', '_build', '.cargo'],
  // Tests and what they need.
  ...['test', 'tests', '__tests__', '__mocks__', '__fixtures__', 'spec', 'specs', 'e2e', 'cypress', 'playwright'],
  ...['testdata', 'fixtures', 'androidTest'],
  // Tools of the people who write it.
  ...['.git', '.github', '.gitlab', '.circleci', '.vscode', '.idea', '.husky', '.devcontainer', '.storybook'],
  // What a build or a run leaves behind.
  ...['__pycache__', 'obj', '.gradle', '.next', '.nuxt', '.svelte-kit', '.angular', '.cache', '.turbo', '.mvn'],
]);

/** Names that may be a part of the app as well, unless they stand at its top. */
const TOP_FOLDERS: ReadonlySet<string> = new Set(
  'docs doc examples stories coverage benches benchmarks testing mocks deps terraform k8s helm kubernetes ansible'.split(
    ' ',
  ),
);

/** Tests by name. Own knowledge of what test runners look for. */
const TESTS: readonly RegExp[] = [
  /[._-](?:test|spec|tests|bench|stories|e2e)\.\w+$/i,
  /(?:Tests?|IT|TestCase|Spec)\.(?:java|kt|cs|php|scala)$/,
  /(?:^|\/)(?:test_[^/]*|conftest)\.py$/,
];

/** Set-up of build tools and linters, types without code, what generators write. Own knowledge of each tool's file names. */
const SETUP: readonly RegExp[] = [
  /(?:^|\/)(?:setup|noxfile|fabfile|versioneer)\.py$/,
  /\.d\.[cm]?ts$|\.min\.js$|\.map$/,
  /(?:^|\/)(?:webpack|vite|vitest|rollup|jest|babel|postcss|tailwind|eslint|prettier|karma|playwright|cypress|tsup|esbuild|metro|svelte|astro|next|nuxt|vue|craco|commitlint|lint-staged|stylelint|release|protractor)\b[^/]*\.(?:conf|config|setup)\.\w+$/,
  /(?:^|\/)(?:\.(?:eslintrc|prettierrc|babelrc)[^/]*|(?:gulpfile|Gruntfile|Gulpfile|wallaby)\.\w+)$/,
  // Data, messages, migrations.
  /\.Designer\.cs$|ModelSnapshot\.cs$|\.g\.cs$|AssemblyInfo\.cs$|\.pb\.(?:gw\.)?go$|_pb2(?:_grpc)?\.pyi?$|(?:^|\/)zz_generated\.\w+\.go$/,
  // Run when it is built.
  /(?:^|\/)(?:build\.rs|(?:build|settings)\.gradle\.kts|mix\.exs)$/,
  // Settings for other places than an image, tasks that are run by hand.
  /(?:^|\/)config\/(?:test|dev)\.exs$|(?:^|\/)lib\/mix\/tasks\/|(?:^|\/)lib\/tasks\/[^/]+\.rake$/,
];

/** Folders that a server hands out: scripts there run in a browser. */
const SERVED = /(?:^|\/)(?:public|static|wwwroot|assets|htdocs)\/(?:.*\/)?[^/]+\.[cm]?[jt]sx?$/;

/** @param path below the folder that is copied. */
export function isLeftOutFolder(path: string): boolean {
  const parts = path.split('/');
  const name = parts.at(-1) ?? '';
  // A package of a Java program may have any name.
  if (/(?:^|\/)src\/main\//.test(path)) return false;
  return FOLDERS.has(name) || (parts.length === 1 && TOP_FOLDERS.has(name));
}

/**
 * @param path in the context.
 * @param inside below the folder that is copied; '' for a file that is copied by its name.
 */
export function isLeftOutFile(path: string, inside: string): boolean {
  if (SETUP.some((one) => one.test(path))) return true;
  return inside !== '' && (TESTS.some((one) => one.test(inside)) || SERVED.test(inside));
}
