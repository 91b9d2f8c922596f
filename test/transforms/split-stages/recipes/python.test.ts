import { describe, expect, test } from 'vitest';
import { parseDocument } from '../../../../src/dockerfile/document.ts';
import { applyPatch, createPatch } from '../../../../src/dockerfile/edit.ts';
import type { Plan } from '../../../../transforms/split-stages/recipe.ts';
import { python } from '../../../../transforms/split-stages/recipes/python.ts';
import { ask, planOf, refusalOf } from './support.ts';

const FLASK = { 'requirements.txt': 'flask\ngunicorn\n', 'app.py': 'import flask\n' };
const FULL =
  'FROM python:3.12\nWORKDIR /app\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\nCOPY . .\nCMD ["gunicorn", "app:app"]\n';

const plan = (dockerfile: string, files: Record<string, string> = FLASK) => planOf(python, dockerfile, files);
const refusal = (dockerfile: string, files: Record<string, string> = FLASK) => refusalOf(python, dockerfile, files);
const reason = (dockerfile: string, files: Record<string, string> = FLASK) => {
  const answer = ask(python, dockerfile, files);
  return answer !== null && 'refused' in answer ? answer.refused : null;
};
const texts = (instructions: Plan['moves']) => instructions.map(({ logical }) => logical);
const paths = ({ carries }: Plan) => carries.map(({ path }) => path);
const builder = (dockerfile: string, { edits }: Plan) => applyPatch(dockerfile, createPatch(dockerfile, edits)!);
/** A full image with one line changed. */
const withRun = (run: string) => FULL.replace('RUN pip install -r requirements.txt', run);

describe('an environment of our own', () => {
  test('stands in front of the first install and of the COPYs above it, and is all that is copied out', () => {
    const found = plan(FULL);
    expect(builder(FULL, found)).toBe(
      FULL.replace(
        'COPY requirements',
        'RUN python -m venv /opt/venv\nENV PATH=/opt/venv/bin:$PATH\nCOPY requirements',
      ),
    );
    expect(found).toMatchObject({
      runtime: 'python:3.12-slim',
      carries: [{ path: '/opt/venv', kind: 'folder' }],
      repeats: [],
      lines: ['ENV PATH=/opt/venv/bin:$PATH'],
      packages: [],
      declares: [{ field: 'ENV', key: 'PATH' }],
      risk: 'assumes',
      assumption:
        'the packages of requirements.txt need no library or program of python:3.12 that python:3.12-slim lacks',
    });
    expect(texts(found.moves)).toEqual(['COPY . .']);
    expect(found.brings).toEqual(expect.arrayContaining(['python', 'python3.12', 'gunicorn', 'flask']));
    expect([...found.claims].map(({ name }) => name)).toEqual(['pip']);
  });

  test('takes keywords in the case and blank lines of the file, and stands above comments', () => {
    const text =
      'from python:3.12-bookworm\n\n# what it needs\ncopy requirements.txt /tmp/\nrun pip install -r /tmp/requirements.txt\n\nworkdir /app\ncopy . .\ncmd ["python", "app.py"]\n';
    const found = plan(text);
    expect(found.runtime).toBe('python:3.12-slim-bookworm');
    expect(found.lines).toEqual(['env PATH=/opt/venv/bin:$PATH']);
    expect(builder(text, found)).toContain(
      'bookworm\n\nrun python -m venv /opt/venv\nenv PATH=/opt/venv/bin:$PATH\n\n# what it needs\ncopy',
    );
  });

  test('is not made anew with each change of the sources', () => {
    const text =
      'FROM python:3.12\nADD . /app\nWORKDIR /app\nRUN pip install -r requirements.txt\nCMD ["python", "app.py"]\n';
    expect(builder(text, plan(text))).toContain(
      '3.12\nRUN python -m venv /opt/venv\nENV PATH=/opt/venv/bin:$PATH\nADD . /app',
    );
  });

  test('holds what several calls install, tools too', () => {
    const found = plan(withRun('RUN pip install -U pip && python3 -m pip install --no-cache-dir flask gunicorn'));
    expect(found.claims.size).toBe(2);
    expect(found.assumption).toContain('the packages that pip installs need');
  });

  test('names a list that installs, and of a setup.py what it requires', () => {
    const files = { ...FLASK, 'constraints.txt': 'flask==3\n' };
    const text = withRun('RUN pip install -c constraints.txt -r requirements.txt').replace(
      'COPY req',
      'COPY constraints.txt req',
    );
    expect(plan(text, files).assumption).toContain('the packages of requirements.txt need');
    const two = withRun('RUN pip install -r requirements.txt && pip install -r server.txt').replace(
      'COPY req',
      'COPY server.txt req',
    );
    const lists = { ...FLASK, 'server.txt': 'gunicorn\n' };
    expect(plan(two, lists).assumption).toContain('the packages of requirements.txt and server.txt need');
    const three = two.replace('server.txt\n', 'server.txt -r db.txt\n').replace('COPY', 'COPY db.txt');
    expect(plan(three, { ...lists, 'db.txt': 'orjson\n' }).assumption).toContain('the packages that pip installs need');
    const setup =
      'setup(name="it", install_requires=["foo>=1"], entry_points={"console_scripts": ["serve=it:main"]})\n';
    const own = FULL.replace('COPY requirements.txt .', 'COPY . .').replace('-r requirements.txt', '.');
    expect(plan(own, { 'app.py': '', 'setup.py': setup }).assumption).toContain('foo needs no library');
  });

  test('names packages of which nothing is known', () => {
    const files = { ...FLASK, 'requirements.txt': 'flask\nfoo-bar==1\n' };
    expect(plan(FULL, files).assumption).toBe(
      'foo-bar needs no library or program of python:3.12 that python:3.12-slim lacks',
    );
  });

  test.each([
    ['the path of an image program', withRun('RUN /usr/local/bin/pip install -r requirements.txt')],
    ['another user', FULL.replace('COPY req', 'USER app\nCOPY req')],
    ['a clone that is edited', withRun('RUN pip install -e git+https://example.com/x.git#egg=x')],
    ['a PATH that hides it', FULL.replace('COPY req', 'ENV PATH=/usr/local/bin:$PATH\nCOPY req')],
    ['a whole PATH', FULL.replace('COPY req', 'ENV PATH=/usr/bin:/bin\nCOPY req')],
    ['a condition', withRun('RUN if true; then pip install -r requirements.txt; fi')],
    ['a list that a RUN makes', withRun('RUN pip install -r /tmp/made.txt')],
    ['a list that a tool writes', withRun('RUN poetry export > list.txt && pip install -r list.txt')],
    ['sudo', withRun('RUN sudo pip install -r requirements.txt')],
  ])('is not made for %s', (_, text) => {
    expect(refusal(text)).toBe('artefact-not-known');
  });

  test.each([
    ['RUN pip install --target /deps -r requirements.txt', '--target /deps'],
    ['RUN PIP_TARGET=/deps pip install -r requirements.txt', 'PIP_TARGET'],
    ['RUN pip install --prefix=/install -r requirements.txt', '--prefix=/install'],
  ])('is not made where packages go elsewhere: %s', (run, option) => {
    expect(reason(withRun(run))).toEqual({ code: 'option-not-known', tool: 'pip', option });
  });

  test('sees what the image of an older Python has to build with, where that is asked for', () => {
    const run = withRun('RUN pip install --no-build-isolation -r requirements.txt');
    expect(builder(run, plan(run))).toContain('RUN python -m venv /opt/venv\n');
    const old = run.replace('3.12', '3.11');
    expect(builder(old, plan(old))).toContain('RUN python -m venv --system-site-packages /opt/venv\n');
  });

  test('is not made for what is known at build time only', () => {
    expect(refusal(withRun('RUN pip install -r $LIST'))).toBe('dynamic-command');
    expect(refusal(withRun('RUN pip install "$PACKAGES"'))).toBe('dynamic-command');
    expect(refusal(FULL, { ...FLASK, 'requirements.txt': '-e ${SOMEWHERE}/x\n' })).toBe('dynamic-command');
  });
});

