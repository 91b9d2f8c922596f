/** Holds what two images are configured to do against each other, and finds who means it to differ. */
import type { AppliedFix } from '../../engine/report.ts';
import type { ContractField } from '../../engine/transform.ts';
import type { ImageConfig } from '../container-engine.ts';
import type { ConfigDifference } from '../verified.ts';
import * as values from './config/values.ts';
import { whoBrings } from './config/who.ts';

/** A setting of both images. */
interface Pair {
  readonly field: ContractField;
  readonly key: string | null;
  readonly old: values.Value;
  readonly now: values.Value;
}

/**
 * What the image that slimify makes is configured to do otherwise; values that mean the same are no difference.
 * @param target the stage that was built; null for the last one.
 */
export function compareConfigs(
  before: ImageConfig,
  after: ImageConfig,
  applied: readonly AppliedFix[],
  target: string | null = null,
): readonly ConfigDifference[] {
  const who = whoBrings(applied, target);
  return pairsOf(before, after).flatMap(({ field, key, old, now }) => {
    if (old.meaning === now.meaning) return [];
    return [{ field, key, before: old.shown, after: now.shown, declaredBy: who(field, key) }];
  });
}

/** In the order of the fields. */
function pairsOf(a: ImageConfig, b: ImageConfig): readonly Pair[] {
  const { listOf, portsOf, userOf, pathOf, volumesOf, signalOf, healthcheckOf, shellOf } = values;
  const pair = (field: ContractField, old: values.Value, now: values.Value): Pair => ({ field, key: null, old, now });
  return [
    pair('ENTRYPOINT', listOf(a.entrypoint), listOf(b.entrypoint)),
    pair('CMD', listOf(a.cmd), listOf(b.cmd)),
    ...pairsByKey('ENV', a.env, b.env),
    pair('EXPOSE', portsOf(a.ports), portsOf(b.ports)),
    pair('USER', userOf(a.user), userOf(b.user)),
    pair('WORKDIR', pathOf(a.workdir), pathOf(b.workdir)),
    pair('VOLUME', volumesOf(a.volumes), volumesOf(b.volumes)),
    ...pairsByKey('LABEL', a.labels, b.labels),
    pair('STOPSIGNAL', signalOf(a.stopSignal), signalOf(b.stopSignal)),
    pair('HEALTHCHECK', healthcheckOf(a.healthcheck), healthcheckOf(b.healthcheck)),
    pair('SHELL', shellOf(a.shell), shellOf(b.shell)),
    pair('ONBUILD', listOf(a.onbuild), listOf(b.onbuild)),
  ];
}

type Texts = ReadonlyMap<string, string>;

/** Set to nothing is not the same as not set: programs can tell. */
function pairsByKey(field: ContractField, a: Texts, b: Texts): readonly Pair[] {
  const valueOf = (texts: Texts, key: string): values.Value => {
    const shown = texts.get(key) ?? null;
    return { shown, meaning: JSON.stringify(shown) };
  };
  const keys = [...new Set([...a.keys(), ...b.keys()])].sort();
  return keys.map((key) => ({ field, key, old: valueOf(a, key), now: valueOf(b, key) }));
}
