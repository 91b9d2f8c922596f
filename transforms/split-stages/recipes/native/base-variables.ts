/** Variables that the builder's image sets itself, and that the start or the sources ask for: the runtime image has none of them. */
import type { App } from '../../app.ts';

/**
 * @param sources files of the context that are linked in.
 * @returns lines of the runtime stage that set them again.
 */
export function baseVariables(app: App, names: readonly string[], sources: readonly string[]): readonly string[] {
  const { instructions, final, start, project } = app;
  const set = new Set(
    instructions.flatMap(({ keyword, arguments: { pairs } }) => (keyword === 'ENV' ? pairs.map(({ key }) => key) : [])),
  );
  const scripts = [...new Set(start.calls.flatMap(({ file }) => file ?? []))].map(
    (path) => project.readText(path) ?? '',
  );
  const starts = start.calls.flatMap(({ at, call }) => [
    at?.arguments.rest ?? '',
    ...[call.program, ...call.args].map(({ text }) => text),
  ]);
  const texts = sources.map((path) => project.readText(path) ?? '');
  return names.flatMap((name) => {
    const value = set.has(name) ? null : (final.env.get(name) ?? null);
    const isUsed = new RegExp(`\\$\\{?${name}\\b`);
    const isAsked = new RegExp(`["']${name}["']`);
    const isNamed =
      [...scripts, ...starts].some((text) => isUsed.test(text)) || texts.some((text) => isAsked.test(text));
    return value !== null && isNamed ? [`ENV ${name}=${value}`] : [];
  });
}
