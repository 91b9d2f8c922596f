/** Files at the top of a project that only its tools read. Source: the tools' manuals. */

const FILES = new RegExp(
  [
    String.raw`tsconfig[\w.-]*\.json`,
    String.raw`[\w.-]+\.tsbuildinfo`,
    String.raw`\.?(?:eslint|prettier|stylelint|commitlint|lint-staged|release-it|markdownlint|mocha|nyc|c8|huskyrc|swc|depcheck|jshint|jscs|tslint)(?:rc|ignore)?(?:\.config)?(?:\.\w+)?`,
    String.raw`\.(?:eslint|prettier|stylelint|docker|git|npm|yarn|nvm|slug)(?:ignore|attributes|modules|rc(?:\.yml)?)`,
    String.raw`(?:jest|vitest|vite|webpack|rollup|tsup|babel|cypress|playwright|postcss|tailwind|karma|wdio|craco|metro|snowpack|astro|svelte|nuxt|vue|remix|react-router|jsconfig|protractor)(?:[.-][\w.-]*)?\.(?:config|setup|conf)\.[cm]?[jt]s`,
    String.raw`(?:jest|vitest|vite|webpack|rollup|tsup|babel|cypress|playwright|postcss|tailwind|karma|craco|astro|svelte|nuxt|vue|remix|react-router)\.(?:config|setup|conf)\.(?:[\w-]+\.)?(?:[cm]?[jt]s|json)`,
    String.raw`\.(?:babelrc|swcrc|browserslistrc|editorconfig|node-version|tool-versions|lintstagedrc|huskyrc)(?:\.\w+)?`,
    String.raw`(?:angular|nest-cli|nodemon[\w-]*|jsconfig|components|renovate|turbo|nx|lerna|tslint|cypress|app)\.json`,
    String.raw`(?:gulpfile|Gruntfile|gruntfile)\.[cm]?[jt]s`,
    String.raw`Dockerfile[\w.-]*|[\w.-]*\.[dD]ockerfile|(?:docker-)?compose[\w.-]*\.ya?ml|Makefile|Procfile|Jenkinsfile|Vagrantfile|fly\.toml|vercel\.json|netlify\.toml|render\.yaml|app\.yaml|cloudbuild\.yaml|heroku\.yml`,
    String.raw`(?:README|LICEN[CS]E|CHANGELOG|CONTRIBUTING|CODE_OF_CONDUCT|SECURITY|AUTHORS|NOTICE)[\w.-]*|[\w.-]+\.md`,
    String.raw`package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|pnpm-workspace\.yaml|bun\.lockb?`,
  ]
    .map((each) => `(?:${each})`)
    .join('|')
    .replace(/^/, '^(?:')
    .replace(/$/, ')$'),
);
const FOLDERS =
  /^(?:\.git|\.github|\.gitlab|\.circleci|\.vscode|\.idea|\.husky|\.storybook|\.devcontainer|tests?|__tests__|__mocks__|spec|e2e|cypress|coverage|docs?)$/;

/** Not even an app that reads what it finds has a use for these. */
const SURELY =
  /^(?:tsconfig|package-lock|npm-shrinkwrap|yarn\.lock|pnpm-lock|bun\.lock|\.|Dockerfile)|\.(?:config|setup|conf)\.[cm]?[jt]s$/;

/**
 * Whether a file or folder at the top of a project is of no use to the running app.
 * @param areReadsKnown all files that the app reads can be told.
 */
export function isBuildFile(name: string, kind: 'file' | 'folder', areReadsKnown: boolean): boolean {
  // What the app reads when it starts has such names too.
  if (/^(?:next|ecosystem|server|knexfile|ormconfig|sequelize)\b/.test(name)) return false;
  if (!areReadsKnown && !SURELY.test(name)) return false;
  return kind === 'file' ? FILES.test(name) : FOLDERS.test(name);
}

/** Whether a file of the sources is a test. */
export function isTest(path: string): boolean {
  return /(?:^|\/)(?:tests?|__tests__|__mocks__|spec|e2e|cypress|fixtures)\/|\.(?:test|spec|e2e|e2e-spec|stories)\.[cm]?[jt]sx?$/.test(
    path,
  );
}
