/** Command-line tools of npm packages: which package brings them, and what they are for. Source: the tools' documentation. */

/** Where the command is not called as its package. */
const PACKAGES: Readonly<Record<string, string>> = {
  tsc: 'typescript',
  nest: '@nestjs/cli',
  ng: '@angular/cli',
  'vue-cli-service': '@vue/cli-service',
  babel: '@babel/cli',
  'babel-node': '@babel/node',
  swc: '@swc/cli',
  sequelize: 'sequelize-cli',
  remix: '@remix-run/dev',
  'remix-serve': '@remix-run/serve',
  'react-router': '@react-router/dev',
  'react-router-serve': '@react-router/serve',
  'pm2-runtime': 'pm2',
  sirv: 'sirv-cli',
  dotenv: 'dotenv-cli',
  strapi: '@strapi/strapi',
  medusa: '@medusajs/cli',
  docusaurus: '@docusaurus/core',
  'run-s': 'npm-run-all',
  'run-p': 'npm-run-all',
  nuxi: 'nuxt',
  webpack: 'webpack-cli',
  craco: '@craco/craco',
  moleculer: 'moleculer',
  'moleculer-runner': 'moleculer',
  mikro: '@mikro-orm/cli',
  ws: 'local-web-server',
};

/** The package that a tool comes with: the one of its own name, if nothing else is known. */
export function packageOfTool(tool: string): string {
  return Object.hasOwn(PACKAGES, tool) ? PACKAGES[tool]! : tool;
}

/** They watch or compile the sources whatever their arguments are. */
const WATCHERS = new Set(
  (
    'nodemon ts-node ts-node-dev tsnd tsx babel-node vite-node esno esmo node-dev supervisor-node react-scripts craco ' +
    'react-app-rewired ng tsc webpack webpack-dev-server parcel rollup gulp grunt turbo nx lerna concurrently nest ember gatsby ' +
    'vue-cli-service jest mocha vitest cypress playwright storybook start-storybook expo electron'
  ).split(' '),
);
/** By their first word. */
const WATCHING_VERBS: Readonly<Record<string, RegExp>> = {
  next: /^(?:dev|build)$/,
  nuxt: /^(?:dev|build|generate)$/,
  nuxi: /^(?:dev|build|generate)$/,
  astro: /^(?:dev|build|preview)$/,
  remix: /^(?:dev|build|vite:\w+)$/,
  'react-router': /^(?:dev|build)$/,
  vite: /./,
  docusaurus: /^(?:start|build)$/,
  strapi: /^(?:dev|develop|build)$/,
  medusa: /^(?:develop|build)$/,
};

/** Whether a command needs the sources and the tools of the build: a dev server, a watcher, a compiler, a test runner. */
export function isDevServer(tool: string, words: readonly string[]): boolean {
  if (WATCHERS.has(tool)) return true;
  const verbs = Object.hasOwn(WATCHING_VERBS, tool) ? WATCHING_VERBS[tool] : undefined;
  // Without a word it is the dev server, in all of them.
  return verbs?.test(words.find((word) => !word.startsWith('-')) ?? 'dev') === true;
}

/** Modules that compile what is loaded behind them. */
export function isCompilingLoader(module: string): boolean {
  return /^(?:ts-node|tsx|esbuild-register|@babel\/register|@swc-node\/register|@swc\/register|@esbuild-kit\/|sucrase\/register|coffeescript\/register)/.test(
    module,
  );
}

/** Servers of a folder of files: the folder is their first word, the working directory when there is none. */
export function isStaticServer(tool: string): boolean {
  return tool === 'serve' || tool === 'http-server' || tool === 'sirv';
}

/** Pure JavaScript: installed globally they need nothing of the image but node and npm. */
const PLAIN_GLOBALS = new Set(
  'serve http-server sirv-cli pm2 cross-env dotenv-cli env-cmd local-web-server'.split(' '),
);

/** Whether a package, installed globally, needs nothing of the image but node and npm. */
export function isPlainGlobal(name: string): boolean {
  return PLAIN_GLOBALS.has(name);
}

/** Packages that start a program of the system by its name, whatever is asked of them. Source: their documentation. */
const STARTS: Readonly<Record<string, string>> = {
  'simple-git': 'git',
  'git-last-commit': 'git',
  gitlog: 'git',
  gm: 'convert',
  imagemagick: 'convert',
  easyimage: 'convert',
  'pdf-image': 'convert',
  pem: 'openssl',
  'python-shell': 'python3',
  'ps-tree': 'ps',
  'tree-kill': 'ps',
  'ps-list': 'ps',
  'find-process': 'ps',
};

/** @returns null when a package is not known to start one. */
export function programOfPackage(name: string): string | null {
  return Object.hasOwn(STARTS, name) ? STARTS[name]! : null;
}
