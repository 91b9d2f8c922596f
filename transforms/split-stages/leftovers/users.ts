/** Users and groups: whether the runtime image can make them, and whether they get the numbers that they have in the builder. */
import { optionOf, readWords } from '../../../src/app/call-words.ts';
import type { BaseImage } from '../../../src/facts/base-images.ts';
import { userOf, userTools } from '../../../src/facts/image-users.ts';
import { useOf } from '../../../src/facts/os-packages.ts';
import { isInstall, managerOf, verbOf } from '../../../src/facts/package-managers.ts';
import { debianOf } from '../../../src/facts/runtime-images.ts';
import type { Step } from '../app.ts';
import type { Ground } from './ground.ts';
import { isRoot } from './ground.ts';
import { packagesOf } from './installs.ts';

/** They make users and groups. */
export const MAKES_USERS: ReadonlySet<string> = new Set(['useradd', 'adduser', 'groupadd', 'addgroup']);
/** They change those that are there. */
export const CHANGES_USERS: ReadonlySet<string> = new Set([
  'usermod',
  'groupmod',
  'deluser',
  'userdel',
  'delgroup',
  'groupdel',
  'gpasswd',
  'passwd',
  'chpasswd',
]);

const BY_SHADOW: ReadonlySet<string> = new Set([
  'useradd',
  'groupadd',
  'usermod',
  'groupmod',
  'userdel',
  'groupdel',
  'chpasswd',
  'passwd',
  'gpasswd',
]);

/** Whether an image has a program that works on users. adduser left Debian's image with 13. Source: `command -v` in the images. */
export function hasUserTool(image: BaseImage, program: string): boolean {
  const own = userTools(image);
  if (own === 'useradd' && BY_SHADOW.has(program)) return true;
  if (own === 'adduser') return /^(?:adduser|addgroup|deluser|delgroup|chpasswd|passwd)$/.test(program);
  const release = debianOf(image);
  return release !== null && release.number <= 12 && /^(?:adduser|addgroup|deluser|delgroup)$/.test(program);
}

/**
 * Whether who is made in the runtime stage gets the same number as in the builder: files come along by number. Where
 * nothing belongs to them, that does not matter.
 */
export function keepsNumbers(ground: Ground): boolean {
  const { app } = ground;
  const makers = app.steps.filter(({ call }) => MAKES_USERS.has(call.name ?? ''));
  const isCertain = makers.every((step) => hasNumber(step) || isSame(ground, step));
  return isCertain || !ownsFiles(ground);
}

function hasNumber(step: Step): boolean {
  const { name, args } = step.call;
  const isGroup = name === 'groupadd' || name === 'addgroup';
  const words = readWords(
    args,
    new Set([
      '-u',
      '--uid',
      '-g',
      '--gid',
      '-G',
      '-d',
      '-h',
      '-s',
      '-c',
      '-k',
      '--home',
      '--shell',
      '--ingroup',
      '--gecos',
      '--comment',
    ]),
  );
  return /\d|\$/.test(optionOf(words, isGroup ? ['-g', '--gid'] : ['-u', '--uid']) ?? '');
}

/**
 * The next free number is the same where both images have the same users. The full images have a group of ssh's among
 * the system's own, and packages of the builder may bring more. Source: /etc/group of node, python, golang and their slim ones.
 */
function isSame({ app, runtime }: Ground, { call }: Step): boolean {
  const isSystem = call.args.some(({ text }) => /^(?:-[a-zA-Z]*[rS][a-zA-Z]*|--system)$/.test(text));
  const own = userOf(app.base);
  const other = userOf(runtime);
  if (own?.uid !== other?.uid || app.base.family !== runtime.family) return false;
  if (!isSystem) return true;
  const installs = app.steps.some((step) => mayMakeUsers(step));
  if (BY_SHADOW.has(call.name ?? '')) return !installs;
  return app.base.family === 'alpine' && !installs;
}

/** Compilers, headers and most tools come without users of their own. */
function mayMakeUsers(step: Step): boolean {
  const { call } = step;
  const args = call.args.map(({ value }) => value);
  const found = managerOf(call.name ?? '', args);
  if (found === null || !/^(?:apt|apk|dnf|yum|microdnf)/.test(found.manager.id)) return false;
  const verb = verbOf(found.manager, args);
  if (verb !== null && !isInstall(found.manager, verb)) return false;
  return packagesOf(step, false)?.every(({ name }) => isWithoutUsers(name)) !== true;
}

/** Whether a package, when it is installed, adds no users and groups. */
export function isWithoutUsers(name: string): boolean {
  const use = useOf(name);
  const isQuiet =
    use === 'build' ||
    use === 'tool' ||
    use === 'headers' ||
    /^(?:ca-certificates|tzdata|fontconfig|fonts-.*|locales)$/.test(name);
  return isQuiet && !/^(?:software-properties-common|openssh|docker|ansible|python-software-properties)/.test(name);
}

/** Whether anything in the builder may belong to somebody else than root. */
function ownsFiles({ app }: Ground): boolean {
  const { instructions, steps } = app;
  const isGiven = steps.some(
    ({ call, state }) => /^(?:chown|chgrp|install)$/.test(call.name ?? '') || !isRoot(state.user),
  );
  return isGiven || instructions.some(({ arguments: { flags } }) => flags.some(({ name }) => name === 'chown'));
}
