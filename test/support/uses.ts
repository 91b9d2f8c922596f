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
  command: null,
  entrypoint: null,
  health: null,
  user: null,
  workdir: null,
  environment: new Map(),
  mounts: [],
  syncs: [],
  ports: [],
  rights: [],
};
