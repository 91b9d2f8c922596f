/** Files that the compiler puts into the program. Source: https://pkg.go.dev/embed */
import { absolute } from '../../project/copies.ts';
import type { SourceFile } from './sources.ts';

/** @returns absolute paths in the image, of patterns the folder in front of them. */
export function embeddedBy({ language, text, image }: SourceFile): readonly string[] {
  if (language !== 'go' || image === null || !text.includes('//go:embed')) return [];
  const folder = absolute(`${image}/..`);
  return [...text.matchAll(/^[ \t]*\/\/go:embed[ \t]+(.+)$/gm)].flatMap(([, patterns = '']) =>
    [...patterns.matchAll(/"([^"]*)"|`([^`]*)`|(\S+)/g)].flatMap(([, quoted, raw, plain]) => {
      const pattern = (quoted ?? raw ?? plain ?? '').replace(/^all:/, '');
      const glob = pattern.search(/[*?[]/);
      const path = glob < 0 ? pattern : pattern.slice(0, pattern.lastIndexOf('/', glob) + 1);
      return path === '' || path === '.' ? [] : [absolute(`${folder}/${path}`)];
    }),
  );
}
