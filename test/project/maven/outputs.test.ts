import { describe, expect, test } from 'vitest';
import { memoryFiles } from '../../../src/project/files.ts';
import { readPomChain } from '../../../src/project/maven/effective.ts';
import { mavenOutputs } from '../../../src/project/maven/outputs.ts';

interface Given {
  readonly goals?: readonly string[];
  readonly profiles?: readonly string[];
  readonly given?: Readonly<Record<string, string>>;
  readonly settings?: Readonly<Record<string, string>>;
  readonly more?: Readonly<Record<string, string>>;
}

function outputs(
  body: string,
  { goals = ['package'], profiles = [], given = {}, settings = {}, more = {} }: Given = {},
) {
  const pom = `<project><groupId>g</groupId><artifactId>app</artifactId><version>1.0</version>${body}</project>`;
  const chain = readPomChain(memoryFiles({ 'pom.xml': pom, ...more }), 'pom.xml');
  if (!chain.ok) throw new Error(chain.broken.why);
  return mavenOutputs(chain.value, {
    folder: '/app',
    goals,
    profiles,
    given: new Map(Object.entries(given)),
    settings: new Map(Object.entries(settings)),
  });
}

function plugin(artifactId: string, configuration = '', goals: readonly string[] = []) {
  const executions = `<executions><execution><goals>${goals.map((goal) => `<goal>${goal}</goal>`).join('')}</goals></execution></executions>`;
  return `<build><plugins><plugin><artifactId>${artifactId}</artifactId><configuration>${configuration}</configuration>${executions}</plugin></plugins></build>`;
}

const BOOT =
  '<parent><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-parent</artifactId><version>3</version><relativePath/></parent>';

describe('the jar of a build', () => {
  test.each([
    ['', ['/app/target/app-1.0.jar']],
    ['<packaging>war</packaging>', ['/app/target/app-1.0.war']],
    ['<build><finalName>shop</finalName></build>', ['/app/target/shop.jar']],
    ['<build><directory>out</directory></build>', ['/app/out/app-1.0.jar']],
    [plugin('maven-source-plugin', '', ['jar']), ['/app/target/app-1.0.jar', '/app/target/app-1.0-sources.jar']],
    [plugin('maven-jar-plugin', '', ['test-jar']), ['/app/target/app-1.0.jar', '/app/target/app-1.0-tests.jar']],
    [plugin('maven-shade-plugin', '', ['shade']), ['/app/target/app-1.0.jar', '/app/target/original-app-1.0.jar']],
    [
      plugin('maven-shade-plugin', '<shadedArtifactAttached>true</shadedArtifactAttached>', ['shade']),
      ['/app/target/app-1.0.jar', '/app/target/app-1.0-shaded.jar'],
    ],
    [
      plugin(
        'maven-shade-plugin',
        '<outputFile>${project.build.directory}/${project.artifactId}-fat.jar</outputFile>',
        ['shade'],
      ),
      ['/app/target/app-1.0.jar', '/app/target/app-fat.jar'],
    ],
    [
      plugin(
        'maven-assembly-plugin',
        '<descriptorRefs><descriptorRef>jar-with-dependencies</descriptorRef></descriptorRefs>',
        ['single'],
      ),
      ['/app/target/app-1.0.jar', '/app/target/app-1.0-jar-with-dependencies.jar'],
    ],
    [
      BOOT + plugin('spring-boot-maven-plugin', '<classifier>exec</classifier>'),
      ['/app/target/app-1.0.jar', '/app/target/app-1.0-exec.jar'],
    ],
  ])('%s', (body, archives) => {
    expect(outputs(body)).toMatchObject({ archives, isComplete: true });
  });

  test('by a version that the command gives', () => {
    const body = '<build><finalName>app-${revision}</finalName></build>';
    expect(outputs(body, { given: { revision: '2' } })?.archives).toEqual(['/app/target/app-2.jar']);
    expect(outputs(body)).toBeNull();
  });

  test('of a profile that the command names, and of one that may be on', () => {
    const profile = (activation: string) =>
      `<profiles><profile><id>x</id>${activation}<build><finalName>other</finalName></build></profile></profiles>`;
    expect(outputs(profile(''))).toMatchObject({ archives: ['/app/target/app-1.0.jar'], isComplete: true });
    expect(outputs(profile(''), { profiles: ['x'] })).toMatchObject({
      archives: ['/app/target/other.jar'],
      isComplete: true,
    });
    expect(outputs(profile('<activation><activeByDefault>true</activeByDefault></activation>'))).toMatchObject({
      archives: ['/app/target/app-1.0.jar', '/app/target/other.jar'],
      isComplete: false,
    });
  });

  test('of goals instead of a phase', () => {
    const body = plugin(
      'maven-assembly-plugin',
      '<descriptorRefs><descriptorRef>jar-with-dependencies</descriptorRef></descriptorRefs>',
    );
    expect(outputs(body, { goals: ['compile', 'assembly:single'] })?.archives).toEqual([
      '/app/target/app-1.0-jar-with-dependencies.jar',
    ]);
  });

  test('of a pom that makes none', () => {
    expect(outputs('<packaging>pom</packaging>')).toMatchObject({ archives: [], isComplete: false });
  });
});

