import { describe, expect, test } from 'vitest';
import { readStart } from '../../src/app/start.ts';
import { parseDocument } from '../../src/dockerfile/document.ts';
import { memoryProject } from '../../src/project/project.ts';

/** What an image with a script as its entrypoint starts. */
function started(script: string, command: string, path = '/start.sh'): readonly string[] {
  const dockerfile = `FROM python:3.12\nCOPY start.sh ${path}\nENTRYPOINT ["${path}"]\nCMD ${command}\n`;
  const parsed = parseDocument(dockerfile);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  const project = memoryProject({ Dockerfile: dockerfile, 'start.sh': `#!/bin/sh\n${script}\n` });
  const { calls, unread } = readStart(parsed.document, project, parsed.document.stages[0]!, []);
  if (unread !== null) return ['?'];
  return calls
    .filter(({ name }) => name !== '')
    .map(({ name, call }) => [name, ...call.args.map(({ text }) => text)].join(' '));
}

describe('what a script is given', () => {
  test.each([
    ['exec "$@"', '["gunicorn", "app:app"]', ['gunicorn app:app']],
    ['exec gosu app "$@"', '["gunicorn", "app:app"]', ['gunicorn app:app']],
    ['exec tini -- "$@"', '["gunicorn", "app:app"]', ['tini -- "$@"', 'gunicorn app:app']],
    ['set -- python "$@"\nexec "$@"', '["app.py"]', ['set -- python "$@"', 'app.py']],
    [
      'if [ "$1" = web ]; then exec gunicorn "$@"; fi\nexec "$@"',
      '["flask", "run"]',
      expect.arrayContaining(['flask run']),
    ],
  ])('%s starts it', (script, command, calls) => {
    expect(started(script, command)).toEqual(calls);
  });

  test.each([
    ['exec gunicorn "$@"', '["app:app"]', ['gunicorn app:app']],
    ['exec gunicorn -b :80 $*', '["app:app", "--reload"]', ['gunicorn -b :80 app:app --reload']],
    ['echo "run $@"\nexec python3 "$@"', '["app.py"]', ['echo "run $@"', 'python3 app.py']],
    ['exec /app/server "${@}"', '["serve"]', ['server serve']],
    ['exec gunicorn "$@"', '["--reload", "app:app"]', ['gunicorn --reload app:app']],
  ])('%s gives it to a program', (script, command, calls) => {
    expect(started(script, command)).toEqual(calls);
  });

  test('one that may start what it is given is taken to do so', () => {
    expect(started('exec poetry run "$@"', '["serve"]')).toContain('serve');
    expect(started('exec something "$@"', '["serve"]')).toContain('serve');
  });

  test('an environment of Python that it enters has to be there', () => {
    expect(started('. /venv/bin/activate\nexec python app.py', '[]')).toEqual(['activate', 'python app.py']);
    expect(started('. /venv/settings\nexec python app.py', '[]')).toEqual(['?']);
  });
});

describe('docker-entrypoint.sh on the image of node', () => {
  const calls = (entrypoint: string) => {
    const dockerfile = `FROM node:20\nWORKDIR /app\nCOPY . .\nENTRYPOINT ["${entrypoint}"]\nCMD ["node", "a.js"]\n`;
    const parsed = parseDocument(dockerfile);
    if (!parsed.ok) throw new Error(parsed.problem.message);
    const project = memoryProject({
      Dockerfile: dockerfile,
      'docker-entrypoint.sh': '#!/bin/sh\nmigrate\nexec "$@"\n',
    });
    return readStart(parsed.document, project, parsed.document.stages[0]!, []).calls.map(({ name }) => name);
  };

  test('is read where it is the file of the app', () => expect(calls('./docker-entrypoint.sh')).toContain('migrate'));
  test('hands on where it is that of the image', () =>
    expect(calls('/usr/local/bin/docker-entrypoint.sh')).toEqual(['docker-entrypoint.sh', 'node']));
});
