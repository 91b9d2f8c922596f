/** A file of the build context that vanished, changed or may not be read: one line for whoever waits for the archive. */
export class UnreadableContext extends Error {}

export function unreadable(file: string, cause: unknown): UnreadableContext {
  const isSystems = cause instanceof Error && 'code' in cause;
  const why = isSystems ? (REASONS[String(cause.code)] ?? String(cause.code)) : String(cause);
  return new UnreadableContext(
    `cannot read ${file === '' ? 'the build context' : `${file} of the build context`}: ${why}`,
    {
      cause,
    },
  );
}

/** Source: errno(3). */
const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOENT: 'it has vanished',
  ENOTDIR: 'it has vanished',
};
