/** Image references: `[registry[:port]/][namespace/]name[:tag][@digest]`. Source: distribution/reference. */

export interface ImageReference {
  /** Without registry for Docker Hub and its mirrors, without `library/`: `node`, `oven/bun`, `quay.io/centos/centos`. */
  readonly repository: string;
  /** Null when none is written, or when it cannot be known. */
  readonly tag: string | null;
  /** The tag as written, variables and all; `latest` when neither tag nor digest is written. */
  readonly rawTag: string;
  readonly digest: string | null;
}

/**
 * Registries that serve Docker Hub's images under their own names. Sources: Docker's and Google's documentation of
 * mirror.gcr.io, the Amazon ECR public gallery's `docker/library`.
 */
const HUB =
  /^(?:(?:(?:index\.)?docker\.io|registry-1\.docker\.io|registry\.hub\.docker\.com|mirror\.gcr\.io)\/|public\.ecr\.aws\/docker\/(?=library\/))/;
/** Namespaces of official images: `library`, and one for each architecture. Source: docker-library/official-images. */
const OFFICIAL = /^(?:library|amd64|i386|arm32v[567]|arm64v8|ppc64le|riscv64|s390x|mips64le)\/(?=[^/]+$)/;

/** Takes a reference apart; null when its name holds a variable or is no name. */
export function readReference(reference: string): ImageReference | null {
  const [named = '', digest = null] = reference.split('@');
  // A colon in front of a slash is a port's; a modifier such as `${V:-1}` holds one as well.
  const match = /^([^:@$]*(?::\d+(?=\/)[^:@$]*)?)(?::(.*))?$/s.exec(named);
  if (match === null) return null;
  const [, path = '', tag] = match;
  if (!/^[a-z0-9][a-z0-9._/:-]*$/.test(path)) return null;
  const repository = path.replace(HUB, '').replace(OFFICIAL, '');
  const rawTag = tag ?? (digest === null ? 'latest' : '');
  return { repository, tag: tag === undefined || tag.includes('$') ? null : tag, rawTag, digest };
}
