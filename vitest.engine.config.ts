import { defineConfig } from 'vitest/config';

/** `npm run test:engine`: real builds, which need a Docker engine and minutes. `npm test` does not find these files. */
export default defineConfig({
  test: {
    include: ['test/**/*.engine.ts'],
    // One file after the other: what some of them time, others would slow down.
    fileParallelism: false,
    testTimeout: 900_000,
    hookTimeout: 300_000,
    maxConcurrency: 3,
  },
});
