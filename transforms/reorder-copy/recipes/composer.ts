/** Composer: with `--no-scripts --no-autoloader` it needs no source. Where it has neither, that is a step to be added. */

import { type CallWords, hasOption, isCallOf, optionOf, preparesTool, readWords } from '../../../src/app/call-words.ts';
import type { SkipReason } from '../../../src/engine/skips.ts';
import { inFolder, nameOf } from '../../../src/project/paths.ts';
import { type ComposerManifest, readComposerLock, readComposerManifest } from '../../../src/project/php/composer.ts';
import { type Recipe, type Refusal, refuse, type Step } from '../recipe.ts';
import { callsBefore, cannotStandAlone, variable } from './around.ts';
import { callWith } from './call-text.ts';
import { from } from './in-image.ts';
import { localPaths } from './local-paths.ts';
import { brokenManifest, laidOver, needOf } from './need.ts';

const VALUED: ReadonlySet<string> = new Set(
  '-d --working-dir --ignore-platform-req --prefer-install --apcu-autoloader-prefix'.split(' '),
);

/** Events of an install, and of the dump of the autoloader. Source: Composer's documentation, "Scripts". */
const INSTALL_EVENTS =
  /^(?:(?:pre|post)-(?:install-cmd|update-cmd|package-\w+|operations-exec|autoload-dump|file-download)|init|command|pre-command-run|pre-pool-create)$/;

/**
 * Plugins that an install may run before the sources are there. Own knowledge of them: they work on the vendor folder, or with
 * composer.json and symfony.lock alone.
 */
const HARMLESS_PLUGINS: ReadonlySet<string> = new Set(
  (
    'symfony/flex symfony/runtime php-http/discovery pestphp/pest-plugin phpstan/extension-installer ' +
    'dealerdirect/phpcodesniffer-composer-installer composer/package-versions-deprecated ocramius/package-versions infection/extension-installer ' +
    'symfony/thanks ergebnis/composer-normalize cweagans/composer-patches wikimedia/composer-merge-plugin tbachert/spi'
  ).split(' '),
);

export const composer: Recipe = (step) => {
  const words = wordsOf(step);
  if (words === null) return null;
  const [verb, ...more] = words.rest;
  if (
    (verb?.value !== 'install' && verb?.value !== 'i') ||
    more.length > 0 ||
    hasOption(words, ['--help', '-h', '--dry-run'])
  )
    return null;
  const folder = optionOf(words, ['-d', '--working-dir']);
  const file = variable(step, 'COMPOSER');
  if (folder !== undefined || file === null || (file !== '' && !/^[\w.-]+\.json$/.test(file)))
    return refuse({ code: 'dynamic-command', text: folder === undefined ? 'COMPOSER' : '--working-dir' });
  const path = inFolder(step.root, file || 'composer.json');
  const read = readComposerManifest(step.project, path);
  if (read === null) return refuse({ code: 'not-in-build', path, isIgnored: step.project.isIgnored(path) });
  return read.ok ? installed(step, words, read.value) : refuse(brokenManifest(read.broken));
};

/** `composer`, `composer.phar`, `php -d memory_limit=-1 /usr/bin/composer`. */
function wordsOf({ call }: Step): CallWords | null {
  if (/^composer(?:\.phar)?$/.test(call.name ?? '')) return readWords(call.args, VALUED);
  if (call.name !== 'php') return null;
  const at = call.args.findIndex(({ value }) => value !== null && /(?:^|\/)composer(?:\.phar)?$/.test(value));
  return at < 0 ? null : readWords(call.args.slice(at + 1), VALUED);
}

