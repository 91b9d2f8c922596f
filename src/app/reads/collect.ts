/** Brings together what calls, strings, settings and conventions name. */

import type { Document, Stage } from '../../dockerfile/document.ts';
import { absolute } from '../../project/copies.ts';
import { isIn } from '../../project/paths.ts';
import type { Project } from '../../project/project.ts';
import type { Source } from '../../project/sources.ts';
import type { Language } from '../code/languages.ts';
import type { Scope } from '../code/values.ts';
import type { Place, Reads } from '../reads.ts';
import { type FoundRead, READS, readsIn } from './calls.ts';
import { type Data, PACKED } from './data.ts';
import { embeddedBy } from './embedded.ts';
import type { Image } from './image.ts';
import { mayName, namesIn } from './literals.ts';
import { byPath, NamedPaths } from './named.ts';
import type { Text } from './parts.ts';
import { Places } from './places.ts';
import { programsIn } from './programs.ts';
import { compiledPlaces, rootsOf } from './roots.ts';
import { isSettings, wordsOf, wordsOfImage } from './settings.ts';
import type { AppSources, SourceFile } from './sources.ts';

export interface Around {
  readonly doc: Document;
  readonly project: Project;
  readonly stage: Stage;
  readonly image: Image;
  readonly data: Data;
  readonly app: AppSources;
  readonly workdir: string;
  readonly languages: readonly Language[];
  readonly sources: readonly Source[];
}

