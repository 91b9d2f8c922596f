/** Which user runs the app, and how it comes to be there. */
import type { BaseImage } from '../../src/facts/base-images.ts';
import { type ImageUser, userOf, userTools } from '../../src/facts/image-users.ts';

export const FORMS = ['name', 'numeric'] as const;
export type Form = (typeof FORMS)[number];

export interface Owner {
  /** What USER says. */
  readonly user: string;
  /** What --chown says. */
  readonly owner: string;
  /** The same in numbers, for a COPY that sees no passwd file. */
  readonly ids: string;
  /** For messages. */
  readonly name: string;
  /** A comment above a USER that says nothing by itself. */
  readonly comment: string | null;
  /** Commands that make the user; none for one that is there. */
  readonly create: readonly string[];
}

/** High enough to be nobody else's, and low enough for every adduser. */
const ID = 10001;

/** @returns null when the image has no user for it, and nothing to make one with. */
export function chooseOwner(base: BaseImage, form: Form): Owner | null {
  const ids = (user: Pick<ImageUser, 'uid' | 'gid'>): string => `${user.uid}:${user.gid}`;
  // Names need a passwd file: there is none, or it is the image's own affair.
  if (base.family === 'scratch') return numbered('65532:65532', null);
  const there = userOf(base);
  if (base.family === 'distroless') return numbered(there === null ? '65532:65532' : ids(there), 'nonroot');
  if (there !== null) return ownerOf(there, form, []);
  const tools = userTools(base);
  if (tools === null) return null;
  const made: ImageUser = { name: 'app', group: 'app', uid: ID, gid: ID, home: '/home/app' };
  return ownerOf(made, form, tools === 'useradd' ? USERADD : ADDUSER);
}

const USERADD = [
  `groupadd --gid ${ID} app`,
  // Without --no-log-init a high number makes a large sparse file.
  `useradd --uid ${ID} --gid app --no-log-init --create-home --shell /usr/sbin/nologin app`,
];
const ADDUSER = [`addgroup -S -g ${ID} app`, `adduser -S -D -u ${ID} -G app app`];

function ownerOf(user: ImageUser, form: Form, create: readonly string[]): Owner {
  const ids = `${user.uid}:${user.gid}`;
  const { name } = user;
  if (form === 'numeric') return { user: ids, owner: ids, ids, name, comment: `# ${name}`, create };
  return { user: name, owner: `${name}:${user.group}`, ids, name, comment: null, create };
}

function numbered(ids: string, name: string | null): Owner {
  return { user: ids, owner: ids, ids, name: name ?? ids, comment: name === null ? null : `# ${name}`, create: [] };
}

/** A user that the file has named before: `node`, `1000:1000`. Without a group, --chown takes the one with the same number. */
export function ownerBefore(user: string, base: BaseImage): Owner {
  const there = userOf(base);
  const isThere =
    there !== null && (user === there.name || user === `${there.uid}` || user === `${there.uid}:${there.gid}`);
  const [owner, ids] = isThere ? [`${there.name}:${there.group}`, `${there.uid}:${there.gid}`] : [user, user];
  return { user, owner, ids, name: isThere ? there.name : user, comment: null, create: [] };
}
