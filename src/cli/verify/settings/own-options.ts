/** Options of a build that verify has to give itself. */

/**
 * What images are called and where they go: one that is only tried would take a name of the user's from the image that
 * has it, or be published. And which file and stage are built, for which there are flags and settings of our own.
 * Source: docker buildx build, podman build and buildah build, as of buildx 0.19, podman 5 and buildah 1.38.
 */
const OWN = /^(?:--(?:tag|push|output|file|manifest|target)(?=$|=)|-q?[tof])/;

export const OWN_OPTION = 'verify says itself what is built, and what becomes of it';

/** The first that is not the user's to give, or null. */
export function ownOption(options: readonly string[]): string | null {
  return options.find((option) => OWN.test(option)) ?? null;
}
