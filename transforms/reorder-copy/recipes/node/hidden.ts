/** Settings that are put into the context right before a build, so that they cannot be seen: an .npmrc with a token. */
import { readNpmLock } from '../../../../src/project/node/npm-lock.ts';
import { readYarnLock } from '../../../../src/project/node/yarn-lock.ts';
import { inFolder } from '../../../../src/project/paths.ts';
import type { Step } from '../../recipe.ts';
import type { ImageFiles } from './image.ts';
import { type Plan, shown } from './plan.ts';

/** Registries that give their packages to anybody: npm's own and its mirrors. */
const OPEN_REGISTRIES =
  /^https?:\/\/(?:[^/]*\.)?(?:npmjs\.(?:org|com)|yarnpkg\.com|npmmirror\.com|taobao\.org|cnpmjs\.org|tencent\.com|huaweicloud\.com|aliyun\.com|npm\.jsr\.io)(?:\/|$)/;
/** Hosts of archives that need no token; of a private repository they do not come by this address. */
const OPEN_HOSTS =
  /^https?:\/\/(?:(?:codeload\.)?github\.com|raw\.githubusercontent\.com|pkg\.pr\.new|cdn\.sheetjs\.com)(?:\/|$)/;
const SETTINGS = ['.npmrc', '.yarnrc', '.yarnrc.yml', 'bunfig.toml'];

export function isOpenRegistry(address: string): boolean {
  return OPEN_REGISTRIES.test(address);
}

/** @returns what has to be assumed of a build whose .npmrc is not there; null for nothing. */
export function hiddenSettings(step: Step, { files }: Plan, folder: string): string | null {
  const path = inFolder(folder, '.npmrc');
  const place = shown(files, path);
  if (SETTINGS.some((name) => files.statOf(inFolder(folder, name)) !== null)) return null;
  if (step.project.isIgnored(place.replace(/^\//, ''))) return null;
  const isNamed = isExpected(step, place) || hasClosedHost(files, folder);
  return isNamed ? 'no .npmrc is put into the context before the build' : null;
}

/** Somebody keeps it out of the repository, or takes it in again for the build. */
function isExpected({ project, doc, run }: Step, place: string): boolean {
  const isLine = (text: string | null) => /^\s*!?(?:\/|\*\*\/)?(?:[\w.-]+\/)*\.npmrc\s*$/m.test(text ?? '');
  const near = place.includes('/') ? place.slice(0, place.lastIndexOf('/') + 1) : '';
  if (
    [project.disk.readText('.gitignore'), project.disk.readText(`${near}.gitignore`), project.ignoreFile.text].some(
      isLine,
    )
  )
    return true;
  return doc.instructions.some(
    ({ stage, keyword, arguments: args }) => stage === run.stage && keyword === 'RUN' && args.rest.includes('.npmrc'),
  );
}

function hasClosedHost(files: ImageFiles, folder: string): boolean {
  const npm = readNpmLock(files, folder);
  const fromNpm = npm?.ok ? npm.value.packages.flatMap(({ resolved }) => resolved ?? []) : [];
  const fromYarn = readYarnLock(files, folder)?.hosts ?? [];
  return [...fromNpm, ...fromYarn].some(
    (address) => /^https?:/.test(address) && !isOpenRegistry(address) && !OPEN_HOSTS.test(address),
  );
}
