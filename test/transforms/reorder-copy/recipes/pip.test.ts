import { describe, expect, test } from 'vitest';
import { pip } from '../../../../transforms/reorder-copy/recipes/pip.ts';
import { venv } from '../../../../transforms/reorder-copy/recipes/venv.ts';
import { type FileTexts, plan, stepsOf } from './support.ts';

const FILES: FileTexts = { 'requirements.txt': 'flask\n', 'app.py': '' };
const ask = (run: string, files: FileTexts = FILES, above = '') =>
  plan(pip, `FROM python:3.12\nWORKDIR /app\n${above}COPY . .\nRUN ${run}\n`, files);
const refused = (run: string, files?: FileTexts, above?: string) => {
  const answer = ask(run, files, above);
  return answer !== null && 'refused' in answer ? answer.refused : answer;
};

describe('pip', () => {
  test.each([
    'pip install -r requirements.txt',
    'pip3 install --no-cache-dir -r requirements.txt',
    'pip3.12 install -rrequirements.txt',
    'pip --no-cache-dir install -Ur requirements.txt',
    'python -m pip install --requirement=./requirements.txt',
    'python3.12 -u -m pip install --requirement requirements.txt --timeout 100',
    '/opt/venv/bin/pip install -r /app/requirements.txt',
    '"$VENV"/bin/pip install -r requirements.txt',
    'pip wheel -r requirements.txt -w /wheels',
    'uv pip install --system --no-cache -r requirements.txt',
    'uv pip sync --system requirements.txt',
    'pip-sync requirements.txt',
    'pip install gunicorn "uvicorn[standard]==$VERSION" -r requirements.txt',
    'PIP_NO_CACHE_DIR=1 pip install -r requirements.txt',
  ])('%s', (run) => {
    expect(ask(run)).toEqual({
      tool: run.includes('uv pip') ? 'uv' : 'pip',
      reads: ['requirements.txt'],
      writes: [],
      added: null,
      risk: 'safe',
    });
  });

  test.each([
    'pip install flask',
    'pip install --upgrade pip',
    'pip install "flask==$V"',
    'pip list',
    'pip install --help',
    'uv pip list',
    'pip install -r /tmp/requirements.txt',
    'pip install -r https://example.org/requirements.txt',
    'pip install git+https://example.org/x',
    'python app.py',
    'pip install --dry-run -r requirements.txt',
  ])('%s reads nothing of the tree', (run) => {
    expect(ask(run)).toBeNull();
  });

  test('everything that is included, constraints and links too', () => {
    const files = {
      'deps/prod.txt': '-r base.txt\n-f wheels\n',
      'deps/base.txt': 'flask\nwheels/x-1.0.whl\n',
      'deps/wheels/y.whl': '',
      'wheels/x-1.0.whl': '',
      'c.txt': '',
      'app.py': '',
    };
    expect(ask('pip install -r deps/prod.txt -c c.txt --find-links=wheels', files)).toMatchObject({
      reads: ['deps/prod.txt', 'deps/base.txt', 'c.txt', 'wheels/x-1.0.whl', 'deps/wheels', 'wheels'],
      // Wheels are unpacked, not built.
      risk: 'safe',
    });
  });

  test('the COPY puts the file elsewhere', () => {
    const dockerfile = 'FROM python:3.12\nCOPY src/ /srv/app/\nWORKDIR /srv/app\nRUN pip install -r requirements.txt\n';
    const files = { 'src/requirements.txt': '-r more/a.txt', 'src/more/a.txt': '', 'requirements.txt': '' };
    expect(plan(pip, dockerfile, files)).toMatchObject({ reads: ['src/requirements.txt', 'src/more/a.txt'] });
  });

  test('settings that variables name', () => {
    const files = { ...FILES, 'pip.conf': '', 'c.txt': '' };
    expect(
      ask('pip install -r requirements.txt', files, 'ENV PIP_CONFIG_FILE=/app/pip.conf PIP_CONSTRAINT=c.txt\n'),
    ).toMatchObject({
      reads: ['pip.conf', 'requirements.txt', 'c.txt'],
    });
    expect(ask('pip install flask', files, 'ENV PIP_CONSTRAINT=/app/c.txt\n')).toMatchObject({ reads: ['c.txt'] });
  });

  test('uv takes its settings from the folder', () => {
    const files = { ...FILES, 'pyproject.toml': '[tool.uv]\nindex-url = "https://example.org"\n', 'uv.toml': '' };
    expect(ask('uv pip install --system -r requirements.txt', files)).toMatchObject({
      reads: ['uv.toml', 'pyproject.toml', 'requirements.txt'],
    });
    expect(ask('uv pip install --system -r pyproject.toml', files)).toMatchObject({
      reads: ['uv.toml', 'pyproject.toml'],
    });
  });

  test('a small library beside the app is copied whole, on one condition', () => {
    const files = { 'requirements.txt': '-e ./lib\n', 'lib/setup.py': '', 'lib/lib/__init__.py': '', 'app.py': '' };
    expect(ask('pip install -r requirements.txt', files)).toMatchObject({
      reads: ['requirements.txt', 'lib'],
      risk: 'assumes',
      assumption: 'the build of lib reads nothing outside of it',
    });
  });

  test('a list that a program of the RUN prints goes along with it', () => {
    const files = { 'pyproject.toml': '', 'app.py': '' };
    const steps = (run: string, own: FileTexts = files) =>
      stepsOf(`FROM python:3.12\nWORKDIR /app\nCOPY . .\nRUN ${run}\n`, own).flatMap((step) => pip(step) ?? []);
    const along = [{ tool: 'pip', reads: [], writes: [], added: null, risk: 'safe' }];
    expect(steps('poetry export -o requirements.txt && pip install -r requirements.txt')).toEqual(along);
    expect(steps('pipenv requirements > /tmp/r.txt && pip install -r /tmp/r.txt')).toEqual(along);
    expect(steps('uv export --no-emit-project --output-file=r.txt && pip install -r r.txt')).toEqual(along);
    expect(steps('poetry export | pip install -r /dev/stdin')).toEqual(along);
    expect(steps('pip install -r <(poetry export)')).toEqual(along);
    // A stale one of the context is not what is read.
    expect(steps('poetry export -o requirements.txt && pip install -r requirements.txt', FILES)).toEqual(along);
  });

  test('a list of which nobody knows what stands in it', () => {
    const dynamic = { code: 'dynamic-command', text: '-r r.txt' };
    expect(refused('uv export -o r.txt && pip install -r r.txt')).toMatchObject({ code: 'not-in-build' });
    expect(refused('echo "-e ." > r.txt && pip install -r r.txt -r requirements.txt')).toMatchObject({
      code: 'not-in-build',
    });
    expect(refused('poetry export -o r.txt && sed -i s/a/b/ r.txt && pip install -r r.txt')).toMatchObject({
      code: 'not-in-build',
    });
    expect(refused('pip install -r requirements.txt -r /tmp/r.txt')).toEqual({ ...dynamic, text: '-r /tmp/r.txt' });
    expect(refused('cat requirements.txt | pip install -r /dev/stdin')).toBeNull();
    expect(refused('pip install -r <(cat requirements.txt)')).toMatchObject({ code: 'dynamic-command' });
  });

  // Where the packages go
  test('an environment in the tree', () => {
    expect(ask('venv/bin/pip install -r requirements.txt')).toMatchObject({ writes: ['venv'] });
    expect(ask('. env/bin/activate && pip install -r requirements.txt')).toMatchObject({ writes: ['env'] });
    const path = 'ENV VIRTUAL_ENV=/app/.venv PATH=/app/.venv/bin:/usr/bin\n';
    expect(ask('pip install -r requirements.txt', FILES, path)).toMatchObject({ writes: ['.venv'] });
    expect(ask('pip install -r requirements.txt', { ...FILES, 'venv/pyvenv.cfg': '' })).toMatchObject({
      writes: ['venv'],
    });
    expect(ask('uv pip install -r requirements.txt')).toMatchObject({ writes: ['.venv'] });
  });

  test('a folder in the tree', () => {
    expect(ask('pip install -t lib -r requirements.txt')).toMatchObject({ writes: [] });
    expect(ask('pip install --target /opt/x -r requirements.txt')).toMatchObject({ writes: [] });
    expect(ask('pip install -r requirements.txt -t .')).toMatchObject({ writes: [], risk: 'assumes' });
    expect(refused('pip install -r requirements.txt -t .', { ...FILES, 'bin/run': '' })).toEqual({
      code: 'overwrites-output',
      path: 'bin',
      why: 'used-elsewhere',
    });
  });

  // Refusals
  test.each([
    ['pip install .', '.'],
    ['pip install -e .', './.'],
    ['pip install -e ".[dev]"', '.[dev]'],
    ['pip install --no-deps .', '.'],
    ['pip install /app', '/app'],
    ['pip wheel . -w /wheels', '.'],
    ['uv pip install --system .', '.'],
    ['pip install -r requirements.txt .', '.'],
  ])('%s builds the sources', (run, what) => {
    const answer = refused(run);
    expect(answer).toMatchObject({ code: 'reads-sources' });
    expect(answer).toHaveProperty('what', what === './.' ? '.' : what);
  });

  test.each([
    ['-e .', '-e .'],
    ['.', '.'],
    ['-e ..', '-e ..'],
    ['-r ${OTHER}.txt', '-r ${OTHER}.txt in requirements.txt'],
    ['x @ file:///srv/x', 'x @ file:///srv/x'],
  ])('%s in the file of requirements', (line, what) => {
    expect(refused('pip install -r requirements.txt', { ...FILES, 'requirements.txt': `flask\n${line}\n` })).toEqual({
      code: 'reads-sources',
      command: 'pip install',
      what,
    });
  });

  test('an include or a folder that is not in the build', () => {
    const files = { ...FILES, 'requirements.txt': '-r base.txt\n' };
    expect(refused('pip install -r requirements.txt', files)).toEqual({
      code: 'not-in-build',
      path: 'base.txt',
      isIgnored: false,
    });
    expect(
      refused('pip install -r requirements.txt', { ...files, 'base.txt': '', '.dockerignore': 'base.txt' }),
    ).toEqual({
      code: 'not-in-build',
      path: 'base.txt',
      isIgnored: true,
    });
    expect(refused('pip install ./lib')).toMatchObject({ code: 'not-in-build', path: 'lib' });
    expect(refused('pip install -r other.txt')).toMatchObject({ code: 'not-in-build', path: 'other.txt' });
  });

  test('a library that asks git, is large or holds the app', () => {
    const run = 'pip install -r requirements.txt';
    const lib = { ...FILES, 'requirements.txt': './lib\n' };
    expect(refused(run, { ...lib, 'lib/pyproject.toml': 'requires = ["setuptools_scm"]' })).toMatchObject({
      code: 'reads-sources',
      what: 'lib',
    });
    const many = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`lib/f${i}.py`, '']));
    expect(refused(run, { ...lib, ...many })).toMatchObject({ code: 'reads-sources', what: 'lib' });
    expect(refused('pip install --find-links . -r requirements.txt')).toMatchObject({ code: 'reads-sources' });
  });

  test.each([
    'pip install -r $FILE',
    'pip install $PACKAGES',
    'pip install -e "$DIR"',
    'pip install dist/*.whl',
    'uv pip install --directory x -r requirements.txt',
  ])('%s is known at build time only', (run) => {
    expect(refused(run)).toMatchObject({ code: 'dynamic-command' });
  });

  test('a variable that the build sets', () => {
    expect(refused('pip install -r requirements.txt', FILES, 'ARG WHERE\nENV PIP_CONSTRAINT=$WHERE\n')).toEqual({
      code: 'dynamic-command',
      text: 'PIP_CONSTRAINT',
    });
  });

  test('dependencies that the build backend fills in', () => {
    const files = { 'pyproject.toml': '[project]\nname = "a"\ndynamic = ["dependencies"]\n', 'app.py': '' };
    expect(refused('uv pip install --system -r pyproject.toml', files)).toMatchObject({ code: 'reads-sources' });
    expect(refused('uv pip install --system -r setup.py', { 'setup.py': '' })).toMatchObject({ code: 'reads-sources' });
  });

  test('a broken manifest', () => {
    expect(refused('uv pip install --system -r pyproject.toml', { 'pyproject.toml': '[' })).toMatchObject({
      code: 'broken-manifest',
    });
  });
});

