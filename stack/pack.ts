import { execFileSync } from 'node:child_process';
import { globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { bundleFunctions } from './bundle.ts';

const ROOT = join(import.meta.dirname, '..');
/** Beside `dist`, where the constructs look for the functions' bundles, as the sources do. */
const LIBRARY = join(ROOT, 'lib');
/** What another app imports: `sluice/<name>` (package.json, `exports`). */
const ENTRIES = ['sluice-stack', 'secret-sync', 'dns-sync', 'config'] as const;

/**
 * What `npm pack` runs first: the constructs as JavaScript with types in `lib/`, the functions' bundles in
 * `dist/functions`. Node does not strip types below node_modules, and an app need not run our Node. The app's own CDK
 * is used, since two copies of it do not know each other's constructs.
 */
async function pack(): Promise<void> {
  rmSync(LIBRARY, { recursive: true, force: true });
  await bundleFunctions(join(ROOT, 'dist', 'functions'));
  await build({
    entryPoints: ENTRIES.map((name) => join(import.meta.dirname, `${name}.ts`)),
    outdir: LIBRARY,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    packages: 'external',
  });
  const compiler = join(ROOT, 'node_modules', '.bin', 'tsc');
  execFileSync(compiler, ['-p', join(import.meta.dirname, 'tsconfig.pack.json')], { stdio: 'inherit' });
  for (const file of globSync(join(LIBRARY, 'types', '**', '*.d.ts'))) {
    // The compiler leaves the extension of the source in declarations; an app has no such file.
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace(/((?:from |import\()'\.[^']*)\.ts'/g, "$1.js'"));
  }
}

await pack();