/** Components that run in a browser have none of these. */
const SERVER = /['"](?:node:)?(?:fs|fs\/promises|fs-extra|path|child_process|dotenv|express)['"]/;
/** Written by the system or by the app itself. */
const SYSTEM = /^\/(?:proc|sys|dev|tmp|etc|usr|run|var|bin|sbin|lib|root|home|mnt)(?:\/|$)/;

export class Collector {
  private readonly around: Around;
  private readonly places: Places;
  private readonly named: NamedPaths;
  private readonly missing = new Map<string, Place>();
  private readonly unknown: Place[] = [];
  private readonly given: Place[] = [];
  private readonly programs: { name: string | null; place: Place }[] = [];
  /** What lies inside of the program. */
  private readonly embedded: readonly string[];
  /** Names of files of data and of the folders that they lie in. */
  private readonly names = new Set<string>();

  constructor(around: Around) {
    this.around = around;
    this.places = new Places(around.image, around.data, around.workdir);
    this.named = new NamedPaths(around, this.places);
    this.embedded = around.app.files.flatMap((file) => embeddedBy(file));
    for (const { path } of around.data.files)
      for (const part of path.split('/')) if (part.length > 1) this.names.add(part);
    for (const name of ['app.yaml', 'app.yml', 'app.json']) this.names.add(name);
  }

  collect(): Reads | null {
    for (const file of this.around.app.files) if (!this.file(file)) return null;
    this.settings();
    const { data } = this.around;
    return {
      paths: this.named.outermost(),
      // Where nothing of the context can be read, it does not matter which path it is.
      unknown: data.files.length === 0 ? [] : unique(this.unknown),
      programs: uniquePrograms(this.programs),
      data: data.whole.map(({ path, file, kind }) => ({ path, kind, place: { file, line: 1 } })),
      given: data.files.length === 0 ? [] : unique(this.given),
      missing: [...this.missing].map(([path, place]) => ({ path, place })).sort(byPath),
    };
  }

  private file(file: SourceFile): boolean {
    const { app } = this.around;
    const { words, conventions } = READS[file.language];
    for (const { about, paths } of conventions)
      if (about.test(file.text)) for (const path of paths) this.convention(file, path);
    const isCalling = words.test(file.text) && (!/\.[jt]sx$/.test(file.path) || SERVER.test(file.text));
    if (!isCalling && !mayName(file.text, this.names)) return true;
    const scope = app.scopeOf(file);
    const roots = rootsOf(file, this.around);
    if (isCalling) {
      const found = readsIn(app, scope);
      if (found === null) return false;
      for (const read of found) this.read(file, read, roots, true);
      for (const place of compiledPlaces(file, roots))
        for (const read of readsIn(app, atPlace(scope, place)) ?? []) this.read(file, read, roots, false);
      for (const { name, line } of programsIn(app, scope)) {
        this.programs.push({ name, place: { file: file.path, line } });
        if (name?.includes('/') === true) this.name(file, { text: name, isOpen: false }, roots, line);
      }
    }
    if (scope.lexed.isCut) this.unknown.push({ file: file.path, line: 1 });
    this.literals(file, scope, roots);
    return true;
  }

  private literals(file: SourceFile, scope: Scope, roots: readonly string[]): void {
    const own = file.image === null ? [] : [absolute(`${file.image}/..`)];
    const folders = [...roots, ...own, ...compiledPlaces(file, roots).map((path) => absolute(`${path}/..`))];
    for (const { value, line, isImport } of namesIn(scope)) {
      if (
        isImport &&
        (value.isOpen || !/^\.{1,2}\/.*\.(?:json|ya?ml|node|wasm|txt|html|graphql|gql)$/.test(value.text))
      )
        continue;
      this.name(file, value, isImport ? own : folders, line);
      // `base + '/public'`, where nothing lies at the path itself.
      if (/^\/\w/.test(value.text) && !isImport && this.places.of(value, folders).places.length === 0)
        this.name(file, { ...value, text: value.text.slice(1) }, folders, line);
    }
  }

  private read(file: SourceFile, { row, path, line }: FoundRead, roots: readonly string[], isSure: boolean): void {
    const place: Place = { file: file.path, line };
    let isOpen = path.isOpen && path.tails.length === 0;
    for (const value of path.known) {
      const found = this.places.of(value, roots, row.isStem);
      for (const one of found.places) this.named.byCall(one.path, one.kind, place, row.isSearched === true);
      isOpen ||= found.isOpen && row.isLoose !== true && row.isSearched !== true;
      if (row.isLoose === true || row.isStem === true || !isSure) continue;
      if (!/[./]/.test(value.text)) continue;
      for (const lost of found.missing) if (this.isOwn(lost) && !this.missing.has(lost)) this.missing.set(lost, place);
    }
    for (const tail of path.tails) {
      const found = this.places.endingWith(tail);
      for (const one of found ?? []) this.named.byCall(one.path, one.kind, place, false);
      isOpen ||= found === null && row.isLoose !== true;
    }
    if (isOpen && isSure) this.unknown.push(place);
    else if (path.isGiven === true && isSure && row.isLoose !== true) this.given.push(place);
  }

  private isOwn(path: string): boolean {
    const { workdir } = this.around;
    if (this.places.isTop(path)) return false;
    return !SYSTEM.test(path) || (workdir !== '/' && isIn(path, workdir));
  }

  /** What a string names: only data, and folders with nothing else. */
  private name(file: SourceFile, value: Text, folders: readonly string[], line: number): void {
    const isPath = /[/.]/.test(value.text.slice(1)) || this.names.has(value.text);
    if (!isPath || (value.isOpen && !value.text.includes('/'))) return;
    const place: Place = { file: file.path, line };
    const isBare = !/[/.]/.test(value.text);
    const found = this.places.of(value, folders).places;
    // A template that a framework finds in a folder of its own.
    const isTemplate = found.length === 0 && !value.isOpen && TEMPLATE.test(value.text);
    for (const one of isTemplate ? (this.places.endingWith(`/${value.text.replace(/^[./]+/, '')}`) ?? []) : found)
      if ((!isBare || one.kind === 'folder') && !this.isInside(file, one.path, value.text))
        this.named.byString(one.path, one.kind, place);
  }

  /** Whether it lies inside of the program. */
  private isInside({ language }: SourceFile, path: string, text: string): boolean {
    if (language === 'jvm' && PACKED.test(path) && !PACKED.test(text)) return true;
    for (const one of this.embedded) if (path === one || isIn(path, one)) return true;
    return false;
  }

  private convention(file: SourceFile, path: string): void {
    const place: Place = { file: file.path, line: 1 };
    for (const root of rootsOf(file, this.around)) {
      const full = absolute(`${root}/${path}`);
      const kind = this.around.image.kindOf(full);
      if (kind !== null) this.named.put(full, kind, place);
    }
  }

  private settings(): void {
    const { doc, project, stage, image, workdir } = this.around;
    const dockerfile = project.dockerfile ?? 'Dockerfile';
    for (const { text, line } of wordsOfImage(doc, project, stage))
      if (/[/.]/.test(text))
        for (const one of this.places.of({ text, isOpen: false }, [workdir]).places)
          this.named.byString(one.path, one.kind, { file: dockerfile, line });
    const { data } = this.around;
    const files = data.files.filter(({ path }) => isSettings(path) && this.named.has(path));
    for (const { path, file } of files.slice(0, MAX_SETTINGS))
      for (const { text, line } of wordsOf(project.readText(file) ?? ''))
        for (const one of this.places.of({ text, isOpen: false }, [workdir, absolute(`${path}/..`)]).places)
          if (image.contextOf(one.path) !== file) this.named.byString(one.path, one.kind, { file, line });
  }
}

const MAX_SETTINGS = 100;
const TEMPLATE =
  /\.(?:html?|hbs|handlebars|ejs|pug|tmpl|tpl|gohtml|njk|mustache|liquid|jinja2?|j2|tera|ftlh?|jte|vm|peb|eta|twig|erb|haml|slim)$/;

/** What is known of a name there is not known of it here: names are looked up anew. */
function atPlace(scope: Scope, file: string): Scope {
  return { ...scope, lexed: { ...scope.lexed }, file };
}

function unique(places: readonly Place[]): readonly Place[] {
  return [...new Map(places.map((one) => [`${one.file}:${one.line}`, one])).values()];
}

function uniquePrograms(programs: Reads['programs']): Reads['programs'] {
  return [...new Map(programs.map((one) => [`${one.name}:${one.place.file}:${one.place.line}`, one])).values()];
}
