import { describe, expect, test } from 'vitest';
import { aptListsOn } from '../../src/facts/apt-lists.ts';
import { recognise } from '../../src/facts/base-images.ts';

function megabytes(reference: string): number | null {
  const size = aptListsOn(recognise(reference));
  return size === null ? null : size.bytes / 1e6;
}

describe('the package lists', () => {
  test.each([
    ['debian:bookworm-slim', 19.9],
    ['debian:11', 18.5],
    ['node:22-trixie', 21.7],
    ['python:3.12', 19.9],
    ['node:20-slim', 19.9],
    ['debian:stable-slim', 19.9],
    ['debian', 19.9],
    ['ubuntu:24.04', 55.5],
    ['ubuntu:jammy', 82.3],
    ['eclipse-temurin:17-jdk-focal', 58.2],
  ])('on %s have %s MB', (reference, expected) => {
    expect(megabytes(reference)).toBe(expected);
  });

  test.each([
    'ubuntu',
    'ubuntu:18.04',
    'eclipse-temurin:17',
    'debian:buster',
    'debian:jessie',
    'debian:8',
    'debian:sid-slim',
    'node:8-jessie',
    'golang:1.9-wheezy',
    'perl:5.40-forky',
    'node:14',
    'alpine:3.20',
    'fedora:40',
    'example.org/app:bookworm',
    '$BASE',
    'scratch',
  ])('on %s nobody knows', (reference) => {
    expect(megabytes(reference)).toBeNull();
  });

  test('come with how and when they were measured', () => {
    expect(aptListsOn(recognise('debian:12'))).toMatchObject({
      date: expect.stringMatching(/^20\d\d-\d\d$/),
      source: expect.stringContaining('du -sb /var/lib/apt/lists'),
    });
  });
});
