/** What the benchmark and the corpus run call, bundled into one file for plain node. */
export { slimify } from '../../src/engine/pipeline.ts';
export { createContexts } from '../../src/project/contexts.ts';
export { isDockerfileName } from '../../src/project/dockerfile-names.ts';
export { memoryProject, noProject } from '../../src/project/project.ts';
export { preset } from '../../transforms/index.ts';