describe('the image', () => {
  test.each([
    ['python:latest', 'python:slim'],
    ['python:3', 'python:3-slim'],
    ['python:3.12.4-bullseye', 'python:3.12.4-slim-bullseye'],
  ])('%s has the slim twin %s', (from, slim) => {
    expect(plan(FULL.replace('python:3.12', from)).runtime).toBe(slim);
  });

  test.each([
    ['python:3.12-alpine', 'saves-nothing'],
    ['python:2.7', 'no-recipe'],
    ['python:3.6', 'no-recipe'],
    ['python:3.9.2', 'no-recipe'],
    ['python:3.12-slim', 'saves-nothing'],
    [`python:3.12@sha256:${'a'.repeat(64)}`, 'unknown-builder'],
  ])('%s is left alone', (from, code) => {
    expect(refusal(FULL.replace('python:3.12', from))).toBe(code);
  });

  test('others are none of its business', () => {
    expect(ask(python, FULL.replace('python:3.12', 'node:20'), FLASK)).toBeNull();
    expect(ask(python, 'FROM python:3.12\nCOPY app.py .\nCMD ["python", "app.py"]\n', FLASK)).toBeNull();
  });

  test('conda is known by name only', () => {
    expect(reason(withRun('RUN conda install flask'))).toEqual({ code: 'no-recipe', tool: 'conda', of: 'stages' });
  });

  test('of a slim image the same again, where compilers would stay in it', () => {
    const text = FULL.replace('python:3.12', 'python:3.12-slim').replace(
      'COPY req',
      'RUN apt-get update && apt-get install -y gcc libpq-dev\nCOPY req',
    );
    const found = plan(text);
    expect(found).toMatchObject({
      runtime: 'python:3.12-slim',
      packages: ['libpq5'],
      assumption: 'the app compiles nothing while it runs',
    });
    expect(refusal(text.replace('libpq-dev', 'libpq-dev && pip list && apt-get purge -y gcc'))).toBe('saves-nothing');
  });

  test('of Alpine the same, with what the compilers bring', () => {
    const text = FULL.replace('python:3.12', 'python:3.12-alpine').replace(
      'COPY req',
      'RUN apk add --no-cache build-base postgresql-dev\nCOPY req',
    );
    expect(plan(text)).toMatchObject({ runtime: 'python:3.12-alpine', packages: ['libstdc++'] });
    expect(refusal(text.replace('COPY req', 'RUN apk del build-base\nCOPY req'))).toBe('saves-nothing');
  });

  test('a stage that is FROM another one is not split', () => {
    const text = `FROM python:3.12 AS base\n${FULL.replace('python:3.12', 'base')}`;
    expect(refusal(text)).toBe('app-in-parent');
  });
});

