import { describe, expect, test } from 'vitest';
import type { Recipe } from '../../../../transforms/reorder-copy/recipe.ts';
import { bundler } from '../../../../transforms/reorder-copy/recipes/bundler.ts';
import { composer } from '../../../../transforms/reorder-copy/recipes/composer.ts';
import { conda } from '../../../../transforms/reorder-copy/recipes/conda.ts';
import { mix } from '../../../../transforms/reorder-copy/recipes/mix.ts';
import { pip } from '../../../../transforms/reorder-copy/recipes/pip.ts';
import { pipenv } from '../../../../transforms/reorder-copy/recipes/pipenv.ts';
import { poetry } from '../../../../transforms/reorder-copy/recipes/poetry.ts';
import { uv } from '../../../../transforms/reorder-copy/recipes/uv.ts';
import { plan } from './support.ts';

const FILES = {
  'requirements.txt': 'flask\n',
  'pyproject.toml': '[project]\nname = "a"\nversion = "1"\n[tool.poetry]\npackage-mode = false\n',
  Pipfile: '',
  'environment.yml': 'name: x\n',
  Gemfile: '',
  'composer.json': '{}',
  'mix.exs': '[app: :x]\n',
  'certs/ca.pem': '',
  '.netrc': '',
};
const reads = (recipe: Recipe, run: string, above: string) => {
  const answer = plan(recipe, `FROM x\nWORKDIR /app\n${above}\nCOPY . .\nRUN ${run}\n`, FILES);
  return answer !== null && 'reads' in answer ? answer.reads.slice(1) : answer;
};

describe('files that the environment names', () => {
  test.each([
    [pip, 'pip install -r requirements.txt'],
    [poetry, 'poetry install'],
    [uv, 'uv sync'],
    [pipenv, 'pipenv sync'],
    [conda, 'conda env create'],
    [bundler, 'bundle install'],
    [composer, 'composer install'],
    [mix, 'mix deps.get'],
  ] as const)('%o %s', (recipe, run) => {
    expect(reads(recipe, run, 'ENV SSL_CERT_FILE=/app/certs/ca.pem')).toEqual(['certs/ca.pem']);
    expect(reads(recipe, run, 'ENV HOME=/app')).toEqual(['.netrc']);
    expect(reads(recipe, run, 'ENV SSL_CERT_FILE=/etc/ssl/ca.pem HOME=/home/app')).toEqual([]);
  });

  test('a folder, and a name without a folder', () => {
    expect(reads(pip, 'pip install -r requirements.txt', 'ENV SSL_CERT_DIR=certs')).toEqual(['certs']);
    expect(reads(pip, 'PIP_CERT=certs/ca.pem pip install -r requirements.txt', '')).toEqual(['certs/ca.pem']);
  });

  test('the release of the language, where a manager of releases looks for it', () => {
    const files = { Gemfile: '', '.ruby-version': '3.3.0', 'app.rb': '' };
    const ask = (above: string) =>
      plan(bundler, `FROM debian:12\n${above}WORKDIR /app\nCOPY . .\nRUN bundle install\n`, files);
    expect(ask('ENV PATH=/root/.rbenv/shims:$PATH\n')).toMatchObject({ reads: ['Gemfile', '.ruby-version'] });
    expect(ask('')).toMatchObject({ reads: ['Gemfile'] });
  });
});
