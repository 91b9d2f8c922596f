/** Programs that a container starts: the language of what they run, and where they write by themselves. Own knowledge of each. */

import type { Language } from '../../../src/app/code/languages.ts';
import { closed, folderOf } from '../../../src/app/code/values.ts';
import { absolute } from '../../../src/project/copies.ts';
import type { Found } from './found.ts';
import type { Program } from './start.ts';

/** `compiled`: a binary of the app. Null: nothing of the app runs in it. */
export type Runs = Language | 'compiled' | null;

interface Row {
  readonly name: RegExp;
  readonly runs: Runs;
  /** Words without which the rest of the row does not hold. */
  readonly when?: RegExp;
  /** Folders it writes to, below the working directory or absolute; null: some that cannot be told. */
  readonly writes?: readonly (string | null)[];
}

/** The first row that fits counts. */
const ROWS: readonly Row[] = [
  // Servers for developers and build tools keep caches and results beside the sources.
  { name: /^next$/, runs: 'js', when: /\bdev\b|\bbuild\b/, writes: ['.'] },
  { name: /^next$/, runs: 'js', writes: ['.next'] },
  {
    name: /^(?:vite|webpack|webpack-dev-server|react-scripts|react-app-rewired|craco|ng|vue-cli-service|nuxt|nuxi|gatsby|astro|svelte-kit|parcel|rollup|remix|gulp|grunt|ember|expo|strapi|medusa|tsc|turbo|nx|lerna|rspack|docusaurus|hexo|eleventy|sails|truffle|hardhat|prisma)$/,
    runs: 'js',
    writes: ['.'],
  },
  { name: /^(?:nest)$/, runs: 'js', writes: ['.'] },
  { name: /^(?:pm2|pm2-runtime|pm2-docker)$/, runs: 'js', writes: [null] },
  {
    name: /^(?:npm|yarn|pnpm|bun|npx|corepack)$/,
    runs: 'js',
    when: /\b(?:install|ci|i|add|build|rebuild)\b/,
    writes: ['.', null],
  },
  { name: /^(?:npx|bunx)$/, runs: 'js', writes: [null] },
  { name: /^(?:deno)$/, runs: 'js', writes: [null] },
  {
    name: /^(?:node|nodejs|nodemon|bun|ts-node|ts-node-dev|tsx|forever|babel-node|serve|sirv|http-server|npm|yarn|pnpm|nodejs\d*|sequelize|sequelize-cli|knex|typeorm|mikro-orm|wait-on|concurrently|cross-env|swc-node|micro|fastify|json-server|ws|live-server|functions-framework-nodejs|feathers|moleculer-runner|graphile-worker)$/,
    runs: 'js',
  },
  // Its settings and uploads; what it makes of the app for the browser.
  { name: /^(?:chainlit|reflex)$/, runs: 'python', writes: ['.'] },
  { name: /^celery$/, runs: 'python', when: /\bbeat\b|\s-B\b|--beat/, writes: ['.'] },
  {
    name: /^(?:python[\d.]*|pypy3?|django-admin|manage\.py)$/,
    runs: 'python',
    when: /\b(?:collectstatic|makemigrations|compilemessages|makemessages|compress)\b/,
    writes: ['.'],
  },
  { name: /^(?:pip[\d.]*|poetry|pipenv|uv|hatch|conda|mamba)$/, runs: 'python', writes: [null] },
  {
    name: /^(?:jupyter|jupyter-lab|jupyter-notebook|mlflow|airflow|superset|dagster|prefect|scrapy|bentoml|ray|rasa|zenml|mkdocs|chroma|openllm|vllm|accelerate|dvc|wandb|nox|tox|pytest)$/,
    runs: 'python',
    writes: [null],
  },
  {
    name: /^(?:python[\d.]*|pypy3?|gunicorn|uvicorn|hypercorn|daphne|flask|fastapi|celery|django-admin|manage\.py|streamlit|waitress-serve|functions-framework|functions_framework|alembic|rq|dramatiq|huey_consumer|huey_consumer\.py|chainlit|gradio|uwsgi|sanic|granian|litestar|robyn|pserve|faust|watchmedo|watchfiles|debugpy|aerich|arq|taskiq|chalice|opentelemetry-instrument|coverage|panel|bokeh|voila|locust|dash|reflex|quart|tornado|nameko|circusd|honcho)$/,
    runs: 'python',
  },
  { name: /^go$/, runs: 'go', writes: [null] },
  { name: /^(?:air|reflex|CompileDaemon|gin|fresh|realize)$/, runs: 'go', writes: ['.'] },
  { name: /^(?:cargo|cargo-watch|bacon)$/, runs: 'rust', writes: ['.'] },
  { name: /^java$/, runs: 'jvm' },
  { name: /^(?:mvn|mvnw|gradle|gradlew|sbt|lein|ant)$/, runs: 'jvm', writes: ['.', null] },
  { name: /^dotnet$/, runs: 'dotnet', when: /\b(?:run|watch|build|test|ef)\b/, writes: ['.', null] },
  { name: /^dotnet$/, runs: 'dotnet' },
  {
    name: /^(?:rails|rake|puma|unicorn|sidekiq|rackup|ruby|bundle|bundler|thin|passenger|foreman|irb|falcon|shotgun|rerun|iodine|jekyll|middleman)$/,
    runs: 'ruby',
    when: /\binstall\b|db:migrate|assets:precompile|\bjekyll|\bmiddleman/,
    writes: ['.', null],
  },
  {
    name: /^(?:rails|rake|puma|unicorn|sidekiq|rackup|ruby|bundle|bundler|thin|passenger|foreman|irb|falcon|shotgun|rerun|iodine)$/,
    runs: 'ruby',
  },
  { name: /^composer$/, runs: 'php', writes: ['.', null] },
  {
    name: /^(?:php[\d.]*|php-fpm[\d.]*|artisan|apache2-foreground|frankenphp|rr|docker-php-entrypoint|swoole|console)$/,
    runs: 'php',
  },
  { name: /^(?:mix|iex)$/, runs: 'elixir', writes: ['.', null] },
  { name: /^elixir$/, runs: 'elixir' },
  { name: /^(?:make|cmake|ninja|bazel|gcc|g\+\+|cc|rustc|javac)$/, runs: null, writes: ['.', null] },
  { name: /^(?:openssl|mkcert|envsubst|tar|unzip|wget|curl)$/, runs: null },
];

