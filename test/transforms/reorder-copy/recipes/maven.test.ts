import { describe, expect, test } from 'vitest';
import { maven } from '../../../../transforms/reorder-copy/recipes/maven.ts';
import { type FileTexts, plan, stepsOf } from './support.ts';

function pom(inner = ''): string {
  return `<project><modelVersion>4.0.0</modelVersion><groupId>g</groupId><artifactId>app</artifactId><version>1</version>${inner}</project>`;
}

const APP: FileTexts = { 'pom.xml': pom(), 'src/main/java/App.java': '' };

function dockerfile(run: string): string {
  return `FROM maven:3-eclipse-temurin-21\nWORKDIR /app\nCOPY . .\nRUN ${run}\n`;
}

function code(run: string, files: FileTexts = APP): string | null {
  const answer = plan(maven, dockerfile(run), files);
  if (answer === null) return null;
  return 'refused' in answer ? answer.refused.code : 'need';
}

describe('a download of its own', () => {
  test.each([
    'mvn dependency:go-offline',
    'mvn -B -q dependency:resolve dependency:resolve-plugins',
    'mvn org.apache.maven.plugins:maven-dependency-plugin:3.6.0:go-offline',
    'mvn de.qaware.maven:go-offline-maven-plugin:1.2.8:resolve-dependencies',
  ])('%s', (run) => {
    expect(plan(maven, dockerfile(run), APP)).toEqual({
      tool: 'Maven',
      reads: ['pom.xml'],
      writes: [],
      added: null,
      risk: 'safe',
    });
  });

  test('the wrapper brings itself and its settings', () => {
    const files = { ...APP, mvnw: '', '.mvn/wrapper/maven-wrapper.properties': '', '.mvn/jvm.config': '' };
    expect(plan(maven, dockerfile('./mvnw dependency:go-offline'), files)).toMatchObject({
      reads: ['mvnw', 'pom.xml', '.mvn'],
    });
  });

  test('settings and another pom are where the command says', () => {
    const files = { 'build/pom.xml': pom(), 'ci/settings.xml': '<settings/>' };
    expect(
      plan(maven, dockerfile('mvn -s ci/settings.xml -f build/pom.xml dependency:go-offline'), files),
    ).toMatchObject({
      reads: ['build/pom.xml', 'ci/settings.xml'],
    });
  });

  test('a parent that lies above is read, another pom there is not', () => {
    const child =
      '<project><parent><groupId>g</groupId><artifactId>parent</artifactId><version>1</version></parent><artifactId>a</artifactId></project>';
    const files = { 'a/pom.xml': child, 'pom.xml': pom().replace('>app<', '>parent<') };
    expect(plan(maven, dockerfile('mvn -f a dependency:go-offline'), { ...files, 'a/x': '' })).toBeNull();
    expect(plan(maven, dockerfile('mvn -f a/pom.xml dependency:go-offline'), files)).toMatchObject({
      reads: ['a/pom.xml', 'pom.xml'],
    });
    expect(
      plan(maven, dockerfile('mvn -f a/pom.xml dependency:go-offline'), { ...files, 'pom.xml': pom() }),
    ).toMatchObject({
      reads: ['a/pom.xml'],
    });
  });

  test('repositories and libraries that lie in the context', () => {
    const own = pom(
      '<repositories><repository><id>l</id><url>file://${project.basedir}/repo</url></repository><repository><id>c</id><url>https://repo.example.com</url></repository></repositories>' +
        '<dependencies><dependency><groupId>x</groupId><artifactId>y</artifactId><version>1</version><scope>system</scope><systemPath>${basedir}/lib/y.jar</systemPath></dependency></dependencies>',
    );
    const files = { 'pom.xml': own, 'repo/x/maven-metadata.xml': '', 'lib/y.jar': '' };
    expect(plan(maven, dockerfile('mvn dependency:go-offline'), files)).toMatchObject({
      reads: ['pom.xml', 'repo', 'lib/y.jar'],
    });
  });

  test('a repository of its own in the tree is an output', () => {
    expect(plan(maven, dockerfile('mvn -Dmaven.repo.local=.m2 dependency:go-offline'), APP)).toMatchObject({
      writes: ['.m2'],
    });
  });
});

describe('a build without a download', () => {
  test.each([
    ['mvn package', 'mvn -B dependency:go-offline'],
    ['mvn -B clean package -DskipTests', 'mvn -B dependency:go-offline'],
    [
      'mvn -s settings.xml -Pprod -Drevision=2 install',
      'mvn -B -s settings.xml -Pprod -Drevision=2 dependency:go-offline',
    ],
  ])('%s', (run, added) => {
    expect(plan(maven, dockerfile(run), APP)).toEqual({
      tool: 'Maven',
      reads: ['pom.xml'],
      writes: [],
      added,
      risk: 'changes',
    });
  });
});