describe('an environment of the file', () => {
  test.each([
    ['put on the PATH', 'RUN python -m venv /venv\nENV PATH="/venv/bin:$PATH"\nRUN pip install -r requirements.txt'],
    [
      'named by a variable',
      'ENV VIRTUAL_ENV=/venv\nRUN python3 -m venv $VIRTUAL_ENV\nENV PATH="$VIRTUAL_ENV/bin:$PATH"\nRUN pip install -r requirements.txt',
    ],
    ['called by its path', 'RUN python -m venv /venv && /venv/bin/pip install -r requirements.txt'],
    ['entered', 'RUN python -m venv /venv && . /venv/bin/activate && pip install -r requirements.txt'],
    ['of virtualenv', 'RUN pip install virtualenv && virtualenv /venv && /venv/bin/pip install -r requirements.txt'],
  ])('%s is carried as it is', (_, run) => {
    const found = plan(withRun(run));
    expect(found).toMatchObject({ carries: [{ path: '/venv', kind: 'folder' }], edits: [], lines: [], declares: [] });
    expect(texts(found.moves)).toEqual(['COPY . .']);
  });

  test('two of them are one too many', () => {
    const run = 'RUN python -m venv /a && python -m venv /b && /a/bin/pip install flask && /b/bin/pip install gunicorn';
    expect(refusal(withRun(run))).toBe('artefact-not-known');
  });

  test('one that sees the packages of the image is none', () => {
    const run = 'RUN python -m venv --system-site-packages /venv && /venv/bin/pip install -r requirements.txt';
    expect(refusal(withRun(run))).toBe('artefact-not-known');
  });

  test('in a cache it is in no layer', () => {
    const run = 'RUN --mount=type=cache,target=/venv python -m venv /venv && /venv/bin/pip install -r requirements.txt';
    expect(refusal(withRun(run))).toBe('cache-mount');
    expect(
      plan(withRun('RUN --mount=type=cache,target=/root/.cache/pip pip install -r requirements.txt')).edits,
    ).toHaveLength(1);
  });

  test("root's own packages are a folder too", () => {
    expect(paths(plan(withRun('RUN pip install --user -r requirements.txt')))).toEqual(['/root/.local']);
    expect(refusal(withRun('RUN pip install --user -r requirements.txt').replace('CMD', 'USER 1000\nCMD'))).toBe(
      'root-home',
    );
  });

  const asUser = (make: string, pip = 'pip install', env = '') =>
    FULL.replace('WORKDIR', `RUN ${make}\n${env}USER app\nWORKDIR`).replace('pip install', pip);

  test.each([
    ['useradd -m app', 'pip install --user'],
    ['useradd --create-home -s /bin/bash app', 'pip install'],
    ['adduser app', 'python -m pip install'],
  ])('a user has packages too: %s, %s', (make, pip) => {
    const found = plan(asUser(make, pip));
    expect(paths(found)).toEqual(['/home/app/.local']);
    expect(found).toMatchObject({ edits: [], lines: [] });
  });

  test('of a home that ENV names', () => {
    expect(paths(plan(asUser('useradd app', 'pip install', 'ENV HOME=/app\n')))).toEqual(['/app/.local']);
    const moved = FULL.replace('pip install', 'pip install --user').replace('CMD', 'ENV HOME=/app\nCMD');
    expect(refusal(moved)).toBe('root-home');
  });

  test.each(['useradd app', 'useradd -m -d /srv/x app', 'useradd -r app', 'useradd -m other'])(
    'of a home that nobody knows they are not: %s',
    (make) => {
      expect(refusal(asUser(make))).toBe('artefact-not-known');
    },
  );

  test('of one user they are nothing to another', () => {
    expect(refusal(asUser('useradd -m app').replace('CMD', 'USER root\nCMD'))).toBe('root-home');
  });
});

