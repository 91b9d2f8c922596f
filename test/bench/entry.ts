/** What the benchmark and the corpus run call, bundled into one file for plain node. */
export { isDockerfileName } from '../../src/cli/names.ts';
export { slimify } from '../../src/engine/pipeline.ts';
export { folderProject } from '../../src/project/folder.ts';
export { memoryProject, noProject } from '../../src/project/project.ts';
export { preset } from '../../transforms/index.ts';
