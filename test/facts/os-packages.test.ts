import { describe, expect, test } from 'vitest';
import { recognise } from '../../src/facts/base-images.ts';
import { hasPackage, mayBring, runtimeOf, useOf } from '../../src/facts/os-packages.ts';

describe('useOf', () => {
  test.each([
    ['build-essential', 'build'],
    ['gcc', 'build'],
    ['gcc-12', 'build'],
    ['g++', 'build'],
    ['clang-15', 'build'],
    ['openjdk-17-jdk', 'build'],
    ['openjdk17-jdk', 'build'],
    ['libc6-dev', 'build'],
    ['libc6-dev-arm64-cross', 'build'],
    ['musl-dev', 'build'],
    ['linux-headers', 'build'],
    ['python3-dev', 'build'],
    ['libpython3.11-dev', 'build'],
    ['libstdc++-12-dev', 'build'],
    ['git', 'tool'],
    ['curl', 'tool'],
    ['python3', 'tool'],
    ['libpq-dev', 'headers'],
    ['openssl-devel', 'headers'],
    ['zlib1g-dev', 'headers'],
    ['ca-certificates', 'run'],
    ['tini', 'run'],
    ['fonts-liberation', 'run'],
    ['openjdk-17-jre-headless', 'run'],
    ['tesseract-ocr-deu', 'run'],
    ['libfoo42', 'unknown'],
    ['toString', 'unknown'],
  ])('%s: %s', (name, use) => {
    expect(useOf(name)).toBe(use);
  });
});

describe('runtimeOf', () => {
  test.each([
    ['libpq-dev', 'bookworm', ['libpq5']],
    ['libssl-dev', 'bullseye', ['libssl1.1']],
    ['libssl-dev', 'bookworm', ['libssl3']],
    ['libssl-dev', 'trixie', ['libssl3t64']],
    ['libssl-dev', 'jammy', ['libssl3']],
    ['libssl-dev', 'noble', ['libssl3t64']],
    ['libffi-dev', 'bullseye', ['libffi7']],
    ['libffi-dev', 'trixie', ['libffi8']],
    ['libpng-dev', 'trixie', ['libpng16-16t64']],
    ['libldap2-dev', 'trixie', ['libldap2']],
    ['default-libmysqlclient-dev', 'bookworm', ['libmariadb3']],
    ['default-libmysqlclient-dev', 'noble', ['libmysqlclient21']],
    ['libjpeg-dev', 'bookworm', ['libjpeg62-turbo']],
    ['libfreetype6-dev', 'trixie', ['libfreetype6']],
    ['unixodbc-dev', 'bookworm', ['libodbc2', 'libodbccr2', 'libodbcinst2']],
    ['postgresql-dev', 'alpine', ['libpq']],
  ])('%s on %s', (name, release, expected) => {
    expect(runtimeOf(name, release)).toEqual(expected);
  });

  test.each([
    ['libpq-dev', 'stretch'],
    ['libnobody-dev', 'bookworm'],
    ['libpcre3-dev', 'trixie'],
    ['libpq-dev', ''],
    ['constructor', 'bookworm'],
    ['libnobody-dev', 'alpine'],
  ])('%s on %s is not known', (name, release) => {
    expect(runtimeOf(name, release)).toBeNull();
  });
});

describe('mayBring', () => {
  test.each([
    ['git', 'git'],
    ['build-essential', 'make'],
    ['python3-minimal', 'python3'],
    ['python3-pip', 'pip3'],
    ['openssh-client', 'ssh'],
    ['gnupg2', 'gpg'],
    ['default-jdk', 'java'],
    ['nodejs', 'npm'],
  ])('%s brings %s', (name, program) => {
    expect(mayBring(name, program)).toBe(true);
  });

  test.each([
    ['git', 'node'],
    ['make', 'gcc'],
    ['python3', 'node'],
  ])('%s does not bring %s', (name, program) => {
    expect(mayBring(name, program)).toBe(false);
  });
});

describe('hasPackage', () => {
  test.each([
    ['gcr.io/distroless/static-debian13', 'ca-certificates', true],
    ['gcr.io/distroless/static-debian13', 'tzdata', true],
    ['gcr.io/distroless/static-debian13', 'libssl3', false],
    ['gcr.io/distroless/base-debian12', 'libssl3', true],
    ['gcr.io/distroless/base-debian12', 'libstdc++6', false],
    ['gcr.io/distroless/base-nossl-debian12', 'libssl3', false],
    ['gcr.io/distroless/cc-debian12', 'libstdc++6', true],
    ['gcr.io/distroless/cc-debian12', 'curl', false],
    ['debian:bookworm-slim', 'ca-certificates', false],
  ])('%s, %s: %s', (image, name, expected) => {
    expect(hasPackage(recognise(image), name)).toBe(expected);
  });
});
