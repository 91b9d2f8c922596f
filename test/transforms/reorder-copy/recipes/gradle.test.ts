import { describe, expect, test } from 'vitest';
import { gradle } from '../../../../transforms/reorder-copy/recipes/gradle.ts';
import { type FileTexts, plan } from './support.ts';

const APP: FileTexts = {
  'settings.gradle': "rootProject.name = 'app'\n",
  'build.gradle': "plugins { id 'java' }\n",
  gradlew: '',
  'gradle/wrapper/gradle-wrapper.properties': '',
  'gradle.properties': '',
  'src/main/java/App.java': '',
};

function dockerfile(run: string): string {
  return `FROM gradle:8-jdk21\nWORKDIR /app\nCOPY . .\nRUN ${run}\n`;
}

function code(run: string, files: FileTexts = APP): string | null {
  const answer = plan(gradle, dockerfile(run), files);
  if (answer === null) return null;
  return 'refused' in answer ? answer.refused.code : 'need';
}

const READS = ['settings.gradle', 'build.gradle', 'gradle.properties', 'gradle'];
const ASSUMPTION = 'the build scripts read no file of the project besides settings, properties and other build scripts';

describe('a download of its own', () => {
  test.each(['gradle dependencies', 'gradle dependencies --no-daemon', 'gradle build -x test --dry-run'])(
    '%s',
    (run) => {
      expect(plan(gradle, dockerfile(run), APP)).toEqual({
        tool: 'Gradle',
        reads: READS,
        writes: ['.gradle'],
        added: null,
        risk: 'assumes',
        assumption: ASSUMPTION,
      });
    },
  );

  test('the wrapper brings itself', () => {
    expect(plan(gradle, dockerfile('./gradlew dependencies'), APP)).toMatchObject({ reads: ['gradlew', ...READS] });
  });

  test('Gradle alone needs no build file', () => {
    expect(plan(gradle, dockerfile('./gradlew --version'), APP)).toMatchObject({
      reads: ['gradlew', 'gradle/wrapper', 'gradle.properties'],
      risk: 'safe',
    });
  });

  test('projects below, own plugins and scripts that are applied', () => {
    const files = {
      'settings.gradle.kts': 'include(\n    "api",\n    ":lib:core", // both\n)\n',
      'build.gradle.kts': 'apply(from = "deps.gradle.kts")\n',
      'deps.gradle.kts': '',
      'api/build.gradle.kts': '',
      'lib/core/build.gradle.kts': '',
      'buildSrc/src/main/kotlin/x.kt': '',
    };
    expect(plan(gradle, dockerfile('gradle dependencies'), files)).toMatchObject({
      reads: [
        'settings.gradle.kts',
        'build.gradle.kts',
        'api/build.gradle.kts',
        'lib/core/build.gradle.kts',
        'deps.gradle.kts',
        'buildSrc',
      ],
      writes: ['.gradle', 'buildSrc/.gradle', 'buildSrc/build'],
    });
  });
});

describe('a build without a download', () => {
  test.each([
    ['gradle build', 'gradle dependencies'],
    ['./gradlew bootJar --no-daemon -x test', './gradlew dependencies --no-daemon'],
  ])('%s', (run, added) => {
    expect(plan(gradle, dockerfile(run), APP)).toMatchObject({ added, risk: 'changes' });
  });
});

describe('what is left alone', () => {
  test.each([
    ['gradle --version', APP],
    ['gradle clean', APP],
    ['gradle bootRun', APP],
    ['gradle -p sub build', APP],
    ['gradle --offline build', APP],
    ['gradle build', { 'src/App.java': '' }],
    ['./gradlew build', { 'build.gradle': '' }],
    ['--mount=type=cache,target=/root/.gradle gradle build', APP],
    ['if true; then gradle build; fi', APP],
  ] as const)('%s %#', (run, files) => {
    expect(code(run, files)).toBeNull();
  });
});

