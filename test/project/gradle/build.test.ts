import { describe, expect, test } from 'vitest';
import { readGradleBuild, readGradleSettings } from '../../../src/project/gradle/build.ts';
import { readProperties } from '../../../src/project/gradle/properties.ts';

describe('settings', () => {
  test.each([
    [
      "rootProject.name = 'shop'\ninclude 'api', ':lib:core'\ninclude(\"web\")\n",
      'shop',
      ['api', 'lib', 'lib/core', 'web'],
    ],
    ['rootProject.name = "shop"\ninclude(\n  "api", // first\n  /* second */ "web",\n)\n', 'shop', ['api', 'web']],
    ["// include 'old'\ninclude 'a'; include 'b'\n", null, ['a', 'b']],
    ['plugins { id("x") version "1" }\ndependencyResolutionManagement { repositories { mavenCentral() } }\n', null, []],
  ])('%j', (text, rootName, folders) => {
    expect(readGradleSettings(text)).toEqual({ rootName, folders, dynamic: null });
  });

  test.each([
    'include "lib-$x"\n',
    'include(names)\n',
    'include names as String[]\n',
    'includeBuild "../x"\n',
    'project(":a").projectDir = file("b")\n',
    'file("libs").eachDir { include it.name }\n',
    'if (x) { include "a" }\n',
    'apply from: "more.gradle"\n',
  ])('is not sure of %j', (text) => {
    expect(readGradleSettings(text).dynamic).not.toBeNull();
  });
});

describe('build files', () => {
  test('Groovy', () => {
    const text =
      "plugins {\n  id 'java'\n  id 'org.springframework.boot' version '3.2.0'\n}\napply plugin: 'war'\napply from: 'x.gradle'\ngroup = 'g'\nversion '1.0'\n";
    expect(readGradleBuild(text)).toEqual({
      plugins: ['java', 'org.springframework.boot', 'war'],
      applied: ['x.gradle'],
      version: '1.0',
      group: 'g',
      reads: null,
    });
  });

  test('Kotlin', () => {
    const text = 'plugins { id("application") }\nversion = "2.0" // "3.0"\nval url = "https://example.com"\n';
    expect(readGradleBuild(text)).toMatchObject({ plugins: ['application'], version: '2.0', reads: null });
  });

  test.each([
    "version = file('VERSION').text",
    "version = new File('VERSION').text",
    'version = file("VERSION").readText()',
    "def hash = 'git rev-parse HEAD'.execute().text",
    'val p = providers.exec { commandLine("git") }',
    'props.load(new FileInputStream("x"))',
    'apply from: "${rootDir}/x.gradle"',
    'version = gitVersion()',
  ])('%s reads more', (text) => {
    expect(readGradleBuild(text).reads).not.toBeNull();
  });

  test('a comment or a string reads nothing', () => {
    expect(readGradleBuild("// file('x').text\n/* 'a'.execute() */\nversion '1'\n").reads).toBeNull();
  });
});

test('properties', () => {
  const text = '# c\n! d\ndistributionUrl=https\\://services.gradle.org/x.zip\na = 1\nb: 2\nlong=x\\\n  y\nempty=\n';
  expect([...readProperties(text)]).toEqual([
    ['distributionUrl', 'https://services.gradle.org/x.zip'],
    ['a', '1'],
    ['b', '2'],
    ['long', 'xy'],
    ['empty', ''],
  ]);
});

test.each(['/*', '"""', 'apply ', 'File(', 'fileTree', '\n', ' ', 'include ', "id '", 'version ', 'apply from: '])(
  'is done soon with %j again and again',
  (text) => {
    const long = text.repeat(200_000 / text.length);
    const start = performance.now();
    readGradleSettings(long);
    readGradleBuild(long);
    expect(performance.now() - start).toBeLessThan(10_000);
  },
);
