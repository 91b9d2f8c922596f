import { describe, expect, test } from 'vitest';
import { composer } from '../../../../transforms/reorder-copy/recipes/composer.ts';
import { type FileTexts, plan, stepsOf } from './support.ts';

const json = (value: unknown): string => JSON.stringify(value);
const FILES: FileTexts = { 'composer.json': '{}', 'composer.lock': '{}', 'src/App.php': '' };
const ask = (run: string, files: FileTexts = FILES, above = '') =>
  plan(composer, `FROM php:8.3\nWORKDIR /app\n${above}COPY . .\nRUN ${run}\n`, files);
const refused = (run: string, files?: FileTexts, above?: string) => {
  const answer = ask(run, files, above);
  return answer !== null && 'refused' in answer ? answer.refused : answer;
};
const manifest = (value: unknown, more: FileTexts = {}): FileTexts => ({
  ...FILES,
  'composer.json': json(value),
  ...more,
});
const SCRIPTS = manifest({ scripts: { 'post-autoload-dump': ['@php artisan package:discover'] } });

describe('composer', () => {
  test.each([
    'composer install --no-dev --no-scripts --no-autoloader',
    'composer.phar install --no-scripts --no-autoloader --ignore-platform-req ext-gd',
    'php -d memory_limit=-1 /usr/local/bin/composer install --no-scripts --no-autoloader',
  ])('%s', (run) => {
    expect(ask(run, SCRIPTS)).toEqual({
      tool: 'Composer',
      reads: ['composer.json', 'composer.lock'],
      writes: ['vendor'],
      added: null,
      risk: 'safe',
    });
  });

  test('no scripts and namespaces alone: nothing asks for the sources', () => {
    expect(ask('composer install --no-dev', manifest({ autoload: { 'psr-4': { 'App\\': 'src/' } } }))).toMatchObject({
      added: null,
      risk: 'safe',
    });
  });

  test('its own version is that of git', () => {
    expect(ask('composer install', { ...FILES, '.git/HEAD': '' })).toMatchObject({ risk: 'assumes' });
    expect(ask('composer install', manifest({ version: '1.0' }, { '.git/HEAD': '' }))).toMatchObject({ risk: 'safe' });
  });

  test.each([
    ['composer install', SCRIPTS, 'composer install --no-scripts --no-autoloader'],
    [
      'composer install -q',
      manifest({ autoload: { classmap: ['database'] } }),
      'composer install --no-scripts --no-autoloader -q',
    ],
    ['composer install --no-scripts -o', FILES, 'composer install --no-autoloader --no-scripts -o'],
    ['composer i', manifest({ config: { 'optimize-autoloader': true } }), 'composer i --no-scripts --no-autoloader'],
  ])('%s gets a step of its own, on request', (run, files, added) => {
    expect(ask(run, files)).toMatchObject({ added, risk: 'changes' });
  });

  test('what lies beside it', () => {
    const files = manifest(
      {
        repositories: [{ type: 'path', url: 'packages/x' }],
        extra: { patches: { 'a/b': { fix: 'patches/a.patch' } } },
        config: { 'vendor-dir': 'lib', 'bin-dir': 'bin' },
      },
      { 'symfony.lock': '{}', 'auth.json': '{}', 'patches/a.patch': '', 'packages/x/composer.json': '' },
    );
    expect(ask('composer install --no-scripts --no-autoloader', files)).toMatchObject({
      reads: ['composer.json', 'composer.lock', 'symfony.lock', 'auth.json', 'patches/a.patch', 'packages/x'],
      writes: ['lib'],
      risk: 'assumes',
    });
    expect(ask('composer install', FILES, 'ENV COMPOSER_VENDOR_DIR=/opt/vendor\n')).toMatchObject({ writes: [] });
  });

  test('a step in front of the sources is there already', () => {
    const above = 'COPY composer.json .\nRUN composer install --no-scripts --no-autoloader\n';
    const dockerfile = `FROM php:8.3\nWORKDIR /app\n${above}COPY . .\nRUN composer install\n`;
    expect(stepsOf(dockerfile, SCRIPTS).map(composer).at(-1)).toBeNull();
  });

  test.each([
    'composer require a/b',
    'composer update',
    'composer dump-autoload',
    'composer global require x',
    'composer install --help',
    'php artisan',
  ])('%s is no install', (run) => {
    expect(ask(run)).toBeNull();
  });

  test('plugins', () => {
    const lock = (name: string): FileTexts => ({
      ...FILES,
      'composer.lock': json({ packages: [{ name, type: 'composer-plugin' }] }),
    });
    expect(ask('composer install', lock('symfony/runtime'))).toMatchObject({ risk: 'safe' });
    expect(refused('composer install', lock('acme/scaffold'))).toEqual({
      code: 'reads-sources',
      command: 'composer install',
      what: 'what the plugin acme/scaffold asks for',
    });
    expect(ask('composer install --no-plugins', lock('acme/scaffold'))).toMatchObject({ risk: 'safe' });
    expect(refused('composer install', manifest({ extra: { 'installer-paths': {} } }))).toMatchObject({
      code: 'reads-sources',
      what: 'and writes the folders that extra of composer.json names',
    });
  });

  test('what cannot be done', () => {
    expect(refused('composer install', { 'x.php': '' })).toEqual({
      code: 'not-in-build',
      path: 'composer.json',
      isIgnored: false,
    });
    expect(refused('composer install', { ...FILES, 'composer.json': '{' })).toMatchObject({
      code: 'broken-manifest',
      path: 'composer.json',
    });
    expect(refused('composer install', { ...FILES, 'composer.lock': '{' })).toMatchObject({
      code: 'broken-manifest',
      path: 'composer.lock',
    });
    expect(refused('composer install -d api')).toMatchObject({ code: 'dynamic-command' });
    expect(
      refused('composer install', manifest({ repositories: [{ type: 'path', url: 'packages/*' }] })),
    ).toMatchObject({ code: 'reads-sources', what: 'packages/*' });
    expect(refused('composer install', manifest({ repositories: [{ type: 'path', url: '../x' }] }))).toMatchObject({
      code: 'reads-sources',
      what: '../x',
    });
    expect(ask('apt-get install -y git && composer install', SCRIPTS)).toMatchObject({ risk: 'changes' });
    expect(refused('composer require a/b && composer install', SCRIPTS)).toMatchObject({ code: 'cannot-split' });
  });
});