describe('what is refused', () => {
  test.each([
    ['a version from git', { 'build.gradle': "version = 'git describe'.execute().text\n" }],
    ['a version from a file', { 'build.gradle': "version = file('VERSION').text\n" }],
    [
      'properties that are loaded',
      { 'build.gradle.kts': 'val p = Properties()\np.load(rootProject.file("x").inputStream())\n' },
    ],
    [
      'projects that are looked for',
      { 'build.gradle': '', 'settings.gradle': 'file("libs").eachDir { include it.name }\n' },
    ],
    ['projects by a variable', { 'build.gradle': '', 'settings.gradle': 'include "$name"\n' }],
    ['another build', { 'build.gradle': '', 'settings.gradle': 'includeBuild "../x"\n' }],
    ['a script by a variable', { 'build.gradle': 'apply from: "$rootDir/x.gradle"\n' }],
    ['a script that reads', { 'build.gradle': "apply from: 'x.gradle'\n", 'x.gradle': "def v = new File('v').text\n" }],
  ] as const)('%s', (_, files) => {
    expect(code('gradle dependencies', files)).toBe('reads-sources');
  });

  test('several projects, which `dependencies` does not look at', () => {
    expect(code('gradle build', { ...APP, 'settings.gradle': "include 'a', 'b'\n" })).toBe('no-recipe');
  });

  test('what is set up in the same RUN', () => {
    expect(code('chmod +x gradlew && ./gradlew build')).toBe('cannot-split');
  });
});

describe('what decides from elsewhere', () => {
  test('a catalog that lies somewhere else', () => {
    const catalog = (path: string) =>
      `dependencyResolutionManagement { versionCatalogs { libs { from(files("${path}")) } } }\n`;
    const files = (path: string) => ({ ...APP, 'settings.gradle': catalog(path) });
    expect(code('gradle dependencies', files('versions/libs.toml'))).toBe('reads-sources');
    expect(code('gradle dependencies', files('gradle/libs.versions.toml'))).toBe('need');
    expect(code('gradle dependencies', files('./gradle/libs.versions.toml'))).toBe('need');
  });

  test('settings in a folder above', () => {
    const text = 'FROM gradle:8\nWORKDIR /app/api\nCOPY . /app\nRUN gradle dependencies\n';
    const files = { 'settings.gradle': "include 'api'\n", 'api/build.gradle': '' };
    expect(plan(gradle, text, files)).toMatchObject({ refused: { code: 'reads-sources', what: 'settings.gradle' } });
  });

  test('the project between two is one as well', () => {
    const files = {
      ...APP,
      'settings.gradle': "include ':libs:core'\n",
      'libs/build.gradle': '',
      'libs/core/build.gradle': '',
    };
    expect(plan(gradle, dockerfile('gradle dependencies'), files)).toMatchObject({
      reads: [
        'settings.gradle',
        'build.gradle',
        'libs/build.gradle',
        'libs/core/build.gradle',
        'gradle.properties',
        'gradle',
      ],
    });
  });

  test('a look at jars that are resolved is none at the tree', () => {
    const build = 'jar { from configurations.runtimeClasspath.collect { it.isDirectory() ? it : zipTree(it) } }\n';
    expect(code('gradle dependencies', { ...APP, 'build.gradle': build })).toBe('need');
  });

  test.each([
    'def v = Files.readString(Paths.get("VERSION"))',
    'file("VERSION").eachLine { version = it }',
    'file("VERSION").bufferedReader().use { version = it.readLine() }',
    'file("VERSION").forEachLine { version = it }',
    'file("local.properties").inputStream().use { p.load(it) }',
    'if (file("google-services.json").exists()) { apply plugin: "x" }',
    'if (file("ci").isDirectory()) { apply plugin: "x" }',
    'def p = new ProcessBuilder("git", "describe").start()',
  ])('%s', (line) => {
    expect(code('gradle dependencies', { ...APP, 'build.gradle': `${line}\n` })).toBe('reads-sources');
  });
});

test('a file of the tree that Java is told of', () => {
  const files = { ...APP, 'ci/trust.jks': '' };
  expect(code('GRADLE_OPTS=-Djavax.net.ssl.trustStore=ci/trust.jks gradle dependencies', files)).toBe('reads-sources');
});