describe('venv', () => {
  const made = (run: string, files: FileTexts = FILES) =>
    plan(venv, `FROM python:3.12\nWORKDIR /app\nCOPY . .\nRUN ${run}\n`, files);

  test('an environment in the tree is an output', () => {
    expect(made('python -m venv venv')).toMatchObject({ reads: [], writes: ['venv'] });
    expect(
      plan(venv, 'FROM python:3.12\nENV V=/app/env\nCOPY . /app\nWORKDIR /app\nRUN python -m venv "$V"\n', FILES),
    ).toMatchObject({
      writes: ['env'],
    });
    expect(made('python -m venv $UNKNOWN')).toBeNull();
    expect(made('virtualenv -p python3 .venv')).toMatchObject({ writes: ['.venv'] });
    expect(made('uv venv', { ...FILES, '.python-version': '3.12' })).toMatchObject({
      reads: ['.python-version'],
      writes: ['.venv'],
    });
    expect(made('. venv/bin/activate')).toMatchObject({ writes: ['venv'] });
  });

  test('one elsewhere, and one that was copied, are not ours', () => {
    expect(made('python -m venv /opt/venv')).toBeNull();
    expect(made('. venv/bin/activate', { ...FILES, 'venv/bin/activate': '' })).toBeNull();
    expect(made('. ./setup.sh')).toBeNull();
  });
});

