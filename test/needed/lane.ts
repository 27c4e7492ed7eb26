import { createVitest, type TestModule, type Vitest } from 'vitest/node';
import type { TestRequest, TestRun } from './test-run.ts';

/**
 * The process of a `TestLane`: vitest, started once in the working directory, runs what its parent names. Each run
 * gets a worker of its own, and so reads every source anew.
 */

/** A slow machine must not look like a guard that works. */
const TEST_TIMEOUT_MS = 100_000;
const OUTPUT_CHARACTERS_MAX = 600;

async function runTests(vitest: Vitest, { tests }: TestRequest): Promise<TestRun> {
  const specifications = await vitest.globTestSpecifications([...tests]);
  if (specifications.length === 0)
    return { kind: 'broken', output: `no test file is at ${tests.join(', ')}` };
  const asked = new Set(specifications.map(({ moduleId }) => moduleId));
  const { testModules, unhandledErrors } = await vitest.runTestSpecifications(specifications);
  // What earlier runs found is among the modules, too.
  const modules = testModules.filter(({ moduleId }) => asked.has(moduleId));
  for (const module of modules) {
    const [failed] = module.children.allTests('failed');
    if (failed === undefined) continue;
    const [error] = failed.result().errors ?? [];
    const file = module.relativeModuleId;
    return { kind: 'failed', file, test: failed.fullName, message: firstLine(error?.message ?? '') };
  }
  const errors = [...modules.flatMap((module) => module.errors()), ...unhandledErrors];
  const isWhole = modules.length === asked.size && modules.every(hasPassed);
  if (isWhole && errors.length === 0) return { kind: 'passed' };
  return { kind: 'broken', output: describe(errors) };
}

function hasPassed(module: TestModule): boolean {
  return module.state() === 'passed' && !module.children.allTests().next().done;
}

function describe(errors: readonly unknown[]): string {
  const texts = errors.map((error) => (error as { readonly message?: string }).message ?? String(error));
  return (texts.join('; ') || 'not every file was run').slice(0, OUTPUT_CHARACTERS_MAX);
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}

const vitest = await createVitest('test', {
  watch: false,
  bail: 1,
  maxWorkers: Number(process.argv[2]),
  testTimeout: TEST_TIMEOUT_MS,
  hookTimeout: TEST_TIMEOUT_MS,
  reporters: [{}],
});
process.on('message', async (request: TestRequest) => {
  process.send?.(await runTests(vitest, request));
});
process.on('disconnect', () => process.exit());
