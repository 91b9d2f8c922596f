import { describe, expect, test } from 'vitest';
import type { AppliedFix } from '../../../src/engine/report.ts';
import type { ContractField, Declared } from '../../../src/engine/transform.ts';
import { compareConfigs } from '../../../src/verify/compare/config.ts';
import type { Healthcheck, ImageConfig } from '../../../src/verify/container-engine.ts';

const PLAIN: ImageConfig = {
  entrypoint: null,
  cmd: null,
  env: new Map(),
  user: '',
  workdir: '',
  ports: [],
  volumes: [],
  labels: new Map(),
  stopSignal: null,
  shell: null,
  onbuild: [],
  healthcheck: null,
};

function config(over: Partial<ImageConfig>): ImageConfig {
  return { ...PLAIN, ...over };
}

function env(values: Readonly<Record<string, string>>): Partial<ImageConfig> {
  return { env: new Map(Object.entries(values)) };
}

function fix(transform: string, declares: readonly Declared[], before = 'FROM a\n', after = before): AppliedFix {
  const about = { key: transform, line: 1, endLine: 1, risk: 'safe', message: '', assumption: null } as const;
  return { ...about, transform, declares, before, after };
}

function declared(field: ContractField, key?: string, target: string | null = null): Declared {
  return key === undefined ? { target, field } : { target, field, key };
}

/** Who brings the only difference. */
function whoBrings(before: Partial<ImageConfig>, after: Partial<ImageConfig>, applied: readonly AppliedFix[]) {
  const found = compareConfigs(config(before), config(after), applied);
  expect(found).toHaveLength(1);
  return found[0]!.declaredBy;
}

const check = (test: readonly string[], timing: Readonly<Record<string, number>> = {}): Partial<ImageConfig> => ({
  healthcheck: { test, timing } satisfies Healthcheck,
});

describe('what means the same', () => {
  test.each<[string, Partial<ImageConfig>, Partial<ImageConfig>]>([
    ['no command and an empty one', { cmd: null, entrypoint: [] }, { cmd: [], entrypoint: null }],
    ['no user and root', { user: '' }, { user: 'root' }],
    ['root and 0', { user: 'root' }, { user: '0' }],
    ['root and root in its own group', { user: 'root' }, { user: '0:0' }],
    ['no folder and the root', { workdir: '' }, { workdir: '/' }],
    ['a slash at the end', { workdir: '/app/' }, { workdir: '/app' }],
    ['the order of ports', { ports: ['80/tcp', '53/udp'] }, { ports: ['53/udp', '80/tcp'] }],
    ['a port without a protocol', { ports: ['80'] }, { ports: ['80/TCP'] }],
    ['the order of volumes', { volumes: ['/b', '/a/'] }, { volumes: ['/a', '/b'] }],
    ['no signal and the one that is sent then', { stopSignal: null }, { stopSignal: 'SIGTERM' }],
    ['an empty signal', { stopSignal: '' }, { stopSignal: null }],
    ['the number of a signal', { stopSignal: '3' }, { stopSignal: 'SIGQUIT' }],
    ['a signal without SIG', { stopSignal: 'int' }, { stopSignal: 'SIGINT' }],
    ['no shell and the usual one', { shell: null }, { shell: ['/bin/sh', '-c'] }],
    ['no check and the check NONE', {}, check(['NONE'])],
    [
      'times of a check that are the usual ones',
      check(['CMD', 'a']),
      check(['CMD', 'a'], { Interval: 30e9, Retries: 3 }),
    ],
    ['times of a check that are 0', check(['CMD', 'a'], { Timeout: 0 }), check(['CMD', 'a'])],
  ])('%s', (_, before, after) => {
    expect(compareConfigs(config(before), config(after), [])).toEqual([]);
    expect(compareConfigs(config(after), config(before), [])).toEqual([]);
  });
});