describe('what pip is told elsewhere', () => {
  test('a settings file that names other files', () => {
    const files = { ...FILES, 'pip.conf': '[install]\nconstraint = constraints.txt\n', 'constraints.txt': '' };
    expect(refused('pip install -r requirements.txt', files, 'ENV PIP_CONFIG_FILE=/app/pip.conf\n')).toEqual({
      code: 'reads-sources',
      command: 'pip install',
      what: 'constraint in pip.conf',
    });
    const index = {
      ...FILES,
      'pip.conf': '[global]\nindex-url = https://example.org\nfind-links: https://example.org/x\n',
    };
    expect(ask('pip install -r requirements.txt', index, 'ENV PIP_CONFIG_FILE=pip.conf\n')).toMatchObject({
      reads: ['pip.conf', 'requirements.txt'],
    });
  });

  test('`pip config set` of a file', () => {
    const run = 'pip config set global.constraint constraints.txt && pip install -r requirements.txt';
    expect(refused(run)).toMatchObject({ code: 'dynamic-command', text: 'pip config set' });
    expect(ask('pip config set global.index-url https://example.org && pip install -r requirements.txt')).toMatchObject(
      { reads: ['requirements.txt'] },
    );
  });

  test('uv.toml with a folder of wheels', () => {
    const files = { ...FILES, 'uv.toml': 'find-links = ["wheels"]\n', 'wheels/x.whl': '' };
    expect(refused('uv pip install --system -r requirements.txt', files)).toMatchObject({
      code: 'reads-sources',
      what: 'wheels',
    });
  });
});

