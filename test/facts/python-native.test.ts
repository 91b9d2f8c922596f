import { describe, expect, test } from 'vitest';
import { isOfBuildpack } from '../../src/facts/buildpack-programs.ts';
import { nativePackage, packagesOf, programsOfPackage } from '../../src/facts/python-native.ts';
import { isPlainPackage } from '../../src/facts/python-plain.ts';
import { pythonPrograms } from '../../src/facts/python-programs.ts';

describe('packagesOf', () => {
  test.each([
    ['libpq5', null, ['libpq5']],
    ['libpq-dev', null, ['libpq5']],
    ['libmagic-dev', null, null],
    ['libmagic-dev', 'bullseye', ['libmagic1']],
    ['libmagic-dev', 'trixie', ['libmagic1t64']],
    ['libssl-dev', 'trixie', []],
    ['libweird-dev', 'trixie', null],
    ['libpcre3-dev', 'trixie', null],
  ])('%s in %s', (library, release, packages) => {
    expect(packagesOf(library, release)).toEqual(packages);
  });

  test('knows all that the packages of the table need, in every release', () => {
    const names = [
      'psycopg2',
      'mysqlclient',
      'lxml',
      'pillow',
      'pyyaml',
      'pycurl',
      'python-magic',
      'opencv-python',
      'uwsgi',
      'gssapi',
      'lightgbm',
    ];
    for (const name of names) {
      const { needs = [], built = [] } = nativePackage(name)!;
      expect([...needs, ...built]).not.toEqual([]);
      for (const library of [...needs, ...built])
        for (const release of ['bullseye', 'bookworm', 'trixie'])
          expect(packagesOf(library, release), library).not.toBeNull();
    }
  });
});

test('names that every object has are no packages', () => {
  for (const name of ['constructor', '__proto__', 'toString']) {
    expect(nativePackage(name)).toBeNull();
    expect(programsOfPackage(name)).toEqual([]);
    expect(pythonPrograms([name])).toEqual([name]);
    expect(isPlainPackage(name) || isOfBuildpack(name)).toBe(false);
  }
});

test('a program is called as its package is, or otherwise', () => {
  expect(pythonPrograms(['gunicorn', 'django', 'waitress'])).toEqual([
    'gunicorn',
    'django',
    'django-admin',
    'waitress',
    'waitress-serve',
  ]);
});
