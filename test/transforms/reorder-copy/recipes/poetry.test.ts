import { describe, expect, test } from 'vitest';
import { poetry } from '../../../../transforms/reorder-copy/recipes/poetry.ts';
import { type FileTexts, plan, stepsOf } from './support.ts';

const PYPROJECT = '[tool.poetry]\nname = "shop"\nversion = "1"\n';
const FILES: FileTexts = { 'pyproject.toml': PYPROJECT, 'poetry.lock': '', 'shop/__init__.py': '' };
const ask = (run: string, files: FileTexts = FILES, above = '') =>
  plan(poetry, `FROM python:3.12\nWORKDIR /app\n${above}COPY . .\nRUN ${run}\n`, files);
const refused = (run: string, files?: FileTexts, above?: string) => {
  const answer = ask(run, files, above);
  return answer !== null && 'refused' in answer ? answer.refused : answer;
};

describe('poetry', () => {
  test('a step for all but the project, with the same options', () => {
    expect(ask('poetry install --only main --no-interaction')).toEqual({
      tool: 'Poetry',
      reads: ['pyproject.toml', 'poetry.lock'],
      writes: [],
      added: 'poetry install --no-root --only main --no-interaction',
      risk: 'safe',
    });
    expect(ask('python -m poetry -n sync --without dev')).toMatchObject({
      added: 'python -m poetry -n sync --no-root --without dev',
    });
    expect(ask('POETRY_VIRTUALENVS_CREATE=false poetry install')).toMatchObject({
      added: 'POETRY_VIRTUALENVS_CREATE=false poetry install --no-root',
    });
  });

  test('options that are worked out at build time', () => {
    expect(ask('poetry install $(test "$ENV" = prod && echo "--only main")')).toMatchObject({
      added: 'poetry install --no-root $(test "$ENV" = prod && echo "--only main")',
    });
    expect(refused('poetry install $OPTIONS')).toEqual({ code: 'dynamic-command', text: '$OPTIONS' });
    expect(refused('poetry install $(test "$A" && echo "--only-root")')).toMatchObject({ code: 'dynamic-command' });
  });

  test('settings in front of it go along', () => {
    expect(ask('poetry config virtualenvs.create false && poetry install')).toMatchObject({
      added: 'poetry config virtualenvs.create false && poetry install --no-root',
      writes: [],
    });
    expect(refused('poetry config --local virtualenvs.create false && poetry install')).toEqual({
      code: 'cannot-split',
      command: 'poetry install',
    });
    expect(ask('pip install poetry && poetry install')).toMatchObject({ added: 'poetry install --no-root' });
    expect(ask('curl -sSL https://install.python-poetry.org | python3 - && poetry install')).toMatchObject({
      added: 'poetry install --no-root',
    });
    expect(refused('python -m pip install poetry && python -m poetry install')).toMatchObject({ code: 'cannot-split' });
    expect(refused('poetry self add x && poetry install')).toMatchObject({ code: 'cannot-split' });
  });

  test('without the project it moves itself', () => {
    expect(ask('poetry install --no-root')).toMatchObject({ added: null, reads: ['pyproject.toml', 'poetry.lock'] });
    const files = { ...FILES, 'pyproject.toml': `${PYPROJECT}package-mode = false\n`, 'poetry.toml': '' };
    expect(ask('poetry install', files)).toMatchObject({
      added: null,
      reads: ['pyproject.toml', 'poetry.lock', 'poetry.toml'],
    });
  });

  test('no lockfile', () => {
    expect(ask('poetry install --no-root', { 'pyproject.toml': PYPROJECT })).toMatchObject({
      reads: ['pyproject.toml'],
    });
  });

  test('an environment in the project', () => {
    expect(ask('poetry install', FILES, 'ENV POETRY_VIRTUALENVS_IN_PROJECT=true\n')).toMatchObject({
      writes: ['.venv'],
    });
    expect(ask('poetry install', { ...FILES, 'poetry.toml': '[virtualenvs]\nin-project = true\n' })).toMatchObject({
      writes: ['.venv'],
    });
    expect(ask('poetry install', FILES, 'RUN poetry config virtualenvs.in-project true\n')).toMatchObject({
      writes: ['.venv'],
    });
    expect(ask('poetry install', { ...FILES, '.venv/x': '', '.dockerignore': '.venv' })).toMatchObject({
      writes: ['.venv'],
    });
    expect(ask('poetry install', { ...FILES, '.venv/x': '' }, 'ENV POETRY_VIRTUALENVS_CREATE=false\n')).toMatchObject({
      writes: [],
    });
  });

  test('libraries beside the project', () => {
    const lock = '[[package]]\nname = "lib"\n[package.source]\ntype = "directory"\nurl = "lib"\n';
    const files = { ...FILES, 'poetry.lock': lock, 'lib/pyproject.toml': '' };
    expect(ask('poetry install', files)).toMatchObject({
      reads: ['pyproject.toml', 'poetry.lock', 'lib'],
      risk: 'assumes',
      assumption: 'the build of lib reads nothing outside of it',
    });
    expect(ask('poetry install --no-directory', files)).toMatchObject({
      reads: ['pyproject.toml', 'poetry.lock'],
      risk: 'safe',
    });
    const outside = { ...FILES, 'pyproject.toml': `${PYPROJECT}[tool.poetry.dependencies]\nlib = {path = "../lib"}\n` };
    expect(refused('poetry install', outside)).toEqual({
      code: 'reads-sources',
      command: 'poetry install',
      what: '../lib',
    });
  });

  test('an export', () => {
    expect(ask('poetry export -f requirements.txt --output requirements.txt')).toMatchObject({
      reads: ['pyproject.toml', 'poetry.lock'],
      writes: [],
      added: null,
    });
    expect(ask('poetry export > /tmp/requirements.txt')).toMatchObject({ writes: [] });
  });

  test('a step in front of the sources is there already', () => {
    const above = 'COPY pyproject.toml poetry.lock ./\nRUN poetry install --no-root\n';
    const dockerfile = `FROM python:3.12\nWORKDIR /app\n${above}COPY . .\nRUN poetry install\n`;
    expect(stepsOf(dockerfile, FILES).map(poetry).at(-1)).toBeNull();
  });

  test.each([
    'poetry --version',
    'poetry config virtualenvs.create false',
    'poetry build',
    'poetry install --help',
    'poetry install --dry-run',
  ])('%s is no install', (run) => {
    expect(ask(run)).toBeNull();
  });

  test('what cannot be done', () => {
    expect(refused('poetry install', { 'x.py': '' })).toEqual({
      code: 'not-in-build',
      path: 'pyproject.toml',
      isIgnored: false,
    });
    expect(refused('poetry install', { ...FILES, 'pyproject.toml': '[' })).toMatchObject({
      code: 'broken-manifest',
      path: 'pyproject.toml',
    });
    expect(refused('poetry install', { ...FILES, 'poetry.lock': '<<<<<<<' })).toMatchObject({
      code: 'broken-manifest',
      path: 'poetry.lock',
    });
    expect(refused('poetry install --only-root')).toMatchObject({ code: 'reads-sources' });
    expect(refused('poetry -C /app install')).toMatchObject({ code: 'dynamic-command' });
    expect(refused('poetry install', FILES, 'ENV POETRY_VERSION=0.12\n')).toEqual({
      code: 'tool-too-old',
      tool: 'poetry',
      since: '1.0',
    });
    expect(refused('sh -c "poetry install"')).toMatchObject({ code: 'cannot-split' });
  });
});

