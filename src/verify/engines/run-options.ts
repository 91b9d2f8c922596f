/** Options of the engine's run, as the user gave them. */

/** Options of `run` alone: a container is in the background already, and removed when its end has been looked at. */
const OF_RUN_ALONE = /^(?:-d|--detach(?:=.*)?|--rm(?:=.*)?)$/;

export function withoutRunAlone(options: readonly string[]): readonly string[] {
  return options.filter((option) => !OF_RUN_ALONE.test(option));
}
