/** The podman or buildah that is there, for tests that build; what they make is removed by its label. */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, test } from 'vitest';
import type { BuildRequest, ContainerEngine, Labelled, OpenEngine } from '../../../../src/verify/container-engine.ts';
import type { Program } from '../../../../src/verify/engines/daemonless/program.ts';

export const LABEL_NAME = 'org.slimify.containers-test';
/** With a shell and not much else; nothing is fetched. */
export const BASE = 'alpine:3';

export interface TestEngine {
  readonly engine: () => ContainerEngine;
  /** Needs an engine that can build. */
  readonly engineTest: typeof test;
  /** Of this run, for what belongs into no context. */
  readonly folder: string;
  /** The value of the label. */
  readonly value: string;
  /** What is of this run. */
  mine(): Promise<readonly Labelled[]>;
  /** A build of an empty folder. */
  request(dockerfile: string, more?: Partial<BuildRequest>): BuildRequest;
}

export async function testEngine(program: Program, open: OpenEngine): Promise<TestEngine> {
  const value = `${process.pid}.${Math.random().toString(16).slice(2)}`;
  const folder = await mkdtemp(path.join(tmpdir(), 'slimify-test-'));
  const empty = await mkdtemp(path.join(tmpdir(), 'slimify-test-'));
  const opened = await open({ builder: null, label: `${LABEL_NAME}=${value}`, folder });
  const engine = (): ContainerEngine => {
    if (!opened.ok) throw new Error(opened.why);
    return opened.engine;
  };
  const mine = async (): Promise<readonly Labelled[]> =>
    (await engine().labelled(LABEL_NAME)).filter((one) => one.value === value);
  let made = 0;
  const request = (dockerfile: string, more: Partial<BuildRequest> = {}): BuildRequest => ({
    tag: `slimify-test:${value}.${++made}`,
    dockerfile,
    ignore: null,
    context: { kind: 'folder', folder: empty },
    target: null,
    args: new Map(),
    options: ['--network=host'],
    isCold: false,
    abort: never(),
    ...more,
  });
  afterAll(async () => {
    if (opened.ok) await opened.engine.removeLabelled(await mine());
    await rm(folder, { recursive: true, force: true });
    await rm(empty, { recursive: true, force: true });
  });
  const why = opened.ok ? await whyNotBuilding(opened.engine, program, request) : opened.why;
  if (why !== null) console.log(`engine: nothing is built with ${program} (${why})`);
  return { engine, engineTest: test.skipIf(why !== null) as typeof test, folder, value, mine, request };
}

/** It can be there and not be able to run anything; and nothing is fetched for a test. */
async function whyNotBuilding(
  engine: ContainerEngine,
  program: Program,
  request: TestEngine['request'],
): Promise<string | null> {
  try {
    execFileSync(program, ['inspect', '--type', 'image', BASE], { stdio: 'pipe' });
  } catch {
    return `it has no image ${BASE}`;
  }
  const once = request(`FROM ${BASE}\nRUN true\n`);
  const built = await engine.build(once);
  if (!built.ok) return built.message;
  await engine.remove(once.tag);
  return null;
}

export function never(timeout = 120_000): BuildRequest['abort'] {
  return { signal: new AbortController().signal, timeout };
}
