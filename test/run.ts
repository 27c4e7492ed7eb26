import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { check } from './check.ts';
import { formatFailures, readReport } from './failures.ts';

/**
 * `npm test`: types and lint, then every test file below test/ (architecture, unit, property, contract on the
 * sandbox, corpus, scenarios, end-to-end of the synthesized stack). Arguments are handed to vitest.
 * Ends with a line for each test that failed and with `N passed, N failed`; a failed check counts as one failure.
 */
const ROOT = join(import.meta.dirname, '..');
const RESULTS = join(ROOT, '.cache', 'vitest.json');

function runVitest(args: readonly string[]): Promise<number> {
  mkdirSync(join(ROOT, '.cache'), { recursive: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${RESULTS}`];
  return new Promise((resolve, reject) => {
    const child = spawn(join(ROOT, 'node_modules', '.bin', 'vitest'), ['run', ...reporters, ...args], {
      cwd: ROOT,
      stdio: 'inherit',
    });
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}

const started = performance.now();
// Side by side: some tests wait for servers and leave a core idle.
const [checked, code] = await Promise.all([check({ architecture: false }), runVitest(process.argv.slice(2))]);
const results = readReport(RESULTS);
const failed =
  results.numFailedTests + (checked ? 0 : 1) + (code !== 0 && results.numFailedTests === 0 ? 1 : 0);
for (const line of formatFailures(results, ROOT)) console.log(line);
console.log(`took ${((performance.now() - started) / 1000).toFixed(1)} s`);
console.log(`${results.numPassedTests} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