describe('plugins that no lockfile names', () => {
  const unlocked = (value: unknown, more: FileTexts = {}): FileTexts => ({ 'composer.json': json(value), ...more });

  test('those that composer.json allows', () => {
    const plugin = { config: { 'allow-plugins': { 'drupal/core-composer-scaffold': true, 'a/b': false } } };
    expect(refused('composer install', unlocked(plugin))).toMatchObject({
      code: 'reads-sources',
      what: 'what the plugin drupal/core-composer-scaffold asks for',
    });
    expect(refused('composer install', unlocked({ config: { 'allow-plugins': true } }))).toMatchObject({
      code: 'reads-sources',
    });
    const harmless = { config: { 'allow-plugins': { 'php-http/discovery': true } } };
    expect(ask('composer install', unlocked(harmless))).toMatchObject({ risk: 'safe' });
    expect(ask('composer install --no-plugins', unlocked(plugin))).toMatchObject({ risk: 'safe' });
  });

  test('Flex writes settings into the project until symfony.lock says that they are there', () => {
    const lock = json({ packages: [{ name: 'symfony/flex', type: 'composer-plugin' }] });
    const files = manifest({}, { 'composer.lock': lock });
    expect(refused('composer install', files)).toMatchObject({ what: 'what the plugin symfony/flex asks for' });
    expect(ask('composer install', { ...files, 'symfony.lock': '{}' })).toMatchObject({ risk: 'safe' });
  });
});

describe('folders that packages are put into', () => {
  test('programs beside those of the project', () => {
    const own = manifest({ config: { 'bin-dir': 'bin' } }, { 'bin/console': '' });
    expect(refused('composer install', own)).toEqual({ code: 'overwrites-output', path: 'bin', why: 'used-elsewhere' });
    expect(ask('composer install', manifest({ config: { 'bin-dir': 'bin' } }))).toMatchObject({ writes: ['vendor'] });
  });

  test('a folder of packages that is one of sources too', () => {
    const own = (file: string) => manifest({ config: { 'vendor-dir': 'lib' } }, { [file]: '' });
    expect(refused('composer install', own('lib/Own.php'))).toMatchObject({ code: 'overwrites-output', path: 'lib' });
    expect(ask('composer install', own('lib/autoload.php'))).toMatchObject({ writes: ['lib'] });
  });

  test('nothing above the project', () => {
    const files = { 'a/b/composer.json': '{}', 'a/b/composer.lock': '{}', 'a/c/App.php': '' };
    const answer = plan(composer, 'FROM php:8.3\nWORKDIR /app/a/b\nCOPY . /app\nRUN composer install\n', files);
    expect(answer).toMatchObject({ writes: ['a/b/vendor'] });
  });
});
