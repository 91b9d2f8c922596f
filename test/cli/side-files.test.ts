/** Files of the build context that a fix changes along with the Dockerfile. */
import { describe, expect, test } from 'vitest';
import { useCommand } from './support.ts';

const sandbox = useCommand();

const FOUR = 'FROM a\nRUN echo four\n';

function context() {
  const box = sandbox();
  box.file('docker/api/Dockerfile', FOUR);
  box.file('.dockerignore', 'dist\n');
  return box;
}

describe('files of the context', () => {
  test('are written in the context, not beside the Dockerfile', () => {
    const box = context();
    const { code, stdout } = box.run(['-w', '--context', '.', 'docker/api/Dockerfile']);
    expect(code).toBe(0);
    expect(stdout).toContain('1 written');
    expect(box.read('.dockerignore')).toBe('four\ndist\n');
    expect(box.read('docker/api/Dockerfile')).toBe('FROM a\nRUN echo 4\n');
  });

  test('are made when they are not there', () => {
    const box = sandbox();
    box.file('api/Dockerfile', FOUR);
    expect(box.run(['-w', 'api/Dockerfile']).code).toBe(0);
    expect(box.read('api/.dockerignore')).toBe('four\n');
  });

  test('stand in the diff and in JSON with their own paths', () => {
    const box = context();
    const flags = ['--context', '.', 'docker/api/Dockerfile'];
    expect(box.run(flags).stdout).toContain('+++ b/.dockerignore');
    const { files } = JSON.parse(box.run([...flags, '--format', 'json']).stdout);
    expect(files[0].files).toEqual([{ path: '.dockerignore', before: 'dist\n', after: 'four\ndist\n' }]);
  });

  test('are in the patch, from the root of the repository', () => {
    const box = context();
    box.git('init', '-q');
    const { stdout } = box.run(['--context', '..', 'api/Dockerfile', '--format', 'patch'], { cwd: 'docker' });
    box.file('all.patch', stdout);
    box.git('-C', 'docker', 'apply', box.path('all.patch'));
    // Below a folder git takes what lies in it, and passes over the rest.
    expect(box.read('docker/api/Dockerfile')).toBe('FROM a\nRUN echo 4\n');
    box.git('apply', '--include=.dockerignore', 'all.patch');
    expect(box.read('.dockerignore')).toBe('four\ndist\n');
  });

  test('are left alone without a context', () => {
    const box = context();
    expect(box.run(['-w', '--no-context', 'docker/api/Dockerfile']).code).toBe(0);
    expect(box.read('.dockerignore')).toBe('dist\n');
  });
});
