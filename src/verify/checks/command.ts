/** The user's own smoke test: a command for the shell of this machine. */
import type { ContainerEngine } from '../container-engine.ts';
import { lastLines } from '../process/last-lines.ts';
import { type Ran, run } from '../process.ts';
import { LABEL } from '../session.ts';
import type { Check, CheckResult } from '../verified.ts';
import type { Around } from './check.ts';
import { endOf } from './log.ts';

export async function checkByCommand(
  image: string,
  { command }: Extract<Check, { kind: 'command' }>,
  { engine, signal, timeout }: Around,
): Promise<CheckResult> {
  const { add, lines } = lastLines();
  try {
    const ran = await runByShell(command, {
      abort: { signal, timeout },
      env: { IMAGE: image, ENGINE: engine.name },
      onStdout: add,
      onStderr: add,
      endsWithUs: true,
    });
    return { passed: ran.code === 0 && ran.stopped === null, outcome: outcome(ran), log: endOf(lines()) };
  } finally {
    // After Ctrl-C the run removes them all at once.
    if (!signal.aborted) await removeContainersOf(image, engine);
  }
}

function runByShell(command: string, options: Parameters<typeof run>[2]): Promise<Ran> {
  if (process.platform !== 'win32') return run('sh', ['-c', command], options);
  // What cmd is to run must reach it as it is: that is how node's own `shell` option gives it, too.
  return run('cmd', ['/d', '/s', '/c', `"${command}"`], { ...options, verbatim: true });
}

function outcome({ code, stopped }: Ran): string {
  if (stopped === 'timeout') return 'timeout';
  if (stopped === 'not-found' || stopped === 'not-started') return 'the shell cannot be started';
  return code === null ? 'killed' : `exit code ${code}`;
}

/** `docker run -d $IMAGE` without a `docker stop`: it would hold its ports when the next image is tried. */
async function removeContainersOf(image: string, engine: ContainerEngine): Promise<void> {
  try {
    const { id } = await engine.inspect(image);
    const left = (await engine.labelled(LABEL)).filter(
      (found) => found.kind === 'container' && found.image !== undefined && isSameImage(found.image, image, id),
    );
    if (left.length > 0) await engine.removeLabelled(left);
  } catch {
    // The run removes them in the end.
  }
}

/** Podman calls an image without a registry `localhost/name`. */
function isSameImage(found: string, name: string, id: string): boolean {
  const bare = (text: string): string => text.replace(/^(?:localhost\/|sha256:)/, '');
  return bare(found) === bare(name) || bare(found) === bare(id);
}
