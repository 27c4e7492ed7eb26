import { spawn } from 'node:child_process';
import { join } from 'node:path';

/**
 * `npm run check`: types, lint and architecture, in seconds. Exits 1 if any of them fails, after all have run.
 * Asserts first that this is Node 24, the runtime of the functions: the package `node` supplies it to npm scripts.
 */
const ROOT = join(import.meta.dirname, '..');

/** Runs a tool of node_modules/.bin; resolves to its exit code and everything it printed. */
export function runTool(name: string, args: readonly string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(join(ROOT, 'node_modules', '.bin', name), args, { cwd: ROOT });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, output: Buffer.concat(chunks).toString('utf8') }));
  });
}

/** Types, lint and, unless `fast`, architecture. Prints one line for each and the output of those that failed. */
export async function check(options: { readonly architecture: boolean }): Promise<boolean> {
  const major = Number(process.versions.node.split('.')[0]);
  if (major !== 24) {
    console.error(
      `check: runs on Node ${process.version}, needs 24: run it as "npm run check" after "npm ci"`,
    );
    return false;
  }
  const parts: readonly (readonly [string, Promise<{ code: number; output: string }>])[] = [
    ['types', runTool('tsc', ['--noEmit', '--pretty', 'false'])],
    ['lint', runTool('biome', ['check', '--error-on-warnings', '--max-diagnostics=50'])],
    ...(options.architecture
      ? ([['architecture', runTool('vitest', ['run', 'test/architecture.test.ts'])]] as const)
      : []),
  ];
  let passed = true;
  for (const [name, running] of parts) {
    const started = performance.now();
    const { code, output } = await running;
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`);
    if (code !== 0) console.log(output.trimEnd());
    passed &&= code === 0;
  }
  return passed;
}

if (import.meta.main) process.exitCode = (await check({ architecture: true })) ? 0 : 1;
