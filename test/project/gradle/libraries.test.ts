import { describe, expect, test } from 'vitest';
import { catalogueOf, gradleLibraries } from '../../../src/project/gradle/libraries.ts';

const CATALOGUE = catalogueOf(
  'gradle/libs.versions.toml',
  `[versions]
jte = "3.1"
[libraries]
jte-kotlin = { module = "gg.jte:jte-kotlin", version.ref = "jte" }
http_client = { group = "org.example", name = "client" }
plain = "org.example:plain:1.0"
odd = { module = 3 }
`,
);

describe('libraries that run along', () => {
  test.each([
    ["implementation 'g:a:1.0'", 'g:a'],
    ['implementation("g:a:1.0")', 'g:a'],
    ['api("g:a")', 'g:a'],
    ["runtimeOnly 'g:a:1.0', 'x'", 'g:a'],
    ["implementation group: 'g', name: 'a', version: '1.0'", 'g:a'],
    ['implementation(group = "g", name = "a", version = "1.0")', 'g:a'],
    ["implementation platform('g:a:1.0')", 'g:a'],
    ["implementation('g:a:1.0') {\n  exclude group: 'x'\n}", 'g:a'],
    ['implementation(\n  "g:a:1.0"\n)', 'g:a'],
    ['implementation(libs.jte.kotlin)', 'gg.jte:jte-kotlin'],
    ['implementation libs.http.client', 'org.example:client'],
    ['api(libs.plain.get())', 'org.example:plain'],
  ])('%s', (line, library) => {
    expect(gradleLibraries(`plugins { id 'java' }\ndependencies {\n  ${line}\n}\n`, CATALOGUE)).toEqual([library]);
  });

  test.each([
    "testImplementation 'g:a:1.0'",
    "annotationProcessor 'g:a:1.0'",
    "compileOnly 'g:a:1.0'",
    'implementation(libs.odd)',
    'implementation(project(":core"))',
    "// implementation 'g:a:1.0'",
  ])('not %s', (line) => {
    expect(gradleLibraries(`dependencies {\n  ${line}\n}\n`, CATALOGUE)).toEqual([]);
  });

  test('a broken catalogue has none', () => {
    expect(catalogueOf('gradle/libs.versions.toml', '[libraries').size).toBe(0);
  });
});
