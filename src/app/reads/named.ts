/** The paths that are found, each once. */

import { absolute } from '../../project/copies.ts';
import { isIn } from '../../project/paths.ts';
import type { Source } from '../../project/sources.ts';
import { type Language, languageOf } from '../code/languages.ts';
import type { Place, ReadPath } from '../reads.ts';
import { type Data, isData, SERVED, TEXTS } from './data.ts';
import type { Image } from './image.ts';
import type { Places } from './places.ts';

/** By their names they may be those of a platform; when the app names one, it is its own. */
const SETTINGS = /(?:^|\/)(?:app\.(?:ya?ml|json)|(?:deployment|service|ingress)s?\.ya?ml|component\.json)$/;

interface Around {
  readonly image: Image;
  readonly data: Data;
  readonly languages: readonly Language[];
  readonly sources: readonly Source[];
}

export class NamedPaths {
  private readonly around: Around;
  private readonly places: Places;
  private readonly found = new Map<string, ReadPath>();
  /** Whether there are sources in a folder. */
  private readonly mixed = new Map<string, boolean>();

  constructor(around: Around, places: Places) {
    this.around = around;
    this.places = places;
  }

  /** Whether it is one of them, or lies in one. */
  has(path: string): boolean {
    for (const one of this.found.keys()) if (one === path || isIn(path, one)) return true;
    return false;
  }

  outermost(): readonly ReadPath[] {
    const paths = [...this.found.values()];
    const folders = paths.filter(({ kind }) => kind === 'folder');
    return paths.filter(({ path }) => !folders.some((one) => isIn(path, one.path))).toSorted(byPath);
  }

  /** What a call reads: of a folder with sources in it, the rest. */
  byCall(path: string, kind: 'file' | 'folder', place: Place, isSearched: boolean): void {
    const { data, image, languages } = this.around;
    if (kind === 'file') {
      const language = languageOf(path);
      const isCompiled = language !== null && languages.includes(language) && !/\.[cm]?js$/.test(path);
      if (!isCompiled || language === 'python') this.put(path, kind, place);
      return;
    }
    if (this.places.isTop(path) && isSearched) return;
    if (!this.places.isTop(path) && (SERVED.test(path) || !this.hasSources(path))) {
      if (image.list(path).length > 0) this.put(path, kind, place);
      return;
    }
    for (const one of data.whole) if (isIn(one.path, path)) this.put(one.path, one.kind, place);
  }

  /** What a string names: only data, and folders with nothing else. */
  byString(path: string, kind: 'file' | 'folder', place: Place): void {
    const { image, languages, data } = this.around;
    const context = image.contextOf(path);
    if (context === null || this.places.isTop(path) || context === place.file) return;
    if (kind === 'folder') {
      const isUsed = data.files.some((one) => isIn(one.path, path));
      if (isUsed && (SERVED.test(path) || !this.hasSources(path))) this.put(path, kind, place);
      return;
    }
    const language = languageOf(context);
    const isScript = language !== null ? !languages.includes(language) : /\.(?:sh|pl|jar)$/.test(context);
    if (isData(context, languages) || isScript || SETTINGS.test(context) || data.files.some((one) => one.path === path))
      this.put(path, kind, place);
  }

  put(at: string, ofKind: 'file' | 'folder', place: Place): void {
    const whole = ofKind === 'folder' ? null : this.folderAround(at);
    const path = whole ?? at;
    const kind = whole === null ? ofKind : 'folder';
    if (!this.found.has(path)) this.found.set(path, { path, kind, place });
  }

  /** Templates name each other, pages name their styles: the folder that they share, when nothing else is in it. */
  private folderAround(file: string): string | null {
    for (let at = absolute(`${file}/..`), whole: string | null = null; ; at = absolute(`${at}/..`)) {
      if (this.places.isTop(at)) return whole;
      if ((SERVED.test(at) || TEXTS.test(at)) && !this.hasSources(at)) whole = at;
    }
  }

  private hasSources(folder: string): boolean {
    let has = this.mixed.get(folder);
    if (has === undefined) {
      has = this.findSources(folder);
      this.mixed.set(folder, has);
    }
    return has;
  }

  private findSources(folder: string): boolean {
    const { sources, languages } = this.around;
    return sources.some(({ path, image }) => {
      if (image === null || !isIn(image, folder)) return false;
      const language = languageOf(path);
      return language !== null && (languages.includes(language) || /\.[jt]sx$|\.ts$/.test(path));
    });
  }
}

export function byPath(a: { readonly path: string }, b: { readonly path: string }): number {
  return a.path < b.path ? -1 : 1;
}
