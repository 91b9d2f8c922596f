/** The time zone of the system: a link to one of the files of tzdata. */
import { hasTimezones } from '../../../src/facts/runtime-images.ts';
import type { Step } from '../app.ts';
import { type Effect, UNKNOWN } from './effect.ts';
import type { Ground } from './ground.ts';

export const ZONES = '/usr/share/zoneinfo/';
export const ZONE_LINK = '/etc/localtime';

/**
 * COPY writes through a link: where the image has one, as Debian's has, the file of the zone that it leads to would be
 * another zone's. Source: BuildKit, tried out on Debian 12.
 */
export function zoneEffect({ app, plan, runtime }: Ground, { call }: Step): Effect {
  const hasNoLink = runtime.family === 'alpine' || runtime.family === 'distroless' || runtime.family === 'busybox';
  if (hasNoLink) return call.conditional ? UNKNOWN : { kind: 'carry', carry: { path: ZONE_LINK, kind: 'file' } };
  const isInstalled = app.steps.some((step) => step.call.args.some(({ value }) => value === 'tzdata'));
  if (isInstalled || hasTimezones(plan.runtime)) return { kind: 'again', path: ZONE_LINK };
  return runtime.family === 'debian' && runtime.packageManager === 'apt'
    ? { kind: 'again', path: ZONE_LINK, packages: ['tzdata'] }
    : UNKNOWN;
}