describe('what is left alone', () => {
  test.each([
    ['mvn -o package', APP],
    ['mvn --version', APP],
    ['mvn clean', APP],
    ['mvn spring-boot:run', APP],
    ['mvn dependency:tree', APP],
    ['mvn package', { 'src/App.java': '' }],
    ['--mount=type=cache,target=/root/.m2 mvn package', APP],
    ['[ -f x ] || mvn package', APP],
    ['sbt assembly', { 'build.sbt': '' }],
  ] as const)('%s %#', (run, files) => {
    expect(code(run, files)).toBeNull();
  });
});

describe('what is refused', () => {
  const extension = (id: string) =>
    `<extensions><extension><groupId>x</groupId><artifactId>${id}</artifactId><version>1</version></extension></extensions>`;
  test.each([
    ['several modules', pom('<modules><module>a</module></modules>'), 'no-recipe'],
    [
      'several modules in a profile',
      pom('<profiles><profile><id>p</id><modules><module>a</module></modules></profile></profiles>'),
      'no-recipe',
    ],
    ['a broken pom', '<project>', 'broken-manifest'],
    [
      'a profile that a file turns on',
      pom('<profiles><profile><activation><file><exists>src/x</exists></file></activation></profile></profiles>'),
      'reads-sources',
    ],
    ['a version from git', pom(`<build>${extension('jgitver-maven-plugin')}</build>`), 'reads-sources'],
    [
      'a repository that cannot be told',
      pom('<repositories><repository><url>${where}</url></repository></repositories>'),
      'reads-sources',
    ],
  ])('%s', (_, text, wanted) => {
    expect(code('mvn dependency:go-offline', { 'pom.xml': text })).toBe(wanted);
  });

  test('extensions beside the pom', () => {
    expect(code('mvn dependency:go-offline', { ...APP, '.mvn/extensions.xml': extension('jgitver') })).toBe(
      'reads-sources',
    );
    expect(code('mvn dependency:go-offline', { ...APP, '.mvn/extensions.xml': extension('os-maven-plugin') })).toBe(
      'need',
    );
  });

  test('a part of a build, and what a mount gives', () => {
    expect(code('mvn -pl app dependency:go-offline')).toBe('no-recipe');
    expect(code('--mount=type=secret,id=settings mvn package')).toBe('need');
    expect(code('cp x /root/.m2/settings.xml && mvn package')).toBe('cannot-split');
  });

  test('a download behind a build, which may need what that has installed', () => {
    const steps = stepsOf(`${dockerfile('mvn install')}RUN mvn dependency:go-offline\n`, APP);
    expect(steps.map((step) => maven(step)?.risk)).toEqual(['changes', undefined]);
  });
});

describe('settings beside the pom', () => {
  const config = (text: string): FileTexts => ({ ...APP, '.mvn/maven.config': text, 'ci/settings.xml': '<settings/>' });

  test.each(['-s ci/settings.xml', '--settings=ci/settings.xml', '-B\n--global-settings\nci/settings.xml\n'])(
    'maven.config: %s',
    (text) => {
      expect(plan(maven, dockerfile('mvn dependency:go-offline'), config(text))).toMatchObject({
        reads: ['pom.xml', '.mvn', 'ci/settings.xml'],
      });
    },
  );

  test.each(['-pl api', '--file=api/pom.xml', '-f api/pom.xml'])('maven.config: %s', (text) => {
    expect(code('mvn dependency:go-offline', config(text))).toBe('reads-sources');
  });

  test('.mvn lies in a folder above', () => {
    const files = { 'api/pom.xml': pom(), 'pom.xml': pom(), '.mvn/jvm.config': '-Xmx1g' };
    const text = 'FROM maven:3\nWORKDIR /app/api\nCOPY . /app\nRUN mvn dependency:go-offline\n';
    expect(plan(maven, text, files)).toMatchObject({ reads: ['api/pom.xml', '.mvn'] });
    expect(plan(maven, dockerfile('mvn -f api/pom.xml dependency:go-offline'), files)).toMatchObject({
      reads: ['api/pom.xml', '.mvn'],
    });
  });
});

test('a file of the tree that Java is told of', () => {
  const text = `FROM maven:3\nENV MAVEN_OPTS="-Xmx1g -Djavax.net.ssl.trustStore=/app/ci/trust.jks"\nWORKDIR /app\nCOPY . .\nRUN mvn dependency:go-offline\n`;
  expect(plan(maven, text, { ...APP, 'ci/trust.jks': '' })).toMatchObject({
    refused: { code: 'reads-sources', what: '/app/ci/trust.jks' },
  });
  expect(plan(maven, text, APP)).toMatchObject({ reads: ['pom.xml'] });
});
