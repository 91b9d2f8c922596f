/** What git leaves out: it lies on this disk, and is not in a fresh clone that somebody else builds. */
import createIgnore from 'ignore';
import { folderOf, foldersUp } from './paths.ts';
import type { Project } from './project.ts';

/**
 * Whether the .gitignore files of the context leave a path out. A file that was added by force is in the repository all
 * the same, which they do not say. Source: gitignore(5): a nearer file goes before one further up.
 */
export function isGitIgnored({ disk }: Pick<Project, 'disk'>, path: string): boolean {
  for (const folder of foldersUp(folderOf(path))) {
    const start = folder === '' ? '' : `${folder}/`;
    const text = disk.readText(`${start}.gitignore`);
    if (text === null) continue;
    const found = createIgnore().add(text).test(path.slice(start.length));
    if (found.ignored || found.unignored) return found.ignored;
  }
  return false;
}
