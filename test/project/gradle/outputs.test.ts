import { describe, expect, test } from 'vitest';
import { memoryFiles } from '../../../src/project/files.ts';
import { gradleOutputs } from '../../../src/project/gradle/outputs.ts';

interface Given {
  readonly tasks?: readonly string[];
  readonly settings?: string;
  readonly properties?: string;
  readonly given?: Readonly<Record<string, string>>;
  readonly project?: string;
  readonly more?: Readonly<Record<string, string>>;
}

function outputs(
  build: string,
  {
    tasks = ['build'],
    settings = "rootProject.name = 'shop'\n",
    properties = '',
    given = {},
    project = '',
    more = {},
  }: Given = {},
) {
  const files = memoryFiles({
    'settings.gradle': settings,
    'gradle.properties': properties,
    'build.gradle': build,
    ...more,
  });
  return gradleOutputs(files, { root: '', folder: '/srv/app', tasks, given: new Map(Object.entries(given)) }, project);
}

function names(build: string, given: Given = {}) {
  return outputs(build, given)?.archives.map((path) => path.replace('/srv/app/build/libs/', ''));
}

const BOOT = "plugins { id 'org.springframework.boot' version '3.2.0' }\n";

describe('the jars of a project', () => {
  test.each([
    ["plugins { id 'java' }\n", {}, ['shop.jar']],
    ["plugins { id 'java' }\nversion = '1.2'\n", {}, ['shop-1.2.jar']],
    ["plugins { id 'java' }\n", { properties: 'version=3' }, ['shop-3.jar']],
    ["plugins { id 'java' }\n", { given: { version: '4' } }, ['shop-4.jar']],
    ["plugins { id 'java' }\n", { settings: '' }, ['app.jar']],
    ["archivesBaseName = 'x'\nversion = '1'\n", {}, ['x-1.jar']],
    ['base {\n  archivesName.set("x")\n}\n', {}, ['x.jar']],
    [`${BOOT}version = '1'\n`, {}, ['shop-1.jar', 'shop-1-plain.jar']],
    [`${BOOT}version = '1'\n`, { tasks: ['bootJar'] }, ['shop-1.jar']],
    [`${BOOT}bootJar { archiveFileName = 'app.jar' }\n`, { tasks: ['clean', ':bootJar'] }, ['app.jar']],
    [
      `${BOOT}tasks.named<BootJar>("bootJar") {\n  archiveFileName.set("app.jar")\n}\n`,
      { tasks: ['bootJar'] },
      ['app.jar'],
    ],
    ["version = '1'\n", { tasks: ['shadowJar'] }, ['shop-1-all.jar']],
    ["version = '1'\nshadowJar { archiveClassifier.set('') }\n", { tasks: ['shadowJar'] }, ['shop-1.jar']],
    ['tasks.withType<ShadowJar> { archiveClassifier.set("fat") }\n', { tasks: ['shadowJar'] }, ['shop-fat.jar']],
    [
      "tasks {\n  shadowJar {\n    archiveBaseName.set('x')\n    archiveVersion.set('')\n  }\n}\nversion = '1'\n",
      { tasks: ['shadowJar'] },
      ['x-all.jar'],
    ],
  ] satisfies readonly (readonly [string, Given, readonly string[]])[])('%j %j', (build, given, archives) => {
    expect(names(build, given)).toEqual(archives);
  });

  test('of a project below, with what the root says for all', () => {
    const made = outputs(
      "subprojects {\n  version = '2'\n  tasks.named<ShadowJar>(\"shadowJar\") { archiveClassifier.set('') }\n}\n",
      {
        settings: "rootProject.name = 'shop'\ninclude 'api:web'\n",
        tasks: ['api:web:shadowJar'],
        project: 'api/web',
        more: { 'api/web/build.gradle.kts': 'dependencies {}\n' },
      },
    );
    expect(made?.archives).toEqual(['/srv/app/api/web/build/libs/web-2.jar']);
  });

  test('of the root, of which nothing is said below', () => {
    expect(names("subprojects { version = '9' }\nallprojects { version = '2' }\n", { tasks: ['jar'] })).toEqual([
      'shop-2.jar',
    ]);
  });

  test("of Ktor's plugin", () => {
    const build = "plugins { id 'io.ktor.plugin' version '3.0.0' }\nversion = '1'\n";
    expect(names(build, { tasks: ['buildFatJar'] })).toEqual(['shop-all.jar']);
    const named = `${build}ktor {\n  fatJar {\n    archiveFileName.set("fat.jar")\n  }\n}\n`;
    expect(names(named, { tasks: ['buildFatJar'] })).toEqual(['fat.jar']);
    expect(names(named.replace('"fat.jar"', 'x'), { tasks: ['buildFatJar'] })).toEqual([]);
  });

  test.each([
    ["task fat(type: Jar) {\n  archiveBaseName = 'x'\n}\n", ['fat'], ['x.jar']],
    ['tasks.register<Jar>("fat") {\n  archiveClassifier.set("fat")\n}\n', ['fat'], ['shop-fat.jar']],
    ['tasks.register("fat", Jar) { }\n', ['fat'], ['shop.jar']],
    ['task fat(type: Copy) { }\n', ['fat'], []],
    ["plugins { id 'our.conventions' }\n", ['build'], ['shop-all.jar']],
  ])('that only who names them exactly has: %j', (build, tasks, others) => {
    expect(outputs(build, { tasks })?.others.map((path) => path.replace('/srv/app/build/libs/', ''))).toEqual(others);
  });

  test('of one with a name of its own', () => {
    const given = { tasks: ['jar'], project: 'a/b', more: { 'a/b/build.gradle': 'x\n' } };
    expect(outputs('', { ...given, settings: 'include("a:b")\nproject(":a:b").name = "c"\n' })?.archives).toEqual([
      '/srv/app/a/b/build/libs/c.jar',
    ]);
    expect(outputs('', { ...given, settings: 'include("a:b")\nproject(":a:b").name = "$x"\n' })).toBeNull();
  });
});

