/** The Docker engine of this machine, for tests that build. Without one they are skipped, and say why. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSession, type Session } from '../../../src/verify/session.ts';

/** Null when no engine answers; with SLIMIFY_REQUIRE_ENGINE=1 that is an error. */
export async function openReal(signal: AbortSignal = new AbortController().signal): Promise<Session | null> {
  const opened = await openSession({ engine: 'docker', builder: null, signal });
  if (opened.ok) return opened.session;
  if (process.env.SLIMIFY_REQUIRE_ENGINE === '1') throw new Error(opened.why);
  console.warn(`Skipped: ${opened.why}`);
  return null;
}

/** Builds this Dockerfile from nothing else, and gives the name of the image. */
export async function buildReal({ engine, nextTag, signal }: Session, dockerfile: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'slimify-test-'));
  const tag = nextTag();
  const built = await engine.build({
    tag,
    dockerfile,
    ignore: null,
    context: { kind: 'folder', folder },
    target: null,
    args: new Map(),
    options: ['--network=host'],
    isCold: false,
    abort: { signal, timeout: 300_000 },
  });
  rmSync(folder, { recursive: true });
  if (!built.ok) throw new Error(`${built.message}\n${built.log.join('\n')}`);
  return tag;
}