describe('differences', () => {
  test.each<[ContractField, Partial<ImageConfig>, Partial<ImageConfig>, string | null, string | null]>([
    ['ENTRYPOINT', { entrypoint: ['a'] }, {}, '["a"]', null],
    ['CMD', { cmd: ['a', 'b'] }, { cmd: ['a b'] }, '["a","b"]', '["a b"]'],
    ['EXPOSE', { ports: ['80/tcp', '53/udp'] }, { ports: ['80/tcp'] }, '53/udp, 80/tcp', '80/tcp'],
    ['USER', {}, { user: 'app' }, null, 'app'],
    ['USER', { user: '0' }, { user: '0:1000' }, '0', '0:1000'],
    ['WORKDIR', { workdir: '/app' }, {}, '/app', null],
    ['VOLUME', {}, { volumes: ['/data'] }, null, '/data'],
    ['STOPSIGNAL', { stopSignal: 'SIGQUIT' }, {}, 'SIGQUIT', null],
    ['STOPSIGNAL', {}, { stopSignal: 'SIGRTMIN+3' }, null, 'SIGRTMIN+3'],
    ['SHELL', { shell: ['/bin/bash', '-c'] }, {}, '["/bin/bash","-c"]', null],
    [
      'ONBUILD',
      { onbuild: ['RUN a', 'RUN b'] },
      { onbuild: ['RUN b', 'RUN a'] },
      '["RUN a","RUN b"]',
      '["RUN b","RUN a"]',
    ],
    [
      'HEALTHCHECK',
      check(['CMD', 'a'], { Interval: 5e9 }),
      check(['CMD', 'a']),
      '["CMD","a"] interval=5s',
      '["CMD","a"]',
    ],
    ['HEALTHCHECK', check(['CMD', 'a'], { Retries: 2 }), check(['NONE']), '["CMD","a"] retries=2', null],
  ])('%s', (field, before, after, shownBefore, shownAfter) => {
    const found = compareConfigs(config(before), config(after), []);
    expect(found).toEqual([{ field, key: null, before: shownBefore, after: shownAfter, declaredBy: null }]);
  });

  test('variables and labels one by one, an empty one is there', () => {
    const before = { ...env({ A: '1', B: '2', C: '' }), labels: new Map([['x.y', '1']]) };
    const after = { ...env({ A: '1', B: '3', D: '4' }), labels: new Map<string, string>() };
    expect(compareConfigs(config(before), config(after), [])).toEqual([
      { field: 'ENV', key: 'B', before: '2', after: '3', declaredBy: null },
      { field: 'ENV', key: 'C', before: '', after: null, declaredBy: null },
      { field: 'ENV', key: 'D', before: null, after: '4', declaredBy: null },
      { field: 'LABEL', key: 'x.y', before: '1', after: null, declaredBy: null },
    ]);
  });

  test('in the order of the fields', () => {
    const after = config({ onbuild: ['RUN a'], cmd: ['a'], user: 'app', ...env({ A: '1' }) });
    expect(compareConfigs(PLAIN, after, []).map(({ field }) => field)).toEqual(['CMD', 'ENV', 'USER', 'ONBUILD']);
  });
});

describe('who declares it', () => {
  test('the last fix that does', () => {
    const applied = [fix('one', [declared('USER')]), fix('two', [declared('USER')]), fix('three', [declared('CMD')])];
    expect(whoBrings({}, { user: 'app' }, applied)).toBe('two');
  });

  test('a variable by its name, or all of them', () => {
    expect(whoBrings({}, env({ A: '1' }), [fix('one', [declared('ENV', 'B')])])).toBe(null);
    expect(whoBrings({}, env({ A: '1' }), [fix('one', [declared('ENV', 'A')])])).toBe('one');
    expect(whoBrings({}, env({ A: '1' }), [fix('one', [declared('ENV')])])).toBe('one');
  });

  test('ports are compared as one, and declared one by one', () => {
    expect(whoBrings({}, { ports: ['80/tcp'] }, [fix('one', [declared('EXPOSE', '80/tcp')])])).toBe('one');
  });

  test('the last stage by its name, and no other stage', () => {
    const text = 'FROM a AS build\nFROM b AS Prod\n';
    expect(whoBrings({}, { user: 'app' }, [fix('one', [declared('USER', undefined, 'prod')], text)])).toBe('one');
    expect(whoBrings({}, { user: 'app' }, [fix('one', [declared('USER', undefined, 'build')], text)])).toBe(null);
  });

  test('the stage that was built', () => {
    const text = 'FROM a AS build\nFROM b\n';
    const applied = [fix('last', [declared('USER')], text), fix('build', [declared('CMD', undefined, 'build')], text)];
    const found = compareConfigs(PLAIN, config({ user: 'app', cmd: ['a'] }), applied, 'build');
    expect(found.map(({ field, declaredBy }) => [field, declaredBy])).toEqual([
      ['CMD', 'build'],
      ['USER', null],
    ]);
  });
});

