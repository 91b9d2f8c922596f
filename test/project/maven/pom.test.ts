import { describe, expect, test } from 'vitest';
import { memoryFiles } from '../../../src/project/files.ts';
import { interpolate, readPomChain } from '../../../src/project/maven/effective.ts';
import { readPom } from '../../../src/project/maven/pom.ts';

function chain(files: Readonly<Record<string, string>>, path = 'pom.xml') {
  const read = readPomChain(memoryFiles(files), path);
  if (!read.ok) throw new Error(read.broken.why);
  return read.value;
}

const PARENT =
  '<project><groupId>g</groupId><artifactId>parent</artifactId><version>${revision}</version><packaging>pom</packaging><properties><revision>2.1</revision><name>shop</name></properties></project>';
const CHILD =
  '<project xmlns="http://maven.apache.org/POM/4.0.0"><parent><groupId>g</groupId><artifactId>parent</artifactId><version>${revision}</version></parent><artifactId>api</artifactId><build><finalName>${name}-${project.version}</finalName></build></project>';

const NAME = '${project.build.finalName}';

describe('pom.xml', () => {
  test('reads what is there', () => {
    const read = readPom(
      'pom.xml',
      `<?xml version="1.0"?><!-- x --><project>
<artifactId> app </artifactId><packaging>war</packaging>
<modules><module>a</module><module>b/pom.xml</module></modules>
<repositories><repository><url>https://r</url></repository></repositories>
<pluginRepositories><pluginRepository><url>file:./p</url></pluginRepository></pluginRepositories>
<build><directory>out</directory><plugins><plugin><artifactId>maven-shade-plugin</artifactId><version>3</version>
<executions><execution><goals><goal>shade</goal></goals><configuration><finalName>fat</finalName><a><b>c</b></a></configuration></execution></executions></plugin></plugins>
<pluginManagement><plugins><plugin><groupId>x</groupId><artifactId>y</artifactId></plugin></plugins></pluginManagement></build>
<profiles><profile><id>prod</id><activation><file><exists>x</exists></file></activation><modules><module>c</module></modules>
<build><plugins><plugin><groupId>p</groupId><artifactId>q</artifactId></plugin></plugins></build></profile></profiles></project>`,
    );
    expect(read.ok && read.value).toMatchObject({
      artifactId: 'app',
      packaging: 'war',
      modules: ['a', 'b/pom.xml', 'c'],
      repositories: ['https://r', 'file:./p'],
      outputFolder: 'out',
      activatingFiles: ['x'],
      profiles: ['prod'],
      plugins: [
        {
          groupId: 'org.apache.maven.plugins',
          artifactId: 'maven-shade-plugin',
          goals: ['shade'],
          settings: [
            { name: 'finalName', value: 'fat' },
            { name: 'b', value: 'c' },
          ],
          isManaged: false,
          profile: null,
        },
        { artifactId: 'y', isManaged: true },
        { artifactId: 'q', profile: 'prod' },
      ],
    });
  });

  test.each([
    ['<project><a></project>', 1],
    ['', 1],
    ['{}', 1],
    ['<project><__proto__>1</__proto__></project>', null],
    [`${'<a>'.repeat(5000)}${'</a>'.repeat(5000)}`, null],
  ])('says that it is broken: %#', (text, line) => {
    expect(readPom('pom.xml', text)).toMatchObject({ ok: false, broken: { path: 'pom.xml', line } });
  });
});

describe('names', () => {
  test('come from the pom and its parents', () => {
    const own = chain({ 'pom.xml': PARENT, 'api/pom.xml': CHILD }, 'api/pom.xml');
    expect(interpolate(own, NAME, new Map())).toBe('shop-2.1');
    expect(interpolate(own, NAME, new Map([['revision', '3']]))).toBe('shop-3');
  });

  test('are not known when the parent is not there', () => {
    expect(interpolate(chain({ 'api/pom.xml': CHILD }, 'api/pom.xml'), NAME)).toBeNull();
  });

  test('a parent with another name is none', () => {
    const files = { 'pom.xml': PARENT.replace('>parent<', '>other<'), 'api/pom.xml': CHILD };
    expect(chain(files, 'api/pom.xml').parents).toEqual([]);
  });

  test('a relative path of its own, and an empty one', () => {
    const to = (path: string) => CHILD.replace('</parent>', `<relativePath>${path}</relativePath></parent>`);
    expect(chain({ 'p/pom.xml': PARENT, 'api/pom.xml': to('../p') }, 'api/pom.xml').parents).toHaveLength(1);
    expect(chain({ 'pom.xml': PARENT, 'api/pom.xml': to('') }, 'api/pom.xml').parents).toEqual([]);
  });

  test('end, even when they name themselves or grow', () => {
    const own =
      '<project><artifactId>a</artifactId><version>${a}</version><properties><a>${b}</a><b>${a}</b></properties></project>';
    expect(interpolate(chain({ 'pom.xml': own }), NAME)).toBeNull();
    const grown = Array.from({ length: 60 }, (_, i) => `<p${i}>\${p${i + 1}}\${p${i + 1}}</p${i}>`).join('');
    const large = `<project><properties>${grown}<p60>x</p60></properties></project>`;
    expect(interpolate(chain({ 'pom.xml': large }), '${p0}')).toBeNull();
  });
});
