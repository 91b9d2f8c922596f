/** The Docker engine that is there, for tests that build; what they make is removed by its label. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, test } from 'vitest';
import type { BuildRequest, ContainerEngine } from '../../../../src/verify/container-engine.ts';
import { openDocker } from '../../../../src/verify/engines/docker/docker.ts';

export const LABEL_NAME = 'org.slimify.docker-test';
/** On the host's own network: it is there on every engine, a bridge is not. */
export const NETWORK = '--network=host';

const value = `${process.pid}.${Math.random().toString(16).slice(2)}`;
export const folder = await mkdtemp(path.join(tmpdir(), 'slimify-test-'));
const opened = await openDocker({ builder: null, label: `${LABEL_NAME}=${value}`, folder });
if (!opened.ok && process.env.SLIMIFY_REQUIRE_ENGINE === '1') throw new Error(opened.why);
let made = 0;

const why = opened.ok ? null : opened.why;
if (why !== null) console.log(`engine: nothing is built, Docker cannot build here (${why})`);

export const hasEngine = why === null;

/** Needs an engine. */
export const engineTest = test.skipIf(!hasEngine);

export function theEngine(): ContainerEngine {
  if (!opened.ok) throw new Error(opened.why);
  return opened.engine;
}

/** What carries the label of this run, and of no other. */
export async function mine(engine: ContainerEngine): ReturnType<ContainerEngine['labelled']> {
  return (await engine.labelled(LABEL_NAME)).filter((one) => one.value === value);
}

export function nextTag(): string {
  return `slimify-docker-test:${value}.${++made}`;
}

/** A build of an empty folder. */
export function request(dockerfile: string, more: Partial<BuildRequest> = {}): BuildRequest {
  return {
    tag: nextTag(),
    dockerfile,
    ignore: null,
    context: { kind: 'folder', folder },
    target: null,
    args: new Map(),
    options: [NETWORK],
    isCold: false,
    abort: never(),
    ...more,
  };
}

export function never(timeout = 300_000): BuildRequest['abort'] {
  return { signal: new AbortController().signal, timeout };
}

afterAll(async () => {
  if (opened.ok) await opened.engine.removeLabelled(await mine(opened.engine));
  await rm(folder, { recursive: true, force: true });
});
