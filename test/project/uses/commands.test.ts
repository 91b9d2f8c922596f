import { describe, expect, test } from 'vitest';
import { placesOf, useOf, usesOf } from './support.ts';

/** The use of a shell script at the root. */
const script = (text: string, dockerfile = 'Dockerfile', more: Readonly<Record<string, string>> = {}) =>
  placesOf({ [dockerfile]: '', 'build.sh': `#!/bin/sh\n${text}\n`, ...more }, dockerfile).map(([, context, target]) => [
    context,
    target,
  ]);

describe('builds in shell text', () => {
  test.each([
    ['docker build .', '', null],
    ['docker build -t a:$TAG --no-cache --target prod .', '', 'prod'],
    ['docker buildx build --push --platform linux/amd64 --target=prod "$PWD"', '', 'prod'],
    ['docker -H host --log-level debug build .', '', null],
    ['docker buildx --builder b build -q .', '', null],
    ['docker image build $ARGS .', '', null],
    ['DOCKER_BUILDKIT=1 sudo docker build . | tee log', '', null],
    ['podman build --layers -f ./Dockerfile .', '', null],
    ['buildah bud --target t .', '', 't'],
    ['if true; then docker build .; fi', '', null],
    ['docker build --target "$STAGE" .', '', '"$STAGE"'],
    ['sh -c "docker build ."', '', null],
    ['docker build "$(pwd)"', '', null],
  ])('%s', (text, context, target) => {
    expect(script(text)).toEqual([[context, target]]);
  });

  test.each([
    'docker build https://github.com/a/b.git',
    'docker build - < Dockerfile',
    'docker build -f - .',
    'docker build "$DIR"',
    'docker build -f $FILE .',
    'docker build',
    'docker run build .',
    'docker compose build .',
    'docker buildx bake -f a .',
    'echo docker build .',
    'docker build other',
    "docker build . <<'EOF'\nx\nEOF",
    'docker build ( .',
  ])('nothing: %s', (text) => {
    expect(script(text)).toEqual([]);
  });

  test('another file and another context', () => {
    expect(script('docker build -f docker/app.Dockerfile src', 'docker/app.Dockerfile')).toEqual([['src', null]]);
  });

  test('build arguments', () => {
    const files = { 'build.sh': 'docker build --build-arg A=1 --build-arg="B=2" --build-arg C=$C --build-arg D .\n' };
    expect(Object.fromEntries(useOf(files).args)).toEqual({ A: '1', B: '2', C: null, D: null });
  });

  test('cd is followed, and comes to its end with the subshell', () => {
    expect(script('cd api && docker build .', 'api/Dockerfile')).toEqual([['api', null]]);
    expect(script('(cd x; true)\ndocker build api', 'api/Dockerfile')).toEqual([['api', null]]);
    expect(script('cd x; docker build .', 'api/Dockerfile')).toEqual([]);
  });

  test('behind a cd that cannot be followed the Dockerfile says where it is', () => {
    const files = {
      'api/Dockerfile': '',
      'scripts/x.sh': 'cd "$(dirname "$0")/.."\ndocker build -f api/Dockerfile .\n',
    };
    expect(placesOf(files, 'api/Dockerfile')).toEqual([['scripts/x.sh', '', null]]);
  });

  test('Containerfile goes first for podman', () => {
    const files = { Containerfile: '', Dockerfile: '', 'x.sh': 'podman build .\n' };
    expect([usesOf(files, 'Containerfile').length, usesOf(files).length]).toEqual([1, 0]);
  });

  test('the line', () => {
    expect(useOf({ 'x.sh': '#!/bin/sh\n\n# b\ndocker build .\n' }).line).toBe(4);
  });
});

describe('Makefiles', () => {
  test('recipes, with variables of the file', () => {
    const text =
      'DIR ?= api\nFILE := $(X)\nall:\n\t@docker build \\\n\t  -t $(NAME):$$TAG --target prod $(DIR)\n\tdocker build $(FILE)\n';
    const use = useOf({ Makefile: text, 'api/Dockerfile': '' }, 'api/Dockerfile');
    expect([use.kind, use.file, use.line, use.context, use.target]).toEqual(['command', 'Makefile', 4, 'api', 'prod']);
  });

  test('functions of make are unknown values', () => {
    expect(usesOf({ Makefile: 'a:\n\tdocker build -t $(shell git describe) $(call dir,(x)) .\n' })).toHaveLength(1);
    expect(usesOf({ Makefile: 'a:\n\tdocker build $(shell pwd\n' })).toEqual([]);
  });

  test('in its own folder', () => {
    expect(
      placesOf(
        { 'docker/Makefile': 'a:\n\tdocker build -f Dockerfile ..\n', 'docker/Dockerfile': '' },
        'docker/Dockerfile',
      ),
    ).toEqual([['docker/Makefile', '', null]]);
  });
});

