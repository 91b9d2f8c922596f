import { NOT_RUN } from '../../src/project/uses/declared.ts';
import { NOTHING_GIVEN } from '../../src/project/uses/given.ts';
import type { Use } from '../../src/project/uses.ts';

/** A compose service that builds the Dockerfile beside it, and says nothing else. */
export const service: Use = {
  kind: 'compose',
  file: 'compose.yaml',
  line: 3,
  name: 'web',
  context: '',
  target: null,
  args: new Map(),
  build: NOTHING_GIVEN,
  ...NOT_RUN,
};