function installed(step: Step, words: CallWords, manifest: ComposerManifest): ReturnType<Recipe> {
  const files = filesOf(step, words, manifest);
  if ('refused' in files) return files;
  const taken = takenFolder(step, manifest);
  if (taken !== null) return refuse(taken);
  const vendor = variable(step, 'COMPOSER_VENDOR_DIR');
  const found = {
    tool: 'Composer',
    ...files,
    writes: [vendor === null || vendor === '' ? manifest.vendorDir : step.toContext(from(step.cwd, vendor))],
  };
  const runsScript =
    !hasOption(words, ['--no-scripts']) && [...manifest.scripts.keys()].some((event) => INSTALL_EVENTS.test(event));
  const scans = manifest.classmap.length > 0 || manifest.isOptimised || hasOption(words, SCANNING);
  if (!runsScript && (hasOption(words, ['--no-autoloader']) || !scans))
    return needOf({ ...found, assumptions: [...files.assumptions, ...versionOf(step, manifest)] });
  // A step for the packages stands in front already.
  if (callsBefore(step).some((each) => isCallOf(each, 'composer', ['install', 'i']))) return null;
  // What installs Composer goes in front with the step.
  const reason = cannotStandAlone(step, preparesTool);
  if (reason !== null) return refuse(reason, 'changes');
  const extra = ['--no-scripts', '--no-autoloader'].filter((option) => !hasOption(words, [option])).join(' ');
  const command = callWith(step, extra, words.rest[0]!);
  if (command === null) return refuse({ code: 'cannot-split', command: 'composer install' }, 'changes');
  return needOf({ ...found, added: command, changes: true });
}

/** A folder of packages or of their programs in which the project has files of its own. */
function takenFolder({ project }: Step, { vendorDir, binDir }: ComposerManifest): SkipReason | null {
  const isVendor = nameOf(vendorDir) === 'vendor' || project.statOf(`${vendorDir}/autoload.php`) !== null;
  const isBelow = binDir === null || binDir.startsWith(`${vendorDir}/`);
  return (isVendor ? null : laidOver(project, vendorDir)) ?? (isBelow ? null : laidOver(project, binDir));
}

/** Without a version of its own the project gets that of git, which is kept with the installed packages. */
function versionOf({ project, root }: Step, { hasVersion }: ComposerManifest): readonly string[] {
  const isAsked = hasVersion || project.statOf(inFolder(root, '.git')) === null;
  return isAsked ? [] : ['the app does not ask Composer for its own version, which it takes from .git'];
}

/** They look for classes in the sources. Source: `composer install --help`. */
const SCANNING = ['-o', '--optimize-autoloader', '-a', '--classmap-authoritative'];

function filesOf(
  step: Step,
  words: CallWords,
  manifest: ComposerManifest,
): { readonly reads: readonly string[]; readonly assumptions: readonly string[] } | Refusal {
  const { project, root } = step;
  const command = 'composer install';
  const lockPath = manifest.path.replace(/json$/, 'lock');
  const lock = readComposerLock(project, lockPath);
  if (lock?.ok === false) return refuse(brokenManifest(lock.broken));
  if (!hasOption(words, ['--no-plugins'])) {
    if (manifest.placesElsewhere)
      return refuse({
        code: 'reads-sources',
        command,
        what: 'and writes the folders that extra of composer.json names',
      });
    const plugins = lock === null ? manifest.allowedPlugins : lock.value.plugins;
    const hasRecipes = project.statOf(inFolder(root, 'symfony.lock')) !== null || hasOption(words, ['--no-scripts']);
    const plugin = plugins.find((name) => !HARMLESS_PLUGINS.has(name) || (name === 'symfony/flex' && !hasRecipes));
    if (plugin !== undefined)
      return refuse({ code: 'reads-sources', command, what: `what the plugin ${plugin} asks for` });
  }
  const patches = manifest.patches.map((path) => ({ path, text: path }));
  const pattern = manifest.repositories.find(({ text }) => /[*?[{]/.test(text));
  if (pattern !== undefined) return refuse({ code: 'reads-sources', command, what: pattern.text });
  const repositories = manifest.repositories.map((each) => ({ ...each, isStore: each.type === 'artifact' }));
  const locals = localPaths(step, [...patches, ...repositories], command);
  if ('code' in locals) return refuse(locals);
  const beside = ['symfony.lock', 'auth.json'].map((name) => inFolder(root, name));
  return {
    reads: [
      manifest.path,
      ...(lock === null ? [] : [lockPath]),
      ...beside.filter((file) => project.statOf(file)?.kind === 'file'),
      ...locals.reads,
    ],
    assumptions: locals.assumptions,
  };
}
