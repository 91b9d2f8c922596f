/** Files that a RUN copies, moves or links: cp, mv, ln. */
import { type CallWords, hasOption, readWords } from '../../../src/app/call-words.ts';
import { hasShell } from '../../../src/facts/runtime-images.ts';
import { nameOf } from '../../../src/project/paths.ts';
import type { Step } from '../app.ts';
import { type Effect, NONE, together, UNKNOWN } from './effect.ts';
import { contextOf, type Ground, isBrought, isInside, isProgramFolder, isRemovedLater, isScratch } from './ground.ts';
import { type Target, targetOf } from './words.ts';
import { PROGRAMS, written } from './written.ts';
import { ZONE_LINK, ZONES } from './zone.ts';

/** cp and mv of one file whose name at the end is certain. */
export function copied(ground: Ground, step: Step): Effect {
  const words = readWords(step.call.args, new Set(['-t', '--target-directory', '-S']));
  if (hasOption(words, ['-t', '--target-directory'])) return UNKNOWN;
  const sources = words.rest.slice(0, -1);
  const last = words.rest.at(-1);
  if (last === undefined || sources.length === 0 || step.call.wrappers.includes('xargs')) return UNKNOWN;
  const target = targetOf(last, step);
  if (target === null || target.isPattern) return UNKNOWN;
  if (isScratch(target.path) || isInside(ground, target.path) || isRemovedLater(ground, step, target.path)) return NONE;
  const froms = sources.map((word) => targetOf(word, step));
  return together(
    froms.map((from) => copiedOne(ground, step, from, target, words, last.text.endsWith('/') || sources.length > 1)),
  );
}

function copiedOne(
  ground: Ground,
  step: Step,
  from: Target | null,
  to: Target,
  words: CallWords,
  isInto: boolean,
): Effect {
  if (from === null || from.isPattern) return UNKNOWN;
  const name = nameOf(from.path);
  // Into a folder, should it be one: the file lies at one of two places, and both have to be without use.
  const places = [to.path, `${to.path}/${name}`];
  const isProgram =
    !hasOption(words, ['-r', '-R', '-a', '--recursive']) &&
    (isInto || isProgramFolder(to.path) ? PROGRAMS.test(places[1]!) : PROGRAMS.test(to.path));
  const isUnused =
    ground.needs.isComplete &&
    !ground.needs.programs.has(nameOf(isInto || isProgramFolder(to.path) ? places[1]! : to.path));
  if (isProgram && isUnused) return NONE;
  if (isInto) return sureFile(ground, from) ? written(ground, step, { path: places[1]!, isPattern: false }) : UNKNOWN;
  if (!sureFile(ground, from) || hasOption(words, ['-r', '-R', '-a', '--recursive'])) return UNKNOWN;
  const isFolder =
    ground.all.some(({ to: place, kind }) => kind === 'folder' && place === to.path) || isProgramFolder(to.path);
  const hasEnding = /\.[\w-]+$|\/bin\/[\w.-]+$|^\/etc\/\w+$/.test(to.path);
  if (isFolder) return written(ground, step, { path: places[1]!, isPattern: false });
  return hasEnding || sureFile(ground, to) ? written(ground, step, to) : UNKNOWN;
}

/** A file of the context, or one whose name is that of a file. */
function sureFile(ground: Ground, { path }: Target): boolean {
  const found = contextOf(ground, path);
  if (found !== null) return ground.app.project.statOf(found)?.kind === 'file';
  return /\.(?:json|ya?ml|toml|conf|cfg|ini|env|properties|sh|txt|sample|example|dist|xml)$|^\/usr\/share\/zoneinfo\/\w+/.test(
    path,
  );
}

/** A link whose place and target are certain. */
export function linked(ground: Ground, step: Step): Effect {
  const { rest, options } = readWords(step.call.args, new Set(['-t', '-S']));
  const [from, to, ...more] = rest;
  if (from === undefined || to === undefined || more.length > 0 || options.some(({ name }) => name === '-t'))
    return UNKNOWN;
  const source = targetOf(from, step);
  const place = targetOf(to, step);
  if (source === null || place === null || place.isPattern || source.isPattern) return UNKNOWN;
  if (isScratch(place.path) || isInside(ground, place.path) || isRemovedLater(ground, step, place.path)) return NONE;
  if (source.path.startsWith(ZONES) && place.path === ZONE_LINK) return written(ground, step, place);
  const name = /^\/(?:usr\/)?(?:local\/)?s?bin(?:\/([^/]+))?$/.exec(place.path);
  if (name === null) return source.path.startsWith('/dev/') ? { kind: 'again', path: place.path } : UNKNOWN;
  const program = name[1] ?? nameOf(source.path);
  // What is started in shell form is read by another shell then.
  if (program === 'sh') return hasShell(ground.runtime) ? { kind: 'again', path: place.path } : NONE;
  if (ground.needs.isComplete && !ground.needs.programs.has(program)) return NONE;
  // The link can be made again where what it leads to comes along.
  const isSoft = options.some(({ name: option }) => option === '-s' || option === '--symbolic');
  const isThere = isInside(ground, source.path) || isBrought(ground, source.path);
  return isSoft && isThere ? { kind: 'again', path: place.path } : UNKNOWN;
}
