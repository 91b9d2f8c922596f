/** COPYs that bring settings of the tools that install: those read them without being told to. */
import type { Instruction } from '../../../../src/dockerfile/document.ts';
import type { Copied } from '../../../../src/project/copies.ts';
import type { App, Step } from '../../app.ts';
import { type Refusal, refuse } from '../../recipe.ts';

/** Sources: pip's and uv's documentation, "Configuration"; netrc(5). */
const OF_INSTALLERS =
  /^\/(?:etc|(?:root|home\/[^/]+)\/\.(?:config\/)?pip)\/pip\.conf$|^\/(?:etc|(?:root|home\/[^/]+)\/\.config)\/uv\/uv\.toml$|^\/(?:root|home\/[^/]+)\/\.(?:netrc|pypirc)$/;
/** Keys and settings for what pip clones. */
const OF_CLONES = /^\/(?:root|home\/[^/]+)\/\.(?:ssh|gitconfig|git-credentials)(?:\/|$)/;
/** In pip.conf: packages go elsewhere than into an environment. */
const MOVING = /^[ \t]*((?:user|target|prefix|root)[ \t]*[=:][ \t]*(?!(?:no|false|0)\b)\S+)/im;

/** @returns `left` for what the builder alone needs, null for a COPY of something else. */
export function settingsOf(
  { project, sources }: App,
  copy: Instruction,
  copied: readonly Copied[],
  later: readonly Step[],
): 'left' | Refusal | null {
  // The runtime stage installs packages before anything is copied.
  const isOfApt = copied.some(({ to }) => /^\/etc\/apt(?:\/|$)/.test(to));
  if (isOfApt && later.some(({ call }) => /^apt(?:-get)?$/.test(call.name ?? '')))
    return refuse({ code: 'copy-not-read', why: 'target', word: copy.arguments.rest }, copy);
  for (const { from, to } of copied) {
    const moving = to.endsWith('/pip.conf') ? MOVING.exec(project.readText(from) ?? '')?.[1] : undefined;
    if (moving !== undefined) return refuse({ code: 'option-not-known', tool: 'pip', option: moving }, copy);
  }
  if (copied.every(({ to }) => OF_INSTALLERS.test(to))) return 'left';
  const isForClones = copied.every(({ to }) => OF_INSTALLERS.test(to) || OF_CLONES.test(to));
  if (!isForClones) return null;
  const isUsed = sources.files.some(
    ({ path, image }) =>
      image !== null &&
      /\.(?:py|sh)$/.test(path) &&
      /\b(?:git|ssh|scp|sftp|rsync|paramiko|fabric)\b/i.test(project.readText(path) ?? ''),
  );
  return isUsed ? null : 'left';
}
