import { describe, expect, test } from 'vitest';
import { placesOf, useOf, usesOf } from './support.ts';

const hcl = (text: string) => ({ 'docker-bake.hcl': text });

describe('bake files in JSON', () => {
  test('a target, with what it inherits', () => {
    const target = {
      base: { context: '.', args: { A: '1', B: 2 } },
      web: { inherits: ['base'], dockerfile: 'web.Dockerfile', target: 'prod', args: { A: 'x' } },
    };
    const use = useOf({ 'docker-bake.json': JSON.stringify({ target }) }, 'web.Dockerfile');
    expect([use.kind, use.name, use.context, use.target]).toEqual(['bake', 'web', '', 'prod']);
    expect(Object.fromEntries(use.args)).toEqual({ A: 'x', B: '2' });
  });

  test.each([
    ['broken', '{'],
    ['a list', '[]'],
    ['nothing known', JSON.stringify({ target: { a: { context: `$\{X}` } } })],
    ['inherited from nobody', JSON.stringify({ target: { a: { inherits: ['b'] } } })],
    ['inherited in a circle', JSON.stringify({ target: { a: { inherits: ['a'] } } })],
    ['fetched', JSON.stringify({ target: { a: { context: 'https://example.com/a.git' } } })],
    ['written in place', JSON.stringify({ target: { a: { 'dockerfile-inline': 'FROM a' } } })],
    ['a matrix', JSON.stringify({ target: { a: { matrix: { x: ['1'] } } } })],
  ])('nothing: %s', (_, text) => {
    expect(usesOf({ 'docker-bake.json': text })).toEqual([]);
  });
});

describe('bake files in HCL', () => {
  test('plain targets', () => {
    const text = [
      '# a comment { with a brace',
      'variable "TAG" { default = "x" }',
      'group "default" { targets = ["web"] }',
      'target "web" {',
      '  context = "."',
      '  dockerfile = "docker/Dockerfile" // here',
      '  target = "prod"',
      '  args = {',
      '    A = "1"',
      `    B = "$\{TAG}"`,
      '    "C" = TAG',
      '    D : upper("d"),',
      '  }',
      `  tags = ["a:$\{TAG}", notequal("", TAG) ? "b" : ""]`,
      '  output { type = "x" }',
      '}',
    ].join('\n');
    const use = useOf(hcl(text), 'docker/Dockerfile');
    expect([use.line, use.name, use.context, use.target]).toEqual([4, 'web', '', 'prod']);
    expect(Object.fromEntries(use.args)).toEqual({ A: '1', B: null, C: null, D: null });
  });

  test('a stage that nobody knows is not the last one', () => {
    expect(useOf(hcl('target "a" {\n  target = STAGE\n}\n')).target).not.toBeNull();
  });

  test('inherited from a plain target', () => {
    expect(
      placesOf(
        hcl('target "a" {\n context = "x"\n}\ntarget "b" {\n inherits = ["a"]\n target = "t"\n}'),
        'x/Dockerfile',
      ),
    ).toEqual([
      ['docker-bake.hcl', 'x', null],
      ['docker-bake.hcl', 'x', 't'],
    ]);
  });

  test.each([
    ['a variable', 'target "a" {\n  context = DIR\n}'],
    ['a template', `target "a" {\n  dockerfile = "$\{X}"\n}`],
    ['a function', 'target "a" {\n  context = join("/", ["a"])\n}'],
    ['a condition', 'target "a" {\n  context = X ? "." : "b"\n}'],
    ['joined strings', 'target "a" {\n  context = "." + "b"\n}'],
    ['a heredoc', 'target "a" {\n  x = <<EOF\n}\nEOF\n}\ntarget "b" {}'],
    ['a string without an end', 'target "a" { context = ".\n}'],
    ['a block without a brace', 'target "a"\n'],
    ['a block without an end', 'target "a" { context = [[['],
    ['in place', 'target "a" {\n  dockerfile-inline = "FROM a"\n}'],
  ])('nothing: %s', (_, text) => {
    expect(usesOf(hcl(text))).toEqual([]);
  });
});

describe('skaffold files', () => {
  test.each([
    ["manual:\n          - src: 'src/**'\n            dest: app", ['/app']],
    ["infer: ['**/*.js']", ['/']],
    ['auto: true', ['/']],
    ['hooks: {}', []],
  ])('with sync: %s', (sync, syncs) => {
    const text = `apiVersion: skaffold/v4beta1\nkind: Config\nbuild:\n  artifacts:\n    - image: a\n      sync:\n        ${sync}\n`;
    expect(usesOf({ 'skaffold.yaml': text }).map((use) => use.syncs)).toEqual([syncs]);
  });

  test('artefacts, of all documents and profiles', () => {
    const text = [
      'apiVersion: skaffold/v4beta1',
      'build:',
      '  artifacts:',
      '    - image: one',
      '      docker: { target: prod, buildArgs: { A: 1, B: "{{.B}}" } }',
      '    - image: two',
      '      context: two',
      '      kaniko: { dockerfile: D }',
      '    - image: jar',
      '      jib: {}',
      '---',
      'profiles:',
      '  - build: { artifacts: [{ image: three }] }',
    ].join('\n');
    const uses = usesOf({ 'skaffold.yaml': text });
    expect(uses.map(({ name, target }) => [name, target])).toEqual([
      ['one', 'prod'],
      ['three', null],
    ]);
    expect(Object.fromEntries(uses[0]!.args)).toEqual({ A: '1', B: null });
    expect(placesOf({ 'skaffold.yaml': text }, 'two/D')).toEqual([['skaffold.yaml', 'two', null]]);
  });

  test.each([
    ['broken', 'build: { artifacts: ['],
    ['wrong types', 'build: { artifacts: { a: b } }'],
    ['a template', 'build: { artifacts: [{ image: a, context: "{{.X}}" }] }'],
  ])('nothing: %s', (_, text) => {
    expect(usesOf({ 'skaffold.yaml': text })).toEqual([]);
  });
});
