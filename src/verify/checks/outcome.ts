/** Few words for what a container did: the same words for the same behaviour, whatever its image and id are called. */

export function endedWith(exitCode: number): string {
  return `ended with exit code ${exitCode}`;
}

/** @param why as the engine says it. */
export function cannotBeStarted(why: string): string {
  return `cannot be started: ${withoutNames(why)}`;
}

/** What is another one each time: ids, digests, names of images of this run, of containers, interfaces, process ids and descriptors. */
function withoutNames(text: string): string {
  return (
    text
      .replace(/\b(?:localhost\/)?slimify-verify:[\w.-]+/g, '<image>')
      .replace(/\bsha256:[0-9a-f]+/g, '<id>')
      .replace(/\b[0-9a-f]{12,}\b/g, '<id>')
      .replace(/\/proc\/(?:\d+|self)\/fd\/\d+/g, '<file>')
      .replace(/\b(pid|process) \d+\b/g, '$1 <id>')
      // Docker makes up a name for a container, and one for its end of a bridge.
      .replace(/\bendpoint [\w.-]+/g, 'endpoint <name>')
      .replace(/\bveth[0-9a-f]+/g, '<interface>')
      .replace(/\s+/g, ' ')
      .trim()
  );
}
