/** Variables and words of a build, as far as nobody outside of the Dockerfile can change them. */
import { expandWord } from '../../../../src/dockerfile/expand.ts';
import type { Word } from '../../../../src/dockerfile/shell.ts';
import type { App, Step } from '../../app.ts';
import { isOpen } from '../../open.ts';

/** The value of a variable for a call: '' when it is not set, null when that cannot be told. */
export function settingOf(app: App, step: Step, name: string): string | null {
  if (step.call.env.has(name)) return step.call.env.get(name) ?? null;
  const at = app.steps.indexOf(step);
  for (const { call, run } of app.steps.slice(0, at).toReversed()) {
    const isWritten = call.name === 'go' && call.args[0]?.value === 'env' && call.args[1]?.value === '-w';
    if (!isWritten && !(call.name === 'export' && run === step.run)) continue;
    const word = call.args.find(({ text }) => text.replace(/^["']/, '').startsWith(`${name}=`));
    if (word !== undefined) return word.value?.slice(name.length + 1) ?? null;
  }
  const value = step.state.env.get(name);
  return value === undefined ? '' : isOpen(app, name) ? null : value;
}

/** A word as one text; null when it is known at build time only, or may become several words. */
export function textOf(app: App, { state }: Step, word: Word): string | null {
  if (word.value !== null) return word.value;
  if (word.scripts.length > 0) return null;
  const text = expandWord(word.text, (name) => (isOpen(app, name) ? null : (state.env.get(name) ?? null)), '\\');
  const isQuoted = /^"[^"]*"$/.test(word.text);
  return text === null || (!isQuoted && /\s|^$|^-/.test(text)) ? null : text;
}
