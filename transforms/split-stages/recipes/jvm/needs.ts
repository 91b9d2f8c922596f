/** What a Java app reads and runs besides its jars. */

import { findReads } from '../../../../src/app/reads.ts';
import type { BaseImage } from '../../../../src/facts/base-images.ts';
import { jdkUse, usesJdk } from '../../../../src/facts/jdk.ts';
import { packageBrings } from '../../../../src/facts/package-programs.ts';
import { hasProgram } from '../../../../src/facts/runtime-images.ts';
import { absolute, absoluteFrom } from '../../../../src/project/absolute.ts';
import { catalogueOf, gradleLibraries } from '../../../../src/project/gradle/libraries.ts';
import { readPom } from '../../../../src/project/maven/pom.ts';
import { isBelow } from '../../../../src/project/paths.ts';
import type { App } from '../../app.ts';
import { osPackages } from '../../packages.ts';
import { type Carry, type Refusal, refuse } from '../../recipe.ts';

/** Sources of what runs. */
const SOURCE = /\.(?:java|kt|kts|groovy|scala)$/;
const TESTS = /(?:^|\/)(?:src\/(?:test|it|integrationTest|testFixtures)|buildSrc)\//;
/** What lies there is in the jar, and read by name; who names the path reads it where it lay for the build. */
const NAMES_SOURCES = /["']((?:\.?\/)?(?:[\w-]+\/)*src\/main\b[\w./-]*)["']/g;
/**
 * Looked for in the working directory without being named. Sources: docs.spring.io, "Externalized Configuration";
 * quarkus.io, "Configuration Reference"; vertx.io, Vert.x Config and StaticHandler; jooby.io, "Configuration", "Static Files".
 */
const BY_CONVENTION = [
  ...['config', 'conf', 'webroot', 'public'],
  ...['application.properties', 'application.yml', 'application.yaml', 'bootstrap.properties', 'bootstrap.yml', '.env'],
];

/** The files that the app reads, or what it uses that the runtime image lacks. */
export function needsOf(app: App, runtime: BaseImage): readonly Carry[] | Refusal {
  const tool = jdkIn(app, runtime);
  if (tool !== null) return tool;
  const reads = findReads(app.doc, app.project, app.stage, ['jvm']);
  if (reads === null) return refuseUnread(app);
  for (const { name, place } of reads.programs) {
    if (TESTS.test(place.file)) continue;
    if (name === null) return refuse({ code: 'program-unknown', ...place });
    const isThere = hasProgram(runtime, name) || osPackages(app).some((one) => packageBrings(one, name));
    if (!isThere) return refuse({ code: 'program-missing', program: name, image: runtime.reference, ...place });
  }
  const isOpen = reads.unknown.some(({ file }) => !TESTS.test(file));
  const named = reads.paths.filter(({ place }) => !TESTS.test(place.file));
  const paths = [...named, ...(isOpen ? reads.data : [])].map(({ path, kind }): Carry => ({ path, kind }));
  return [...namedFiles(app), ...byConvention(app), ...paths, ...namedSources(app)].filter(
    ({ path }) => !isBelow(app.final.workdir, path),
  );
}

function refuseUnread({ sources }: App): Refusal {
  const [gap] = sources.gaps;
  if (gap === undefined) return refuse({ code: 'reads-unknown', file: sources.files[0]?.path ?? '.', line: 1 });
  return refuse(
    { code: 'copy-not-read', why: gap.why === 'image' ? 'stage' : gap.why, word: gap.word },
    gap.instruction,
  );
}

/** Folders and files of the sources that a source names by their path. */
function namedSources(app: App): readonly Carry[] {
  const texts = sourcesOf(app).filter(({ path }) => !path.endsWith('.kts'));
  const names = texts.flatMap(({ text }) => [...text.matchAll(NAMES_SOURCES)].map(([, name]) => name!));
  return [...new Set(names)].flatMap((name) => fileOf(app, name) ?? []);
}

interface Text {
  readonly path: string;
  readonly text: string;
}

function sourcesOf({ sources, project }: App): readonly Text[] {
  return sources.files
    .filter(({ path }) => SOURCE.test(path) && !TESTS.test(path))
    .map(({ path }) => ({ path, text: project.readText(path) ?? '' }));
}

/** A use of what only a JDK has, in the sources or in a library. */
function jdkIn(app: App, runtime: BaseImage): Refusal | null {
  const missing = (name: string, file: string, line: number | null) =>
    refuse({ code: 'needs-jdk', name, image: runtime.reference, file, line });
  for (const { path, text } of sourcesOf(app)) {
    if (/\.kts$/.test(path)) continue;
    for (const [at, line] of text.split('\n').entries()) {
      const use = jdkUse(line);
      if (use !== null && !/^\s*(?:\*|\/\/)/.test(line)) return missing(use, path, at + 1);
    }
  }
  for (const { path } of app.sources.files) {
    const library = librariesOf(app, path).find((name) => usesJdk(name) && !isPrecompiled(app, name));
    if (library !== undefined) return missing(library, path, null);
  }
  return null;
}

/** Templates of jte can be compiled with the app. Source: jte.gg, "Pre-compiling Templates". */
function isPrecompiled(app: App, library: string): boolean {
  const texts = sourcesOf(app).map(({ text }) => text);
  return (
    library.startsWith('gg.jte:') &&
    texts.some((text) => text.includes('createPrecompiled')) &&
    !texts.some((text) => /\bTemplateEngine\s*\.\s*create\s*\(/.test(text))
  );
}

/** `group:artifact` of what runs along. */
function librariesOf({ project, sources }: App, path: string): readonly string[] {
  if (/(?:^|\/)pom\.xml$/.test(path)) {
    const read = readPom(path, project.readText(path) ?? '');
    if (!read.ok) return [];
    return read.value.dependencies.flatMap(({ groupId, artifactId, scope }) =>
      scope === 'test' || scope === 'provided' ? [] : [`${groupId}:${artifactId}`],
    );
  }
  if (!/(?:^|\/)build\.gradle(?:\.kts)?$/.test(path)) return [];
  const catalogue = sources.files.find((file) => /(?:^|\/)gradle\/libs\.versions\.toml$/.test(file.path))?.path;
  const names = catalogue === undefined ? '' : (project.readText(catalogue) ?? '');
  return gradleLibraries(project.readText(path) ?? '', catalogueOf(catalogue ?? '', names));
}

/** Files of the context that the start, or a variable, names by their path. */
function namedFiles(app: App): readonly Carry[] {
  const { start, final, uses } = app;
  const words = [
    ...start.calls.flatMap(({ call }) => [...call.args.map(({ value }) => value), ...call.env.values()]),
    ...final.env.values(),
    ...uses.flatMap(({ environment }) => [...environment.values()]),
  ];
  return words.flatMap((word) =>
    (word ?? '').split(/[\s,=]+|(?:optional:)?file:(?:\/\/)?/).flatMap((text) => fileOf(app, text) ?? []),
  );
}

function fileOf(app: App, text: string): Carry | null {
  if (!/^[\w./@+-]+$/.test(text) || /^\.{0,2}\/?$/.test(text)) return null;
  return placed(app, absoluteFrom(app.final.workdir, text));
}

function byConvention(app: App): readonly Carry[] {
  return BY_CONVENTION.flatMap((name) => placed(app, absolute(`${app.final.workdir}/${name}`)) ?? []);
}

function placed({ toContext, project }: App, path: string): Carry | null {
  const found = toContext(path);
  const kind = found === null || found === '' ? undefined : project.statOf(found)?.kind;
  return kind === 'file' || kind === 'folder' ? { path, kind } : null;
}
