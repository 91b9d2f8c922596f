/** What a build is given as files: the Dockerfile, its ignore file and, when it is an archive, the context. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { BuildRequest } from '../../container-engine.ts';
import { type Abort, type Ran, run } from '../../process.ts';

/**
 * An ignore file without a pattern counts as none, and then the context's is taken: containers/buildah,
 * imagebuildah/build.go. So one pattern stands in each, for a name that nobody has.
 */
const NOTHING = '.slimify-ignores-nothing';

export interface Given {
  readonly dockerfile: string;
  readonly ignore: string;
  readonly context: string;
}

export type Gave =
  | { readonly ok: true; readonly given: Given }
  /** The archive could not be unpacked. */
  | { readonly ok: false; readonly ran: Ran };

/** Throws when nothing can be written. */
export async function give(request: BuildRequest, folder: string): Promise<Gave> {
  const dockerfile = path.join(folder, 'Dockerfile');
  const ignore = path.join(folder, 'ignore');
  await writeFile(dockerfile, request.dockerfile);
  await writeFile(ignore, `${request.ignore ?? ''}\n${NOTHING}\n`);
  if (request.context.kind === 'folder') {
    return { ok: true, given: { dockerfile, ignore, context: request.context.folder } };
  }
  const context = path.join(folder, 'context');
  await mkdir(context);
  const ran = await unpack(request.context.open(), context, request.abort);
  return ran.code === 0 ? { ok: true, given: { dockerfile, ignore, context } } : { ok: false, ran };
}

/**
 * Files of root's would not be the user's to remove, so all are the user's; a build without root's rights takes them for
 * root's.
 */
function unpack(archive: NonNullable<Parameters<typeof run>[2]['input']>, folder: string, abort: Abort): Promise<Ran> {
  return run('tar', ['-x', '-p', '-f', '-', '-C', folder], { abort, input: archive });
}
