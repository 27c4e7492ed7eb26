import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findBudgetBreaches, measureBundle } from './bundling/budget.ts';
import { bundleFunction, type FunctionBundle } from './bundling/bundle-function.ts';
import { budgetOf } from './bundling/limits.ts';

const ROOT = join(import.meta.dirname, '..');

/** The functions of the system, by the directory of their source. */
const FUNCTIONS = ['secret-sync', 'dns-sync', 'notify'] as const;
export type FunctionName = (typeof FUNCTIONS)[number];

/**
 * Bundles every function into `<directory>/<name>/` and refuses bundles over budget (DESIGN 11).
 * @throws Error with one line for every breach
 */
export async function bundleFunctions(
  directory: string,
): Promise<Readonly<Record<FunctionName, FunctionBundle>>> {
  const bundle = (name: FunctionName) =>
    bundleFunction({ root: ROOT, name, directory: join(directory, name) });
  const [secretSync, dnsSync, notify] = await Promise.all([
    bundle('secret-sync'),
    bundle('dns-sync'),
    bundle('notify'),
  ]);
  const bundles = { 'secret-sync': secretSync, 'dns-sync': dnsSync, notify };
  const breaches = FUNCTIONS.flatMap((name) => findBudgetBreaches(name, bundles[name].metafile));
  if (breaches.length > 0) throw new Error(`bundles over budget:\n${breaches.join('\n')}`);
  return bundles;
}

/** `npm run build`: bundles to `dist/functions`, metafiles to `dist/meta`, sizes to the terminal. */
async function main(): Promise<void> {
  const bundles = await bundleFunctions(join(ROOT, 'dist', 'functions'));
  mkdirSync(join(ROOT, 'dist', 'meta'), { recursive: true });
  for (const name of FUNCTIONS) {
    const { metafile } = bundles[name];
    writeFileSync(join(ROOT, 'dist', 'meta', `${name}.json`), JSON.stringify(metafile));
    const { mainBytes, ownBytes, lazyFiles } = measureBundle(metafile);
    const { mainBytesTarget, ownBytesMax } = budgetOf(name);
    const mark = mainBytes > mainBytesTarget ? ' (over the target)' : '';
    const sizes = `main ${kilobytes(mainBytes)} of ${kilobytes(mainBytesTarget)}${mark}`;
    process.stdout.write(
      `${name}: ${sizes}, own ${kilobytes(ownBytes)} of ${kilobytes(ownBytesMax)}, ` +
        `${lazyFiles.length} files on first use\n`,
    );
  }
}

function kilobytes(bytes: number): string {
  return `${Math.round(bytes / 1024)} KB`;
}

if (import.meta.main) await main();