describe('folders of the tree that pip puts packages into', () => {
  test('one with files of the project in it is not left out of the build', () => {
    expect(refused('pip install -r requirements.txt -t lib', { ...FILES, 'lib/own.py': '' })).toEqual({
      code: 'overwrites-output',
      path: 'lib',
      why: 'used-elsewhere',
    });
    expect(ask('pip install -r requirements.txt -t lib')).toMatchObject({ reads: ['requirements.txt'], writes: [] });
    const ignored = { ...FILES, 'lib/own.py': '', '.dockerignore': 'lib\n' };
    expect(ask('pip install -r requirements.txt -t lib', ignored)).toMatchObject({ risk: 'safe' });
  });

  test("the user's folder", () => {
    const above = 'ENV PYTHONUSERBASE=/app/.local\n';
    expect(refused('pip install --user -r requirements.txt', { ...FILES, '.local/x': '' }, above)).toMatchObject({
      code: 'overwrites-output',
      path: '.local',
    });
  });

  test('what it clones into src', () => {
    const files = { ...FILES, 'requirements.txt': '-e git+https://example.org/foo.git@v1#egg=Foo[x]&subdirectory=y\n' };
    expect(ask('pip install -r requirements.txt', { ...files, 'src/app.py': '' })).toMatchObject({ risk: 'safe' });
    expect(refused('pip install -r requirements.txt', { ...files, 'src/foo/setup.py': '' })).toEqual({
      code: 'overwrites-output',
      path: 'src/foo',
      why: 'used-elsewhere',
    });
    expect(
      refused('pip install -e git+https://example.org/b#egg=b -r requirements.txt', { ...FILES, 'src/b/x': '' }),
    ).toMatchObject({ path: 'src/b' });
  });
});