/** Options of any program that name a file or folder which it writes. Own knowledge of common servers' options. */
const FILE_OPTION =
  /^--?(?:(?:access|error)?-?log-?files?|access-logfile|error-logfile|log-file|logfile|pid-?file|pid|schedule|statedb|csv|html|db-?file|database-file|unix-socket|output-file)$/;
const FOLDER_OPTION =
  /^--?(?:data-?dir|datadir|dbpath|db-path|data|data-path|data-folder|storage(?:\.\w+)*\.path|log-?dir|log-path|logs|cache-?dir|upload-?dir|upload-folder|output-?dir|out-?dir|state-?dir|store-?dir|work-?dir|basedir|work-path|worker-tmp-dir|tmp-?dir|storage-?dir|persist-?dir|files-dir|repo-dir|save-dir)$/;
const SHORT: Readonly<Record<string, RegExp>> = { gunicorn: /^-p$/, celery: /^-[fs]$/, uwsgi: /^-d$/ };

export interface ReadProgram {
  /** Undefined: a program that is not in the table. */
  readonly runs: Runs | undefined;
  readonly name: string;
  readonly found: readonly Found[];
}

export function readProgram(program: Program): ReadProgram {
  const [first = null, ...rest] = program.words;
  const own = (first ?? '').slice((first ?? '').lastIndexOf('/') + 1);
  const line = rest.map((word) => word ?? '?').join(' ');
  const rowOf = (one: string) =>
    ROWS.find((row) => row.name.test(one) && (row.when === undefined || row.when.test(`${one} ${line}`)));
  const module = moduleOf(own, rest);
  const name = module !== null && rowOf(module)?.runs === 'python' ? module : own;
  const row = rowOf(name);
  const found: Found[] = (row?.writes ?? []).map((path) => ({
    folder: path === null ? null : folderOf(closed(path), true, program.cwd),
    evidence: program.evidence,
  }));
  for (const folder of optionFolders(name, rest, program.cwd)) found.push({ folder, evidence: program.evidence });
  return {
    runs: row?.runs ?? (row === undefined ? undefined : null),
    name: name === '' ? 'unknown' : name,
    found: found.filter(({ folder }) => folder === null || !isShared(folder)),
  };
}

/** `python -u -m celery`: the module that is run as a program; null when it is another call. */
function moduleOf(name: string, words: readonly (string | null)[]): string | null {
  if (!/^python[\d.]*$/.test(name)) return null;
  const at = words.findIndex((word) => word === null || word === '-m' || !word.startsWith('-'));
  return words[at] === '-m' ? (words[at + 1] ?? null) : null;
}

/** Folders that options name. */
function optionFolders(
  name: string,
  words: readonly (string | null)[],
  cwd: string | null,
): readonly (string | null)[] {
  const found: (string | null)[] = [];
  for (const [i, word] of words.entries()) {
    if (word === null) continue;
    const java =
      /^(?:-Xloggc:|-Xlog:[^:]*:file=|-Dlogging\.file(?:\.name)?=|-Dserver\.tomcat\.accesslog\.directory=)([^:]+)/.exec(
        word,
      )?.[1];
    if (java !== undefined) found.push(folderOf(closed(java), false, cwd));
    const [option = '', joined] = word.startsWith('-')
      ? [word.split('=')[0], word.includes('=') ? word.slice(word.indexOf('=') + 1) : undefined]
      : [];
    const isFolder = FOLDER_OPTION.test(option);
    if (!isFolder && !FILE_OPTION.test(option) && SHORT[name]?.test(option) !== true) continue;
    const value = joined ?? words[i + 1];
    if (value === null) found.push(null);
    else if (value !== undefined && isPath(value)) found.push(folderOf(closed(value), isFolder, cwd));
  }
  return found;
}

function isPath(value: string): boolean {
  return (
    !/^-|^\d+$|^\/dev\/|^\/proc\/|^(?:true|false|info|debug|warning|error|json|text|memory|stdout|stderr|off)$|:\/\//i.test(
      value,
    ) && value !== ''
  );
}

/** Folders that everybody may write to in any image. */
export function isShared(folder: string): boolean {
  return /^\/(?:tmp|var\/tmp|dev\/shm)(?:\/|$)/.test(absolute(folder));
}
