/** Where the tag of the builder does not say which release of the system it is built on, and that has to be known. */

import { withCodename } from '../../src/facts/codename-tags.ts';
import { NEWEST_UBUNTU } from '../../src/facts/codenames.ts';
import { NEWEST_DEBIAN } from '../../src/facts/runtime-images.ts';
import type { App } from './app.ts';
import { type Refusal, refuse } from './recipe.ts';

/** Says what to write instead: the release that the tag stands for now, as far as that is known. */
export function unknownRelease({ base, stage }: App): Refusal {
  const { reference } = base;
  const plain = reference.replace(/:latest$/, '');
  const codename = base.family === 'ubuntu' ? NEWEST_UBUNTU : NEWEST_DEBIAN.name;
  const newest = `${plain}${/:[^/]*$/.test(plain) ? '-' : ':'}${codename}`;
  const write = withCodename(base) ?? newest;
  return refuse({ code: 'unknown-release', image: reference, write }, stage.from);
}
