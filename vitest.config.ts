import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

// vitest reads the default export of its configuration file; the one place that has one.
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 20_000,
    expect: { poll: { timeout: 10_000 } },
    pool: 'threads',
    // Vitest leaves one core idle by default; on two cores that doubles the time.
    maxWorkers: availableParallelism(),
  },
});
