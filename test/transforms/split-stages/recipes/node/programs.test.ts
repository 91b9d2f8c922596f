import { describe, expect, it } from 'vitest';
import { node } from '../../../../../transforms/split-stages/recipes/node.ts';
import { planOf, refusalOf } from '../support.ts';
import { others, serverWith, TSC } from './server.ts';

describe('a program that the sources start', () => {
  it.each([
    ["require('child_process').execSync('git rev-parse HEAD')", ['git', 'ca-certificates']],
    ["execSync('git clone git@example.org:a.git')", ['git', 'ca-certificates', 'openssh-client']],
    ["execSync('openssl x509 -in a.pem')", ['openssl']],
    ["execSync('curl -s ' + url)", ['curl', 'ca-certificates']],
    ["execSync('ls')", []],
  ])('%s is installed by %j', (call, packages) => {
    const source = call.startsWith('require') ? call : `import { execSync } from 'child_process';\n${call}`;
    expect(planOf(node, TSC, serverWith(source)).packages).toEqual(packages);
  });

  it.each(['python3 a.py', 'convert a.png b.jpg', 'make all'])('%s keeps the app on its image', (call) => {
    const source = `import { execSync } from 'child_process';\nexecSync('${call}');`;
    expect(refusalOf(node, TSC, serverWith(source))).toBe('program-missing');
  });

  it('is left to the file where that installs it', () => {
    const dockerfile = TSC.replace('RUN', 'RUN apt-get update && apt-get install -y imagemagick git\nRUN');
    const source = "import { execSync } from 'child_process';\nexecSync('convert a b');\nexecSync('git log');";
    expect(planOf(node, dockerfile, serverWith(source)).packages).toEqual([]);
  });

  it('is no matter in a test or a tool', () => {
    const files = { 'test/a.ts': "require('child_process').execSync('git log')" };
    expect(planOf(node, TSC, { ...serverWith(''), ...files }).packages).toEqual([]);
  });

  it('has the repository that it works on', () => {
    const files = serverWith("require('child_process').execSync('git log')");
    expect(others(planOf(node, TSC, { ...files, '.git/HEAD': '' }))).toEqual(['/app/.git']);
    expect(others(planOf(node, TSC, { ...serverWith(''), '.git/HEAD': '' }))).toEqual([]);
  });
});

describe('a program that a package starts', () => {
  const using = (name: string) => serverWith('', { dependencies: { [name]: '1' } });

  it('is installed', () => {
    expect(planOf(node, TSC, using('simple-git')).packages).toEqual(['git', 'ca-certificates']);
    expect(planOf(node, TSC, using('pem')).packages).toEqual(['openssl']);
  });

  it('keeps the app on its image', () => {
    expect(refusalOf(node, TSC, using('gm'))).toBe('program-missing');
    expect(refusalOf(node, TSC, using('python-shell'))).toBe('program-missing');
  });

  it('is left to the file where that installs it, or its like', () => {
    const dockerfile = TSC.replace('RUN', 'RUN apt-get update && apt-get install -y graphicsmagick\nRUN');
    expect(planOf(node, dockerfile, using('gm')).packages).toEqual([]);
  });
});
