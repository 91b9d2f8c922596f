/** Whether what Django collects at build time lies in a folder that is carried. */
import { isBelow } from '../../../../src/project/paths.ts';
import type { App } from '../../app.ts';
import { type Carry, type Refusal, refuse } from '../../recipe.ts';
import { commandOf, type PythonCall } from './calls.ts';

/** `BASE_DIR / "static"`, `os.path.join(BASE_DIR, "static")`, `"static"`. */
const INSIDE =
  /^(?:str\()?(?:BASE_DIR\s*\/\s*["'](?!\/)[^"']*["']|os\.path\.join\(\s*BASE_DIR\s*,\s*["'](?!\/)[^"']*["']\s*\)|["'](?!\/)[^"']*["'])\)?\s*(?:#.*)?$/;
/** The folder above that of the settings. */
const BASE =
  /^BASE_DIR\s*=\s*(?:Path\(__file__\)\.resolve\(\)(?:\.parent){1,2}|os\.path\.dirname\(\s*os\.path\.dirname\(\s*os\.path\.abspath\(\s*__file__\s*\)\s*\)\s*\))\s*$/m;

/** Refuses where Django collects static files into a folder that is not certain to be carried; null when all is well. */
export function staticRefusal(app: App, calls: readonly PythonCall[], carries: readonly Carry[]): Refusal | null {
  const collect = calls.find(
    ({ kind, step }) => kind === 'writes-app' && step.call.args.some(({ value }) => value === 'collectstatic'),
  );
  if (collect === undefined) return null;
  const roots = app.sources.files.flatMap(({ path, image }) => {
    const text =
      image !== null && path.endsWith('.py') && carries.some((carry) => isBelow(image, carry.path))
        ? app.project.readText(path)
        : null;
    const lines =
      text === null ? [] : [...text.matchAll(/^\s*STATIC_ROOT\s*=\s*(.*)$/gm)].map(([, value]) => value!.trim());
    const isBased = text !== null && BASE.test(text);
    return lines.map((value) => ({ value, isBased }));
  });
  // A storage elsewhere needs no folder, and settings that nobody finds may say anything.
  const isInside =
    roots.length > 0 &&
    roots.every(
      ({ value, isBased }) => INSIDE.test(value) && !value.includes('..') && (isBased || !value.includes('BASE_DIR')),
    );
  const { run } = collect.step;
  return isInside
    ? null
    : refuse({ code: 'artefact-not-known', command: commandOf(collect), line: run.startLine }, run);
}
