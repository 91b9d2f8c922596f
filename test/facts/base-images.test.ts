import { describe, expect, test } from 'vitest';
import { type BaseImage, recognise } from '../../src/facts/base-images.ts';
import { readReference } from '../../src/facts/image-reference.ts';
import { ROWS } from '../../src/facts/image-table.ts';

describe('references', () => {
  test.each([
    ['node', 'node', null],
    ['node:20-alpine', 'node', '20-alpine'],
    ['docker.io/library/node:20', 'node', '20'],
    ['docker.io/oven/bun', 'oven/bun', null],
    ['public.ecr.aws/docker/library/node:18', 'node', '18'],
    ['mirror.gcr.io/library/golang:1.22', 'golang', '1.22'],
    ['arm64v8/alpine:3', 'alpine', '3'],
    ['localhost:5000/node:20', 'localhost:5000/node', '20'],
    ['localhost:5000/node', 'localhost:5000/node', null],
    [`debian:12@sha256:${'a'.repeat(64)}`, 'debian', '12'],
    ['node:${V}', 'node', null],
    ['node:${V:-20}', 'node', null],
  ])('%s', (reference, repository, tag) => {
    expect(readReference(reference)).toMatchObject({ repository, tag });
  });

  test.each(['${BASE}', '$REGISTRY/node:20', 'no${DE}:20', '', 'Node:20'])('%j names no image', (reference) => {
    expect(readReference(reference)).toBeNull();
  });
});

describe('families', () => {
  test.each<[string, Partial<BaseImage>]>([
    ['debian:bookworm-slim', { name: 'debian', family: 'debian', libc: 'glibc', packageManager: 'apt', user: 'root' }],
    [`debian@sha256:${'a'.repeat(64)}`, { family: 'debian', tag: null }],
    ['ubuntu', { family: 'ubuntu', tag: 'latest' }],
    ['alpine:${V}', { family: 'alpine', libc: 'musl', packageManager: 'apk', tag: null }],
    ['scratch', { family: 'scratch', libc: 'none', packageManager: null }],
    ['node:20.11.1-slim', { family: 'debian' }],
    ['node:lts-alpine3.20', { family: 'alpine', libc: 'musl' }],
    ['node:${V}', { known: true, name: 'node', tag: null, family: null, libc: null, packageManager: null }],
    ['node:${V}-alpine', { family: 'alpine' }],
    ['node:$V-slim', { family: 'debian' }],
    ['python:alpine${A}', { family: 'alpine' }],
    [`node@sha256:${'a'.repeat(64)}`, { known: true, family: null }],
    ['openjdk:8-jre', { family: 'debian' }],
    ['openjdk:17', { family: 'rhel' }],
    ['openjdk:17-slim', { family: 'debian' }],
    ['eclipse-temurin:21-jre-jammy', { family: 'ubuntu' }],
    ['maven:3.9-eclipse-temurin-21', { family: 'ubuntu' }],
    ['gradle:jdk21', { known: true, user: 'root' }],
    ['gradle:6-jdk11', { known: false }],
    ['maven:3-jdk-8', { family: 'debian' }],
    ['maven:3', { family: null }],
    ['centos:7', { family: 'rhel', packageManager: 'yum' }],
    ['centos:stream9', { family: 'rhel', packageManager: 'dnf' }],
    ['centos', { family: 'rhel', packageManager: null }],
    ['oraclelinux:8-slim', { packageManager: 'microdnf' }],
    ['oraclelinux:7-slim', { packageManager: 'yum' }],
    ['registry.access.redhat.com/ubi9/ubi-minimal:9.4', { family: 'rhel', packageManager: 'microdnf' }],
    ['amazonlinux:2', { family: 'amazon', packageManager: 'yum' }],
    ['amazonlinux:2023', { packageManager: 'dnf' }],
    ['nvidia/cuda:12.2.0-devel-ubuntu22.04', { family: 'ubuntu', packageManager: 'apt' }],
    ['nvidia/cuda:12.2.0-devel-ubi8', { family: 'rhel', packageManager: null }],
    ['mcr.microsoft.com/dotnet/sdk:8.0', { family: 'debian' }],
    ['mcr.microsoft.com/dotnet/sdk:10.0', { family: 'ubuntu' }],
    ['cgr.dev/chainguard/wolfi-base', { family: 'wolfi', libc: 'glibc', packageManager: 'apk' }],
    ['gcr.io/distroless/static-debian12', { family: 'distroless', libc: 'none', packageManager: null }],
    ['busybox:musl', { family: 'busybox' }],
  ])('%s', (reference, facts) => {
    expect(recognise(reference)).toMatchObject({ ...facts, reference });
  });
});

