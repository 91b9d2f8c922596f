import { describe, expect, it } from 'vitest';
import { node } from '../../../../../transforms/split-stages/recipes/node.ts';
import { planOf, refusalOf } from '../support.ts';
import { manifest, SERVER, startedBy, TSC } from './server.ts';

function paths(dockerfile: string, files: Readonly<Record<string, string>>): readonly string[] {
  return planOf(node, dockerfile, files).carries.map(({ path }) => path);
}

const built = (build: string, tools: object = {}) =>
  manifest({ scripts: { build }, devDependencies: { typescript: '5', ...tools } });
const EXACT = ['/app/package.json', '/app/node_modules', '/app/dist'];

describe('tsc --build', () => {
  const files = { ...SERVER, 'package.json': built('tsc -b tsconfig.build.json') };

  it('writes to where its project says', () => {
    const own = { 'tsconfig.build.json': '{"extends":"./tsconfig.json","include":["src"],}' };
    expect(paths(TSC, { ...files, ...own })).toEqual(EXACT);
  });

  it('writes to where each reference says', () => {
    const own = {
      'tsconfig.build.json': '{"files":[],"references":[{"path":"./core"},{"path":"./tsconfig.json"}]}',
      'core/tsconfig.json': '{"compilerOptions":{"outDir":"../lib"}}',
      'core/a.ts': '',
    };
    expect(paths(TSC, { ...files, ...own })).toEqual([...EXACT, '/app/lib']);
  });

  it.each([
    ['is not there', {}],
    ['has no folder for its output', { 'tsconfig.build.json': '{}' }],
  ])('is not known where its project %s', (_, own: Readonly<Record<string, string>>) => {
    expect(paths(TSC, { ...files, ...own })).toEqual(['/app']);
  });
});

describe('nest build', () => {
  const files = { ...SERVER, 'package.json': built('nest build', { '@nestjs/cli': '10' }) };
  const app = { 'apps/api/tsconfig.app.json': '{"compilerOptions":{"outDir":"../../out/api"}}' };
  const settings = { compilerOptions: { tsConfigPath: 'apps/api/tsconfig.app.json' } };

  it('takes the settings that it names', () => {
    const own = { ...app, 'nest-cli.json': JSON.stringify(settings) };
    expect(paths(startedBy('node out/api/main'), { ...files, ...own })).toContain('/app/out/api');
  });

  it('takes those of a project', () => {
    const own = { ...app, 'nest-cli.json': JSON.stringify({ monorepo: true, projects: { api: settings } }) };
    const of = (name: string) => ({
      ...files,
      ...own,
      'package.json': built(`nest build ${name}`, { '@nestjs/cli': '10' }),
    });
    expect(paths(startedBy('node out/api/main'), of('api'))).toContain('/app/out/api');
    expect(paths(startedBy('node out/api/main'), of('web'))).toEqual(['/app']);
  });
});

describe('other tools', () => {
  it('ng build writes to where angular.json says', () => {
    const angular = { projects: { a: { architect: { build: { options: { outputPath: 'dist/a' } } } } } };
    const files = { ...SERVER, 'package.json': built('ng build', { '@angular/cli': '17' }) };
    const plan = paths(startedBy('node dist/a/server/main.js'), { ...files, 'angular.json': JSON.stringify(angular) });
    expect(plan).toContain('/app/dist/a');
  });

  it('svelte-kit leaves its workshop behind', () => {
    const files = {
      'package.json': manifest({
        scripts: { build: 'vite build' },
        devDependencies: { '@sveltejs/kit': '2', vite: '5' },
      }),
      'svelte.config.js': 'export default {};',
      'src/a.svelte': '',
    };
    expect(paths(startedBy('node build'), files)).toEqual(['/app/package.json', '/app/node_modules', '/app/build']);
  });
});

describe('a tool that is installed globally', () => {
  const own = TSC.replace('npm ci && npm run build', 'npm ci && tsc');

  it('is known by its name', () => {
    expect(paths(own.replace('RUN', 'RUN npm install -g typescript@5\nRUN'), SERVER)).toEqual(EXACT);
  });

  it('is not known before it is there', () => {
    expect(planOf(node, own, SERVER).claims.size).toBe(1);
  });
});

describe('an app at the root of the image', () => {
  const root = TSC.replace('WORKDIR /app\n', '');

  it('is carried by exact paths', () => {
    const files = { ...SERVER, 'views/a.ejs': '', 'a.dockerfile': '', 'b.dockerfile': '', 'c.dockerfile': '' };
    expect(paths(root, files)).toEqual(['/package.json', '/node_modules', '/dist', '/views']);
  });

  it('may stand beside what the network gave', () => {
    const dockerfile = root
      .replace('COPY', 'ADD https://example.org/tini /tini\nCOPY')
      .replace('["node"', '["/tini", "node"');
    expect(paths(dockerfile, SERVER)).toEqual(['/package.json', '/node_modules', '/dist']);
  });

  it('is never carried as a whole', () => {
    expect(refusalOf(node, root.replace('npm run build', 'npx gulp'), SERVER)).toBe('artefact-not-known');
  });
});

describe('cp in a RUN', () => {
  const copying = (words: string) => paths(TSC.replace('npm run build', `npm run build && cp ${words}`), SERVER);

  it('into what is carried changes nothing', () => {
    expect(copying('-r src/views dist/')).toEqual(EXACT);
  });

  it.each(['-t views src/a.html dist/b.html', 'src/a.html views/'])('%s leaves the app whole', (words) => {
    expect(copying(words)).toEqual(['/app']);
  });

  it('fills a folder that holds all that it needs', () => {
    const files = {
      'package.json': manifest({ dependencies: { next: '15' }, scripts: { build: 'next build' } }),
      'next.config.js': "module.exports = { output: 'standalone' };",
      'public/a.png': '',
    };
    const dockerfile = startedBy('node .next/standalone/server.js').replace(
      'npm run build',
      'npm run build && cp -r public .next/standalone/ && cp -r .next/static .next/standalone/.next/',
    );
    expect(paths(dockerfile, files)).toEqual(['/app/.next/standalone']);
  });
});
