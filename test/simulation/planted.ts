import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One planted bug, and what the simulator made of it. */
export interface Planted {
  readonly name: string;
  /** An invariant was broken, and one that the patch names. */
  readonly found: boolean;
  /** Played until then; 0 when none was. */
  readonly schedules: number;
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
 * Plants bugs of `planted/*.patch` in copies of the tree and hunts there within the default budget: all of them, or those
 * that have one of `names` in theirs. A patch is named after its half; above its first file it says what is wrong,
 * and behind `breaks:` which invariants that may break. Calls `tell` with each as it is done.
 */
export async function huntPlanted(
  names: readonly string[],
  tell: (planted: Planted) => void,
): Promise<readonly Planted[]> {
  const patches = readdirSync(PATCHES).filter((file) => file.endsWith('.patch'));
  const asked = patches.filter((file) => names.length === 0 || names.some((name) => file.includes(name)));
  const results: Planted[] = [];
  const queue = asked.sort()[Symbol.iterator]();
  const work = async () => {
    for (const file of queue) {
      const planted = await huntOne(file);
      tell(planted);
      results.push(planted);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return results;
}

async function huntOne(file: string): Promise<Planted> {
  const copy = mkdtempSync(join(tmpdir(), 'sluice-planted-'));
  const started = performance.now();
  const patch = readFileSync(join(PATCHES, file), 'utf8');
  const name = file.replace('.patch', '');
  try {
    for (const part of PARTS)
      cpSync(join(ROOT, part), join(copy, part), { recursive: true, filter: isNeeded });
    symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
    const applied = await run('patch', ['-p1', '--no-backup-if-mismatch'], copy, patch);
    const result =
      applied.code === 0
        ? await huntIn(copy, name, patch)
        : { found: false, schedules: 0, told: `does not apply: ${applied.output}` };
    return { name, ...result, seconds: (performance.now() - started) / 1000 };
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** Hunts in a copy until the first schedule fails: by what it breaks the bug is known, and no accident. */
async function huntIn(
  copy: string,
  name: string,
  patch: string,
): Promise<Pick<Planted, 'found' | 'schedules' | 'told'>> {
  const half = name.split('-', 1)[0] ?? '';
  const { code, output } = await run(
    process.execPath,
    ['test/simulation/main.ts', '--half', half, '--brief'],
    copy,
  );
  const schedules = Number(/^\w+: (\d+) schedules/m.exec(output)?.[1] ?? 0);
  const expected = /^breaks: (.*)$/m.exec(patch)?.[1]?.split(', ') ?? [];
  const violations = [...output.matchAll(/^ {2}((I\d+) .*)$/gm)];
  const right = violations.find(([, , invariant = '']) => expected.includes(invariant));
  const [, first = output.slice(-400)] = violations[0] ?? [];
  if (code === 1 && right !== undefined) return { found: true, schedules, told: right[1] ?? '' };
  const told = violations.length === 0 ? first : `instead of ${expected.join(' or ')}: ${first}`;
  return { found: false, schedules, told };
}

/** The recorded corpora are large, and nothing here reads them. */
function isNeeded(path: string): boolean {
  return !/test\/corpus\/(eso|externaldns|vectors)(\/|$)/.test(path);
}

function run(
  command: string,
  args: readonly string[],
  cwd: string,
  input?: string,
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