describe('is not sure of what else lies there', () => {
  test.each([
    [
      'an own descriptor',
      plugin('maven-assembly-plugin', '<descriptors><descriptor>a.xml</descriptor></descriptors>', ['single']),
    ],
    ['a plugin that nobody knows', plugin('maven-antrun-plugin', '', ['run'])],
    ['another name', plugin('maven-jar-plugin', '<finalName>x</finalName>')],
    ['another folder', plugin('maven-jar-plugin', '<outputDirectory>${project.build.directory}/x</outputDirectory>')],
    [
      'a name that is not known',
      plugin('maven-shade-plugin', '<outputFile>target/${build.number}.jar</outputFile>', ['shade']),
    ],
    [
      'jars copied among them',
      plugin('maven-dependency-plugin', '<outputDirectory>target</outputDirectory>', ['copy-dependencies']),
    ],
    [
      'a parent from elsewhere',
      '<parent><groupId>com.acme</groupId><artifactId>base</artifactId><version>1</version></parent>',
    ],
  ])('%s', (_, body) => {
    expect(outputs(body)?.isComplete).toBe(false);
  });
});

describe('what a jar needs besides', () => {
  test('nothing, when it holds all', () => {
    expect(outputs(BOOT + plugin('spring-boot-maven-plugin'))?.whole).toEqual(['/app/target/app-1.0.jar']);
    expect(outputs(plugin('spring-boot-maven-plugin', '', ['repackage']))?.whole).toEqual(['/app/target/app-1.0.jar']);
    expect(outputs(plugin('spring-boot-maven-plugin'))?.whole).toEqual([]);
    expect(outputs(plugin('maven-shade-plugin', '', ['shade']))?.whole).toEqual(['/app/target/app-1.0.jar']);
  });

  test('the jars that its manifest names', () => {
    const archive = (more: string) =>
      plugin('maven-jar-plugin', `<archive><manifest><addClasspath>true</addClasspath>${more}</manifest></archive>`);
    expect(outputs('')?.classPath).toBeNull();
    expect(outputs(archive('<classpathPrefix>lib/</classpathPrefix>'))?.classPath).toEqual({ prefix: 'lib/' });
    expect(outputs(archive(''))?.classPath).toEqual({ prefix: '' });
    expect(outputs(archive('<classpathLayoutType>repository</classpathLayoutType>'))?.classPath).toBe('unknown');
    expect(
      outputs(
        plugin(
          'maven-jar-plugin',
          '<archive><manifestEntries><Class-Path>a.jar</Class-Path></manifestEntries></archive>',
        ),
      )?.classPath,
    ).toBe('unknown');
    expect(outputs('<parent><groupId>com.acme</groupId><artifactId>base</artifactId></parent>')?.classPath).toBe(
      'unknown',
    );
  });

  test('those of Helidon, whose parent says where they are', () => {
    const parent =
      '<parent><groupId>io.helidon.applications</groupId><artifactId>helidon-se</artifactId><version>4</version></parent>';
    const made = outputs(parent + plugin('maven-dependency-plugin', '', ['copy-dependencies']));
    expect(made).toMatchObject({
      archives: ['/app/target/app.jar'],
      classPath: { prefix: 'libs' },
      folders: ['/app/target/libs'],
    });
    expect(outputs(parent + plugin('maven-dependency-plugin'))?.folders).toEqual(['/app/target/libs']);
  });

  test('copied dependencies', () => {
    expect(outputs(plugin('maven-dependency-plugin', '', ['copy-dependencies']))?.folders).toEqual([
      '/app/target/dependency',
    ]);
    expect(
      outputs(
        plugin('maven-dependency-plugin', '<outputDirectory>${project.build.directory}/lib</outputDirectory>', [
          'copy-dependencies',
        ]),
      )?.folders,
    ).toEqual(['/app/target/lib']);
  });
});

describe('folders of jars', () => {
  test('by a goal', () => {
    const goals = ['package', 'dependency:copy-dependencies'];
    expect(outputs('', { goals })?.folders).toEqual(['/app/target/dependency']);
    expect(outputs('', { goals, given: { outputDirectory: 'lib' } })?.folders).toEqual(['/app/lib']);
    expect(
      outputs(plugin('maven-dependency-plugin', '<outputDirectory>x</outputDirectory>'), { goals })?.folders,
    ).toEqual([]);
  });

  test('with scripts', () => {
    expect(outputs(plugin('appassembler-maven-plugin', '', ['assemble']))?.folders).toEqual([
      '/app/target/appassembler',
    ]);
    expect(
      outputs(plugin('appassembler-maven-plugin', '<assembleDirectory>out</assembleDirectory>', ['assemble']))?.folders,
    ).toEqual(['/app/out']);
    expect(outputs(plugin('appassembler-maven-plugin'))?.folders).toEqual([]);
  });
});

describe('Quarkus', () => {
  const body = plugin('quarkus-maven-plugin', '', ['build']);

  test('makes a folder', () => {
    expect(outputs(body)?.folders).toEqual(['/app/target/quarkus-app']);
  });

  test('or one jar', () => {
    const archives = ['/app/target/app-1.0.jar', '/app/target/app-1.0-runner.jar'];
    expect(outputs(body, { settings: { 'quarkus.package.jar.type': 'uber-jar' } })).toMatchObject({
      archives,
      folders: [],
    });
    expect(outputs(body, { given: { 'quarkus.package.type': 'uber-jar' } })).toMatchObject({ archives });
    const properties = '<properties><quarkus.package.type>uber-jar</quarkus.package.type></properties>';
    expect(outputs(properties + body)).toMatchObject({ archives });
  });

  test('or what nobody knows', () => {
    expect(outputs(body, { settings: { 'quarkus.package.output-name': 'x' } })).toMatchObject({
      folders: [],
      isComplete: false,
    });
    expect(outputs(body, { given: { 'quarkus.package.type': 'native' } })).toMatchObject({
      folders: [],
      isComplete: false,
    });
  });
});
