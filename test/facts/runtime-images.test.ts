import { describe, expect, test } from 'vitest';
import { recognise } from '../../src/facts/base-images.ts';
import {
  alpineOf,
  debianOf,
  hasCertificates,
  hasProgram,
  hasShell,
  hasTimezones,
  isArchived,
  nodeDistroless,
  slimOf,
} from '../../src/facts/runtime-images.ts';

describe('the slim twin', () => {
  test.each([
    ['node:20', 'node:20-slim'],
    ['node:20.11.1-bookworm', 'node:20.11.1-bookworm-slim'],
    ['node', 'node:slim'],
    ['node:latest', 'node:slim'],
    ['node:lts', 'node:lts-slim'],
    ['node:bookworm', 'node:bookworm-slim'],
    ['docker.io/library/node:22', 'docker.io/library/node:22-slim'],
    ['python:3.12', 'python:3.12-slim'],
    ['python:3.12-bookworm', 'python:3.12-slim-bookworm'],
    ['python:bullseye', 'python:slim-bullseye'],
    ['ruby:3.3', 'ruby:3.3-slim'],
    ['debian:bookworm', 'debian:bookworm-slim'],
    ['elixir:1.17', 'elixir:1.17-slim'],
    ['elixir:1.17.2-otp-27', 'elixir:1.17.2-otp-27-slim'],
    ['elixir', 'elixir:slim'],
    ['oven/bun:1.2', 'oven/bun:1.2-slim'],
    ['oven/bun', 'oven/bun:slim'],
  ])('of %s is %s', (written, slim) => {
    expect(slimOf(written, recognise(written))).toBe(slim);
  });
  test('keeps the variable that it is written with', () => {
    expect(slimOf('node:${V}', recognise('node:20'))).toBe('node:${V}-slim');
    expect(slimOf('python:$V-bookworm', recognise('python:3.12-bookworm'))).toBe('python:$V-slim-bookworm');
  });
  test.each([
    ['node:20-slim'],
    ['node:slim'],
    ['node:20-alpine'],
    ['node:alpine'],
    ['python:slim-bookworm'],
    ['elixir:1.17-otp-27-alpine'],
    ['node:20-otp-27'],
    ['node:20@sha256:0123456789012345678901234567890123456789012345678901234567890123'],
    ['golang:1.22'],
    ['example.org/node:20'],
    ['node:20-windowsservercore'],
    ['oven/bun:debian'],
    ['oven/bun:1-alpine'],
    ['oven/bun:distroless'],
  ])('of %s there is none', (written) => {
    expect(slimOf(written, recognise(written))).toBeNull();
  });
  test('a variable that hides another variant has none', () => {
    expect(slimOf('node:${V}', recognise('node:20-alpine'))).toBeNull();
    expect(slimOf('${IMAGE}', recognise('node:20'))).toBeNull();
  });
});

describe('other images of Node.js', () => {
  test.each([
    ['node:20-slim', 'node:20-alpine'],
    ['node:20.11.1-bookworm-slim', 'node:20.11.1-alpine'],
    ['node:$' + '{V}-slim', 'node:$' + '{V}-alpine'],
    ['node:slim', 'node:alpine'],
    ['node:bookworm-slim', null],
    ['node:20', null],
  ])("Alpine's twin of %s is %s", (slim, alpine) => {
    expect(alpineOf(slim)).toBe(alpine);
  });
  test.each([
    ['node:22-bookworm', 'gcr.io/distroless/nodejs22-debian13'],
    ['node:20.11.1', 'gcr.io/distroless/nodejs20-debian12'],
    ['node:18', null],
    ['node:lts', null],
    ['python:22', null],
  ])('distroless for %s is %s', (image, distroless) => {
    expect(nodeDistroless(recognise(image))).toBe(distroless);
  });
});

describe('the release', () => {
  test.each([
    ['golang:1.22-bookworm', 12],
    ['rust:slim-bullseye', 11],
    ['debian:12', 12],
    ['debian:12.5-slim', 12],
    ['debian:trixie', 13],
    ['golang:1.22', null],
    ['golang', null],
    ['node:12', null],
  ])('of %s is %s', (image, number) => {
    expect(debianOf(recognise(image))?.number ?? null).toBe(number);
  });
});

describe('packages', () => {
  test.each([
    ['node:14-slim', true],
    ['node:16', true],
    ['node:18-slim', false],
    ['node:16-bookworm', false],
    ['node:lts', false],
    ['python:3.5', true],
    ['python:2.7-slim', true],
    ['python:3.10-slim', false],
    ['python:3.9-slim-buster', true],
    ['python:3', false],
    ['ruby:2.6', true],
    ['ruby:2.7', false],
    ['debian:stretch-slim', true],
    ['debian:9', true],
    ['debian:bookworm-slim', false],
    ['eclipse-temurin:8-jre', false],
    ['alpine:3.4', false],
  ])('of %s are archived: %s', (image, isOld) => {
    expect(isArchived(recognise(image))).toBe(isOld);
  });
});

describe('what is in an image', () => {
  test.each([
    ['debian:12-slim', 'bash', true],
    ['debian:12-slim', 'curl', false],
    ['node:20', 'curl', true],
    ['node:20-slim', 'curl', false],
    ['node:20-slim', 'node', true],
    ['alpine:3.20', 'wget', true],
    ['alpine:3.20', 'bash', false],
    ['gcr.io/distroless/static-debian13', 'sh', false],
    ['scratch', 'sh', false],
    ['example.org/x', 'sh', false],
  ])('%s: %s %s', (image, program, isThere) => {
    expect(hasProgram(recognise(image), program)).toBe(isThere);
  });
  test('a shell, certificates, time zones', () => {
    expect(hasShell(recognise('gcr.io/distroless/cc-debian12'))).toBe(false);
    expect(hasShell(recognise('mcr.microsoft.com/dotnet/aspnet:8.0-jammy-chiseled'))).toBe(false);
    expect(hasShell(recognise('alpine'))).toBe(true);
    expect(['gcr.io/distroless/static-debian12', 'alpine', 'node:20', 'python:3.12-slim'].map(hasCertificates)).toEqual(
      [true, true, true, true],
    );
    expect(['debian:12-slim', 'node:20-slim', 'scratch'].map(hasCertificates)).toEqual([false, false, false]);
    expect(hasTimezones('debian:bookworm-slim')).toBe(true);
    expect(hasTimezones('debian:trixie-slim')).toBe(false);
  });
});
