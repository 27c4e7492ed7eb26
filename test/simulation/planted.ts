import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One planted bug, and what the simulator made of it. */
export interface Planted {
  readonly name: string;
  readonly found: boolean;
  readonly seconds: number;
  /** The first violation; or what was printed instead of one. */
  readonly told: string;
}

const ROOT = join(import.meta.dirname, '..', '..');
const PATCHES = join(import.meta.dirname, 'planted');
/** What the simulator runs on. */
const PARTS: readonly string[] = ['lambdas', 'sandbox', 'manifests', 'test', 'package.json', 'tsconfig.json'];
/** At once: as many as the smallest machines have processors. */
const AT_ONCE = 2;

/**
 * Plants every bug of `planted/*.patch` (named after its half) in a copy of the tree and hunts there within the
 * default budget. Calls `tell` with each as it is done.
 */
export async function huntPlanted(tell: (planted: Planted) => void): Promise<readonly Planted[]> {
  const names = readdirSync(PATCHES).filter((name) => name.endsWith('.patch'));
  const results: Planted[] = [];
  const queue = names.sort()[Symbol.iterator]();
  const work = async () => {
    for (const name of queue) {
      const planted = await huntOne(name);
      tell(planted);
      results.push(planted);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return results;
}

async function huntOne(patch: string): Promise<Planted> {
  const copy = mkdtempSync(join(tmpdir(), 'sluice-planted-'));
  const started = performance.now();
  const name = patch.replace('.patch', '');
  const since = () => (performance.now() - started) / 1000;
  try {
    for (const part of PARTS)
      cpSync(join(ROOT, part), join(copy, part), { recursive: true, filter: isNeeded });
    symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
    const applied = await run(
      'patch',
      ['-p1', '--no-backup-if-mismatch'],
      copy,
      readFileSync(join(PATCHES, patch)),
    );
    if (applied.code !== 0)
      return { name, found: false, seconds: since(), told: `does not apply: ${applied.output}` };
    const half = name.split('-', 1)[0] ?? '';
    const { code, output } = await run(process.execPath, ['test/simulation/main.ts', '--half', half], copy);
    const violation = /^ {2}(I\d+ .*)$/m.exec(output)?.[1];
    const found = code === 1 && violation !== undefined;
    return { name, found, seconds: since(), told: violation ?? output.slice(-400) };
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** The recorded corpora are large, and nothing here reads them. */
function isNeeded(path: string): boolean {
  return !/test\/corpus\/(eso|externaldns|vectors)(\/|$)/.test(path);
}

function run(
  command: string,
  args: readonly string[],
  cwd: string,
  input?: Buffer,
): Promise<{ readonly code: number; readonly output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, stdio: 'pipe' });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
    child.stdin.end(input);
  });
}
