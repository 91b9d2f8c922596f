import { describe, expect, test } from 'vitest';
import { readReference } from '../../src/facts/image-reference.ts';
import { imageSizes, sizeOf } from '../../src/facts/image-sizes.ts';

const SIZES = imageSizes();

/** Tags that there are, or were. */
const REAL = [
  ...['node:latest', 'node:22', 'node:20.11.1-bookworm', 'node:bookworm', 'node:lts', 'node:iron', 'node:20-slim'],
  ...[
    'node:slim',
    'node:bookworm-slim',
    'node:20-bookworm-slim',
    'node:lts-alpine',
    'node:alpine',
    'node:24-alpine3.22',
  ],
  ...['node:20.11.1-alpine', 'node:18-alpine3.18', 'python:3', 'python:3.12', 'python:3.14.0rc1', 'python:slim'],
  ...[
    'python:3.12-slim',
    'python:slim-bookworm',
    'python:3.12.1-slim-bullseye',
    'python:alpine',
    'python:3.11-alpine3.19',
  ],
  ...[
    'ruby:3.3',
    'ruby:3.4-slim-trixie',
    'golang:1.22',
    'golang:1.22.1-bookworm',
    'golang:1.22-alpine',
    'golang:alpine',
  ],
  ...['golang:1.23-alpine3.20', 'golang:1-alpine', 'rust:1', 'rust:1.79-slim', 'rust:slim-bookworm', 'rust:bullseye'],
  ...['eclipse-temurin:17', 'eclipse-temurin:21-jdk-jammy', 'eclipse-temurin:17.0.9_9-jdk', 'eclipse-temurin:21-jre'],
  ...[
    'eclipse-temurin:8-jre',
    'eclipse-temurin:8u392-b08-jre',
    'eclipse-temurin:21-jre-alpine',
    'eclipse-temurin:17-alpine',
  ],
  ...['maven:3.9-eclipse-temurin-21', 'maven:3.9.6-eclipse-temurin-17-jammy', 'maven:eclipse-temurin-17'],
  ...['gradle:8-jdk17', 'gradle:8.5.0-jdk21-jammy', 'gradle:jdk17', 'openjdk:8-jdk-alpine', 'openjdk:8-jre-alpine'],
  ...['openjdk:11.0.3-jdk-slim', 'openjdk:11-jre-slim', 'openjdk:17-slim', 'openjdk:17-jdk-slim-bullseye'],
  ...[
    'debian:12',
    'debian:12.5-slim',
    'debian:bookworm-20240110-slim',
    'debian:bullseye-slim',
    'debian:trixie',
    'debian',
  ],
  ...['ubuntu:22.04', 'ubuntu:jammy-20240111', 'ubuntu:noble', 'ubuntu:20.04', 'alpine', 'alpine:3.20.1', 'alpine:3'],
  ...['nginx', 'nginx:1.27', 'nginx:alpine', 'nginx:stable-alpine', 'scratch'],
  ...['mcr.microsoft.com/dotnet/sdk:8.0', 'mcr.microsoft.com/dotnet/aspnet:8.0.1-jammy'],
  ...['gcr.io/distroless/static', 'gcr.io/distroless/static-debian13:nonroot', 'gcr.io/distroless/base-debian12'],
  ...['gcr.io/distroless/cc-debian12', 'gcr.io/distroless/java21-debian12'],
];

