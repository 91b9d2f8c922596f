import { defineConfig } from 'vitest/config';

/** `npm test`. The times are for slow machines, where the command is built and started beside other tests. */
export default defineConfig({ test: { testTimeout: 60_000, hookTimeout: 120_000 } });