describe('managers of projects', () => {
  const project = {
    'pyproject.toml':
      '[build-system]\nrequires = []\n[project]\nname = "app"\nversion = "1"\ndependencies = ["flask"]\n[project.scripts]\nserve = "app:main"\n[tool.poetry]\nname = "app"\n',
    'app.py': '',
    'uv.lock': '[[package]]\nname = "psycopg2"\nversion = "2.9.9"\n',
  };
  const text = (run: string) =>
    `FROM python:3.12\nWORKDIR /app\nCOPY . .\n${run}\nENV PATH=/app/.venv/bin:$PATH\nCMD ["serve"]\n`;

  test('uv installs beside the project, which is edited and so carried', () => {
    const found = plan(text('RUN pip install uv && uv sync --frozen'), project);
    expect(paths(found)).toEqual(['/app']);
    expect(found.packages).toEqual(['libpq5']);
    expect(found.brings).toContain('serve');
  });

  test('without the project the environment alone is', () => {
    const found = plan(text('RUN pip install uv && uv sync --frozen --no-install-project'), project);
    const unproven = {
      ...project,
      'uv.lock':
        '[[package]]\nname = "foo"\n[[package]]\nname = "bar"\n[[package]]\nname = "baz"\n[[package]]\nname = "qux"\n',
    };
    expect(plan(text('RUN pip install uv && uv sync --frozen --no-install-project'), unproven).assumption).toContain(
      'the packages of uv.lock need',
    );
    expect(paths(found)).toEqual(['/app/.venv']);
    expect(texts(found.repeats)).toEqual(['COPY . .']);
  });

  test('manifests may be mounted alone', () => {
    const mounted =
      'FROM python:3.12\nWORKDIR /app\nRUN --mount=type=bind,source=uv.lock,target=uv.lock --mount=type=bind,source=pyproject.toml,target=pyproject.toml uv sync --no-install-project\nCOPY . .\nCMD ["python", "app.py"]\n';
    const found = plan(mounted, project);
    expect(paths(found)).toEqual(['/app/.venv']);
    expect(texts(found.moves)).toEqual(['COPY . .']);
  });

  test('a compiler of Rust is a tool too', () => {
    const text = FULL.replace('COPY req', 'RUN curl https://sh.rustup.rs -sSf | sh -s -- -y\nCOPY req');
    expect([...plan(text).claims].map(({ name }) => name)).toEqual(['curl', 'sh', 'pip']);
  });

  test('may come with their own installers', () => {
    const run =
      'RUN curl -sSL https://install.python-poetry.org | python3 -\nENV PATH=/root/.local/bin:$PATH POETRY_VIRTUALENVS_CREATE=false\nRUN poetry install --no-root';
    const found = plan(text(run).replace('ENV PATH=/app/.venv/bin:$PATH\n', ''), project);
    expect(paths(found)).toEqual(['/opt/venv']);
    expect([...found.claims].map(({ name }) => name)).toEqual(['curl', 'python3', 'poetry']);
  });

  test('nor is a project edited that says it is no package', () => {
    const own = { ...project, 'pyproject.toml': '[project]\nname = "app"\n' };
    expect(paths(plan(text('RUN pip install uv && uv sync'), own))).toEqual(['/app/.venv']);
  });

  test('another Python than that of the image lies elsewhere', () => {
    const run = text('RUN pip install uv && uv sync');
    expect(refusal(run, { ...project, '.python-version': '3.11\n' })).toBe('artefact-not-known');
    expect(paths(plan(run, { ...project, '.python-version': '3.12\n' }))).toEqual(['/app']);
  });

  test('Poetry does so when it is told to', () => {
    const run = 'RUN pip install poetry && poetry config virtualenvs.in-project true && poetry install --no-root';
    expect(paths(plan(text(run), project))).toEqual(['/app/.venv']);
    expect(refusal(text('RUN pip install poetry && poetry install'), project)).toBe('no-recipe');
  });

  test.each([
    ['RUN pip install poetry && poetry config virtualenvs.create false && poetry install --no-root', null],
    ['RUN pip install pipenv && pipenv install --system --deploy', null],
    ['RUN pip install uv && uv pip install --system -r pyproject.toml', 'uv pip install -r pyproject.toml'],
  ])('%s is told of our environment by a variable', (run, changed) => {
    const bare = text(run).replace(/ENV PATH.*\n/, '');
    const found = plan(bare, { ...project, Pipfile: '' });
    expect(paths(found)).toEqual(['/opt/venv']);
    expect(builder(bare, found)).toContain(
      'RUN python -m venv /opt/venv\nENV VIRTUAL_ENV=/opt/venv\nENV PATH=/opt/venv/bin:$PATH\nCOPY . .\n',
    );
    if (changed !== null) expect(builder(bare, found)).toContain(changed);
    expect(found.lines).toEqual(['ENV PATH=/opt/venv/bin:$PATH']);
  });

  test.each([
    ['RUN pip install poetry && poetry config virtualenvs.create false && poetry install --sync', 'no-recipe'],
    ['RUN pip install pipenv && pipenv install', 'no-recipe'],
    ["RUN pip install uv && sh -c 'uv pip install --system flask'", 'inside-quotes'],
    ['ENV UV_SYSTEM_PYTHON=1\nRUN pip install uv && uv pip install --system flask', 'artefact-not-known'],
  ])('%s cannot be', (run, code) => {
    expect(refusal(text(run), { ...project, Pipfile: '' })).toBe(code);
  });

  test('Pipenv beside the project', () => {
    const run = 'ENV PIPENV_VENV_IN_PROJECT=1\nRUN pip install pipenv && pipenv sync';
    expect(paths(plan(text(run), { ...project, Pipfile: '[packages]\nflask = "*"\n' }))).toEqual(['/app/.venv']);
  });

  test('a broken manifest is said', () => {
    expect(refusal(text('RUN pip install uv && uv sync'), { ...project, 'pyproject.toml': '[' })).toBe(
      'broken-manifest',
    );
  });
});

