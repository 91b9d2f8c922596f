/** Two Dockerfiles that are one. */
import { describe, expect, test } from 'vitest';
import { findBuilderPattern } from '../../src/app/builder-pattern.ts';
import { readDocument } from '../../src/dockerfile/document.ts';
import { memoryProject } from '../../src/project/project.ts';
import { BUILD, IMAGE, SCRIPT, shop } from '../fold/support.ts';

/** Asked of the file `Dockerfile`. */
function patternOf(files: Readonly<Record<string, string>>) {
  const read = readDocument(files.Dockerfile!);
  if (!read.ok) throw new Error(read.problem.message);
  return findBuilderPattern(read.document, memoryProject(files));
}

const PAIR = { build: 'Dockerfile.build', image: 'Dockerfile' };
const { 'build.sh': _, ...bare } = shop();

describe('is found', () => {
  test('from the file that is shipped', () => {
    expect(patternOf(shop())).toEqual(PAIR);
  });
  test('from the one that builds', () => {
    const script = SCRIPT.replace('-f Dockerfile.build .', '.').replace('-t shop .', '-t shop -f Dockerfile.run .');
    const files = { ...bare, Dockerfile: BUILD, 'Dockerfile.run': IMAGE, 'build.sh': script };
    expect(patternOf(files)).toEqual({ build: 'Dockerfile', image: 'Dockerfile.run' });
  });
  test('by its name and what a compiler writes, without a script', () => {
    expect(patternOf(bare)).toEqual(PAIR);
  });
  test('where it cannot be folded either', () => {
    expect(patternOf(shop({ 'build.sh': SCRIPT.replace('-t shop .', '--platform linux/arm64 -t shop .') }))).toEqual(
      PAIR,
    );
  });
});

describe('is not found', () => {
  test('where nothing is copied out', () => {
    expect(
      patternOf(
        shop({ 'build.sh': SCRIPT.replace('docker cp', 'echo'), 'Dockerfile.build': BUILD.replace('-o app', '-v') }),
      ),
    ).toBeNull();
  });
  test('where what is copied out goes elsewhere', () => {
    const script = SCRIPT.replace('./app\n', './coverage\n');
    expect(patternOf(shop({ 'build.sh': script, 'Dockerfile.build': BUILD.replace('-o app', '-v') }))).toBeNull();
  });
  test('in a file that has no neighbour, or no context', () => {
    const { 'Dockerfile.build': __, ...alone } = shop();
    expect(patternOf(alone)).toBeNull();
  });
  test('by a name alone', () => {
    expect(patternOf({ ...bare, app: 'text' })).toBeNull();
    const { 'Dockerfile.build': build, ...others } = bare;
    expect(patternOf({ ...others, 'Dockerfile.debug': build! })).toBeNull();
  });
  test('in a container of another image', () => {
    expect(
      patternOf(
        shop({
          'build.sh': SCRIPT.replace('extract shop:build', 'extract golang:1.23'),
          'Dockerfile.build': BUILD.replace('-o app', '-v'),
        }),
      ),
    ).toBeNull();
  });
});
