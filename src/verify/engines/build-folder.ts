/** The folder that what one build is given as files lies in. */
import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import type { EngineOptions, NotBuilt } from '../container-engine.ts';

export type InFolder<T> = { readonly ok: true; readonly value: T } | NotBuilt;

/** Makes the folder and removes it again. That our own disk is full says nothing about the Dockerfile. */
export async function inBuildFolder<T>(
  { folder: parent }: EngineOptions,
  work: (folder: string) => Promise<T>,
): Promise<InFolder<T>> {
  try {
    const folder = await mkdtemp(path.join(parent, 'build-'));
    try {
      return { ok: true, value: await work(folder) };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (!/ENOSPC|EDQUOT/.test(message)) throw error;
    return { ok: false, cause: 'no-space', step: null, message, log: [] };
  }
}
