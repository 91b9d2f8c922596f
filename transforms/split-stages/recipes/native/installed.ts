/** OS packages that the builder installs, by the names that the file has. */
import type { App } from '../../app.ts';

const INSTALLERS: ReadonlySet<string> = new Set(['apt-get', 'apt', 'aptitude', 'apk']);

export function installedBy({ steps }: App): readonly string[] {
  return steps.flatMap(({ call }) => {
    if (!INSTALLERS.has(call.name ?? '') || !call.args.some(({ value }) => value === 'install' || value === 'add'))
      return [];
    return call.args.flatMap(({ value }) =>
      value === null || value.startsWith('-') || value === 'install' || value === 'add'
        ? []
        : value.replace(/(?:[=<>~:]).*$/, ''),
    );
  });
}
