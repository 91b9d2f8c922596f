/** RUN programs that leave nothing for the running app but what is carried. */
import { pathOf } from '../../../../src/app/runs.ts';
import type { Invocation } from '../../../../src/dockerfile/commands.ts';
import { absolute } from '../../../../src/project/copies.ts';
import { readGradleSettings } from '../../../../src/project/gradle/build.ts';
import { isBelow } from '../../../../src/project/paths.ts';
import { overlap } from '../../../../src/project/placed.ts';
import type { App, Step } from '../../app.ts';
import type { Carry } from '../../recipe.ts';
import { isGradle, isMaven } from './calls.ts';

/** The wrappers and their settings. */
const WRAPPER = /(?:^|\/)(?:mvnw|gradlew)(?:\.cmd|\.bat)?$/;
/** What they download, and what they keep. */
const CACHES = ['/root/.m2', '/root/.gradle', '/home/gradle/.gradle', '/tmp'];

/**
 * The steps that work for the build alone.
 * @param moved those that moved what it made.
 * @param carries what is carried, which no step may touch.
 */
export function claimsOf(app: App, moved: readonly Invocation[], carries: readonly Carry[]): ReadonlySet<Invocation> {
  const claimed = app.steps.filter(
    (step) => isTool(step) || preparesWrapper(step) || makesProjects(app, step) || removesRest(app, step, carries),
  );
  return new Set([...claimed.map(({ call }) => call), ...moved]);
}

function isTool({ call }: Step): boolean {
  if (isMaven(call) || isGradle(call)) return true;
  const asks = call.args.length > 0 && call.args.every(({ value }) => /^--?version$/.test(value ?? ''));
  return asks && /^(?:java|javac|kotlinc?)$/.test(call.name ?? '');
}

/** `chmod +x mvnw`, `dos2unix gradlew`, `sed -i 's/\r$//' mvnw`. */
function preparesWrapper({ call }: Step): boolean {
  if (!/^(?:chmod|dos2unix|sed)$/.test(call.name ?? '')) return false;
  const last = call.args.at(-1)?.value ?? '';
  const files = call.args.filter(
    ({ value }) => value !== null && /[./\w]$/.test(value) && (value.includes('/') || value.includes('w')),
  );
  if (call.name === 'sed') return WRAPPER.test(last) && call.args.some(({ value }) => /^-i/.test(value ?? ''));
  return (
    files
      .filter(({ value }) => !/^[-+\d]|^[ugoa]*[-+=]/.test(value ?? ''))
      .every(({ value }) => WRAPPER.test(value ?? '')) && WRAPPER.test(last)
  );
}

/** Folders of projects that Gradle's settings name: they have to be there, and what is in them is not needed here. */
function makesProjects({ toContext, project }: App, { call, cwd }: Step): boolean {
  if (call.name !== 'mkdir' || call.conditional || cwd === null) return false;
  const folders = ['settings.gradle', 'settings.gradle.kts'].flatMap((name) => {
    const path = toContext(absolute(`${cwd}/${name}`));
    return readGradleSettings(path === null ? '' : (project.readText(path) ?? '')).folders;
  });
  const words = call.args.filter(({ text }) => !text.startsWith('-'));
  return words.length > 0 && words.every(({ value }) => value !== null && folders.includes(value.replace(/\/$/, '')));
}

/** `rm -rf src ~/.m2`: of the sources and of the caches, nothing that is carried. */
function removesRest(app: App, { call, cwd, state }: Step, carries: readonly Carry[]): boolean {
  if (call.name !== 'rm' || cwd === null) return false;
  const words = call.args.filter(({ text }) => !text.startsWith('-'));
  return words.every((word) => {
    const home = /^(?:~|"?\$\{?HOME\}?"?)(\/\S+)$/.exec(word.text)?.[1];
    const path = home === undefined ? pathOf(word, { ...state, workdir: cwd }) : `/root${home}`;
    if (path === null || path === '/') return false;
    const isOwn = [...CACHES, app.final.workdir, cwd].some((folder) => folder !== '/' && isBelow(path, folder));
    return isOwn && !carries.some((carry) => overlap(path, carry.path));
  });
}