describe('libraries beside the app', () => {
  const lib = (text: string, more: FileTexts = {}, name = 'setup.py') =>
    refused('pip install -r requirements.txt', {
      ...FILES,
      'requirements.txt': './libs/a\n',
      [`libs/a/${name}`]: text,
      ...more,
    });

  test('one that reads what lies above it', () => {
    const no = { code: 'reads-sources', what: 'libs/a' };
    expect(lib('open("../../VERSION").read()')).toMatchObject(no);
    expect(lib('os.path.join(here, "..", "VERSION")')).toMatchObject(no);
    expect(lib('Path(__file__).parent.parent / "VERSION"')).toMatchObject(no);
    expect(lib('[project]\nreadme = "../../README.md"\n', {}, 'pyproject.toml')).toMatchObject(no);
    expect(lib('open("../a/VERSION").read()')).toMatchObject({ reads: ['requirements.txt', 'libs/a'] });
  });

  test('one that needs another one, which goes along', () => {
    const more = { 'requirements.txt': './libs/a\n./libs/b\n', 'libs/b/setup.py': '' };
    const needsB = '[tool.poetry.dependencies]\nb = {path = "../b"}\n';
    expect(lib(needsB, more, 'pyproject.toml')).toMatchObject({ reads: ['requirements.txt', 'libs/a', 'libs/b'] });
    expect(lib(needsB, { 'libs/b/setup.py': '' }, 'pyproject.toml')).toMatchObject({ what: 'libs/a' });
  });
});

test('a list that an earlier RUN has made', () => {
  const made = (files: FileTexts, workdir = '') =>
    stepsOf(
      `FROM python:3.12\nWORKDIR /app\nCOPY . .\nRUN poetry export -o requirements.txt\n${workdir}RUN pip install -r requirements.txt\n`,
      files,
    )
      .map(pip)
      .at(-1);
  expect(made({ 'app.py': '' })).toMatchObject({ reads: [] });
  expect(made({ 'sub/requirements.txt': '' }, 'WORKDIR /app/sub\n')).toMatchObject({ reads: ['sub/requirements.txt'] });
  // Which of the two is the last one is not said by this.
  expect(made(FILES)).toMatchObject({ reads: ['requirements.txt'] });
});
