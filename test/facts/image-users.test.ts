import { describe, expect, test } from 'vitest';
import { recognise } from '../../src/facts/base-images.ts';
import { listensOnLowPort, settingsOf, startsAsRoot, userOf, userTools } from '../../src/facts/image-users.ts';

describe('the user of an image', () => {
  test.each([
    ['node:22-slim', 'node', 1000],
    ['node:$V', 'node', 1000],
    ['php:8.3-cli', 'www-data', 33],
    ['php:8.3-cli-alpine', 'www-data', 82],
    ['mcr.microsoft.com/dotnet/aspnet:8.0', 'app', 1654],
    ['gcr.io/distroless/static', 'nonroot', 65532],
  ])('%s', (reference, name, uid) => {
    expect(userOf(recognise(reference))).toMatchObject({ name, uid });
  });
  test.each([
    'python:3.12',
    'node:6',
    'mcr.microsoft.com/dotnet/aspnet:7.0',
    'mcr.microsoft.com/dotnet/aspnet:$V',
    'a/node:22',
  ])('none for %s', (reference) => {
    expect(userOf(recognise(reference))).toBeNull();
  });
});

test.each([
  ['debian:13-slim', 'useradd'],
  ['alpine:3.22', 'adduser'],
  ['registry.access.redhat.com/ubi9/ubi', 'useradd'],
  ['registry.access.redhat.com/ubi9/ubi-minimal', null],
  ['amazonlinux:2023', null],
  ['scratch', null],
])('the tools of %s', (reference, tools) => {
  expect(userTools(recognise(reference))).toBe(tools);
});

test('images that start as root on purpose', () => {
  for (const one of ['nginx', 'postgres:16', 'php:8-apache', 'php:8-fpm-alpine', 'php:$V'])
    expect(startsAsRoot(recognise(one))).toBe(true);
  for (const one of ['php:8-cli', 'node:22', 'example.org/nginx']) expect(startsAsRoot(recognise(one))).toBe(false);
});

test('ASP.NET Core listened on 80 before 8', () => {
  expect(listensOnLowPort(recognise('mcr.microsoft.com/dotnet/aspnet:7.0'))).toBe(80);
  expect(listensOnLowPort(recognise('mcr.microsoft.com/dotnet/aspnet:8.0'))).toBeNull();
  expect(listensOnLowPort(recognise('python:3'))).toBeNull();
});

test('the variants of a distroless image have the same settings', () => {
  const settings = (reference: string): string => settingsOf(recognise(reference));
  expect(settings('gcr.io/distroless/static:nonroot')).toBe(settings('gcr.io/distroless/static'));
  expect(settings('gcr.io/distroless/base:debug-nonroot')).toBe(settings('gcr.io/distroless/base:debug'));
  expect(settings('gcr.io/distroless/base:debug')).not.toBe(settings('gcr.io/distroless/base'));
  expect(settings('node:22')).toBe('node:22');
});
