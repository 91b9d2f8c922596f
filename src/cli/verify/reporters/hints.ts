/** What may help a build that fails for want of something that is given on the command line. */
import type { NotBuilt } from '../../../verify/container-engine.ts';

const NOT_FETCHED = /failed to resolve source metadata for (\S+?):? /;
/** Images that read Dockerfiles. Source: https://docs.docker.com/build/buildkit/frontend/ */
const FRONTEND = /(?:^|\/)docker\/dockerfile(?:-upstream)?:/;
const MOUNT = /--mount=\S*type=(secret|ssh)\b\S*/;

/** The build did not begin: an image that it needs is not to be had. */
export function isNotFetched({ message }: NotBuilt): boolean {
  return NOT_FETCHED.test(message);
}

/** Without a full stop; null where nothing is known. */
export function hintWords({ cause, step, message }: NotBuilt): string | null {
  if (cause !== 'failed') return null;
  const image = NOT_FETCHED.exec(message)?.[1];
  if (image !== undefined) {
    const what = FRONTEND.test(image) ? 'the image that the "# syntax" line names' : 'this image';
    return `${what} could not be fetched, so nothing was built`;
  }
  const mount = MOUNT.exec(step ?? '');
  if (mount === null) return null;
  if (mount[1] === 'ssh') return 'it mounts an SSH agent, which a build is given with --build-option=--ssh=default';
  const id = /\bid=([^,\s]+)/.exec(mount[0])?.[1] ?? '<id>';
  return `it mounts a secret, which a build is given with --build-option=--secret=id=${id},src=<file>`;
}
