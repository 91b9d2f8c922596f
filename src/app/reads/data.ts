/** Files of the context in the image that are neither sources, tests, manifests, documentation nor the build's own. */

import { absolute } from '../../project/copies.ts';
import { isIn } from '../../project/paths.ts';
import { isLeftOutFolder } from '../../project/sources/left-out.ts';
import { isUnreadLanguage, type Language, languageOf } from '../code/languages.ts';
import type { Image } from './image.ts';

export interface DataFile {
  /** Absolute, in the image. */
  readonly path: string;
  /** In the context. */
  readonly file: string;
}

export interface Data {
  /** Folders that hold nothing else, and files beside others. */
  readonly whole: readonly { readonly path: string; readonly file: string; readonly kind: 'file' | 'folder' }[];
  readonly files: readonly DataFile[];
}

/** More files than any app has beside its sources. */
const MAX_FILES = 20_000;

/** Folders whose files are handed out, whatever they are. Own knowledge of the usual names. */
export const SERVED = /(?:^|\/)(?:public|static|wwwroot|assets|htdocs)$/;
/** Folders whose texts are handed out or filled in, sources left out. Own knowledge of the usual names. */
export const TEXTS =
  /(?:^|\/)(?:templates?|views|locales?|i18n|content|layouts|partials|pages|posts|emails?|messages|lang)$/;

/** Folders of tools that have nothing to do with what runs. Own knowledge of the usual names. */
const TOOLS =
  /^(?:\.[\w-]+|scripts?|hack|deploy(?:ment)?s?|k8s|kubernetes|helm|charts?|manifests?|terraform|infra|ci|build|docker|\.?docs?|website|kustomize|third_party|licenses?|screenshots?|node_modules|target|gradle|ansible|bin|obj)$/;
/** Sources of jars and wars: what lies there is inside of them. */
export const PACKED = /(?:^|\/)src\/(?:main|test|integrationTest|jmh|testFixtures)(?:\/|$)/;

const NO_DATA: readonly RegExp[] = [
  // Documentation.
  /(?:^|\/)(?:README|AGENTS|CLAUDE|CHANGELOG|CHANGES|CONTRIBUTING|CODE_OF_CONDUCT|SECURITY|LICEN[CS]E|COPYING|NOTICE|AUTHORS|MAINTAINERS|CODEOWNERS|OWNERS|GUIDE|HISTORY|TODO|ROADMAP|UPGRADING|PATENTS|VERSION|benchmark_config)\b[^/]*$/i,
  /^[^/]+\.(?:md|rst|adoc)$/i,
  // Manifests and what locks them.
  /(?:^|\/)(?:package(?:-lock)?\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-(?:lock|workspace)\.yaml|bun\.lockb?|lerna\.json|nx\.json|turbo\.json|go\.(?:mod|sum|work|work\.sum)|Cargo\.(?:toml|lock)|rust-toolchain(?:\.toml)?|pom\.xml|[^/]*\.gradle(?:\.kts)?|gradle\.properties|gradlew(?:\.bat)?|mvnw(?:\.cmd)?|pyproject\.toml|poetry\.lock|uv\.lock|Pipfile(?:\.lock)?|setup\.(?:cfg|py)|requirements[^/]*\.txt|constraints[^/]*\.txt|environment\.ya?ml|MANIFEST\.in|Gemfile(?:\.lock)?|[^/]+\.gemspec|Rakefile|composer\.(?:json|lock)|mix\.(?:exs|lock)|deno\.(?:jsonc?|lock)|Gopkg\.(?:toml|lock)|glide\.(?:yaml|lock)|modules\.txt|component\.json|bower\.json)$/,
  /\.(?:csproj|fsproj|vbproj|sln|slnx|props|targets|vcxproj|nuspec|cabal|sbt|xcodeproj|mod|sum)$|(?:^|\/)(?:nuget\.config|global\.json|packages\.config|launchSettings\.json)$/i,
  // The build's own, and of the tools around it.
  /(?:^|\/)(?:[^/]*Dockerfile[^/]*|Containerfile[^/]*|[^/]+\.dockerfile|(?:docker-)?compose[^/]*\.ya?ml|docker-bake\.hcl|skaffold\.ya?ml|Tiltfile|Makefile[^/]*|GNUmakefile|[^/]+\.mk|CMakeLists\.txt|CMakePresets\.json|conanfile\.\w+|vcpkg\.json|meson\.build|meson_options\.txt|configure|configure\.(?:ac|in)|[^/]+\.(?:am|cmake|m4|ac)|config\.(?:guess|sub)|install-sh|justfile|Justfile|Taskfile\.ya?ml|Procfile|cloudbuild\.ya?ml|fly\.toml|render\.ya?ml|railway\.(?:json|toml)|vercel\.json|netlify\.toml|heroku\.yml|captain-definition|\.?air\.(?:toml|conf)|Jenkinsfile|azure-pipelines\.yml|appveyor\.yml|sonar-project\.properties|codecov\.ya?ml|renovate\.json|nodemon\.json|nest-cli\.json|angular\.json|components\.json|ecosystem\.config\.\w+|tslint\.json|tsconfig[^/]*\.json|jsconfig\.json|jest[^/]*\.json|cypress\.json|sqlc\.ya?ml|buf[^/]*\.ya?ml|gqlgen\.ya?ml|codegen\.ya?ml|\.?golangci\.ya?ml|pytest\.ini|tox\.ini|mypy\.ini|clippy\.toml|rustfmt\.toml|deny\.toml|Cross\.toml|diesel\.toml|pylintrc|BUILD(?:\.bazel)?|WORKSPACE|catalog-info\.ya?ml|(?:deployment|service|ingress|kustomization)s?\.ya?ml|devcontainer\.json)$/,
  /(?:^|\/)(?:\.[\w-]*rc(?:\.\w+)?|\.(?:git|docker|eslint|prettier|npm|helm|gcloud|vscode|style|editor|mock|nvm|node|ruby|python|tool|swc|babel|browserslist|dock|commitlint|lintstaged|huskyrc|clang|stylelint|markdownlint|pre-commit|travis|hadolint|trivy|snyk|air|cz|release|gitlab|golangci|yamllint|flake8|coverage|env\.(?:example|sample|template|dist|test))[\w.-]*)$/,
  // Of App Engine and Heroku; in a folder they are the app's own settings.
  /^app\.(?:ya?ml|json)$/,
  /(?:^|\/)[^/]+\.config\.(?:[cm]?[jt]s|json)$/,
  /\.(?:sh|bash|bat|cmd|ps1|d\.ts|map|tsbuildinfo|snap|pyc|o|a|la|s|S|asm|y|l|tt|lo|class|jar|iml|orig|rej|swp|code-workspace|sample)$|(?:^|\/)(?:Thumbs\.db|\.DS_Store)$/,
];

