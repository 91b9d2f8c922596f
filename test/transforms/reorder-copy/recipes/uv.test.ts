import { describe, expect, test } from 'vitest';
import { uv } from '../../../../transforms/reorder-copy/recipes/uv.ts';
import { type FileTexts, plan } from './support.ts';

const PYPROJECT = '[project]\nname = "app"\nversion = "1"\n[build-system]\nbuild-backend = "hatchling.build"\n';
const LOCK = '[[package]]\nname = "app"\nversion = "1"\nsource = { editable = "." }\n';
const FILES: FileTexts = { 'pyproject.toml': PYPROJECT, 'uv.lock': LOCK, 'README.md': '', 'src/app.py': '' };
const ask = (run: string, files: FileTexts = FILES, above = '') =>
  plan(uv, `FROM python:3.12\nWORKDIR /app\n${above}COPY . .\nRUN ${run}\n`, files);
const refused = (run: string, files?: FileTexts, above?: string) => {
  const answer = ask(run, files, above);
  return answer !== null && 'refused' in answer ? answer.refused : answer;
};
const WORKSPACE: FileTexts = {
  'pyproject.toml': `${PYPROJECT}[tool.uv.workspace]\nmembers = ["packages/*"]\nexclude = ["packages/old"]\n[tool.uv.sources]\nlib = {workspace = true}\n`,
  'uv.lock': `${LOCK}[[package]]\nname = "lib"\nversion = "1"\nsource = { editable = "packages/lib" }\n`,
  'packages/lib/pyproject.toml': '[project]\nname = "lib"\nversion = "1"\n[build-system]\n',
  'packages/old/pyproject.toml': '',
  'src/app.py': '',
};

describe('uv', () => {
  test('a step for all but the project, with the same options', () => {
    expect(ask('uv sync --frozen --no-dev')).toEqual({
      tool: 'uv',
      reads: ['pyproject.toml', 'uv.lock'],
      writes: ['.venv'],
      added: 'uv sync --frozen --no-dev --no-install-project',
      risk: 'safe',
    });
    expect(ask('UV_LINK_MODE=copy uv --quiet sync --locked')).toMatchObject({
      added: 'UV_LINK_MODE=copy uv --quiet sync --locked --no-install-project',
    });
  });

  test('without the project it moves itself', () => {
    expect(ask('uv sync --no-install-project')).toMatchObject({ added: null });
    expect(ask('uv sync', { ...FILES, 'pyproject.toml': '[project]\nname = "app"\n' })).toMatchObject({ added: null });
    expect(ask('uv sync', { ...FILES, 'pyproject.toml': `${PYPROJECT}[tool.uv]\npackage = false\n` })).toMatchObject({
      added: null,
    });
  });

  test('settings and the Python version', () => {
    expect(ask('uv sync', { ...FILES, 'uv.toml': '', '.python-version': '3.12' })).toMatchObject({
      reads: ['pyproject.toml', 'uv.lock', 'uv.toml', '.python-version'],
    });
    expect(ask('uv python install', { '.python-version': '3.12' })).toMatchObject({
      reads: ['.python-version'],
      writes: [],
    });
    expect(ask('uv python install 3.12')).toBeNull();
  });

  test('members of a workspace', () => {
    const reads = ['pyproject.toml', 'uv.lock', 'packages/lib/pyproject.toml'];
    expect(ask('uv sync --locked', WORKSPACE)).toMatchObject({
      reads,
      added: 'uv sync --locked --no-install-workspace',
      risk: 'safe',
    });
    expect(ask('uv sync --locked --no-install-workspace', WORKSPACE)).toMatchObject({ reads, added: null });
    // The members would be installed still.
    expect(ask('uv sync --no-install-project', WORKSPACE)).toMatchObject({
      added: 'uv sync --no-install-project --no-install-workspace',
    });
  });

  test('a library that is no member', () => {
    const files = {
      ...FILES,
      'uv.lock': `${LOCK}[[package]]\nname = "lib"\nsource = { directory = "lib" }\n`,
      'lib/pyproject.toml': '',
    };
    expect(ask('uv sync', files)).toMatchObject({ reads: ['pyproject.toml', 'uv.lock', 'lib'], risk: 'assumes' });
    expect(ask('uv sync --no-install-local', files)).toMatchObject({
      reads: ['pyproject.toml', 'uv.lock'],
      added: null,
    });
    const outside = { ...FILES, 'uv.lock': `${LOCK}[[package]]\nname = "lib"\nsource = { directory = "../lib" }\n` };
    expect(refused('uv sync', outside)).toEqual({ code: 'reads-sources', command: 'uv sync', what: '../lib' });
  });

  test('the environment may lie elsewhere', () => {
    expect(ask('uv sync', FILES, 'ENV UV_PROJECT_ENVIRONMENT=/opt/venv\n')).toMatchObject({ writes: [] });
    expect(ask('uv sync', FILES, 'ENV UV_PROJECT_ENVIRONMENT=env\n')).toMatchObject({ writes: ['env'] });
  });

  test('an export', () => {
    expect(ask('uv export --frozen -o /tmp/requirements.txt')).toMatchObject({
      reads: ['pyproject.toml', 'uv.lock'],
      added: null,
    });
  });

  test('a step in front of the sources is there already', () => {
    const above = 'RUN --mount=type=bind,source=uv.lock,target=uv.lock uv sync --locked --no-install-project\n';
    expect(ask('uv sync --locked', FILES, above)).toBeNull();
  });

  test.each([
    'uv --version',
    'uv run app.py',
    'uv sync --help',
    'uv sync --dry-run',
    'uv pip install flask',
    'uv tool install ruff',
  ])('%s is no install of the project', (run) => {
    expect(ask(run)).toBeNull();
  });

  test('fields that the build backend fills in', () => {
    const dynamic = (field: string, lock = LOCK): FileTexts => ({
      ...FILES,
      'pyproject.toml': PYPROJECT.replace('version = "1"', `dynamic = ["${field}"]`),
      'uv.lock': lock,
    });
    expect(refused('uv sync --locked', dynamic('dependencies'))).toMatchObject({
      code: 'reads-sources',
      what: 'its dynamic dependencies',
    });
    expect(refused('uv sync --locked', dynamic('version'))).toMatchObject({
      code: 'reads-sources',
      what: 'its dynamic version',
    });
    // A lockfile that leaves the version open was written by a uv that does not ask for it.
    expect(ask('uv sync --locked', dynamic('version', LOCK.replace('version = "1"\n', '')))).toMatchObject({
      risk: 'safe',
    });
    expect(ask('uv sync --frozen', dynamic('version'))).toMatchObject({ risk: 'safe' });
    expect(ask('uv sync', dynamic('dependencies'), 'ENV UV_FROZEN=1\n')).toMatchObject({ risk: 'safe' });
  });

  test('what cannot be done', () => {
    expect(refused('uv sync', { 'x.py': '' })).toEqual({
      code: 'not-in-build',
      path: 'pyproject.toml',
      isIgnored: false,
    });
    expect(refused('uv sync', { ...FILES, 'uv.lock': '[' })).toMatchObject({
      code: 'broken-manifest',
      path: 'uv.lock',
    });
    expect(refused('uv sync', { ...WORKSPACE, 'packages/lib/pyproject.toml': '[' })).toMatchObject({
      code: 'broken-manifest',
      path: 'packages/lib/pyproject.toml',
    });
    expect(refused('uv sync --project api')).toMatchObject({ code: 'dynamic-command' });
    expect(refused('uv sync $FLAGS')).toMatchObject({ code: 'dynamic-command' });
    expect(refused('./setup.sh && uv sync')).toMatchObject({ code: 'cannot-split' });
    expect(
      refused('uv sync', { ...FILES, 'pyproject.toml': `${PYPROJECT}[[tool.uv.index]]\nurl = "./index"\n` }),
    ).toMatchObject({
      code: 'reads-sources',
      what: './index',
    });
  });

  test('settings in the folders above', () => {
    const files = {
      'api/pyproject.toml': PYPROJECT,
      'api/uv.lock': LOCK,
      'api/app.py': '',
      'uv.toml': '',
      '.python-version': '',
    };
    expect(plan(uv, 'FROM python:3.12\nCOPY . /app\nWORKDIR /app/api\nRUN uv sync\n', files)).toMatchObject({
      reads: ['api/pyproject.toml', 'api/uv.lock', 'uv.toml', '.python-version'],
      writes: ['api/.venv'],
    });
  });

  test('a member alone', () => {
    const dockerfile = 'FROM python:3.12\nCOPY . /app\nWORKDIR /app/packages/lib\nRUN uv sync\n';
    expect(plan(uv, dockerfile, WORKSPACE)).toMatchObject({
      refused: { code: 'reads-sources', what: 'the workspace above it' },
    });
  });
});