describe('the sources', () => {
  test('are repeated where the install stands behind them', () => {
    const found = plan(
      'FROM python:3.12\nWORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt\nCMD ["python", "app.py"]\n',
    );
    expect(texts(found.repeats)).toEqual(['COPY . .']);
    expect(found.moves).toEqual([]);
  });

  test('move from above the install too, when it does not read them', () => {
    const found = plan(
      'FROM python:3.12\nWORKDIR /app\nCOPY app.py ./\nCOPY requirements.txt ./\nRUN pip install -r requirements.txt\nCMD ["python", "app.py"]\n',
    );
    expect(texts(found.moves)).toEqual(['COPY app.py ./']);
    expect(found.repeats).toEqual([]);
  });

  test('stay in the builder where they are a folder of lists', () => {
    const text = FULL.replace('COPY requirements.txt .', 'COPY requirements/ requirements/')
      .replace('-r requirements.txt', '-r requirements/prod.txt')
      .replace('COPY . .', 'COPY app.py .');
    const files = { 'app.py': '', 'requirements/prod.txt': '-r base.txt\n', 'requirements/base.txt': 'flask\n' };
    expect(texts(plan(text, files).leaves ?? [])).toEqual(['COPY requirements/ requirements/']);
    expect(texts(plan(text, { ...files, 'requirements/more.py': '' }).repeats)).toEqual([
      'COPY requirements/ requirements/',
    ]);
  });

  test('and wheels of another stage', () => {
    const text = `FROM python:3.12 AS wheels\nRUN pip wheel -w /wheels flask\n${FULL.replace(
      'COPY req',
      'COPY --from=wheels /wheels /wheels\nCOPY req',
    )}`;
    const linked = text.replace('-r req', '--find-links=/wheels -r req');
    expect(texts(plan(linked).leaves ?? [])).toContain('COPY --from=wheels /wheels /wheels');
    expect(texts(plan(text).leaves ?? [])).not.toContain('COPY --from=wheels /wheels /wheels');
    const named = { ...FLASK, 'app.py': 'open("/wheels/x.whl")\n' };
    expect(texts(plan(linked, named).leaves ?? [])).not.toContain('COPY --from=wheels /wheels /wheels');
  });

  test('are carried with what is compiled of them', () => {
    expect(paths(plan(FULL.replace('CMD', 'RUN python -m compileall .\nCMD')))).toEqual(['/opt/venv', '/app']);
    expect(paths(plan(FULL.replace('CMD', 'RUN python -m compileall /opt/venv\nCMD')))).toEqual(['/opt/venv']);
  });

  test('a list that a source names goes along', () => {
    const files = { ...FLASK, 'app.py': 'open("requirements.txt")\n' };
    const text = FULL.replace('COPY . .', 'COPY app.py .');
    expect(texts(plan(text, files).repeats)).toEqual(['COPY requirements.txt .']);
    expect(texts(plan(text).repeats)).toEqual([]);
  });

  test('stay with wheels beside them in the builder', () => {
    const files = { ...FLASK, 'wheels/flask-3-py3-none-any.whl': '', 'requirements.txt': '' };
    const text = FULL.replace('COPY req', 'COPY wheels /wheels\nCOPY req').replace(
      '-r req',
      '--no-index --find-links /wheels flask -r req',
    );
    expect(texts(plan(text, files).repeats)).toEqual([]);
    expect(texts(plan(text, files).moves)).toEqual(['COPY . .']);
    expect(texts(plan(text, files).leaves ?? [])).toEqual(['COPY wheels /wheels', 'COPY requirements.txt .']);
  });

  const left = (copy: string, files: Record<string, string> = {}) => {
    const found = plan(FULL.replace('COPY req', `${copy}\nCOPY req`), { ...FLASK, ...files });
    return texts(found.leaves ?? []).includes(copy);
  };

  test('stay in the builder where they are settings and tools of the installers', () => {
    expect(left('COPY pip.conf /etc/pip.conf', { 'pip.conf': '[global]\nindex-url = x\n' })).toBe(true);
    expect(left('COPY .netrc /root/.netrc', { '.netrc': '' })).toBe(true);
    expect(left('COPY --from=example.com/uv:1 /uv /uvx /bin/')).toBe(true);
    expect(left('COPY --from=example.com/tool:1 /tool /bin/')).toBe(false);
    const uses = { 'app.py': 'subprocess.run(["uv", "pip"])\n' };
    expect(left('COPY --from=example.com/uv:1 /uv /uvx /bin/', uses)).toBe(false);
    expect(left('COPY key /root/.ssh/id', { key: '' })).toBe(true);
    expect(left('COPY key /root/.ssh/id', { key: '', 'app.py': 'import paramiko\n' })).toBe(false);
  });

  test('do so once where they are copied again', () => {
    const text = FULL.replace('COPY req', 'COPY pyproject.toml ./\nCOPY req').replace(
      '-r req',
      '-r pyproject.toml -r req',
    );
    const files = { ...FLASK, 'pyproject.toml': '[project]\nname = "x"\n' };
    expect(texts(plan(text, files).repeats)).toEqual([]);
    expect(texts(plan(text.replace('COPY . .', 'COPY app.py ./'), files).repeats)).toEqual(['COPY pyproject.toml ./']);
    expect(texts(plan(text.replace('COPY . .', 'COPY --chown=1 . .'), files).repeats)).toEqual([
      'COPY pyproject.toml ./',
    ]);
  });

  test('that an install is told of by a variable are there for it', () => {
    const text = FULL.replace('COPY req', 'COPY ca.pem /certs/ca.pem\nENV PIP_CERT=/certs/ca.pem\nCOPY req');
    expect(texts(plan(text, { ...FLASK, 'ca.pem': '' }).repeats)).toEqual(['COPY ca.pem /certs/ca.pem']);
  });

  test.each([
    ['COPY pip.conf /etc/pip.conf', '[install]\nuser = true\n', 'option-not-known'],
    ['COPY pip.conf /etc/apt/sources.list\nRUN apt-get update', '', 'copy-not-read'],
  ])('that change what is installed are not left: %s', (copy, text, code) => {
    expect(refusal(FULL.replace('COPY req', `${copy}\nCOPY req`), { ...FLASK, 'pip.conf': text })).toBe(code);
  });

  test('are carried out of the builder where a step changes them', () => {
    const found = plan(FULL.replace('CMD', 'RUN sed -i s/a/b/ app.py\nCMD'));
    expect(paths(found)).toEqual(['/opt/venv', '/app']);
    expect([...found.moves, ...found.repeats]).toEqual([]);
    expect([...found.claims].map(({ name }) => name)).toEqual(['pip', 'sed']);
  });

  test.each(['/usr/local/bin/', '/etc/', '/'])('that are changed in %s are not, among what is not theirs', (folder) => {
    const text = (path: string) => FULL.replace('CMD', `COPY more ${path}\nRUN sed -i s/a/b/ ${path}start.sh\nCMD`);
    expect(refusal(text(folder), { ...FLASK, 'more/start.sh': '' })).toBe('copy-not-read');
    expect(paths(plan(text('/usr/src/app/'), { ...FLASK, 'more/start.sh': '' }))).toEqual([
      '/opt/venv',
      '/usr/src/app',
    ]);
  });

  test('a change of something else is not ours', () => {
    const found = plan(FULL.replace('CMD', 'RUN rm -rf /var/data\nCMD'));
    expect([...found.claims].map(({ name }) => name)).toEqual(['pip']);
    expect(paths(found)).toEqual(['/opt/venv']);
  });

  test('whose mode a step sets are repeated, for the frame to set it again', () => {
    expect(texts(plan(FULL.replace('CMD', 'RUN chmod +x app.py\nCMD')).repeats)).toEqual(['COPY . .']);
    expect(texts(plan(FULL.replace('CMD', 'RUN chmod 1777 /srv\nCMD')).moves)).toEqual(['COPY . .']);
  });

  test('installed to be edited they are carried, with what the install has written beside them', () => {
    const files = { 'setup.py': 'setup(install_requires=["psycopg2>=2"])\n', 'app.py': '' };
    const found = plan(
      'FROM python:3.12\nWORKDIR /app\nCOPY . .\nRUN pip install -e .\nCMD ["python", "app.py"]\n',
      files,
    );
    expect(paths(found)).toEqual(['/opt/venv', '/app']);
    expect(found.packages).toEqual(['libpq5']);
  });

  test('that a step takes away are none to carry; a list is', () => {
    const text = (run: string) => withRun(run).replace('COPY . .', 'COPY app.py .\nRUN rm app.py');
    expect(refusal(text('RUN pip install -r requirements.txt'))).toBe('step-not-known');
    const found = plan(
      withRun('RUN pip install -r requirements.txt && rm requirements.txt').replace('COPY . .', 'COPY app.py .'),
    );
    expect(paths(found)).toEqual(['/opt/venv']);
    expect(texts(found.moves)).toEqual(['COPY app.py .']);
    expect([...found.claims].map(({ name }) => name)).toEqual(['pip', 'rm']);
  });

  test('that bring an environment of the host would lie over the one of the builder', () => {
    const text = FULL.replace('RUN pip', 'RUN python -m venv .venv && .venv/bin/pip');
    expect(refusal(text, { ...FLASK, '.venv/pyvenv.cfg': '' })).toBe('overwrites-output');
    expect(paths(plan(text, { ...FLASK, '.venv/pyvenv.cfg': '', '.dockerignore': '.venv\n' }))).toEqual(['/app/.venv']);
  });

  test('that a program of the build may read are repeated', () => {
    expect(texts(plan(FULL.replace('CMD', 'RUN make docs\nCMD')).repeats)).toEqual(['COPY . .']);
  });

  test('that cannot be read are said', () => {
    expect(refusal(FULL.replace('COPY . .', 'COPY nothing .'))).toBe('copy-not-read');
  });

  const django = (settings: string) => ({ ...FLASK, 'manage.py': '', 'site/settings.py': settings });
  const collected = FULL.replace('CMD', 'RUN python manage.py collectstatic --noinput\nCMD');
  const BASE = 'BASE_DIR = Path(__file__).resolve().parent.parent\n';

  test('are carried with what Django collects among them', () => {
    const found = plan(collected, django(`${BASE}STATIC_ROOT = BASE_DIR / "static"\n`));
    expect(paths(found)).toEqual(['/opt/venv', '/app']);
    expect(found.claims.size).toBe(2);
  });

  test.each([
    `${BASE}STATIC_ROOT = "/srv/static"\n`,
    `${BASE}STATIC_ROOT = BASE_DIR / "../static"\n`,
    'BASE_DIR = Path("/")\nSTATIC_ROOT = BASE_DIR / "static"\n',
    '',
  ])('are not when it goes elsewhere: %j', (settings) => {
    expect(refusal(collected, django(settings))).toBe('artefact-not-known');
  });
});