/** Their interfaces are compiled in. */
const COMPILED: ReadonlySet<Language> = new Set(['go', 'rust', 'native', 'jvm', 'dotnet']);

/** Templates that become source code. */
const GENERATORS = /\.(?:qtpl|templ|rs\.html|stpl|ego|ecr)$/;

/** Data by its name. Scripts for a browser are some, where the app is in another language. */
export function isData(file: string, languages: readonly Language[]): boolean {
  const language = languageOf(file);
  const isScript = language === 'js' && !languages.includes('js') && /\.[cm]?js$/.test(file);
  if (/\.(?:proto|thrift)$/.test(file) && languages.every((one) => COMPILED.has(one))) return false;
  if ((language !== null && !isScript) || isUnreadLanguage(file) || /\.(?:vue|svelte)$/.test(file)) return false;
  return !GENERATORS.test(file) && !NO_DATA.some((one) => one.test(file));
}

/** @returns null when there are more files than are looked at. */
export function dataOf(image: Image, languages: readonly Language[]): Data | null {
  const walker = new Walker(image, languages);
  const roots = new Map<string, 'file' | 'folder'>();
  for (const { kind, to } of image.copied) if (roots.get(to) !== 'folder') roots.set(to, kind);
  const places = [...roots].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [place, kind] of places) {
    // A folder in another one is seen with it.
    if (places.some(([other, one]) => one === 'folder' && other !== place && isIn(place, other))) continue;
    const file = image.contextOf(place);
    if (file === null) continue;
    if (kind === 'folder') walker.folder(place, file, '', holdsOf(file, 'any'));
    else walker.file(place, file, 'any');
  }
  return walker.isTooMuch ? null : { whole: walker.whole, files: walker.files };
}

/** Which files of a folder are data: all, those that are no sources, or those that are so by their names. */
type Holds = 'all' | 'texts' | 'any';

function holdsOf(folder: string, above: Holds): Holds {
  if (above === 'all' || SERVED.test(folder)) return 'all';
  return above === 'texts' || TEXTS.test(folder) ? 'texts' : 'any';
}

class Walker {
  readonly files: DataFile[] = [];
  whole: { path: string; file: string; kind: 'file' | 'folder' }[] = [];
  isTooMuch = false;
  private readonly image: Image;
  private readonly languages: readonly Language[];

  constructor(image: Image, languages: readonly Language[]) {
    this.image = image;
    this.languages = languages;
  }

  file(path: string, file: string, holds: Holds): boolean {
    if (GENERATORS.test(file)) return false;
    const isText = holds === 'texts' && languageOf(file) === null && !/\.(?:vue|svelte)$/.test(file);
    if (holds !== 'all' && !isText && !isData(file, this.languages)) return false;
    this.files.push({ path, file });
    this.isTooMuch ||= this.files.length > MAX_FILES;
    this.whole.push({ path, file, kind: 'file' });
    return true;
  }

  /** @returns whether it holds data and nothing else. */
  folder(path: string, file: string, inside: string, holds: Holds = 'any'): boolean {
    const before = this.whole.length;
    let isWhole = true;
    for (const name of this.image.list(path)) {
      if (this.isTooMuch) return false;
      const own = absolute(`${path}/${name}`);
      const below = inside === '' ? name : `${inside}/${name}`;
      const context = this.image.contextOf(own);
      const kind = this.image.kindOf(own);
      if (context === null || kind === null) continue;
      if (kind === 'file') isWhole = this.file(own, context, holds) && isWhole;
      else if (holds === 'any' && (isLeftOutFolder(below) || TOOLS.test(name) || PACKED.test(below))) isWhole = false;
      else isWhole = this.folder(own, context, below, holdsOf(below, holds)) && isWhole;
    }
    if (isWhole && this.whole.length > before && inside !== '') {
      this.whole = this.whole.slice(0, before);
      this.whole.push({ path, file, kind: 'folder' });
    }
    return isWhole;
  }
}
