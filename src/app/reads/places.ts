/** From what a path is in the sources to what lies there in the image. */
import { absolute } from '../../project/copies.ts';
import { globToRegex } from '../../project/dockerignore.ts';
import type { Data } from './data.ts';
import type { Image } from './image.ts';
import type { Text } from './parts.ts';

export interface Place {
  readonly path: string;
  readonly kind: 'file' | 'folder';
}

/**
 * `places`: what lies there. `missing`: nothing of the context does, at these paths; `open`: it may be anything in a folder that
 * holds more than what is read.
 */
export interface Placed {
  readonly places: readonly Place[];
  readonly missing: readonly string[];
  readonly isOpen: boolean;
}

/** Endings that libraries for settings put behind a name. */
const ENDINGS = ['', '.toml', '.json', '.yaml', '.yml', '.ini', '.env', '.properties', '.ron', '.json5', '.hcl'];
/** More of them are not what one tail means. */
const MAX_TAILED = 60;

export class Places {
  private readonly image: Image;
  private readonly data: Data;
  /** The working directory and what it lies in: a path that only says so says nothing. */
  private readonly tops: ReadonlySet<string>;

  constructor(image: Image, data: Data, workdir: string) {
    this.image = image;
    this.data = data;
    const tops = new Set(['/']);
    for (let at = workdir; at !== '/'; at = absolute(`${at}/..`)) tops.add(at);
    this.tops = tops;
  }

  isTop(path: string): boolean {
    return this.tops.has(path);
  }

  /** @param folders what a relative path may be relative to. */
  of(value: Text, folders: readonly string[], isStem = false): Placed {
    const text = value.text.replace(/^file:(?:\/\/)?/, '').replace(/\\/g, '/');
    if (text === '' && !value.isOpen) return { places: [], missing: [], isOpen: false };
    if (text.length > 500 || /^[\w.+-]{2,}:|^~|[\0\n<>|]/.test(text)) return { places: [], missing: [], isOpen: false };
    const bases = text.startsWith('/') ? ['/'] : folders;
    const found = bases.map((base) => this.at(base, text, value.isOpen, isStem));
    const places = found.flatMap((one) => one.places);
    return {
      places,
      missing: places.length > 0 ? [] : [...new Set(found.flatMap((one) => one.missing))].slice(0, 1),
      isOpen: places.length === 0 && found.some((one) => one.isOpen),
    };
  }

  private at(base: string, text: string, isOpen: boolean, isStem: boolean): Placed {
    const glob = text.search(/[*?{[]/);
    const isCut = glob >= 0 || isOpen;
    const head = glob >= 0 ? text.slice(0, glob) : text;
    // `"." + path`
    if (isOpen && /(?:^|\/)\.{1,2}$/.test(head)) return this.at(base, `${head}/`, true, isStem);
    if (!isCut) return this.exact(absolute(`${base}/${text}`), isStem);
    const slash = head.lastIndexOf('/');
    const folder = absolute(`${base}/${head.slice(0, slash + 1)}`);
    if (this.image.kindOf(folder) !== 'folder')
      return { places: [], missing: this.isTop(folder) ? [] : [folder], isOpen: false };
    const first = (glob >= 0 && !isOpen ? text : `${head}*`).slice(slash + 1).split('/')[0]!;
    // A folder of the app's own, whatever in it is asked for.
    if (!this.isTop(folder)) return { places: [{ path: folder, kind: 'folder' }], missing: [], isOpen: false };
    if (/^[*{?[]/.test(first) && !/^\*[\w.-]/.test(first)) return { places: [], missing: [], isOpen: true };
    return { places: this.matching(folder, first), missing: [], isOpen: false };
  }

  private exact(path: string, isStem: boolean): Placed {
    const places: Place[] = [];
    for (const ending of isStem ? ENDINGS : ['']) {
      const kind = this.image.kindOf(path + ending);
      if (kind !== null && !(isStem && this.isTop(path + ending))) places.push({ path: path + ending, kind });
    }
    return { places, missing: places.length === 0 && !isStem ? [path] : [], isOpen: false };
  }

  private matching(folder: string, pattern: string): readonly Place[] {
    const matches = globToRegex(pattern.replace(/\{.*$/, '*'));
    return this.image.list(folder).flatMap((name) => {
      const path = absolute(`${folder}/${name}`);
      const kind = matches.test(name) ? this.image.kindOf(path) : null;
      return kind === null ? [] : [{ path, kind }];
    });
  }

  /** Files of data that end with it, whatever is in front. @returns null when that is said by too little. */
  endingWith(tail: string): readonly Place[] | null {
    if (/[*?[{]/.test(tail)) return null;
    const isWhole = tail.startsWith('/');
    const found = new Map<string, Place>();
    for (const { path } of this.data.files) {
      if (path.endsWith(tail)) found.set(path, { path, kind: 'file' });
      const at = isWhole ? path.indexOf(`${tail.replace(/\/$/, '')}/`) : -1;
      const folder = at < 0 ? null : path.slice(0, at + tail.replace(/\/$/, '').length);
      if (folder !== null) found.set(folder, { path: folder, kind: 'folder' });
    }
    return found.size > MAX_TAILED ? null : [...found.values()];
  }
}