describe('what comes with another base image', () => {
  const split = (before: string, after = `FROM b\n${before.slice(before.indexOf('\n') + 1)}`) =>
    fix('split', [], before, after);

  test('variables and labels that the Dockerfile does not know of', () => {
    const applied = [split('FROM a\nRUN x\n')];
    expect(whoBrings(env({ GOPATH: '/go' }), {}, applied)).toBe('split');
    expect(whoBrings({}, env({ SSL_CERT_FILE: '/x' }), applied)).toBe('split');
    expect(whoBrings({ labels: new Map([['maintainer', 'x']]) }, {}, applied)).toBe('split');
  });

  test('the same base: nobody brings it', () => {
    expect(whoBrings(env({ GOPATH: '/go' }), {}, [fix('one', [], 'FROM a\nRUN x\n', 'FROM a\nRUN y\n')])).toBe(null);
    expect(whoBrings(env({ GOPATH: '/go' }), {}, [])).toBe(null);
  });

  test('what the Dockerfile sets is its own, before or after', () => {
    expect(whoBrings(env({ A: '1' }), {}, [split('FROM a\nENV A=1\n', 'FROM b\n')])).toBe(null);
    expect(whoBrings(env({ A: '1' }), env({ A: '2' }), [split('FROM a\n', 'FROM b\nENV A=2\n')])).toBe(null);
    expect(whoBrings({ labels: new Map([['v', '1']]) }, {}, [split('FROM a\nLABEL v=1\n')])).toBe(null);
  });

  test('what a stage sets that the last one is FROM is its own, what a builder sets is not', () => {
    const parents = 'FROM a AS base\nENV A=1\nFROM base\nRUN x\n';
    expect(whoBrings(env({ A: '1' }), {}, [split(parents)])).toBe(null);
    const builder = 'FROM a AS build\nENV A=1\nFROM b\nRUN x\n';
    expect(whoBrings(env({ A: '2' }), {}, [split(builder, builder.replace('FROM b', 'FROM c'))])).toBe('split');
  });

  test.each([
    'CMD $JAVA_HOME/bin/java',
    'ENTRYPOINT ["sh", "-c", "${JAVA_HOME}/bin/java"]',
    'HEALTHCHECK CMD $JAVA_HOME/x',
  ])('what is run with it needs it: %s', (line) => {
    expect(whoBrings(env({ JAVA_HOME: '/opt/java' }), {}, [split(`FROM a\n${line}\n`)])).toBe(null);
  });

  test('what a RUN used has done its work', () => {
    expect(whoBrings(env({ JAVA_HOME: '/opt/java' }), {}, [split('FROM a\nRUN $JAVA_HOME/bin/javac x\n')])).toBe(
      'split',
    );
  });

  test.each<Partial<ImageConfig>>([{ user: 'app' }, { cmd: ['a'] }, { entrypoint: ['a'] }, { workdir: '/go' }])(
    'no other setting: %o',
    (after) => {
      expect(whoBrings({}, after, [split('FROM a\nRUN x\n')])).toBe(null);
    },
  );

  test('of two changes of the base, the first has left the old one', () => {
    const applied = [fix('split', [], 'FROM a\n', 'FROM b\n'), fix('user', [], 'FROM b\n', 'FROM b:nonroot\n')];
    expect(whoBrings(env({ GOPATH: '/go' }), {}, applied)).toBe('split');
  });

  test('the base is found through arguments and stages', () => {
    const text = 'ARG BASE=a\nFROM $BASE AS one\nFROM one\nRUN x\n';
    expect(whoBrings(env({ A: '1' }), {}, [fix('one', [], text, text.replace('=a', '=b'))])).toBe('one');
    expect(whoBrings(env({ A: '1' }), {}, [fix('one', [], text, text.replace('FROM $BASE', 'FROM a'))])).toBe(null);
  });
});
