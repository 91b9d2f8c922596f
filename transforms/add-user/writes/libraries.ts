/**
 * Libraries that write although the app's own code says no path, and the folders of frameworks. Own knowledge of each library's
 * defaults, from its documentation; only those that are certain.
 */

import type { Language } from '../../../src/app/code/languages.ts';
import { closed, folderOf } from '../../../src/app/code/values.ts';
import { type Found, lineWith, type Surroundings } from './found.ts';
import { manifestsOf } from './manifest.ts';
import type { Runs } from './programs.ts';

interface Library {
  readonly name: RegExp;
  readonly manifest: RegExp;
  readonly language: Language;
  /** Below the working directory; null: below the home folder, or not to be told. */
  readonly folders: readonly (string | null)[];
  /** A variable that says where instead. */
  readonly variable?: string;
}

const NPM = /(?:^|\/)package\.json$/;
const PY = /(?:^|\/)(?:requirements[\w.-]*\.txt|pyproject\.toml|Pipfile)$/;
const GEM = /(?:^|\/)Gemfile$/;
const COMPOSER = /(?:^|\/)composer\.json$/;

/** Its processes meet in a folder that a variable names; each reads both spellings. */
const METRICS = { name: /prometheus|starlette[-_]exporter/i, manifest: PY, language: 'python', folders: [] } as const;

const LIBRARIES: readonly Library[] = [
  { name: /"newrelic"\s*:/, manifest: NPM, language: 'js', folders: ['.'] },
  { name: /"whatsapp-web\.js"\s*:/, manifest: NPM, language: 'js', folders: ['.'] },
  {
    name: /"(?:@strapi\/strapi|directus|sails|parse-server|ghost|n8n|@keystone-6\/core|flowise|verdaccio|node-red|@xenova\/transformers|@huggingface\/transformers|@medusajs\/medusa|payload|simple-git|isomorphic-git|nodegit)"\s*:/,
    manifest: NPM,
    language: 'js',
    folders: [null],
  },
  {
    name: /^\s*["']?(?:transformers|sentence[-_]transformers|huggingface[-_]hub|diffusers|datasets|fastembed)\b/im,
    manifest: PY,
    language: 'python',
    folders: [null],
    variable: 'HF_HOME',
  },
  {
    name: /^\s*["']?(?:openai-whisper|gitpython|pygit2|dulwich|nltk|spacy|keras|tensorflow[-_]hub|ultralytics|easyocr|paddleocr|chromadb|mlflow|webdriver[-_]manager|selenium|kaggle|gdown|dvc|pyspark|torchvision|ray|wandb|ansible)\b/im,
    manifest: PY,
    language: 'python',
    folders: [null],
  },
  {
    name: /^\s*["']?(?:flask[-_]session|flask[-_]uploads|flask[-_]reuploaded)\b/im,
    manifest: PY,
    language: 'python',
    folders: ['.'],
  },
  { ...METRICS, variable: 'PROMETHEUS_MULTIPROC_DIR' },
  { ...METRICS, variable: 'prometheus_multiproc_dir' },
  { name: /github\.com\/(?:pocketbase\/pocketbase)\b/, manifest: /(?:^|\/)go\.mod$/, language: 'go', folders: [null] },
  {
    name: /<artifactId>(?:activemq-broker|spring-boot-starter-activemq|artemis-server|rocksdbjni|hibernate-search[\w-]*|derby|hsqldb|djl-\w+|smile-core)<\/artifactId>/,
    manifest: /pom\.xml$/,
    language: 'jvm',
    folders: [null],
  },
  { name: /^\s*gem\s+["']rails["']/m, manifest: GEM, language: 'ruby', folders: ['tmp', 'log', 'storage'] },
  {
    name: /^\s*gem\s+["']carrierwave["']/m,
    manifest: GEM,
    language: 'ruby',
    folders: ['public/uploads', 'uploads', 'tmp'],
  },
  {
    name: /^\s*gem\s+["'](?:paperclip|kt-paperclip)["']/m,
    manifest: GEM,
    language: 'ruby',
    folders: ['public/system'],
  },
  { name: /^\s*gem\s+["'](?:shrine|dragonfly|refile)["']/m, manifest: GEM, language: 'ruby', folders: [null] },
  { name: /^\s*gem\s+["']bootsnap["']/m, manifest: GEM, language: 'ruby', folders: ['tmp'] },
  {
    name: /"laravel\/(?:framework|lumen-framework)"\s*:/,
    manifest: COMPOSER,
    language: 'php',
    folders: ['storage', 'bootstrap/cache'],
  },
  { name: /"symfony\/(?:framework-bundle|symfony)"\s*:/, manifest: COMPOSER, language: 'php', folders: ['var'] },
  { name: /"smarty\/smarty"\s*:/, manifest: COMPOSER, language: 'php', folders: ['templates_c'] },
  { name: /"yiisoft\/yii2"\s*:/, manifest: COMPOSER, language: 'php', folders: ['.'] },
  { name: /"cakephp\/cakephp"\s*:/, manifest: COMPOSER, language: 'php', folders: ['tmp', 'logs'] },
  { name: /"codeigniter4\/framework"\s*:/, manifest: COMPOSER, language: 'php', folders: ['writable'] },
  {
    name: /"(?:drupal\/core[\w-]*|typo3\/cms-core|magento\/product-community-edition|shopware\/core|craftcms\/cms|statamic\/cms|october\/\w+)"\s*:/,
    manifest: COMPOSER,
    language: 'php',
    folders: [null],
  },
];

/** @param languages what is started. */
export function libraryWrites(around: Surroundings, languages: ReadonlySet<Runs>): readonly Found[] {
  const found: Found[] = [];
  for (const { file, text } of manifestsOf(around)) {
    for (const library of LIBRARIES) {
      if (!library.manifest.test(file) || !languages.has(library.language)) continue;
      const name = library.name.exec(text)?.[0];
      if (name === undefined) continue;
      const evidence = { file, line: lineWith(text, name.trimStart()) };
      const set = library.variable === undefined ? undefined : around.env.get(library.variable);
      const paths = typeof set === 'string' ? [set] : library.folders;
      for (const path of paths)
        found.push({ folder: path === null ? null : folderOf(closed(path), true, around.workdir), evidence });
    }
  }
  // Where the standalone server of Next keeps rendered pages and pictures; its own manifest is what tells it.
  if (languages.has('js')) {
    for (const { file, text } of manifestsOf(around)) {
      if (!NPM.test(file) || !/"next"\s*:/.test(text)) continue;
      found.push({
        folder: folderOf(closed('.next'), true, around.workdir),
        evidence: { file, line: lineWith(text, '"next"') },
      });
    }
  }
  return found;
}
