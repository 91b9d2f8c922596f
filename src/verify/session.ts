/**
 * One run of verify: its engine, its label, its folder for temporary files. All that it makes is found again by the
 * label, whatever becomes of it: what a run leaves that was killed, the next one removes.
 */
import type { ContainerEngine, EngineName, OpenEngine, Opened } from './container-engine.ts';
import { orAborted } from './patience.ts';
import { killAll } from './process.ts';
import { removeFrom } from './session/close.ts';
import { removeFromSync } from './session/close-sync.ts';
import { makeFolder, removeFolder, sweepFolders } from './session/folder.ts';
import { formatRunId, isDead, newRunId, parseRunId } from './session/run-id.ts';

/** On every image and container; the value says which run. */
export const LABEL = 'org.slimify.run';

export interface Session {
  readonly engine: ContainerEngine;
  /** A folder of this run; absolute. */
  readonly folder: string;
  /** Ctrl-C. */
  readonly signal: AbortSignal;
  /** A name for an image of this run that no other has. */
  nextTag(): string;
  /** Removes all that this run has made. Called again, it does nothing. Never throws, and ends within half a minute or so. */
  close(): Promise<void>;
  /** The same for a process that is about to end (an uncaught error, `exit`), as far as that goes. Within seconds. */
  closeSync(): void;
}

export interface SessionOptions {
  readonly engine: EngineName;
  readonly builder: string | null;
  readonly signal: AbortSignal;
}

export type OpenedSession =
  | { readonly ok: true; readonly session: Session }
  | { readonly ok: false; readonly why: string };

export type Engines = Readonly<Record<EngineName, () => Promise<OpenEngine>>>;

/** Only the one that is asked for is loaded. */
const ENGINES: Engines = {
  docker: async () => (await import('./engines/docker/docker.ts')).openDocker,
  podman: async () => (await import('./engines/podman/podman.ts')).openPodman,
  buildah: async () => (await import('./engines/buildah/buildah.ts')).openBuildah,
};

/** Opens the engine, removes what dead runs have left on it, and makes the folder. `why` is one line. */
export async function openSession(options: SessionOptions, engines: Engines = ENGINES): Promise<OpenedSession> {
  const { signal } = options;
  const id = newRunId();
  sweepFolders();
  const made = makeFolder(id);
  if (!made.ok) return made;
  const { folder } = made;
  const value = formatRunId(id);
  let opened: Opened;
  try {
    const open = await engines[options.engine]();
    const opening = open({ builder: options.builder, label: `${LABEL}=${value}`, folder });
    opened = await orAborted(opening, signal, () => ({ ok: false, why: 'interrupted' }) as const);
  } catch (error) {
    removeFolder(folder);
    throw error;
  }
  if (!opened.ok) {
    removeFolder(folder);
    return opened;
  }
  await orAborted(sweepEngine(opened.engine), signal, () => undefined);
  return { ok: true, session: session(opened.engine, folder, value, signal) };
}

function session(engine: ContainerEngine, folder: string, value: string, signal: AbortSignal): Session {
  let tags = 0;
  let closing: Promise<void> | null = null;
  let isClosed = false;
  const close = async (): Promise<void> => {
    await removeFrom(engine, LABEL, (found) => found === value);
    // An engine that does not answer would keep us from ending.
    killAll();
    removeFolder(folder);
    isClosed = true;
  };
  return {
    engine,
    folder,
    signal,
    nextTag: () => `slimify-verify:${value}.${++tags}`,
    close() {
      if (isClosed) return Promise.resolve();
      closing ??= close();
      return closing;
    },
    closeSync() {
      if (isClosed) return;
      isClosed = true;
      killAll();
      removeFolder(folder);
      removeFromSync(engine.name, `${LABEL}=${value}`);
    },
  };
}

/** What cannot be removed now is left to a later run. */
async function sweepEngine(engine: ContainerEngine): Promise<void> {
  await removeFrom(engine, LABEL, (value) => {
    const id = parseRunId(value);
    return id !== null && isDead(id);
  });
}