describe('is not sure', () => {
  test.each([
    ["version = project.findProperty('v')\n", {}],
    ['bootJar { archiveFileName = "${project.name}.jar" }\n', { tasks: ['bootJar'] }],
    ["archivesBaseName = name + 'x'\n", {}],
  ] satisfies readonly (readonly [string, Given])[])('of a name that is put together: %j', (build, given) => {
    expect(outputs(build, given)).toMatchObject({ archives: [], isComplete: false });
  });

  test.each([
    'task fatJar(type: Jar) { }\n',
    'tasks.register<Jar>("fat") { }\n',
    'java { withSourcesJar() }\n',
    'jar { enabled = false }\n',
    'plugins { alias(libs.plugins.boot) }\n',
    "apply from: 'more.gradle'\n",
    "plugins { id 'our.conventions' }\n",
  ])('of what else lies there: %j', (build) => {
    expect(outputs(build)?.isComplete).toBe(false);
  });

  test('of a task that nobody knows', () => {
    expect(outputs("version = '1'\n", { tasks: ['dist', 'jar'] })?.isComplete).toBe(false);
    expect(outputs("version = '1'\n", { tasks: ['clean', 'jar'] })?.isComplete).toBe(true);
  });

  test.each([
    ["buildDir = 'out'\n", {}],
    ["layout.buildDirectory.set(file('out'))\n", {}],
    ["jar { destinationDirectory = file('x') }\n", {}],
    ["jar { manifest { attributes 'Class-Path': 'lib/a.jar' } }\n", {}],
    ["version = '1'\n", { project: 'api' }],
    ["version = '1'\n", { project: 'api', settings: "file('x').eachDir { include it.name }\ninclude 'api'\n" }],
    ['', { settings: '' }],
  ] satisfies readonly (readonly [string, Given])[])('of anything: %j %j', (build, given) => {
    expect(outputs(build, given)).toBeNull();
  });
});

describe('what is installed', () => {
  test.each([
    ["plugins { id 'application' }\n", ['installDist'], '/srv/app/build/install/shop', 'shop'],
    ["application {\n  applicationName = 'web'\n}\n", ['installDist'], '/srv/app/build/install/web', 'web'],
    ['x\n', ['installShadowDist'], '/srv/app/build/install/shop-shadow', 'shop'],
    [BOOT, ['installBootDist'], '/srv/app/build/install/shop-boot', 'shop'],
  ])('%j %j', (build, tasks, folder, script) => {
    expect(outputs(build, { tasks })?.installed).toEqual([{ folder, script }]);
  });

  test('under a name that is not known', () => {
    expect(outputs('application { applicationName = "$x" }\n', { tasks: ['installDist'] })?.installed).toEqual([]);
    expect(
      outputs("distributions { main { distributionBaseName = 'x' } }\n", { tasks: ['installDist'] })?.installed,
    ).toEqual([]);
    expect(outputs('x\n', { tasks: ['build'] })?.installed).toEqual([]);
  });

  test('by Quarkus', () => {
    expect(outputs("plugins { id 'io.quarkus' }\n")?.folders).toEqual(['/srv/app/build/quarkus-app']);
  });
});
