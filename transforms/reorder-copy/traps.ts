/** Sources that lie where tools look for settings, whatever they are asked to install. */
import type { Project } from '../../src/project/project.ts';
import type { Survey } from './survey.ts';

/** What an install step would miss without the sources, though no manifest names it; null for nothing. */
export function findTrap(project: Project, survey: Survey): string | null {
  return homeSettings(project, survey) ?? systemFolder(project, survey);
}

/** Names in a home folder that tools read whatever the project says. */
const HOME_SETTINGS: readonly string[] =
  '.netrc .pip .pydistutils.cfg .config .npmrc .yarnrc .yarnrc.yml .gitconfig .ssh .m2 .gradle .cargo .nuget .composer .bundle .gemrc .docker .aws .hex .mix .bunfig.toml .pypirc'.split(
    ' ',
  );

/** A file of the sources that the later COPY puts into a home folder, where it would be missed. */
function homeSettings(project: Project, { carriedCopied, reads }: Survey): string | null {
  for (const { kind, from, to } of carriedCopied) {
    if (kind !== 'folder' || !/^\/(?:root|home\/[^/]+)$/.test(to)) continue;
    const found = HOME_SETTINGS.map((name) => (from === '' ? name : `${from}/${name}`)).find(
      (path) => project.statOf(path) !== null && !reads.some((read) => read.path === path),
    );
    if (found !== undefined) return found;
  }
  return null;
}

/** Folders of the system in which nobody keeps an app of its own. Source: Filesystem Hierarchy Standard. */
const SYSTEM_FOLDERS: ReadonlySet<string> = new Set(
  'bin boot dev etc lib lib64 proc root run sbin sys usr var'.split(' '),
);

/** A folder of the sources that the COPY lays over one of the system's. */
function systemFolder(project: Project, { carriedCopied }: Survey): string | null {
  for (const { kind, from, to } of carriedCopied) {
    if (kind !== 'folder') continue;
    if (SYSTEM_FOLDERS.has(to.slice(1)) && to !== '/root') return from === '' ? '.' : from;
    const found = to === '/' ? project.list(from).find((name) => SYSTEM_FOLDERS.has(name)) : undefined;
    if (found !== undefined) return from === '' ? found : `${from}/${found}`;
  }
  return null;
}
