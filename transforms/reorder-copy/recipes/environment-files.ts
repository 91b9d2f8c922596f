/** Files of the project that the environment of an install names: certificates, and what its HOME holds for every tool. */

import { upwards } from '../../../src/project/absolute.ts';
import type { Step } from '../recipe.ts';
import { instructionsOf, variable } from './around.ts';
import { fileAt, filesIn, folderAt, from } from './in-image.ts';

/** Source: pip's and Requests' documentation, ssl of Python, git-config(1), curl(1), bundle-config(1), Composer's "Environment variables". */
const VARIABLES: readonly string[] = (
  'SSL_CERT_FILE SSL_CERT_DIR REQUESTS_CA_BUNDLE CURL_CA_BUNDLE PIP_CERT PIP_CLIENT_CERT NETRC GIT_SSL_CAINFO GIT_CONFIG_GLOBAL ' +
  'BUNDLE_SSL_CA_CERT BUNDLE_SSL_CLIENT_CERT COMPOSER_CAFILE HEX_CACERTS_PATH CONDARC'
).split(' ');
/** Source: the same, and git-credential-store(1). */
const IN_HOME: readonly string[] = (
  '.netrc .gitconfig .git-credentials .pip/pip.conf .config/pip/pip.conf .config/pypoetry/config.toml .config/pypoetry/auth.toml ' +
  '.config/uv/uv.toml .condarc .bundle/config .gemrc .composer/auth.json .composer/config.json .config/composer/auth.json ' +
  '.config/composer/config.json'
).split(' ');

/** Programs that choose a release of the language by a file of the project. */
const MANAGERS = /\b(?:rbenv|rvm|chruby|pyenv|phpenv|asdf|mise|rtx)\b/;
const RELEASES: readonly string[] = [
  '.ruby-version',
  '.python-version',
  '.php-version',
  '.tool-versions',
  'mise.toml',
  '.mise.toml',
];

/** @returns files and folders of the context. What lies elsewhere in the image is there anyhow. */
export function environmentFiles(step: Step): readonly string[] {
  const named = VARIABLES.map((name) => variable(step, name)).filter((place) => place !== null && place !== '');
  const home = variable(step, 'HOME');
  const kept = home === null || !home.startsWith('/') ? [] : IN_HOME.map((name) => `${home}/${name}`);
  const found = [...named, ...kept].flatMap((place) => {
    const path = from(step.cwd, place!);
    return fileAt(step, path) ?? folderAt(step, path) ?? [];
  });
  const isManaged = [...instructionsOf(step), step.run].some(({ logical }) => MANAGERS.test(logical));
  return isManaged ? [...found, ...upwards(step.cwd).flatMap((folder) => filesIn(step, folder, RELEASES))] : found;
}