describe('packages that lie in the context', () => {
  test.each([
    ['uv sync --frozen --find-links wheels', {}, '', { code: 'reads-sources', what: 'wheels' }],
    ['uv sync --frozen --index x=./index', {}, '', { code: 'reads-sources', what: 'x=./index' }],
    ['uv sync --frozen', { 'uv.toml': 'find-links = ["wheels"]\n' }, '', { code: 'reads-sources', what: 'wheels' }],
    ['uv sync --frozen', {}, 'ENV UV_FIND_LINKS=wheels\n', { code: 'reads-sources', what: 'wheels' }],
    [
      'uv sync --frozen',
      { 'uv.lock': `${LOCK}[[package]]\nname = "y"\nversion = "1"\nsource = { registry = "wheels" }\n` },
      '',
      { code: 'reads-sources', what: 'wheels' },
    ],
    ['uv sync --frozen', {}, 'ENV UV_PROJECT=/app/sub\n', { code: 'dynamic-command', text: 'UV_PROJECT' }],
    ['uv sync --frozen', {}, 'ENV UV_CONFIG_FILE=/app/x.toml\n', { code: 'dynamic-command', text: 'UV_CONFIG_FILE' }],
    ['uv sync --frozen', { 'uv.toml': '[[[' }, '', { code: 'broken-manifest', path: 'uv.toml' }],
  ] as const)('%s %j %s', (run, more, above, reason) => {
    expect(refused(run, { ...FILES, 'wheels/x.whl': '', ...more }, above)).toMatchObject(reason);
  });

  test('an index of the network is none of them', () => {
    const files = {
      ...FILES,
      'uv.lock': `${LOCK}[[package]]\nname = "y"\nversion = "1"\nsource = { registry = "https://pypi.example.org/simple" }\n`,
      'uv.toml': '[[index]]\nurl = "https://example.org/simple"\n',
    };
    expect(
      ask('uv sync --frozen --index x=https://example.org', files, 'ENV UV_FIND_LINKS=https://example.org\n'),
    ).toMatchObject({
      risk: 'safe',
    });
  });
});

test('a list that the project has of its own is not made anew in front of it', () => {
  const own = { ...FILES, 'requirements.txt': 'flask\n' };
  expect(refused('uv export -o requirements.txt', own)).toMatchObject({ code: 'overwrites-output' });
  expect(ask('uv export --output-file=/tmp/r.txt', own)).toMatchObject({ added: null });
});