describe('CI files', () => {
  test('run steps of GitHub workflows', () => {
    const text = [
      'jobs:',
      '  a:',
      '    defaults: { run: { working-directory: api } }',
      '    steps:',
      '      - run: |',
      `          docker build -t $\{{ github.sha }} --target t .`,
      '      - run: docker build .',
      '        working-directory: .',
    ].join('\n');
    const files = { '.github/workflows/ci.yml': text, 'api/Dockerfile': '', Dockerfile: '' };
    expect(placesOf(files, 'api/Dockerfile')).toEqual([['.github/workflows/ci.yml', 'api', 't']]);
    expect(placesOf(files)).toEqual([['.github/workflows/ci.yml', '', null]]);
  });

  test('the action that builds', () => {
    const step = (inputs: string) => ({
      '.github/workflows/ci.yml': `jobs:\n  a:\n    steps:\n      - uses: docker/build-push-action@v6\n        with: ${inputs}\n`,
      'api/Dockerfile': '',
    });
    const use = useOf(
      step('{ context: ., file: api/Dockerfile, target: t, build-args: "A=1\\nB=${{ x }}" }'),
      'api/Dockerfile',
    );
    expect([use.context, use.target, Object.fromEntries(use.args)]).toEqual(['', 't', { A: '1', B: null }]);
    expect(placesOf(step('{ file: api/Dockerfile }'), 'api/Dockerfile')).toEqual([
      ['.github/workflows/ci.yml', '', null],
    ]);
    expect(placesOf(step('{ context: "{{defaultContext}}:api" }'), 'api/Dockerfile')).toHaveLength(1);
    const inner = step('{ context: "{{defaultContext}}:api", file: d/Dockerfile }');
    expect(placesOf(inner, 'api/d/Dockerfile')).toEqual([['.github/workflows/ci.yml', 'api', null]]);
    expect(placesOf(inner, 'd/Dockerfile')).toEqual([]);
    expect(placesOf(step('{ context: ., file: "${{ matrix.file }}" }'), 'api/Dockerfile')).toEqual([]);
    expect(placesOf(step('{ context: https://github.com/a/b.git, file: api/Dockerfile }'), 'api/Dockerfile')).toEqual(
      [],
    );
  });

  test.each([
    ['.gitlab-ci.yml', 'build:\n  script:\n    - - docker build --target t .\n'],
    ['.gitlab-ci.yml', 'build:\n  before_script: docker build --target t .\n  script: [!reference [a, b]]\n'],
    ['azure-pipelines.yml', 'steps:\n  - script: docker build --target t .\n'],
    ['.circleci/config.yml', 'jobs: { a: { steps: [{ run: { command: docker build --target t . } }] } }'],
    ['cloudbuild.yaml', "steps:\n  - name: gcr.io/cloud-builders/docker\n    args: [build, -t, x, '--target', t, .]\n"],
    ['package.json', '{ "scripts": { "image": "docker build --target t ." } }'],
  ])('%s', (file, text) => {
    expect(placesOf({ [file]: text, Dockerfile: '' })).toEqual([[file, '', 't']]);
  });

  test('tasks without shell text', () => {
    const azure =
      'steps:\n  - task: Docker@2\n    inputs: { command: build, Dockerfile: $(Build.SourcesDirectory)/api/Dockerfile }\n';
    expect(placesOf({ 'azure-pipelines.yml': azure, 'api/Dockerfile': '' }, 'api/Dockerfile')).toEqual([
      ['azure-pipelines.yml', 'api', null],
    ]);
    const kaniko =
      'steps:\n  - name: gcr.io/kaniko-project/executor:latest\n    args: [--dockerfile=api/Dockerfile, --context=dir:///workspace]\n';
    expect(placesOf({ 'cloudbuild.yaml': kaniko, 'api/Dockerfile': '' }, 'api/Dockerfile')).toEqual([
      ['cloudbuild.yaml', '', null],
    ]);
  });

  test.each([
    ['.github/workflows/a.yml', 'docker: [build'],
    ['.github/workflows/a.yml', `docker:\n${'- '.repeat(5000)}build`],
    ['.gitlab-ci.yml', 'a: { script: { docker: build } }'],
    ['.gitlab-ci.yml', 'a: { script: "docker build (" }'],
    ['azure-pipelines.yml', 'steps: [{ task: Docker@2, inputs: 3 }]'],
    ['cloudbuild.yaml', 'steps: [{ name: docker, args: { build: 1 } }, { name: [docker], args: [build] }]'],
    ['package.json', '{ "scripts": ["docker build ."] '],
    ['package.json', '{ "scripts": { "a": ["docker build ."], "docker": 1 } }'],
  ])('nothing: %s with %s', (file, text) => {
    expect(usesOf({ [file]: text, Dockerfile: '' })).toEqual([]);
  });
});
