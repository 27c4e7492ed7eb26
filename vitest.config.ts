import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/longest-first.ts';

// vitest reads the default export of its configuration file; the one place that has one.
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/e2e/scratch.ts'],
    testTimeout: 20_000,
    expect: { poll: { timeout: 10_000 } },
    pool: 'threads',
    // Modules are loaded once a worker, not once a file: a third of the time otherwise went into imports. A test
    // file therefore leaves nothing behind in a module's state.
    isolate: false,
    // Node strips the types itself, as it does in every other command; a transform of our own would be another program.
    experimental: { viteModuleRunner: false },
    // Vitest leaves one core idle by default; on two cores that doubles the time.
    maxWorkers: availableParallelism(),
    sequence: { sequencer: LongestFirst },
  },
});
