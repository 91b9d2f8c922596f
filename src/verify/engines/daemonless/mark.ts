/**
 * What tells whose a build's container is. It has no label: that is the image's, and comes last. But it keeps the options
 * of the build, and of these a secret that no instruction asks for changes nothing.
 */
let builds = 0;

/** @param label `name=value` */
export function nextMark(label: string): string {
  return `id=${label}:${++builds}`;
}

/** The value of the label of this name; null for what is no mark of it. */
export function valueOfMark(mark: string, name: string): string | null {
  const start = `id=${name}=`;
  return mark.startsWith(start) ? mark.slice(start.length).replace(/:\d+$/, '') : null;
}
