/** What `buildah run` adds to what its program prints. Source: containers/buildah, run_linux.go and chroot/run.go. */

/** It ends with the exit code of the program, and says so. */
const RAN = /^Error: (?:while running runtime: )?exit status \d+$/;
/** Of the runtime, or of what is in its place with `--isolation=chroot`. */
const NOT_CREATED = /^error running container: .*creating container for|^process failed to start with error: /;
const OF_BUILDAH = /^(?:container exited on|subprocess exited (?:on|with status)) \w+$/;

/** Why the program was not run, by all that was printed; null when it was, and failed by itself. */
export function whyNotRun(lines: readonly string[]): string | null {
  const created = lines.find((line) => NOT_CREATED.test(line));
  if (created !== undefined) {
    const [, reason] = /unable to start container process: (.*?)"?$/.exec(created) ?? [];
    return (reason ?? created.replace(/^process failed to start with error: /, '')).replaceAll('\\"', '"').trim();
  }
  const last = lines.at(-1) ?? '';
  return /^Error: /.test(last) && !RAN.test(last) ? last.replace(/^Error: /, '') : null;
}

export function isOfBuildah(line: string): boolean {
  return RAN.test(line) || OF_BUILDAH.test(line);
}
