import { describe, expect, test } from 'vitest';
import { pipenv } from '../../../../transforms/reorder-copy/recipes/pipenv.ts';
import { type FileTexts, plan } from './support.ts';

const FILES: FileTexts = { Pipfile: '[packages]\nflask = "*"\n', 'Pipfile.lock': '{}', 'app.py': '' };
const ask = (run: string, files: FileTexts = FILES, above = '') =>
  plan(pipenv, `FROM python:3.12\nWORKDIR /app\n${above}COPY . .\nRUN ${run}\n`, files);
const refused = (run: string, files?: FileTexts, above?: string) => {
  const answer = ask(run, files, above);
  return answer !== null && 'refused' in answer ? answer.refused : answer;
};

describe('pipenv', () => {
  test.each([
    'pipenv install --system --deploy',
    'pipenv sync --system',
    'python -m pipenv install --deploy --ignore-pipfile',
  ])('%s', (run) => {
    expect(ask(run)).toEqual({
      tool: 'Pipenv',
      reads: ['Pipfile', 'Pipfile.lock'],
      writes: [],
      added: null,
      risk: 'safe',
    });
  });

  test('values for the variables of the Pipfile', () => {
    const files = { ...FILES, Pipfile: '[[source]]\nurl = "https://$TOKEN@example.org"\n', '.env': 'TOKEN=x' };
    expect(ask('pipenv sync', files)).toMatchObject({ reads: ['Pipfile', 'Pipfile.lock', '.env'] });
    expect(ask('pipenv sync', { ...FILES, '.env': 'A=b' })).toMatchObject({ reads: ['Pipfile', 'Pipfile.lock'] });
  });

  test('an environment in the project', () => {
    expect(ask('pipenv sync', FILES, 'ENV PIPENV_VENV_IN_PROJECT=1\n')).toMatchObject({ writes: ['.venv'] });
    expect(ask('pipenv sync', { ...FILES, '.venv/x': '' })).toMatchObject({ writes: ['.venv'] });
    expect(ask('pipenv install --system', FILES, 'ENV PIPENV_VENV_IN_PROJECT=1\n')).toMatchObject({ writes: [] });
  });

  test('its list for pip', () => {
    expect(ask('pipenv requirements > r.txt', FILES, 'ENV PIPENV_VENV_IN_PROJECT=1\n')).toMatchObject({
      reads: ['Pipfile', 'Pipfile.lock'],
      writes: [],
    });
  });

  test('a library beside the app', () => {
    const files = { ...FILES, Pipfile: '[packages]\nlib = {path = "./lib", editable = true}\n', 'lib/setup.py': '' };
    expect(ask('pipenv sync', files)).toMatchObject({ reads: ['Pipfile', 'Pipfile.lock', 'lib'], risk: 'assumes' });
  });

  test.each(['pipenv install flask', 'pipenv install -r requirements.txt', 'pipenv run x', 'pipenv --version'])(
    '%s is no install of the Pipfile',
    (run) => {
      expect(ask(run)).toBeNull();
    },
  );

  test('what cannot be done', () => {
    expect(refused('pipenv sync', { 'x.py': '' })).toEqual({ code: 'not-in-build', path: 'Pipfile', isIgnored: false });
    expect(refused('pipenv sync', { ...FILES, Pipfile: '[' })).toMatchObject({
      code: 'broken-manifest',
      path: 'Pipfile',
    });
    expect(refused('pipenv sync', { ...FILES, 'Pipfile.lock': '{' })).toMatchObject({
      code: 'broken-manifest',
      path: 'Pipfile.lock',
    });
    expect(refused('pipenv sync', { ...FILES, Pipfile: '[packages]\nx = {path = ".", editable = true}\n' })).toEqual({
      code: 'reads-sources',
      command: 'pipenv sync',
      what: '.',
    });
    expect(refused('pipenv sync', FILES, 'ENV PIPENV_PIPFILE=/app/Pipfile\n')).toMatchObject({
      code: 'dynamic-command',
    });
  });
});

test('the older way to print a list for pip', () => {
  expect(ask('pipenv lock -r > requirements.txt && pip install -r requirements.txt')).toMatchObject({
    reads: ['Pipfile', 'Pipfile.lock'],
  });
  expect(ask('pipenv lock')).toBeNull();
});
