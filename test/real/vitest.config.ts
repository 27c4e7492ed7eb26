import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

// vitest reads the default export of its configuration file. One file after the other: each has servers of its own.
export default defineConfig({
  root: join(import.meta.dirname, '..', '..'),
  test: {
    include: ['test/real/**/*.real.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: 'forks',
    fileParallelism: false,
  },
});
