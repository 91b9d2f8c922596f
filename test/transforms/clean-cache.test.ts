import { describe, expect, test } from 'vitest';
import { cleanCache, leftOutOnPurpose } from '../../transforms/clean-cache.ts';
import { runTransform, testTransform } from '../support/harness.ts';

testTransform(cleanCache, [
  // What is no candidate
  { title: 'a RUN without a package manager', before: 'FROM debian:12\nRUN make\n', skips: [] },
  {
    title: 'a stage that is only copied from',
    before:
      'FROM debian:12 AS build\nRUN apt-get update && apt-get install -y gcc\nFROM debian:12\nCOPY --from=build /a /a\n',
    skips: [],
  },
  {
    title: 'a stage that a shipped stage is built on',
    before: 'FROM python:3.12 AS base\nRUN pip install flask\nFROM base\nCMD ["flask", "run"]\n',
    after: 'FROM python:3.12 AS base\nRUN pip install --no-cache-dir flask\nFROM base\nCMD ["flask", "run"]\n',
  },
  { title: 'ONBUILD is not edited', before: 'FROM python:3.12\nONBUILD RUN pip install flask\n', skips: [] },
  {
    title: 'a Windows image',
    before: 'FROM mcr.microsoft.com/windows/servercore:ltsc2022\nRUN pip install x\n',
    skips: ['windows-base'],
  },

  // What cannot be read
  { title: 'a heredoc', before: 'FROM python:3.12\nRUN <<EOF\npip install flask\nEOF\n', skips: ['opaque'] },
  { title: 'an exec form', before: 'FROM python:3.12\nRUN ["pip", "install", "flask"]\n', skips: ['opaque'] },
  { title: 'a heredoc without a candidate', before: 'FROM python:3.12\nRUN <<EOF\npip --version\nEOF\n', skips: [] },
  {
    title: 'another shell',
    before: 'FROM python:3.12\nSHELL ["/usr/bin/pwsh", "-Command"]\nRUN pip install flask\n',
    skips: ['shell-not-posix'],
  },

  // Several in one RUN
  {
    title: 'commands for one place are one fix, words are fixes of their own',
    before: 'FROM node:20\nRUN apt-get update && apt-get install -y python3-pip && pip install x && npm ci\n',
    after:
      'FROM node:20\nRUN apt-get update && apt-get install -y python3-pip && pip install --no-cache-dir x && npm ci \\\n    && rm -rf /var/lib/apt/lists/* \\\n    && npm cache clean --force\n',
  },
  {
    title: 'each manager behind its own last call',
    before: 'FROM node:20\nRUN apt-get update \\\n && apt-get install -y git \\\n && npm ci \\\n && make\n',
    after:
      'FROM node:20\nRUN apt-get update \\\n && apt-get install -y git \\\n && npm ci \\\n && npm cache clean --force \\\n && make \\\n && rm -rf /var/lib/apt/lists/*\n',
    risks: ['safe', 'safe'],
  },

  // Unknown base images
  {
    title: 'an unknown base image is assumed to have a POSIX shell',
    before: 'FROM acme/base:1\nRUN apt-get update && apt-get install -y git\n',
    after: 'FROM acme/base:1\nRUN apt-get update && apt-get install -y git && rm -rf /var/lib/apt/lists/*\n',
    risks: ['assumes'],
  },
  {
    title: 'a SHELL of this file makes it certain',
    before: 'FROM acme/base:1\nSHELL ["/bin/bash", "-c"]\nRUN apt-get update && apt-get install -y git\n',
    after:
      'FROM acme/base:1\nSHELL ["/bin/bash", "-c"]\nRUN apt-get update && apt-get install -y git && rm -rf /var/lib/apt/lists/*\n',
    risks: ['safe'],
  },
  {
    title: 'nothing is assumed on request',
    before: 'FROM acme/base:1\nRUN apt-get update && apt-get install -y git\n',
    risk: 'safe',
    held: 1,
  },
  {
    title: 'two things to assume are one too many',
    before: 'FROM acme/base:1\nRUN apt-get update && apt-get install -y jq\nRUN ./setup.sh\n',
    skips: ['unproven'],
  },
]);

describe('clean-cache', () => {
  test('the assumption names the image', () => {
    const { applied } = runTransform(cleanCache, 'FROM acme/base:1\nRUN yum install -y git\n');
    expect(applied.map(({ assumption }) => assumption)).toEqual(['the image acme/base:1 sets no SHELL of its own']);
  });

  test('one message for what goes in one fix', () => {
    const { applied } = runTransform(
      cleanCache,
      'FROM node:20\nRUN apt-get update && apt-get install -y git && npm i -g x\n',
    );
    expect(applied.map(({ message }) => message)).toEqual([
      'delete the apt package lists and the npm cache in the same layer',
    ]);
  });

  test('what is left out has its reason', () => {
    expect(leftOutOnPurpose.length).toBeGreaterThan(10);
    for (const { name, reason } of leftOutOnPurpose) {
      expect(name).not.toBe('');
      expect(reason.length).toBeGreaterThan(30);
    }
  });
});
