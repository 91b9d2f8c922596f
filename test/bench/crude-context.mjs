/**
 * As crude.mjs, for what needs the files of the build context: where a COPY of everything stands before an install, and
 * where an application ends as root. Regular expressions and plain directory listings: no ignore file is read, no
 * variable is replaced, nothing is known of shells. Do not make it cleverer.
 */
import { readdirSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { instructions } from './crude.mjs';

/** Nothing but flags up to the end of the command: not the install of packages that are named. */
const BARE = String.raw`(?:\s+-\S+)*\s*(?:$|[;&|)])`;

/**
 * Installs of what a manifest lists. `manifest` is a file's name; `depth` says how far below the copied folder it is looked for.
 */
const INSTALLS = [
  {
    tool: 'npm',
    run: new RegExp(String.raw`\bnpm\s+(?:-\S+\s+)*(?:ci|clean-install|i|install)${BARE}`),
    manifest: /^package.*\.json$/,
  },
  {
    tool: 'yarn',
    run: new RegExp(String.raw`\byarn(?:pkg)?(?:\s+-\S+)*(?:\s+install)?${BARE}`),
    manifest: /^package.*\.json$/,
  },
  {
    tool: 'pnpm',
    run: new RegExp(String.raw`\bpnpm\s+(?:-\S+\s+)*(?:i|install)${BARE}`),
    manifest: /^package.*\.json$/,
  },
  { tool: 'bun', run: new RegExp(String.raw`\bbun\s+(?:i|install)${BARE}`), manifest: /^package.*\.json$/ },
  {
    tool: 'pip',
    run: /\bpip[\d.]*\s+(?:-\S+\s+)*install\b[^;&|]*(?:\s-r|\s--requirement)/,
    manifest: /^.*require.*\.(?:txt|in|pip)$|^requirements$/,
  },
  { tool: 'poetry', run: /\bpoetry\s+(?:-\S+\s+)*install\b/, manifest: /^pyproject\.toml$/ },
  { tool: 'uv', run: /\buv\s+sync\b/, manifest: /^pyproject\.toml$/ },
  { tool: 'pipenv', run: new RegExp(String.raw`\bpipenv\s+(?:install|sync)${BARE}`), manifest: /^Pipfile/ },
  { tool: 'go', run: /\bgo\s+(?:build|mod\s+download)\b/, manifest: /^go\.mod$/ },
  { tool: 'dotnet', run: /\bdotnet\s+(?:restore|publish)\b/, manifest: /^.*\.(?:cs|fs|vb)proj$|^.*\.slnx?$/, depth: 3 },
  { tool: 'bundle', run: /\bbundle\s+(?:install\b|$|&&)/, manifest: /^Gemfile/ },
  { tool: 'composer', run: /\bcomposer(?:\.phar)?\s+(?:-\S+\s+)*install\b/, manifest: /^composer\.(?:json|lock)$/ },
  { tool: 'mix', run: /\bmix\s+(?:do\s+)?deps\.get\b/, manifest: /^mix\.(?:exs|lock)$/ },
  { tool: 'maven', run: /(?:\bmvn|\bmvnw)\s+(?!-v\b|--version)/, manifest: /^pom\.xml$/ },
  {
    tool: 'gradle',
    run: /(?:\bgradle|\bgradlew)\s+(?!-v\b|--version)/,
    manifest: /^(?:build|settings)\.gradle(?:\.kts)?$/,
  },
  { tool: 'cargo', run: /\bcargo\s+(?:build|fetch|install\s+--path)\b/, manifest: /^Cargo\.(?:toml|lock)$/ },
];

/** Files that people write programs in. Pages, styles and shell scripts alone are no application. */
const SOURCE =
  /\.(?:js|mjs|cjs|jsx|ts|tsx|vue|svelte|py|go|java|kt|kts|scala|groovy|clj|rs|c|cc|cpp|cxx|cs|fs|vb|rb|php|exs?|erl|hs|swift|dart|lua|pl|pm|jl|r|R|nim|zig|ml|cr)$/;

/** Bases whose own CMD or ENTRYPOINT runs an application that is copied in. */
const RUNS_BY_ITSELF = /(?:^|\/)(?:nginx|httpd|tomcat|jetty|caddy|openresty|wildfly|open-liberty|php)\b/;
const WINDOWS = /windows|nanoserver|servercore|\/dotnet\/framework/i;

/** The stages of a text: name, what it is FROM, its instructions. */
function stagesOf(text) {
  const stages = [];
  for (const each of instructions(text)) {
    if (each.keyword !== 'FROM') stages.at(-1)?.body.push(each);
    else {
      const [, from = '', name = null] = /^\s*FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?/i.exec(each.text) ?? [];
      stages.push({ name: name?.toLowerCase() ?? null, from, line: each.line, body: [] });
    }
  }
  return stages;
}

/** The words of a COPY or ADD from the context: its sources; null for another instruction, or one from elsewhere. */
function sourcesOf({ keyword, text }) {
  if (keyword !== 'COPY' && keyword !== 'ADD') return null;
  const rest = text.replace(/^\s*\w+\s+/, '');
  if (/(?:^|\s)--from=/.test(rest) || rest.includes('<<')) return null;
  const words = rest.replace(/^(?:--\S+\s+)*/, '');
  const list = /^\s*\[/.test(words)
    ? [...words.matchAll(/"([^"]*)"/g)].map(([, word]) => word)
    : words.trim().split(/\s+/);
  const sources = list.slice(0, -1);
  return sources.some((source) => /^[a-z]+:\/\//i.test(source)) ? null : sources;
}

/** Directory listings of a folder on disk, kept while one Dockerfile is looked at. */
export function createLister() {
  const seen = new Map();
  return (folder) => {
    let entries = seen.get(folder);
    if (entries === undefined) {
      try {
        entries = readdirSync(folder, { withFileTypes: true });
      } catch {
        entries = [];
      }
      seen.set(folder, entries);
    }
    return entries;
  };
}

/** Whether a file of such a name lies in a folder or a few levels below it. */
function holds(list, folder, pattern, depth) {
  const entries = list(folder);
  if (entries.some((entry) => entry.isFile() && pattern.test(entry.name))) return true;
  if (depth <= 0) return false;
  const below = entries.filter((entry) => entry.isDirectory() && !/^(?:node_modules|\..*)$/.test(entry.name));
  return below.some((entry) => holds(list, join(folder, entry.name), pattern, depth - 1));
}

/** The folders that a COPY brings whole. */
function copiedFolders(sources, context, list) {
  return sources.flatMap((source) => {
    const clean = normalize(source.replace(/\/?\*+$/, '') || '.').replace(/^\/+/, '');
    const folder = join(context, clean);
    return /[*?$]/.test(clean) || list(folder).length === 0 ? [] : [folder];
  });
}

/**
 * Installs behind a COPY that brings a folder with the manifest in it, where no COPY before named the manifest.
 * @returns {{ tool: string, line: number }[]}
 */
export function lateInstalls(text, context, list) {
  const found = [];
  for (const { body } of stagesOf(text)) {
    const folders = [];
    const named = [];
    for (const each of body) {
      const sources = sourcesOf(each);
      if (sources !== null) {
        folders.push(...copiedFolders(sources, context, list));
        named.push(...sources.map((source) => source.replace(/^.*\//, '')));
      }
      if (each.keyword !== 'RUN') continue;
      // A manifest that is mounted need not be copied.
      named.push(
        ...[...each.text.matchAll(/--mount=\S*\bsource=([^\s,]+)/g)].map(([, path]) => path.replace(/^.*\//, '')),
      );
      for (const { tool, run, manifest, depth = 0 } of INSTALLS) {
        if (!run.test(each.text) || named.some((name) => isNamed(name, manifest))) continue;
        if (folders.some((folder) => holds(list, folder, manifest, depth))) found.push({ tool, line: each.line });
      }
    }
  }
  return found;
}

/** Names that a pattern like `package*.json` or `go.*` is tried on. */
const TYPICAL =
  'package.json requirements.txt pyproject.toml Pipfile go.mod a.csproj a.sln Gemfile composer.json mix.exs pom.xml build.gradle build.gradle.kts Cargo.toml'.split(
    ' ',
  );

function isNamed(name, manifest) {
  if (!/[*?[]/.test(name)) return manifest.test(name);
  if (/^\*+$/.test(name)) return false;
  const text = name
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replace(/\?/g, '.');
  return TYPICAL.some((each) => manifest.test(each) && new RegExp(`^${text}$`).test(each));
}

/**
 * Whether the image of a text is an application that runs as root: its last stage sets no USER, has a command, and gets
 * sources from the context, be it through other stages.
 */
export function isRootfulApp(text, context, list) {
  const stages = stagesOf(text);
  const last = stages.at(-1);
  if (last === undefined || stages.some(({ from }) => WINDOWS.test(from))) return false;
  const line = parents(last, stages);
  const own = line.flatMap(({ body }) => body);
  if (own.some(({ keyword }) => keyword === 'USER')) return false;
  if (
    !own.some(({ keyword }) => keyword === 'CMD' || keyword === 'ENTRYPOINT') &&
    !RUNS_BY_ITSELF.test(line.at(-1).from)
  )
    return false;
  const reached = feeders(last, stages);
  return reached.some(({ body }) =>
    body.some((each) => {
      const sources = sourcesOf(each) ?? [];
      const names = sources.some((source) => SOURCE.test(source));
      return names || copiedFolders(sources, context, list).some((folder) => holds(list, folder, SOURCE, 6));
    }),
  );
}

/** Builds of an application whose sources are there, by what is run and what lies in a copied folder. */
const BUILDS = [
  { kind: 'Go', run: /\bgo\s+(?:build|install)\b/, source: /\.go$/ },
  { kind: 'Rust', run: /\bcargo\s+(?:build|install\s+--path)\b|\brustc\b/, source: /^Cargo\.toml$|\.rs$/ },
  {
    kind: 'compiled Node',
    run: /\b(?:npm|pnpm|bun)\s+(?:run\s+)?build\b|\byarn\s+(?:run\s+)?build\b|\btsc\b|\b(?:next|nest|vite|ng)\s+build\b/,
    source: /^package\.json$/,
  },
  { kind: 'Java', run: /\b(?:mvn|mvnw|gradle|gradlew)\b/, source: /^(?:pom\.xml|build\.gradle(?:\.kts)?)$/ },
  { kind: 'Python', run: /\bpip[\d.]*\s+install\b|\bpoetry\s+install\b|\buv\s+sync\b/, source: /\.py$/ },
  { kind: '.NET', run: /\bdotnet\s+(?:publish|build)\b/, source: /\.(?:cs|fs|vb)proj$/ },
  { kind: 'C', run: /\b(?:gcc|g\+\+|clang(?:\+\+)?|cmake|make)\b/, source: /\.(?:c|cc|cpp|cxx)$/ },
];

/**
 * What the one stage of a text builds and starts, sources and all; null where there are several stages, or none of it.
 */
export function builtHere(text, context, list) {
  const [stage, ...more] = stagesOf(text);
  if (stage === undefined || more.length > 0 || WINDOWS.test(stage.from)) return null;
  if (!stage.body.some(({ keyword }) => keyword === 'CMD' || keyword === 'ENTRYPOINT')) return null;
  const runs = stage.body.filter(({ keyword }) => keyword === 'RUN').map((each) => each.text);
  const folders = stage.body.flatMap((each) => copiedFolders(sourcesOf(each) ?? [], context, list));
  const names = stage.body.flatMap((each) => sourcesOf(each) ?? []).map((source) => source.replace(/^.*\//, ''));
  const isThere = (source) =>
    names.some((name) => source.test(name)) || folders.some((folder) => holds(list, folder, source, 6));
  return BUILDS.find(({ run, source }) => runs.some((one) => run.test(one)) && isThere(source))?.kind ?? null;
}

/** A stage and those it is FROM. */
function parents(stage, stages) {
  const parent = stages.slice(0, stages.indexOf(stage)).findLast(({ name }) => name === stage.from.toLowerCase());
  return parent === undefined ? [stage] : [stage, ...parents(parent, stages)];
}

/** A stage and all that it is FROM or copies from. */
function feeders(stage, stages) {
  const reached = new Set();
  const visit = (each) => {
    if (each === undefined || reached.has(each)) return;
    reached.add(each);
    const before = stages.slice(0, stages.indexOf(each));
    const byName = (name) => before.findLast((other) => other.name === name.toLowerCase()) ?? before[Number(name)];
    visit(byName(each.from));
    for (const { text } of each.body) for (const [, name] of text.matchAll(/--from=(\S+)/g)) visit(byName(name));
  };
  visit(stage);
  return [...reached];
}
