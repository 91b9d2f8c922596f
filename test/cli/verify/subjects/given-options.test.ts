/** What a compose file gives a build, as options of the engine; and what is not given, and why. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type GivenOptions, givenOptions } from '../../../../src/cli/verify/subjects/given-options.ts';
import type { BuildGiven, NamedContext } from '../../../../src/project/project.ts';
import { NOTHING_GIVEN } from '../../../../src/project/uses/given.ts';
import type { EngineName } from '../../../../src/verify/container-engine.ts';
import { readWants } from '../../../../src/verify/wants.ts';
import { service } from '../../../support/uses.ts';

const HOME = realpathSync(mkdtempSync(path.join(tmpdir(), 'slimify-given-')));
const ROOT = path.join(HOME, 'repository');
mkdirSync(path.join(ROOT, 'lib'), { recursive: true });
writeFileSync(path.join(ROOT, 'file'), '');
symlinkSync('lib', path.join(ROOT, 'link'));
symlinkSync('..', path.join(ROOT, 'out'));
afterAll(() => rmSync(HOME, { recursive: true }));

interface More {
  readonly own?: readonly string[];
  readonly engine?: EngineName;
  readonly text?: string;
}

const TEXT = 'FROM a\nCOPY --from=x . .\n';

function given(build: Partial<BuildGiven>, { own = [], engine = 'docker', text = TEXT }: More = {}): GivenOptions {
  const use = { ...service, build: { ...NOTHING_GIVEN, ...build } };
  return givenOptions({ use, base: ROOT }, { wants: readWants(text), own, engine });
}

function context(of: NamedContext, more: More = {}, name = 'x'): GivenOptions {
  return given({ contexts: new Map([[name, of]]) }, more);
}

const folder = (name: string): NamedContext => ({ kind: 'folder', folder: name });

test('nothing is said, or nobody says anything', () => {
  expect(given({})).toEqual({ options: [], notes: [] });
  const wants = readWants(TEXT);
  expect(givenOptions({ use: null, base: ROOT }, { wants, own: [], engine: 'docker' }).options).toEqual([]);
});

describe('additional contexts', () => {
  test.each([
    ['a folder', folder('lib'), path.join(ROOT, 'lib')],
    ['the root', folder(''), ROOT],
    ['a link that stays inside', folder('link'), path.join(ROOT, 'lib')],
    ['an image', { kind: 'fetched', reference: 'docker-image://b' } as const, 'docker-image://b'],
    ['a repository', { kind: 'fetched', reference: 'git@a:b.git' } as const, 'git@a:b.git'],
  ])('%s is given', (_, of, value) => {
    expect(context(of)).toEqual({ options: [`--build-context=x=${value}`], notes: [] });
  });

  test.each([
    ['a link that leads out', folder('out'), `out leads out of the repository, to ${HOME}`],
    ['a file', folder('file'), 'file is no folder'],
    ['nothing', folder('gone'), 'gone is no folder'],
    ['outside', { kind: 'outside', written: '/etc' } as const, '/etc lies outside of the repository'],
    ['a result', { kind: 'result', written: 'service:b' } as const, 'service:b is what another build makes'],
    ['unknown', { kind: 'unknown', written: '' } as const, 'what it is, is known at build time only'],
    [
      'other',
      { kind: 'other', written: 'oci-layout://a' } as const,
      'oci-layout://a is neither a folder of the repository nor fetched',
    ],
  ])('%s is not, and a note says so', (_, of, why) => {
    const like = of.kind === 'result' ? 'docker-image://<image>' : '<folder>';
    const note = `its additional context x (compose.yaml:3) is not given: ${why}; --build-option=--build-context=x=${like} gives it`;
    expect(context(of)).toEqual({ options: [], notes: [note] });
  });

  test.each(['x=/etc', 'x=oci-layout:///images', '-x', 'a b', '$(id)', ''])('%s is no name', (name) => {
    const text = `FROM a:$V\n`;
    const { options, notes } = context(folder('lib'), { text }, name);
    expect(options).toEqual([]);
    expect(notes).toEqual([expect.stringContaining('is not given: that is no name for one')]);
  });

  test('what a note asks to be typed is one word of a shell', () => {
    const { notes } = context(folder('gone'), { text: 'FROM a:$V\n' }, 'x;id');
    expect(notes).toEqual([expect.stringContaining("; '--build-option=--build-context=x;id='<folder> gives it")]);
  });

  test.each([
    ['a FROM', 'FROM docker.io/library/x:latest\n', 1],
    ['a stage', 'FROM a AS x\n', 1],
    ['a mount', 'FROM a\nRUN --mount=type=bind,from=x,target=/x ls\n', 1],
    ['a variable, which may be it', 'ARG V\nFROM a:$V\n', 1],
    ['nothing', 'FROM a\n', 0],
  ])('a note where the file has it: %s', (_, text, count) => {
    expect(context(folder('gone'), { text }).notes).toHaveLength(count);
  });

  test('the user’s own of that name goes before', () => {
    expect(context(folder('lib'), { own: ['--build-context=x=/other'] }).options).toEqual([]);
    expect(context(folder('gone'), { own: ['--build-context', 'docker.io/library/x=/other'] }).notes).toEqual([]);
    expect(context(folder('lib'), { own: ['--build-context=y=/other'] }).options).toHaveLength(1);
  });

  test('podman and buildah fetch less', () => {
    const git: NamedContext = { kind: 'fetched', reference: 'git@a:b.git' };
    expect(context(git, { engine: 'podman' }).notes).toEqual([
      expect.stringContaining('podman would take git@a:b.git for a folder'),
    ]);
    const image: NamedContext = { kind: 'fetched', reference: 'docker-image://b' };
    expect(context(image, { engine: 'buildah' }).options).toHaveLength(1);
  });
});

describe('the rest', () => {
  test('a platform that is not this machine’s is given, and a note says so', () => {
    const here = `linux/${process.arch === 'x64' ? 'amd64' : process.arch}`;
    expect(given({ platform: here }).notes).toEqual([]);
    expect(given({ platform: `${here}/v2` }).notes).toEqual([]);
    // As arm64 is none of arm.
    expect(given({ platform: `${here}64` }).notes).toHaveLength(1);
    expect(given({ platform: 'linux/s390x' })).toEqual({
      options: ['--platform=linux/s390x'],
      notes: [
        `it is built for linux/s390x, as compose.yaml:3 says; --build-option=--platform=${here} builds it for this machine`,
      ],
    });
  });

  test('platform, hosts and shared memory', () => {
    const { options } = given({ platform: 'linux/arm64', hosts: ['a:10.0.0.1', 'b:::1'], shmSize: '128 mb' });
    expect(options).toEqual([
      '--platform=linux/arm64',
      '--add-host=a:10.0.0.1',
      '--add-host=b:::1',
      '--shm-size=128mb',
    ]);
  });

  test.each(['--platform=linux/amd64', '--arch=arm64', '--os=linux'])(
    'the user’s own platform goes before: %s',
    (own) => {
      expect(given({ platform: 'linux/arm64' }, { own: [own] }).options).toEqual([]);
    },
  );

  test('the user’s own of the others too', () => {
    const own = ['--shm-size', '1g', '--add-host', 'a:10.0.0.9'];
    expect(given({ hosts: ['a:10.0.0.1', 'b:10.0.0.2'], shmSize: '1m' }, { own }).options).toEqual([
      '--add-host=b:10.0.0.2',
    ]);
  });

  test('what is no platform or size is left out', () => {
    expect(given({ platform: 'linux', shmSize: '-1' }).options).toEqual([]);
  });

  test('the address of the host where an engine knows it', () => {
    const hosts = ['h:host-gateway'];
    expect(given({ hosts })).toEqual({ options: ['--add-host=h:host-gateway'], notes: [] });
    const why = 'its extra host h:host-gateway (compose.yaml:3) is not given: not every podman knows it for a build';
    expect(given({ hosts }, { engine: 'podman' })).toEqual({ options: [], notes: [why] });
  });
});

describe('the network', () => {
  test.each([
    ['none', ['--network=none']],
    ['default', []],
    ['bridge', []],
  ])('%s', (network, options) => {
    expect(given({ network })).toEqual({ options, notes: [] });
  });
  test('this machine’s is for the user to give', () => {
    const { options, notes } = given({ network: 'host' });
    expect(options).toEqual([]);
    expect(notes).toEqual([expect.stringContaining('--build-option=--network=host gives it')]);
    expect(given({ network: 'host' }, { own: ['--network=host'] })).toEqual({ options: [], notes: [] });
  });
  test('one with a name is nobody’s', () => {
    expect(given({ network: 'backend' }).notes).toEqual([
      'its network backend (compose.yaml:3) is not given: a builder has none of that name',
    ]);
  });
});
