/** curl, wget, tar and unzip: what comes from elsewhere, and where it lands. */
import { hasOption, optionOf, readWords } from '../../../src/app/call-words.ts';
import { isBelow } from '../../../src/project/paths.ts';
import type { Step } from '../app.ts';
import { type Effect, NONE, UNKNOWN } from './effect.ts';
import { type Ground, isCarriedFolder, isInside, isRemovedLater, isScratch } from './ground.ts';
import { type Target, targetOf } from './words.ts';
import { written } from './written.ts';

/** A download goes to standard output, to a file that is named, or to one that is called as in the URL. */
export function fetched(ground: Ground, step: Step): Effect {
  const isCurl = step.call.name === 'curl';
  const words = readWords(step.call.args, isCurl ? CURL_VALUED : WGET_VALUED);
  const outputs = isCurl ? ['-o', '--output'] : ['-O', '--output-document'];
  const folders = isCurl ? ['--output-dir', '--create-dirs'] : ['-P', '--directory-prefix'];
  const at = step.call.args.findIndex(({ text }) => outputs.some((one) => text === one));
  const named = words.options.filter(({ name }) => outputs.includes(name));
  if (named.length > 0) {
    if (named.every(({ value }) => value === '-')) return NONE;
    const joined = named[0]!.value;
    const word = step.call.args.find(({ value }) => value === joined && joined !== null) ?? step.call.args[at + 1];
    const short = step.call.args.find(({ text }) => /^-[a-zA-Z]*[oO]$/.test(text));
    const next = short === undefined ? word : step.call.args[step.call.args.indexOf(short) + 1];
    // `-qO/bin/tool` is one word.
    const isGlued = at < 0 && short === undefined && next?.value !== joined;
    if (named.length > 1 || next === undefined || (isGlued && joined === null)) return UNKNOWN;
    return written(ground, step, targetOf(isGlued ? { ...next, text: joined!, value: joined } : next, step));
  }
  if (words.options.some(({ name }) => folders.includes(name))) {
    const value = optionOf(words, folders) ?? null;
    return value !== null && isScratch(value) ? NONE : UNKNOWN;
  }
  const writes = isCurl
    ? hasOption(words, ['-O', '--remote-name', '-J'])
    : !hasOption(words, ['--spider', '--version']);
  return writes ? leftHere(ground, step) : NONE;
}

const CURL_VALUED: ReadonlySet<string> = new Set(
  '-o --output -H --header -d --data -X --request -u --user -A --user-agent -m --max-time --retry --retry-delay --connect-timeout --cacert -x --proxy -e -b -F -T -w -K --output-dir --proto --ciphers'.split(
    ' ',
  ),
);
const WGET_VALUED: ReadonlySet<string> = new Set(
  '-O --output-document -P --directory-prefix -t --tries -T --timeout -U --user-agent --header -o -a -i --waitretry --post-data --user --password'.split(
    ' ',
  ),
);

/** Something lands in the folder that the step runs in. */
export function leftHere(ground: Ground, step: Step): Effect {
  const { cwd } = step;
  if (cwd === null) return UNKNOWN;
  return isScratch(cwd) || isCarriedFolder(ground, cwd) || isInside(ground, cwd) || isRemovedLater(ground, step, cwd)
    ? NONE
    : UNKNOWN;
}

/** What an archive holds nobody knows: it has to land where nobody looks. */
export function unpacked(ground: Ground, step: Step): Effect {
  const { name, args } = step.call;
  const isTar = name === 'tar';
  if (!isTar && args.some(({ text }) => /^-[ltp]$/.test(text))) return NONE;
  const option = isTar ? /^(?:-C|--directory)$/ : /^-[a-zA-Z]*d$/;
  // Letters in one word, and values that stand with their option, are not taken apart.
  const isOdd = isTar
    ? args.some(
        ({ text }, at) => /^-C.|^--directory=|^-[a-zA-Z]+C/.test(text) || (at === 0 && /^[a-zA-Z]*C/.test(text)),
      )
    : args.some(({ text }) => /^-d./.test(text));
  if (isOdd) return UNKNOWN;
  const at = args.findIndex(({ text }) => option.test(text));
  const word = args[at + 1];
  if (at < 0) return leftHere(ground, step);
  return leftAt(ground, step, word === undefined ? null : targetOf(word, step));
}

/** Nobody knows what lands in a folder: it has to be one where nobody looks, or that is carried. */
export function leftAt(ground: Ground, step: Step, target: Target | null): Effect {
  if (target === null || target.isPattern) return UNKNOWN;
  const { path } = target;
  const isLeft = isScratch(path) || isInside(ground, path) || isCarriedFolder(ground, path);
  if (isLeft || isRemovedLater(ground, step, path)) return NONE;
  return isOfItsOwn(ground, path) && !step.call.conditional
    ? { kind: 'carry', carry: { path, kind: 'folder' } }
    : UNKNOWN;
}

/** A folder of data that nothing else lies in, and whose programs and libraries nobody is told of. */
function isOfItsOwn({ app, all, roots, needs }: Ground, path: string): boolean {
  if (!/^\/(?:opt|srv|data|models?|usr\/local\/share|usr\/share|var\/lib)\/[^/]+/.test(path)) return false;
  if (roots.some((root) => isBelow(path, root) || isBelow(root, path)) || all.some(({ to }) => isBelow(path, to)))
    return false;
  const isNamed = (text: string) => text.includes(path);
  const isSearched = [...app.final.env].some(
    ([name, value]) => /PATH|_HOME$|PRELOAD/.test(name) && isNamed(value ?? path),
  );
  const isRun = app.start.calls.some(({ call }) => isNamed(call.program.text));
  // A tool of the build, or a program that is called by another name.
  const isUsed = app.steps.some(
    ({ call }) =>
      isNamed(call.program.text) ||
      (/^(?:ln|ldconfig)$/.test(call.name ?? '') && call.args.some(({ text }) => isNamed(text))),
  );
  const isCalled = [...needs.programs].some((program) => isNamed(program));
  return needs.isComplete && !isSearched && !isRun && !isUsed && !isCalled;
}
