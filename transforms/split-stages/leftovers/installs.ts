/** Calls of the system's package managers: what they install, and what they take away again. */
import { readWords } from '../../../src/app/call-words.ts';
import { isInstall, type Manager, managerOf, verbOf } from '../../../src/facts/package-managers.ts';
import type { Step } from '../app.ts';
import { type Effect, NONE, UNKNOWN } from './effect.ts';
import type { Ground } from './ground.ts';
import { valuesOf } from './words.ts';

export interface Package {
  /** As written, with its version. */
  readonly written: string;
  readonly name: string;
  readonly step: Step;
  /** Somebody else's packages may be installed by then. */
  readonly isForeign: boolean;
}

const OURS: ReadonlySet<string> = new Set(['apt-get', 'apt', 'apk', 'dnf', 'yum', 'microdnf']);
const REMOVES = /^(?:remove|purge|autoremove|autopurge|del|erase)$/;
/** Options of apk and apt that stand in front of a name of their own, or name another source. */
const GROUPS = ['-t', '--virtual'];
const SOURCES = ['-X', '--repository', '-t', '--target-release', '--enablerepo', '--default-release'];

/** @returns null when the step is none of a package manager of the system. */
export function packageEffect(step: Step): Effect | null {
  const call = installOf(step);
  if (call === null) return isManager(step) ? UNKNOWN : null;
  if (call.verb === null) return UNKNOWN;
  return call.isInstall ? { kind: 'install' } : LEAVES_NOTHING.test(call.verb) ? NONE : UNKNOWN;
}

const LEAVES_NOTHING =
  /^(?:update|upgrade|dist-upgrade|full-upgrade|clean|autoclean|autoremove|autopurge|remove|purge|del|erase|cache(?: clean)?|clean all|makecache|dist-clean|distclean|info|search|list|show|policy|check|check-update|repolist|version|fix|groups|history|mark|moo|changelog|)$/;

/** Managers whose packages are not judged here. */
function isManager({ call }: Step): boolean {
  return /^(?:aptitude|tdnf|zypper|pacman|rpm-ostree|snap|flatpak|brew)$/.test(call.name ?? '');
}

interface Call {
  readonly manager: Manager;
  readonly verb: string | null;
  readonly isInstall: boolean;
}

/** How a package manager of the system is called; null when the step is none of these. */
export function installOf({ call }: Step): Call | null {
  const args = call.args.map(({ value, text }) => value ?? (/^-/.test(text) ? text : null));
  const found = managerOf(call.name ?? '', args);
  if (found === null || !OURS.has(found.manager.id)) return null;
  const verb = verbOf(found.manager, args);
  const puts = verb !== null && isInstall(found.manager, verb);
  const isUpgrade =
    /^(?:upgrade|dist-upgrade|full-upgrade|fix|update|up|upgrade-minimal|update-minimal|distro-sync)$/.test(
      verb?.text ?? '',
    );
  return { manager: found.manager, verb: verb?.text ?? null, isInstall: puts && !isUpgrade };
}

/** What one step installs; null when a name cannot be told. */
export function packagesOf(step: Step, isForeign: boolean): readonly Package[] | null {
  const call = installOf(step);
  if (call === null || step.call.wrappers.includes('xargs') || !/^(?:install|add|in|reinstall)$/.test(call.verb ?? ''))
    return null;
  const { manager } = call;
  const valued = new Set([...manager.valued, ...(manager.id === 'apk' ? GROUPS : [])]);
  const words = readWords(step.call.args, valued);
  const isElsewhere = words.options.some(
    ({ name, value }) => SOURCES.includes(name) && !(manager.id === 'apk' && GROUPS.includes(name)) && value !== '',
  );
  const found: Package[] = [];
  const [, ...names] = words.rest;
  for (const word of names) {
    // In a version it is the package manager's.
    const values = word.hasGlob && !/^[\w.+-]+=/.test(word.text) ? null : valuesOf(word, step);
    if (values === null) return null;
    for (const written of values) {
      if (written === '') continue;
      // A removal, a file, an address.
      if (/[-+]$/.test(written) && !/\+\+$/.test(written)) return null;
      if (/^[.~/]|:\/\/|\.(?:deb|apk|rpm)$/.test(written)) return null;
      const isTagged = manager.id === 'apk' && written.includes('@');
      found.push({ written, name: nameIn(written), step, isForeign: isForeign || isElsewhere || isTagged });
    }
  }
  return found;
}

function nameIn(written: string): string {
  return written.replace(/(?:[=<>~@/].*|:(?:any|all|native|amd64|arm64|i386|armhf))$/, '').replace(/[=<>~@].*$/, '');
}

/** Which of the packages are taken away again by a later step. */
export function isRemovedAgain({ app }: Ground, { name, step }: Package): boolean {
  const at = app.steps.indexOf(step);
  return app.steps.slice(at + 1).some((later) => {
    const call = installOf(later);
    if (call === null || later.call.conditional || !REMOVES.test(call.verb ?? '')) return false;
    const names = readWords(later.call.args, new Set(call.manager.valued)).rest.flatMap(
      (word) => valuesOf(word, later) ?? [],
    );
    return names.includes(name) || (call.manager.id === 'apk' && names.some((group) => groupOf(step) === group));
  });
}

/** The name that apk gives to what it installs at once. */
function groupOf(step: Step): string | null {
  const words = readWords(step.call.args, new Set([...GROUPS, '-X', '--repository']));
  return words.options.find(({ name }) => GROUPS.includes(name))?.value ?? null;
}
