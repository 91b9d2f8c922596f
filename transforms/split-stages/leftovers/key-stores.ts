/** keytool: what it changes is one file. */
import { javaHomeOf } from '../../../src/facts/java-images.ts';
import type { Step } from '../app.ts';
import { type Effect, NONE, UNKNOWN } from './effect.ts';
import type { Ground } from './ground.ts';
import { targetOf } from './words.ts';
import { written } from './written.ts';

/** Of the Java images that have it at one place, and in no link. */
const CACERTS = 'lib/security/cacerts';

/** A key store is one file: that of Java itself, or one of the app's. Source: the manual of keytool. */
export function keyed(ground: Ground, step: Step): Effect {
  // Its options are words: `-list` is not `-l -i -s -t`.
  const has = (...names: readonly string[]) =>
    step.call.args.some(({ value }) => value !== null && names.includes(value));
  if (has('-list', '-printcert', '-help', '--help')) return NONE;
  if (has('-cacerts')) {
    const home = javaHomeOf(ground.app.base);
    const isSame = home !== null && javaHomeOf(ground.runtime) === home && !/jre-?8|:8/.test(ground.plan.runtime);
    return isSame ? written(ground, step, { path: `${home}/${CACERTS}`, isPattern: false }) : UNKNOWN;
  }
  // A copy of a certificate, or a request for one.
  if (has('-exportcert', '-export', '-certreq')) return UNKNOWN;
  const names = ['-destkeystore', '-keystore'];
  const at = step.call.args.findIndex(
    ({ text }) => names.includes(text) && (text !== '-keystore' || !has('-destkeystore')),
  );
  const word = at < 0 ? undefined : step.call.args[at + 1];
  return word === undefined ? UNKNOWN : written(ground, step, targetOf(word, step));
}