describe('what a base sets', () => {
  test.each<[string, Partial<BaseImage>]>([
    ['jenkins/jenkins:lts', { user: 'jenkins' }],
    ['gcr.io/distroless/base-debian12:nonroot', { user: '65532' }],
    ['gcr.io/distroless/base-debian12', { user: 'root' }],
    ['mcr.microsoft.com/dotnet/aspnet:8.0-noble-chiseled', { user: '1654' }],
    ['nginxinc/nginx-unprivileged', { user: '101' }],
    ['mambaorg/micromamba:1.5', { user: 'mambauser', shell: ['/usr/local/bin/_dockerfile_shell.sh'] }],
    ['jupyter/base-notebook', { user: '1000', shell: ['/bin/bash', '-o', 'pipefail', '-c'] }],
    ['golang:1.22', { workdir: '/go', shell: null }],
    ['php:8.3-apache', { workdir: '/var/www/html' }],
    ['php:8.3-cli', { workdir: '/' }],
    ['php:${V}', { workdir: null }],
  ])('%s', (reference, facts) => {
    expect(recognise(reference)).toMatchObject({ ...facts, known: true });
  });

  test.each([
    ['node:20', true],
    ['node:8-alpine', true],
    ['node:jod-slim', true],
    ['node:6', false],
    ['node:26', false],
    ['node:lts', false],
    ['node:latest', false],
    ['node:${V}', false],
  ])('yarn 1 is in %s: %s', (reference, has) => {
    expect(recognise(reference).tools.includes('yarn')).toBe(has);
  });

  test('slim variants have no compilers', () => {
    expect(recognise('eclipse-temurin:21-jre').tools).toEqual(['java', 'keytool', 'curl', 'wget']);
    expect(recognise('eclipse-temurin:21-jre-alpine').tools).toEqual(['java', 'keytool']);
    expect(recognise('eclipse-temurin:21').tools).toContain('jcmd');
    expect(recognise('openjdk:11-jre').tools).toContain('curl');
    expect(recognise('openjdk:11-jre-slim').tools).not.toContain('curl');
    expect(recognise('python:3.12').tools).toContain('gcc');
    expect(recognise('python:3.12-slim').tools).not.toContain('gcc');
    expect(recognise('python:${V}').tools).not.toContain('gcc');
  });
});

describe('not known', () => {
  test.each([
    ['${BASE}', null],
    ['ghcr.io/acme/node:20', null],
    ['localhost:5000/node:20', null],
    ['acme/debian', null],
    ['node:onbuild', null],
    ['gradle:4.10', 'ubuntu'],
    ['jupyter/base-notebook:0123456789ab', null],
    ['mambaorg/micromamba:0.13', null],
    ['cgr.dev/chainguard/node', 'wolfi'],
    ['wordpress:cli', null],
    ['mcr.microsoft.com/windows/servercore:ltsc2022', 'windows'],
    ['python:3.12-windowsservercore-ltsc2022', 'windows'],
    ['golang:1.22-nanoserver-1809', 'windows'],
    ['acme/app:windowsservercore', 'windows'],
  ])('%s', (reference, family) => {
    expect(recognise(reference)).toMatchObject({ reference, known: false, name: null, user: null, shell: null });
    if (family === 'windows' || family === null) expect(recognise(reference).family).toBe(family);
  });
});

test('no repository has two rows', () => {
  const repositories = ROWS.flatMap((row) => row.repositories);
  expect(new Set(repositories).size).toBe(repositories.length);
});