/** Nobody knows these, or they are another kind of image than the one that they look like. */
const OTHERS = [
  ...['example.org/node:22', 'bitnami/node:22', 'node:22-windowsservercore', 'node:22-onbuild', 'node:22-slimmer'],
  ...['node:chakracore', 'node:22-alpine-slim', 'node:12-alpine', 'node:22-slim-bookworm', 'nodes:22', 'node:'],
  ...[
    'python:3.12-nanoserver',
    'python:3.12-bookworm-slim',
    'python:rc',
    'golang:1.19-alpine',
    'golang:1.22-nanoserver',
  ],
  ...[
    'rust:alpine',
    'rust:nightly',
    'eclipse-temurin:17-jre-ubi9-minimal',
    'eclipse-temurin:8-jdk',
    'maven:3-openjdk-17',
  ],
  ...[
    'maven:3.9-amazoncorretto-17',
    'gradle:8',
    'gradle:8-jdk17-alpine',
    'gradle:8-jdk17-graal',
    'openjdk:17',
    'openjdk:8',
  ],
  ...[
    'debian:bookworm-backports',
    'debian:sid',
    'debian:bullseye',
    'debian:slim',
    'debian:unstable-slim',
    'ubuntu:latest',
  ],
  ...[
    'ubuntu',
    'ubuntu:18.04',
    'ubuntu:22.04-slim',
    'alpine:edge',
    'alpine:2.7',
    'nginx:1.27-perl',
    'nginx:1.21-alpine',
  ],
  ...['mcr.microsoft.com/dotnet/sdk:8.0-alpine', 'mcr.microsoft.com/dotnet/aspnet:8.0-jammy-chiseled', 'scratch:1'],
  ...[
    'gcr.io/distroless/base:debug',
    'gcr.io/distroless/base-nossl',
    'gcr.io/distroless/nodejs22-debian12',
    'gcr.io/distroless/python3',
    'distroless/static',
  ],
  ...['gcr.io/distroless/static-debian12:debug-nonroot', 'busybox', 'php:8.3', ''],
];

describe('every size', () => {
  test.each(SIZES.map((size) => [size.repository, size.image, size] as const))(
    'of %s (%s) has its date and source, and is that of the image that was looked up',
    (repository, image, size) => {
      expect(size.date).toMatch(/^20\d\d(?:-(?:0[1-9]|1[0-2]))?$/);
      expect(size.date <= '2026-11').toBe(true);
      expect(size.source.length).toBeGreaterThan(20);
      expect(size.bytes).toBeGreaterThanOrEqual(repository === 'scratch' ? 0 : 1e6);
      expect(size.bytes).toBeLessThan(2e9);
      const tag = readReference(image)!.rawTag;
      expect(sizeOf(`${repository}:${tag}`)).toBe(size);
    },
  );

  test.each(REAL)('one of them is that of %s', (reference) => {
    expect(sizeOf(reference)).not.toBeNull();
  });

  test.each(REAL)('no two of them are that of %s', (reference) => {
    const { repository, rawTag } = readReference(reference)!;
    const matching = SIZES.filter(
      (size) => size.repository === repository && new RegExp(`^(?:${size.tags})$`).test(rawTag),
    );
    expect(matching).toHaveLength(1);
  });

  test.each(SIZES.map(({ repository }) => repository))('of %s: a real tag has it', (repository) => {
    const own = SIZES.filter((size) => size.repository === repository);
    const reached = new Set(
      [...REAL, ...own.map(({ image }) => `${repository}:${readReference(image)!.rawTag}`)].map(sizeOf),
    );
    expect(own.filter((size) => !reached.has(size))).toEqual([]);
  });
});

describe('no size', () => {
  test.each(OTHERS)('is that of %s', (reference) => {
    expect(sizeOf(reference)).toBeNull();
  });
  test.each(['node:$TAG', 'node:${V}-slim', '$IMAGE', 'node@sha256:0123', '${R}node:22', 'node:22\u001b[31m', 'a b'])(
    'where the tag is hidden, or no tag: %j',
    (reference) => {
      expect(sizeOf(reference)).toBeNull();
    },
  );
});

describe('the name', () => {
  test.each([
    'docker.io/library/node:22',
    'public.ecr.aws/docker/library/node:22',
    'mirror.gcr.io/library/node:22',
    'arm64v8/node:22',
    'node:22@sha256:0123456789012345678901234567890123456789012345678901234567890123',
  ])('%s is one for node:22', (reference) => {
    expect(sizeOf(reference)).toBe(sizeOf('node:22'));
  });
});

test('a hostile tag is read to its end at once', () => {
  for (const piece of ['_', '.', '1', '-1', '11_', '3.1', 'slim-', '-alpine', '8u1-']) {
    for (const { repository } of SIZES) {
      const started = performance.now();
      sizeOf(`${repository}:17${piece.repeat(5000)}!`);
      sizeOf(`${repository}:8u1${piece.repeat(5000)}!`);
      expect(performance.now() - started).toBeLessThan(3000);
    }
  }
});