describe('plugins of the project', () => {
  test('one that asks git for the version', () => {
    const files = { ...FILES, 'pyproject.toml': `${PYPROJECT}[tool.poetry-dynamic-versioning]\nenable = true\n` };
    expect(refused('poetry install', { ...files, '.git/HEAD': '' })).toEqual({
      code: 'reads-sources',
      command: 'poetry install',
      what: '.git',
    });
    expect(ask('poetry install', files)).toMatchObject({ risk: 'safe' });
    const off = { ...FILES, 'pyproject.toml': `${PYPROJECT}[tool.poetry-dynamic-versioning]\n`, '.git/HEAD': '' };
    expect(ask('poetry install', off)).toMatchObject({ risk: 'safe' });
  });

  test('one that lies in the project', () => {
    const plugin = `${PYPROJECT}[tool.poetry.requires-plugins]\nown = {path = "plugin"}\n`;
    const files = { ...FILES, 'pyproject.toml': plugin, 'plugin/pyproject.toml': '' };
    expect(ask('poetry install', files)).toMatchObject({ reads: ['pyproject.toml', 'poetry.lock', 'plugin'] });
  });
});

describe('a list for pip', () => {
  test('one that the project has of its own is not made anew in front of it', () => {
    const own = { ...FILES, 'requirements.txt': 'flask\n' };
    expect(refused('poetry export -o requirements.txt', own)).toEqual({
      code: 'overwrites-output',
      path: 'requirements.txt',
      why: 'used-elsewhere',
    });
    expect(ask('poetry export -o /tmp/requirements.txt', own)).toMatchObject({ writes: [] });
  });

  test('environments in a folder of the tree', () => {
    const above = 'ENV POETRY_VIRTUALENVS_PATH=/app/.venvs\n';
    expect(ask('poetry install --no-root', { ...FILES, '.venvs/x': '' }, above)).toMatchObject({ writes: ['.venvs'] });
    expect(ask('poetry install --no-root', FILES, above)).toMatchObject({ writes: [] });
  });
});