describe('libraries', () => {
  const needing = (list: string, from = 'python:3.12') =>
    plan(FULL.replace('python:3.12', from), { ...FLASK, 'requirements.txt': list }).packages;

  test.each([
    ['psycopg2', ['libpq5']],
    ['psycopg[binary]', []],
    ['psycopg', ['libpq5']],
    ['mysqlclient==2.2', ['libmariadb3']],
    ['psycopg2-binary==2.9.9', []],
    ['psycopg2-binary==2.9.5', ['libpq5']],
    ['lxml', []],
    ['lxml==4.6', ['libxml2', 'libxslt1.1']],
    ['lxml\n--no-binary lxml', ['libxml2', 'libxslt1.1']],
    ['GitPython', ['git']],
    ['ansible', ['openssh-client']],
    ['pytesseract', []],
  ])('%s needs %j', (list, packages) => {
    expect(needing(list)).toEqual(packages);
  });

  test('data that sources look for comes from a package, where the full image had it', () => {
    const using = (text: string) => plan(FULL, { ...FLASK, 'app.py': text }).packages;
    expect(using('import mimetypes\n')).toEqual(['media-types']);
    expect(using('ImageFont.truetype("DejaVuSans.ttf")\n')).toEqual(['fonts-dejavu-core']);
    expect(using('# mimetypes\n')).toEqual([]);
  });

  test.each([
    ['supervisord', 'app.conf', '[program:a]\ncommand=curl https://example.com\n', ['curl']],
    ['supervisord', 'app.conf', '[program:a]\ncommand=bash -c "git pull && python app.py"\n', ['git']],
    ['honcho', 'Procfile', 'web: gunicorn app:app\nsync: git pull\n', ['git']],
    ['cron', 'crontab', '*/5 * * * * root curl example.com\n', ['curl']],
    ['uwsgi', 'uwsgi.ini', '[uwsgi]\nattach-daemon = git daemon\n', ['git']],
    ['gunicorn', 'app.conf', '[program:a]\ncommand=curl https://example.com\n', []],
  ])('programs that %s runs are installed too', (program, file, text, packages) => {
    const files = { ...FLASK, 'requirements.txt': 'gunicorn\nsupervisor\nhoncho\npyuwsgi\n', [file]: text };
    expect(plan(FULL.replace(/CMD.*/, `CMD ["${program}"]`), files).packages).toEqual(packages);
  });

  test('so are those that scripts and modules of the app run', () => {
    const script = '#!/bin/sh\nwget example.com\n';
    const using = (text: string) => plan(FULL, { ...FLASK, 'fetch.sh': script, 'app.py': text }).packages;
    expect(using('subprocess.run(["./fetch.sh"])\n')).toEqual(['wget']);
    expect(using('')).toEqual([]);
    expect(using('from sh import git, ls\n')).toEqual(['git']);
    expect(using('pexpect.spawn("ssh host")\n')).toEqual(['openssh-client']);
  });

  test.each(['m = torch.compile(m)', 'import pyximport', 'ffi.verify("x")', '@torch.compile'])(
    '%s compiles at run time',
    (text) => {
      const files = { ...FLASK, 'app.py': `${text}\n` };
      expect(reason(FULL, files)).toMatchObject({ code: 'program-missing', program: 'gcc', line: 1 });
      const slim = FULL.replace('3.12', '3.12-slim').replace('COPY req', 'RUN apt-get install -y gcc\nCOPY req');
      expect(reason(slim, files)).toMatchObject({ code: 'program-missing', program: 'gcc' });
      expect(plan(FULL, { ...FLASK, 'app.py': `# ${text}\n` }).packages).toEqual([]);
    },
  );

  test('of a project whose files are copied one by one are known', () => {
    const text = FULL.replace('COPY requirements.txt .', 'COPY setup.py setup.cfg ./\nCOPY src ./src')
      .replace('-r requirements.txt', '".[prod]"')
      .replace('COPY . .\n', '');
    const files = {
      'setup.py': 'setup()\n',
      'setup.cfg':
        '[options]\ninstall_requires =\n    foo>=2\n    psycopg2\n[options.entry_points]\nconsole_scripts =\n    gunicorn = it:main\n',
      'src/it.py': '',
    };
    const found = plan(text, files);
    expect(found.packages).toEqual(['libpq5']);
    expect(found.assumption).toContain('foo needs no library');
    expect(texts(found.repeats)).toEqual(['COPY setup.py setup.cfg ./', 'COPY src ./src']);
    expect(refusal(text, { 'src/it.py': '', 'setup.py': 'data_files=[("/etc/x", [])]\n', 'setup.cfg': '' })).toBe(
      'artefact-not-known',
    );
    // What an install that is to be edited writes lies beside them.
    expect(refusal(text.replace('install ', 'install -e '), files)).toBe('artefact-not-known');
  });

  test('are not told of a project that lays files outside of every environment', () => {
    const own = FULL.replace('COPY requirements.txt .', 'COPY . .').replace('-r requirements.txt', '.');
    const setup = (folder: string) => `setup(install_requires=[], data_files=[("${folder}", ["x.conf"])])\n`;
    expect(refusal(own, { 'setup.py': setup('/etc/x'), 'app.py': '' })).toBe('artefact-not-known');
    expect(plan(own, { 'setup.py': setup('share/x'), 'app.py': '' }).packages).toEqual([]);
  });

  test('are linked where a variable forbids wheels', () => {
    const text = FULL.replace('COPY req', 'ENV PIP_NO_BINARY=:all:\nCOPY req');
    expect(plan(text, { ...FLASK, 'requirements.txt': 'lxml\n' }).packages).toEqual(['libxml2', 'libxslt1.1']);
  });

  test('that are called otherwise in each release need one in the tag', () => {
    expect(reason(FULL, { ...FLASK, 'requirements.txt': 'python-magic\n' })).toEqual({
      code: 'unknown-release',
      image: 'python:3.12',
      write: 'python:3.12-trixie',
    });
    expect(needing('python-magic', 'python:3.12-bookworm')).toEqual(['libmagic1']);
    expect(needing('python-magic', 'python:3.12-trixie')).toEqual(['libmagic1t64']);
  });

  test('that nobody can tell are refused', () => {
    expect(refusal(FULL, { ...FLASK, 'requirements.txt': 'wand\n' })).toBe('native-module');
    expect(
      refusal(
        FULL.replace('COPY req', 'RUN apt-get install -y libweird-dev\nCOPY req').replace('3.12', '3.12-bookworm'),
      ),
    ).toBe('native-module');
    expect(refusal(FULL.replace('COPY req', 'RUN apt-get install -y python3-numpy\nCOPY req'))).toBe('native-module');
    expect(refusal(FULL, { ...FLASK, 'app.py': 'ctypes.CDLL("libfoo.so")\n' })).toBe('native-module');
    expect(refusal(FULL, { ...FLASK, 'app.py': 'from tkinter import Tk\n' })).toBe('native-module');
    expect(plan(FULL, { ...FLASK, 'app.py': 'ctypes.CDLL(None)\n' }).packages).toEqual([]);
  });
});

