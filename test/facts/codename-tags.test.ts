import { expect, test } from 'vitest';
import { recognise } from '../../src/facts/base-images.ts';
import { withCodename } from '../../src/facts/codename-tags.ts';

test.each([
  ['python:3.8', 'python:3.8-bookworm'],
  ['python:3.12', 'python:3.12-trixie'],
  ['python:3', 'python:3-trixie'],
  ['python:3.6-slim', 'python:3.6-slim-bullseye'],
  ['node:14', 'node:14-bullseye'],
  ['node:20-slim', 'node:20-trixie-slim'],
  ['golang:1.22', 'golang:1.22-bookworm'],
  ['golang', 'golang:trixie'],
  ['rust:1.75', 'rust:1.75-bookworm'],
  ['docker.io/library/ruby:2.7.8', 'docker.io/library/ruby:2.7.8-bullseye'],
])('%s: %s', (image, written) => {
  expect(withCodename(recognise(image))).toBe(written);
});

test.each(['golang:1.5', 'perl:5.38', 'node:20-alpine', 'node:lts', `python@sha256:${'0'.repeat(64)}`])(
  '%s has none that is known',
  (image) => {
    expect(withCodename(recognise(image))).toBeNull();
  },
);
