import { describe, expect, test } from 'vitest';
import { usesOf } from './support.ts';

const AT = 'shop/Dockerfile';
const mountsOf = (files: Readonly<Record<string, string>>, dockerfile = AT) =>
  usesOf(files, dockerfile).flatMap(({ mounts }) => mounts.map(({ type, target }) => `${type} ${target}`));

describe('a compose file beside the Dockerfile that only names the image', () => {
  const compose = (services: string) => ({ 'shop/compose.yaml': `services:\n${services}` });
  test.each([
    ['called as the folder is', '  a:\n    image: team/shop:2\n    privileged: true\n  db:\n    image: postgres\n'],
    ['of a service called so', '  shop:\n    image: team/x\n    privileged: true\n  db:\n    image: postgres\n'],
    ['the only one', '  a:\n    image: team/other\n    privileged: true\n'],
  ])('counts: %s', (_, services) => {
    expect(usesOf(compose(services), AT)).toMatchObject([{ kind: 'compose', rights: ['privileged'] }]);
  });
  test.each([
    ['an official image', '  db:\n    image: postgres\n    privileged: true\n'],
    ['two others', '  a:\n    image: team/a\n    privileged: true\n  b:\n    image: team/b\n'],
    ['a file that builds', '  a:\n    image: team/shop\n    privileged: true\n  b:\n    build: ../b\n'],
  ])('does not: %s', (_, services) => {
    expect(usesOf(compose(services), AT)).toEqual([]);
  });
  test('the first format of the file', () => {
    expect(
      mountsOf({ 'shop/docker-compose.yml': 'shop:\n  image: team/shop\n  volumes:\n    - data:/data\n' }),
    ).toEqual(['volume /data']);
  });
  test('one in another folder does not', () => {
    expect(usesOf({ 'compose.yaml': 'services:\n  a:\n    image: team/shop\n' }, AT)).toEqual([]);
  });
});

describe('a README beside the Dockerfile', () => {
  const readme = (text: string) => ({ 'shop/README.md': text });
  test('mounts, ports and rights of docker run', () => {
    const text =
      '# Shop\n\n```sh\n$ docker run -it --rm -v "$PWD/data":/data \\\n    --cap-add NET_ADMIN -p 80:8080 me/shop serve\n```\n';
    expect(usesOf(readme(text), AT)).toMatchObject([
      { file: 'shop/README.md', line: 4, ports: [8080], rights: ['cap-add NET_ADMIN'], command: null },
    ]);
    expect(mountsOf(readme(text))).toEqual(['bind /data']);
  });
  test('settings of another program', () => {
    const text =
      '```json\n{ "x": { "command": "docker", "args": ["run", "-i", "--mount", "type=bind,src=/a,dst=/srv/a", "mcp/shop"] } }\n```\n';
    expect(mountsOf(readme(text))).toEqual(['bind /srv/a']);
  });
  test('an image of another name that the file builds', () => {
    expect(mountsOf(readme('    docker build -t store .\n    docker run -v data:/data store\n'))).toEqual([
      'volume /data',
    ]);
  });
  test('a hostile one is read in no time', () => {
    const start = performance.now();
    for (const line of ['docker run -v a:/b \\\n', '\n', '```json\n', 'docker build -t ', 'docker run '])
      usesOf(readme(`docker run\n${line.repeat(Math.floor(400_000 / line.length))}`), AT);
    expect(performance.now() - start).toBeLessThan(5000);
  });
  test.each([
    ['another image', 'docker run -v data:/data postgres\n'],
    ['no image', 'docker run -v data:/data\n'],
    ['no docker', 'We run it in docker.\n'],
    ['a broken command', 'docker run -v "data:/data shop\n'],
    ['broken settings', '```json\n{ "command": "docker", "args": ["run", "shop"\n```\n'],
  ])('nothing: %s', (_, text) => {
    expect(mountsOf(readme(text))).toEqual([]);
  });
});
