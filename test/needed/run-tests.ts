import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** What a run of test files came to. */
export type TestRun =
  | { readonly kind: 'passed' }
  /** The first test that failed: file and full name. */
  | { readonly kind: 'failed'; readonly file: string; readonly test: string; readonly message: string }
  /** No test said anything: a file did not load, or the run took too long. */
  | { readonly kind: 'broken'; readonly output: string };

interface Results {
  readonly testResults: readonly {
    readonly name: string;
    readonly message?: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

/** Started with our own Node: the machine's may be another. */
const VITEST = join('node_modules', 'vitest', 'vitest.mjs');
/** A test that hangs without its guard is stopped; that one did not end is told, and is no proof. */
const TIMEOUT_MS = 300_000;
/** A slow machine must not look like a guard that works. */
const TEST_TIMEOUT_MS = 100_000;
const OUTPUT_CHARACTERS_MAX = 600;

/** Runs vitest over files or folders of a tree until the first failure, by default with one worker. */
export async function runTests(
  directory: string,
  tests: readonly string[],
  { workers = 1, timeoutMs = TIMEOUT_MS }: { readonly workers?: number; readonly timeoutMs?: number } = {},
): Promise<TestRun> {
  const report = join(directory, '.needed.json');
  rmSync(report, { force: true });
  const limits = ['--bail=1', `--maxWorkers=${workers}`, `--testTimeout=${TEST_TIMEOUT_MS}`];
  const args = ['run', ...tests, ...limits, '--reporter=json', `--outputFile=${report}`];
  const { code, output } = await run(directory, args, timeoutMs);
  if (!existsSync(report)) return { kind: 'broken', output };
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as Results;
  for (const { name, assertionResults } of testResults) {
    const failed = assertionResults.find(({ status }) => status === 'failed');
    if (failed !== undefined) {
      const [message = ''] = failed.failureMessages[0]?.split('\n') ?? [];
      return {
        kind: 'failed',
        file: name.slice(directory.length + 1),
        test: failed.fullName.trim(),
        message,
      };
    }
  }
  const count = testResults.flatMap(({ assertionResults }) => assertionResults).length;
  const unloaded = testResults.find(({ message }) => message !== undefined && message !== '')?.message;
  return code === 0 && count > 0 ? { kind: 'passed' } : { kind: 'broken', output: unloaded ?? output };
}

function run(
  cwd: string,
  args: readonly string[],
  timeoutMs: number,
): Promise<{ readonly code: number; readonly output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [VITEST, ...args], { cwd, stdio: 'pipe' });
    const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
    let output = '';
    const take = (chunk: Buffer): void => {
      output = (output + chunk.toString()).slice(-OUTPUT_CHARACTERS_MAX);
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code: code ?? 1, output });
    });
  });
}
