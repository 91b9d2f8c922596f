import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { imagesOf, isStandIn, missingEngine, missingImage } from './preconditions.ts';

describe('the images of a Dockerfile', () => {
  test('are those of FROM, variables replaced, stages and scratch left out', () => {
    const text = `ARG MAJOR=20
ARG BASE
FROM node:$MAJOR AS build
FROM build AS test
FROM \${BASE:-debian:bookworm-slim}
FROM scratch
COPY --from=test /a /a
COPY --from=0 /b /b
`;
    expect(imagesOf(text)).toEqual(['node:20', 'debian:bookworm-slim']);
  });

  test('are those that something is copied or mounted from', () => {
    const text =
      'FROM a\nCOPY --from=b:1 /x /x\nRUN --mount=type=bind,from=c:2,target=/y true\nRUN --mount=type=cache,target=/z true\n';
    expect(imagesOf(text)).toEqual(['a', 'b:1', 'c:2']);
  });

  test('a Dockerfile that cannot be read says where', () => {
    expect(() => imagesOf('FROM a\nRUM b\n')).toThrow('line 2');
  });
});

describe('what is missing', () => {
  const { PATH } = process.env;
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'slimify-preconditions-'));
    process.env.PATH = `${folder}:${PATH}`;
  });
  afterEach(() => {
    process.env.PATH = PATH;
    rmSync(folder, { recursive: true, force: true });
  });

  /** A docker command that does as the script says. */
  function fake(script: string): void {
    const file = path.join(folder, 'docker');
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
  }

  test('nothing, where the daemon and the builder answer', async () => {
    fake('exit 0');
    expect(await missingEngine()).toBeNull();
  });

  test('the daemon', async () => {
    fake('echo one >&2; echo Cannot connect >&2; exit 1');
    expect(await missingEngine()).toBe('no Docker engine answers: Cannot connect');
  });

  test('the builder', async () => {
    fake('[ "$1" = version ] && exit 0; echo "unknown command: docker buildx" >&2; exit 1');
    expect(await missingEngine()).toBe('no builder answers: unknown command: docker buildx');
  });

  test('docker itself', async () => {
    process.env.PATH = folder;
    expect(await missingEngine()).toMatch(/^no Docker engine answers: .*ENOENT/);
  });

  test('an image that neither the engine nor a registry has', async () => {
    fake('case "$*" in *here:1|*there:1) exit 0;; *inspect*) echo no such host >&2; exit 1;; esac');
    expect(await missingImage(['FROM here:1\n', 'FROM there:1\n'])).toBeNull();
    expect(await missingImage(['FROM here:1\n', 'FROM gone:1\n'])).toBe('there is no image gone:1 (no such host)');
  });

  test('a builder that cannot build on an image', async () => {
    fake('[ "$2" = build ] || exit 0; cat > "$(dirname "$0")/text"; echo out of order >&2; exit 1');
    expect(await missingImage(['FROM odd:1\n'])).toBe('nothing can be built on odd:1: out of order');
    expect(readFileSync(path.join(folder, 'text'), 'utf8')).toMatch(/^FROM odd:1\n/);
  });

  test('an image without a digest is a stand-in', async () => {
    fake('echo 0');
    expect(await isStandIn('a')).toBe(true);
    fake('echo 1');
    expect(await isStandIn('a')).toBe(false);
    fake('exit 1');
    expect(await isStandIn('a')).toBe(false);
  });
});