describe('the start', () => {
  test.each([
    ['CMD ["/usr/local/bin/gunicorn", "app:app"]', '/usr/local/bin/gunicorn'],
    ['CMD ["/usr/local/bin/python", "app.py"]', '/usr/local/bin/python'],
    ['ENV PYTHONPATH=/usr/local/lib/python3.12/x\nCMD ["python", "app.py"]', '/usr/local/lib/python3.12/'],
    ['CMD ["python", "/usr/local/lib/python3.12/site-packages/x.py"]', '/usr/local/lib/python3.12/'],
  ])('%s names what lies elsewhere', (command, path) => {
    expect(reason(FULL.replace(/CMD.*/, command))).toMatchObject({ code: 'path-moves', path });
  });

  test('a source does so as well, but for a first line that nobody reads', () => {
    const file = (text: string) => ({ ...FLASK, 'app.py': text });
    expect(reason(FULL, file('\nrun("/usr/local/bin/gunicorn")\n'))).toEqual({
      code: 'path-moves',
      path: '/usr/local/bin/gunicorn',
      file: 'app.py',
      line: 2,
    });
    expect(plan(FULL, file('#!/usr/bin/python3\n')).edits).toHaveLength(1);
    expect(refusal(FULL.replace(/CMD.*/, 'CMD ["./app.py"]'), file('#!/usr/bin/python3\n'))).toBe('path-moves');
  });

  test.each([
    ['CMD ["bash", "-lc", "gunicorn app:app"]', ''],
    ['CMD bash --login -c "gunicorn app:app"', ''],
    ['CMD ["./start.sh"]', '#!/bin/bash -l\ngunicorn app:app\n'],
    ['CMD ["./start.sh"]', '#!/bin/sh\nexport PATH=/usr/local/bin:$PATH\npython app.py\n'],
    ['CMD ["./start.sh"]', '#!/bin/sh\nsu - app -c "python app.py"\n'],
    ['CMD ["sudo", "-u", "app", "python", "app.py"]', ''],
    ['CMD ["cron", "-f"]', 'PATH=/usr/local/bin:/usr/bin\n* * * * * root python app.py\n'],
  ])('%s loses the PATH', (command, script) => {
    const files = { ...FLASK, 'start.sh': script };
    expect(refusal(FULL.replace(/CMD.*/, command), files)).toBe('path-reset');
    const own = withRun('RUN python -m venv /venv && /venv/bin/pip install -r requirements.txt');
    expect(paths(plan(own.replace(/CMD.*/, command), files))).toEqual(['/venv']);
  });

  test.each([
    ['CMD ["bash", "-c", "gunicorn app:app"]', ''],
    ['CMD ["./start.sh"]', '#!/bin/sh\nexport PATH=$PATH:/usr/local/bin PYTHONPATH=/usr/lib\npython app.py\n'],
    ['CMD ["./start.sh"]', '#!/bin/sh\nsu app -c "python app.py"\n'],
  ])('%s keeps it', (command, script) => {
    expect(plan(FULL.replace(/CMD.*/, command), { ...FLASK, 'start.sh': script }).edits).toHaveLength(1);
  });

  test('a script that another one starts by its first line', () => {
    const files = (text: string) => ({ ...FLASK, 'work.py': '#!/usr/local/bin/python\n', 'app.py': text });
    expect(refusal(FULL, files('import subprocess\nsubprocess.Popen(["./work.py"])\n'))).toBe('path-moves');
    expect(plan(FULL, files('import subprocess\nsubprocess.Popen(["python", "work.py"])\n')).edits).toHaveLength(1);
  });

  test.each([
    ['COPY app.py /usr/local/lib/python3.12/site-packages/', '/usr/local/lib/python3.12/'],
    ['RUN echo /app/lib > /usr/local/lib/python3.12/site-packages/app.pth', '/usr/local/lib/python3.12/'],
    ['RUN sed -i s/a/b/ /usr/local/lib/python3.12/site-packages/x.py', '/usr/local/lib/python3.12/'],
    ['RUN ln -s /usr/local/bin/gunicorn /usr/bin/serve', '/usr/local/bin/gunicorn'],
    ['RUN chown -R app /usr/local/lib/python3.12', '/usr/local/lib/python3.12'],
  ])('so does what the file puts among the packages: %s', (line, path) => {
    expect(reason(FULL.replace('CMD', `${line}\nCMD`))).toMatchObject({ code: 'path-moves', path, line: 6 });
  });

  test('but not what is taken away there', () => {
    const text = FULL.replace('CMD', "RUN find /usr/local/lib/python3.12 -name '*.pyc' -delete\nCMD");
    expect(plan(text).edits).toHaveLength(1);
  });

  test('an environment may be entered in front of it', () => {
    const text = withRun('RUN python -m venv venv && venv/bin/pip install -r requirements.txt').replace(
      /CMD.*/,
      'CMD . venv/bin/activate && exec python app.py',
    );
    expect(paths(plan(text))).toEqual(['/app/venv']);
  });

  test('what its own Dockerfile says of the image is not read by the app', () => {
    const text = FULL.replace('COPY req', 'RUN ls /usr/local/bin/python\nCOPY req');
    expect(plan(text).edits).toHaveLength(1);
  });

  test('an environment of the file lies where it lay', () => {
    const text = withRun('RUN python -m venv /venv && /venv/bin/pip install -r requirements.txt').replace(
      /CMD.*/,
      'CMD ["/venv/bin/gunicorn", "app:app"]',
    );
    expect(paths(plan(text))).toEqual(['/venv']);
  });

  test.each(['CMD ["pytest"]', 'CMD ["poetry", "run", "serve"]', 'CMD pip install x && python app.py'])(
    '%s builds',
    (command) => {
      expect(refusal(FULL.replace(/CMD.*/, command))).toBe('start-builds');
    },
  );

  test('programs that the sources run are installed, where the full image had them', () => {
    const running = (name: string) => ({
      ...FLASK,
      'app.py': `import subprocess\nsubprocess.run(["${name}", "--version"])\n`,
    });
    expect(plan(FULL, running('git')).packages).toEqual(['git']);
    expect(plan(FULL, running('ls')).packages).toEqual([]);
    expect(reason(FULL, running('gcc'))).toEqual({
      code: 'program-missing',
      program: 'gcc',
      image: 'python:3.12-slim',
      file: 'app.py',
      line: 2,
    });
  });
});

test('hostile names are packages like others', () => {
  const files = { ...FLASK, 'requirements.txt': 'constructor\ntoString\n__proto__\n' };
  expect(plan(FULL, files).packages).toEqual([]);
  expect(parseDocument(FULL).ok).toBe(true);
});
