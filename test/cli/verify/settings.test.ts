/** What `slimify verify` builds and tries with: flags, the configuration file, what compose files say. */
import { symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { given, statuses, useVerify } from './support.ts';

const sandbox = useVerify();

const ONE = 'FROM a\nRUN echo one\n';
/** The first build is the last one: the engine's disk is full. */
const FIRST = `# full\n${ONE}`;

describe('how it is built', () => {
  test('flags reach the engine; the user’s options come as they are', () => {
    const box = sandbox();
    box.file('Dockerfile', ONE);
    const args = ['--target', 't', '--build-arg', 'A=1=2', '--build-arg', 'B', '--build-arg=NONE'];
    const more = ['--build-option=--network=host', '--run-option', '-w', '--run-option=/x', '--builder', 'far'];
    expect(box.verify([...args, ...more, 'Dockerfile'], { env: { B: 'from here' } }).code).toBe(0);
    expect(given(box, '--target')[0]).toEqual(['t']);
    expect(given(box, '--build-arg')[0]).toEqual(['A=1=2', 'B=from here']);
    expect(given(box, '--builder')[0]).toEqual(['far']);
    expect(box.calls().filter((call) => call.includes('--network=host') && call[0] === 'buildx')).not.toEqual([]);
    expect(
      box
        .calls()
        .find((call) => call.includes('-w'))
        ?.slice(0, 4),
    ).toEqual(['create', '--pull=never', '-w', '/x']);
    expect(box.read('Dockerfile')).toBe(ONE);
  });
  test('cold, unless --cached', () => {
    const box = sandbox();
    box.file('Dockerfile', FIRST);
    const cold = (): number => box.calls().filter((call) => call.includes('--no-cache')).length;
    box.verify(['--cached']);
    expect(cold()).toBe(0);
    box.verify([]);
    expect(cold()).toBe(1);
  });
  test('as the compose file says, unless something else is asked for', () => {
    const box = sandbox();
    box.git('init', '-q');
    box.file('Dockerfile', '# full\nFROM a AS dev\nRUN echo one\nFROM a\n');
    box.file('compose.yaml', 'services:\n  app: {build: {context: ., target: dev, args: {A: x, B: y}}}\n');
    box.verify(['--build-arg', 'B=z']);
    expect(given(box, '--target')[0]).toEqual(['dev']);
    expect(given(box, '--build-arg')[0]).toEqual(['A=x', 'B=z']);
    box.verify(['--target', 'other']);
    expect(given(box, '--target').at(-1)).toEqual(['other']);
  });
  test('the last stage, where what the compose file builds would prove nothing', () => {
    const box = sandbox();
    box.git('init', '-q');
    box.file('Dockerfile', '# full\nFROM a AS dev\nRUN x\nFROM a\nRUN echo one\n');
    box.file('compose.yaml', 'services:\n  app: {build: {context: ., target: dev, args: {A: x}}}\n');
    box.verify([]);
    expect(given(box, '--target')[0]).toEqual([]);
    expect(given(box, '--build-arg')[0]).toEqual(['A=x']);
  });
  test('an empty --target is the last stage', () => {
    const box = sandbox();
    box.git('init', '-q');
    box.file('Dockerfile', '# full\nFROM a AS dev\nRUN echo one\nFROM dev\n');
    box.file('compose.yaml', 'services:\n  app: {build: {context: ., target: dev}}\n');
    box.verify(['--target=']);
    expect(given(box, '--target')[0]).toEqual([]);
  });
  test('a smoke test has the image in $IMAGE', () => {
    const box = sandbox();
    box.file('Dockerfile', ONE);
    const { code, stdout } = box.verify(['--smoke', 'docker image inspect --format x "$IMAGE"', '--format', 'json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).files[0].sides.after.check).toMatchObject({ passed: true, outcome: 'exit code 0' });
    expect(box.verify(['--smoke', 'exit 1']).stdout).toContain('broken before');
  });
  test('--change names the file that changes, from here or from the context', () => {
    const box = sandbox();
    box.file('api/Dockerfile', `${ONE}COPY . .\n`);
    box.file('api/src/a.txt', 'a');
    box.file('api/src/b.js', 'b');
    const changed = (file: string) => JSON.parse(box.verify(['--change', file, '--format', 'json']).stdout).files[0];
    expect(changed('api/src/a.txt').changedFile).toBe('src/a.txt');
    expect(changed('src/a.txt').changedFile).toBe('src/a.txt');
    symlinkSync('src', path.join(box.root, 'api/link'));
    expect(changed('api/link/a.txt').changedFile).toBe('src/a.txt');
    const { stderr } = box.verify(['--change', 'nothing.js']);
    expect(stderr).toContain('api/Dockerfile: nothing.js is no file of its build, so another one is changed\n');
  });
});

describe('the configuration file', () => {
  test('general, per file, command line: the later wins', () => {
    const box = sandbox();
    box.file('api/Dockerfile', FIRST);
    box.file('web/Dockerfile', FIRST);
    const verify = {
      buildArgs: { A: 'general', B: 'general', C: 'general' },
      buildOptions: ['--network=none'],
      files: {
        '*/Dockerfile': { buildArgs: { B: 'pattern' } },
        'api/Dockerfile': { target: 'own', buildOptions: ['--network=host'] },
      },
    };
    box.file('slimify.config.json', JSON.stringify({ verify }));
    box.verify(['--build-arg', 'C=line']);
    expect(given(box, '--build-arg')).toEqual([
      ['A=general', 'B=pattern', 'C=line'],
      ['A=general', 'B=pattern', 'C=line'],
    ]);
    expect(given(box, '--target')).toEqual([['own'], []]);
    const networks = box.calls().flatMap((call) => call.filter((word) => word.startsWith('--network')));
    expect(networks).toEqual(['--network=host', '--network=none']);
  });
  test('one way to try an image takes the place of another', () => {
    const box = sandbox();
    box.file('api/Dockerfile', ONE);
    box.file('web/Dockerfile', ONE);
    const files = { 'api/Dockerfile': { smoke: 'true' }, '*/Dockerfile': { smoke: 'exit 1' } };
    box.file('slimify.config.json', JSON.stringify({ verify: { files } }));
    expect(statuses(box)).toEqual([
      ['api/Dockerfile', 'alike'],
      ['web/Dockerfile', 'broken-before'],
    ]);
    expect(statuses(box, ['--smoke', 'true', 'web'])).toEqual([['web/Dockerfile', 'alike']]);
  });
  test('skip leaves a file out, and says so', () => {
    const box = sandbox();
    box.file('Dockerfile', ONE);
    box.file('slimify.config.json', '{"verify": {"files": {"Dockerfile": {"skip": true}}}}');
    const { code, stdout, stderr } = box.verify(['--format', 'json']);
    expect([code, JSON.parse(stdout).files]).toEqual([0, []]);
    expect(stderr).toBe('slimify: Dockerfile: left out, as slimify.config.json says\n');
  });
  test('a key that is no Dockerfile is noted where the run covers it', () => {
    const box = sandbox();
    box.file('api/Dockerfile', 'FROM a\n');
    box.file('slimify.config.json', '{"verify": {"files": {"web/Dockerfile": {}, "old/*": {}, "api/*": {}}}}');
    const notes = (...args: string[]): string => box.verify(args).stderr;
    expect(notes()).toBe(
      ['web/Dockerfile', 'old/*']
        .map((key) => `slimify: slimify.config.json: verify.files: ${key} is no Dockerfile here\n`)
        .join(''),
    );
    expect(notes('api')).toBe('');
    expect(notes('api/Dockerfile')).toBe('');
  });
  test.each([
    ['{ "engine": "moby" }', 'verify.engine: ("docker" | "podman" | "buildah") is expected'],
    ['{ "timeout": "30" }', 'verify.timeout: a time such as 30s, 20m or 1h is expected'],
    ['{ "jobs": 0 }', 'verify.jobs: 1 to 256 is expected'],
    ['{ "wait": -1 }', 'verify.wait: a number of seconds is expected'],
    ['{ "smoke": "x" }', 'verify.smoke: there is no such setting'],
    ['{ "buildArg": {} }', 'verify.buildArg: there is no such setting (did you mean buildArgs?)'],
    ['{ "files": { "a": { "smok": "x" } } }', 'verify.files.a.smok: there is no such setting (did you mean smoke?)'],
    ['{ "files": { "a": 1 } }', 'verify.files.a: Object is expected'],
    ['{ "engine": "podman", "builder": "b" }', 'verify: a builder is there for the engine docker only'],
    [
      '{ "files": { "a": { "http": "3000" } } }',
      'verify.files.a.http: a port and a path, such as :3000/health, is expected',
    ],
    ['{ "files": { "a": { "http": ":1", "smoke": "x" } } }', 'verify.files.a: smoke and http exclude each other'],
  ])('%s: the place and what is expected', (verify, message) => {
    const box = sandbox();
    box.file('c.json', `{ "verify": ${verify} }`);
    const { code, stderr } = box.verify(['--config', 'c.json']);
    expect({ code, stderr }).toEqual({ code: 2, stderr: `slimify: c.json: ${message}\n` });
    expect(box.run(['--config', 'c.json']).code).toBe(2);
  });
});
