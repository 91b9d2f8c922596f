/** Secrets that a build wants and is not given. */
import { describe, expect, test } from 'vitest';
import { missingSecrets } from '../../../../src/cli/verify/subjects/missing-secrets.ts';
import type { BuildSecret } from '../../../../src/project/project.ts';
import { NOTHING_GIVEN } from '../../../../src/project/uses/given.ts';
import { readWants } from '../../../../src/verify/wants.ts';
import { service } from '../../../support/uses.ts';

const secret = (id: string | null, more: Partial<BuildSecret> = {}): BuildSecret => ({
  kind: 'secret',
  id,
  path: null,
  variable: null,
  ...more,
});
const NPM = secret('npm', { path: 'api/.npmrc' });
const SSH: BuildSecret = { kind: 'ssh', id: 'default', path: null, variable: null };

function missing(
  secrets: readonly BuildSecret[],
  mounts: readonly string[],
  own: readonly string[] = [],
): string | null {
  const wants = readWants(`FROM a\n${mounts.map((mount) => `RUN --mount=${mount} ls\n`).join('')}`);
  const use = { ...service, build: { ...NOTHING_GIVEN, secrets } };
  return missingSecrets({ use, base: '/home/me/shop' }, { wants, own }, '/home/me/shop/api');
}

const MOUNT = 'type=secret,id=npm';

test('one line says what is missing, where that stands and how it is given', () => {
  expect(missing([NPM], [MOUNT])).toBe(
    'secret npm of compose.yaml:3 is not given: verify gives no build secrets by itself; --build-option=--secret=id=npm,src=.npmrc gives it',
  );
});

test('several are one line', () => {
  const note = missing([NPM, secret('t', { variable: 'T' }), SSH], [MOUNT, 'type=secret,id=t', 'type=ssh', MOUNT]);
  expect(note).toBe(
    'secret npm, secret t, ssh default of compose.yaml:3 are not given: verify gives no build secrets by itself; ' +
      '--build-option=--secret=id=npm,src=.npmrc --build-option=--secret=id=t,env=T --build-option=--ssh=default gives them',
  );
});

describe('no note', () => {
  test.each([
    ['nothing is mounted', [NPM], [], []],
    ['another one is mounted', [NPM], ['type=secret,id=other'], []],
    ['a cache is mounted', [NPM], ['type=cache,id=npm,target=/x'], []],
    ['nobody declares it', [], [MOUNT], []],
    ['the user gives it', [NPM], [MOUNT], ['--secret=id=npm,src=/x']],
    ['the user gives it in two words', [NPM], [MOUNT], ['--secret', 'type=env,env=X,id=npm']],
    ['the user gives the agent', [SSH], ['type=ssh'], ['--ssh=default']],
    ['the user gives a key', [{ ...SSH, id: 'k' }], ['type=ssh,id=k'], ['--ssh=k=/key']],
  ])('%s', (_, secrets, mounts, own) => {
    expect(missing(secrets, mounts, own)).toBeNull();
  });
  test('nobody builds it', () => {
    const wants = readWants('FROM a\n');
    expect(missingSecrets({ use: null, base: '/' }, { wants, own: [] }, '/')).toBeNull();
  });
});

test('another one that the user gives does not do', () => {
  expect(missing([NPM], [MOUNT], ['--secret=id=other,src=/x', '--ssh=npm'])).toContain('secret npm');
});

test.each([
  ['by its place', secret('x', { path: '/run/x' }), 'type=secret,target=/run/secrets/x', 'id=x,src=/run/x'],
  ['in the home folder', secret('npm', { path: '~/my keys/x' }), MOUNT, `id=npm,src="$HOME"/'my keys/x'`],
  ['somewhere', secret('npm'), MOUNT, 'id=npm,src=<file>'],
  ['one whose id is not known', secret(null), MOUNT, 'id=npm,src=<file>'],
])('a secret %s', (_, declared, mount, option) => {
  expect(missing([declared], [mount])).toContain(`--build-option=--secret=${option} gives it`);
});

test('a key of ssh', () => {
  const key: BuildSecret = { ...SSH, id: 'k', path: '~/.ssh/k' };
  expect(missing([key], ['type=ssh,id=k'])).toContain('--build-option=--ssh=k="$HOME"/.ssh/k gives it');
});
