import { describe, expect, test } from 'vitest';
import {
  isInstall,
  MANAGERS,
  managerOf,
  noRecommendsSafe,
  noRecommendsSafeWithCertificates,
  verbOf,
} from '../../src/facts/package-managers.ts';

function call(line: string) {
  const [program = '', ...words] = line.split(' ');
  const args = words.map((word) => (word.startsWith('$') ? null : word));
  const found = managerOf(program, args);
  if (found === null) return null;
  const verb = verbOf(found.manager, args.slice(found.from));
  return { id: found.manager.id, verb: verb?.text ?? null, installs: verb !== null && isInstall(found.manager, verb) };
}

describe('installs', () => {
  test.each([
    ['apt-get install -y curl', 'apt-get', 'install'],
    ['apt-get -y --no-install-recommends install curl', 'apt-get', 'install'],
    ['apt-get -o Acquire::Retries=3 install curl', 'apt-get', 'install'],
    ['apt full-upgrade', 'apt', 'full-upgrade'],
    ['apk --no-cache add curl', 'apk', 'add'],
    ['apk -X http://x/main add curl', 'apk', 'add'],
    ['dnf -y group install tools', 'dnf', 'group install'],
    ['microdnf install nodejs', 'microdnf', 'install'],
    ['zypper -n in curl', 'zypper', 'in'],
    ['pacman -Syu --noconfirm', 'pacman', '-S'],
    ['pacman -Sy git', 'pacman', '-S'],
    ['pacman --noconfirm -S git', 'pacman', '-S'],
    ['pip install flask', 'pip', 'install'],
    ['pip3.11 --no-cache-dir install flask', 'pip', 'install'],
    ['python3 -m pip install flask', 'pip', 'install'],
    ['python -u -m pip install flask', 'pip', 'install'],
    ['pypy3 -m pip wheel .', 'pip', 'wheel'],
    ['npm ci', 'npm', 'ci'],
    ['npm --prefix web i', 'npm', 'i'],
    ['yarn', 'yarn-classic', ''],
    ['yarn --frozen-lockfile', 'yarn-classic', ''],
    ['yarn --cwd web install', 'yarn-classic', 'install'],
    ['yarn global add pm2', 'yarn-classic', 'global add'],
    ['conda env create -f env.yml', 'conda', 'env create'],
    ['micromamba install -y -n base -f env.yml', 'micromamba', 'install'],
    ['gem install rails', 'gem', 'install'],
    ['composer global require x/y', 'composer', 'global require'],
    ['composer i --no-dev', 'composer', 'i'],
  ])('%s', (line, id, verb) => {
    expect(call(line)).toEqual({ id, verb, installs: true });
  });
});

describe('does not install', () => {
  test.each([
    ['apt-get update', 'apt-get', 'update'],
    ['apt-get remove install', 'apt-get', 'remove'],
    ['apk del curl', 'apk', 'del'],
    ['pacman -Sy', 'pacman', '-Sy'],
    ['pacman -Ss git', 'pacman', '-Ss'],
    ['pacman -Scc', 'pacman', '-Scc'],
    ['pacman -Rns git', 'pacman', '-Rns'],
    ['pip --version', 'pip', ''],
    ['pip cache purge', 'pip', 'cache purge'],
    ['npm run install', 'npm', 'run'],
    ['npm cache clean --force', 'npm', 'cache clean'],
    ['yarn build', 'yarn-classic', 'build'],
    ['conda env list', 'conda', 'env'],
    ['dnf clean all', 'dnf', 'clean all'],
    ['npm $VERB', 'npm', null],
  ])('%s', (line, id, verb) => {
    expect(call(line)).toEqual({ id, verb, installs: false });
  });

  test.each([
    'pipx install x',
    'pipenv install',
    'python setup.py install',
    'python -c pip',
    'apt-cache show x',
    'npx x',
  ])('%s is no manager of ours', (line) => expect(call(line)).toBeNull());
});

test('every row can act in exactly one way', () => {
  for (const { id, noCache, cleanUp } of MANAGERS) expect([id, noCache === null]).toEqual([id, cleanUp !== null]);
});

test('what leaves something broken is not on the list of packages without recommended ones', () => {
  for (const name of ['gcc', 'cmake', 'python3-pip', 'gnupg', 'xvfb', 'imagemagick'])
    expect(noRecommendsSafe.has(name)).toBe(false);
  for (const name of ['curl', 'wget', 'git']) {
    expect(noRecommendsSafe.has(name)).toBe(false);
    expect(noRecommendsSafeWithCertificates.has(name)).toBe(true);
  }
});
