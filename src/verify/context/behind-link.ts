/** What is reached through a symbolic link has its content elsewhere in the context. */
import type { Project } from '../../project/project.ts';

/** Whether a path is a link, or lies behind one. */
export function isBehindLink({ disk }: Project, path: string): boolean {
  const parts = path.split('/');
  return parts.some((_, nth) => disk.statOf(parts.slice(0, nth + 1).join('/'))?.isLink === true);
}
