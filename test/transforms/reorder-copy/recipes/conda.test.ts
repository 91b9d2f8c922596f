import { describe, expect, test } from 'vitest';
import { conda } from '../../../../transforms/reorder-copy/recipes/conda.ts';
import { type FileTexts, plan } from './support.ts';

const FILES: FileTexts = { 'environment.yml': 'name: x\ndependencies: [python=3.11]\n', 'app.py': '' };
const ask = (run: string, files: FileTexts = FILES) =>
  plan(conda, `FROM continuumio/miniconda3\nWORKDIR /app\nCOPY . .\nRUN ${run}\n`, files);
const refused = (run: string, files?: FileTexts) => {
  const answer = ask(run, files);
  return answer !== null && 'refused' in answer ? answer.refused : answer;
};
const pip = (line: string): FileTexts => ({
  ...FILES,
  'environment.yml': `dependencies:\n  - pip:\n    - ${line}\n`,
});

describe('conda', () => {
  test.each([
    'conda env create -f environment.yml',
    'conda env update -n base --file=/app/environment.yml --prune',
    'mamba env create',
    'micromamba install -y -n base -f environment.yml',
    'micromamba create --file environment.yml -y',
  ])('%s', (run) => {
    expect(ask(run)).toEqual({ tool: 'conda', reads: ['environment.yml'], writes: [], added: null, risk: 'safe' });
  });

  test('the files of its pip section are relative to it', () => {
    const files = { 'c/environment.yml': 'dependencies:\n  - pip:\n    - -r r.txt\n', 'c/r.txt': '', 'app.py': '' };
    expect(ask('conda env create -f c/environment.yml', files)).toMatchObject({
      reads: ['c/environment.yml', 'c/r.txt'],
    });
  });

  test('a list of packages, an environment in the tree', () => {
    expect(ask('conda install -y --file packages.txt', { 'packages.txt': '' })).toMatchObject({
      reads: ['packages.txt'],
    });
    expect(ask('conda env create -p ./env -f environment.yml')).toMatchObject({ writes: ['env'] });
  });

  test.each([
    'conda clean -afy',
    'conda install -y numpy conda-forge::x "python>=3.9"',
    'conda config --add channels x',
  ])('%s goes along', (run) => {
    expect(ask(run)).toMatchObject({ reads: [], writes: [] });
  });

  test.each([
    'conda install ./x.conda',
    'conda install x-1.0.tar.bz2',
    'conda env list',
    'conda env create -f /tmp/environment.yml',
  ])('%s is left alone', (run) => {
    expect(ask(run)).toBeNull();
  });

  test('what cannot be done', () => {
    expect(refused('conda env create -f other.yml')).toMatchObject({ code: 'not-in-build', path: 'other.yml' });
    expect(refused('conda env create -f $FILE')).toMatchObject({ code: 'dynamic-command' });
    expect(refused('conda install -f environment.yml --file other.yml')).toMatchObject({ code: 'dynamic-command' });
    expect(refused('conda env create', { 'environment.yml': 'a: [' })).toMatchObject({ code: 'broken-manifest' });
    expect(refused('conda env create', pip('-e .'))).toMatchObject({ code: 'reads-sources', what: '-e .' });
    expect(refused('conda env create', pip('-r gone.txt'))).toMatchObject({ code: 'not-in-build', path: 'gone.txt' });
    expect(refused('conda env create', pip('-e ${LIB}'))).toMatchObject({ code: 'reads-sources' });
    expect(refused('conda env create', { 'environment.yml': 'channels: ["file:///app/channel"]\n' })).toMatchObject({
      code: 'reads-sources',
    });
  });
});
