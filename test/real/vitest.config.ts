import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

// vitest reads the default export of its configuration file. One file after the other: each has servers of its own.
// The end-to-end tests are those of `npm test`, with a real API server in the sandbox's place; those with faults on the
// wire have moto's Parameter Store and Route 53 as well.
export default defineConfig({
  root: join(import.meta.dirname, '..', '..'),
  test: {
    include: [
      'test/real/**/*.real.ts',
      'test/e2e/{secrets,dns,notifier,restart}-loop.test.ts',
      'test/e2e/story.test.ts',
      'test/faults/*.test.ts',
    ],
    globalSetup: ['test/e2e/scratch.ts'],
    env: { SLUICE_REAL_API: '1' },
    testTimeout: 180_000,
    hookTimeout: 300_000,
    pool: 'forks',
    fileParallelism: false,
    // As in `npm test`: modules are loaded, and functions bundled, once a run, by Node itself.
    isolate: false,
    experimental: { viteModuleRunner: false },
  },
});
