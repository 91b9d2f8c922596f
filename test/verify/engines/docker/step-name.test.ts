import { expect, test } from 'vitest';
import { isBaseImage, isOtherContext, readStepName } from '../../../../src/verify/engines/docker/step-name.ts';

test.each([
  ['[2/6] WORKDIR /app', { place: '2/6', text: 'WORKDIR /app', stage: null }],
  ['[builder 3/7] RUN npm ci', { place: 'builder 3/7', text: 'RUN npm ci', stage: 'builder' }],
  ['[builder  3/12] RUN npm ci', { place: 'builder  3/12', text: 'RUN npm ci', stage: 'builder' }],
  ['[ 3/12] RUN npm ci', { place: ' 3/12', text: 'RUN npm ci', stage: null }],
  ['[linux/amd64 builder 2/4] COPY . .', { place: 'linux/amd64 builder 2/4', text: 'COPY . .', stage: 'builder' }],
  [
    '[linux/amd64->arm64 builder 2/4] COPY . .',
    { place: 'linux/amd64->arm64 builder 2/4', text: 'COPY . .', stage: 'builder' },
  ],
  ['[linux/amd64 2/4] COPY . .', { place: 'linux/amd64 2/4', text: 'COPY . .', stage: null }],
  ['[stage-1 2/4] COPY . .', { place: 'stage-1 2/4', text: 'COPY . .', stage: null }],
  ['[2/2] RUN echo [1/2]\\n  two', { place: '2/2', text: 'RUN echo [1/2]\\n  two', stage: null }],
])('%s', (name, step) => {
  expect(readStepName(name)).toEqual(step);
});

test.each([
  '[internal] load build definition from Dockerfile',
  '[internal] load metadata for docker.io/library/node:20',
  '[1/6] FROM docker.io/library/node:20',
  '[builder 1/6] FROM docker.io/library/node:20',
  '[auth] library/node:pull token for registry',
  '[context other] load from client',
  'exporting to image',
  'docker-image://docker.io/docker/dockerfile:1',
  '',
])('no step: %s', (name) => {
  expect(readStepName(name)).toBeNull();
});

test.each([
  ['[1/6] FROM docker.io/library/node:20', true],
  ['[linux/amd64 builder 1/6] FROM docker.io/library/node:20@sha256:12', true],
  ['FROM docker.io/library/busybox:latest', true],
  ['[2/6] RUN FROM x', false],
  ['[internal] load build context', false],
])('a base image: %s', (name, is) => {
  expect(isBaseImage(name)).toBe(is);
});

test.each([
  ['[context lib] load from client', true],
  ['[context lib] load .dockerignore', false],
  ['[context thebase] busybox', false],
  ['[internal] load build context', false],
])('a folder that is another context: %s', (name, is) => {
  expect(isOtherContext(name)).toBe(is);
});
