import { expect, test } from 'vitest';
import { recognise } from '../../src/facts/base-images.ts';
import { codenameOf } from '../../src/facts/codenames.ts';

test.each([
  ['debian:12', 'bookworm'],
  ['node:20-bullseye-slim', 'bullseye'],
  ['ubuntu:22.04', 'jammy'],
  ['ubuntu:noble-20250101', 'noble'],
  ['gcr.io/distroless/cc-debian13', 'trixie'],
])('%s is built on %s', (image, codename) => {
  expect(codenameOf(recognise(image))).toBe(codename);
});

test.each(['debian:latest', 'python:3.12', 'ubuntu', 'gcr.io/distroless/static', 'alpine:3.19'])(
  '%s does not say what it is built on',
  (image) => {
    expect(codenameOf(recognise(image))).toBeNull();
  },
);
