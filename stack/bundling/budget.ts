import { basename } from 'node:path';
import type { Metafile } from 'esbuild';
import { budgetOf, NOTIFY_BUDGET } from './limits.ts';

export interface BundleSize {
  /** Bytes loaded before the first event: the handler's file and what it imports statically. */
  readonly mainBytes: number;
  /** Of these, from `lambdas/`. */
  readonly ownBytes: number;
  /** Files loaded on first use only. */
  readonly lazyFiles: readonly string[];
}

/** @param metafile of one function's bundle */
export function measureBundle(metafile: Metafile): BundleSize {
  const main = readStaticFiles(metafile);
  const files = Object.entries(metafile.outputs);
  const inMain = files.filter(([path]) => main.has(path)).map(([, output]) => output);
  return {
    mainBytes: sum(inMain.map((output) => output.bytes)),
    ownBytes: sum(inMain.flatMap((output) => ownInputs(output.inputs))),
    lazyFiles: files
      .filter(([path]) => !main.has(path))
      .map(([path]) => basename(path))
      .sort(),
  };
}

/** One sentence for every limit passed and every forbidden module found; empty when all is well. */
export function findBudgetBreaches(name: string, metafile: Metafile): readonly string[] {
  const { mainBytes, ownBytes } = measureBundle(metafile);
  const budget = budgetOf(name);
  const breaches: string[] = [];
  if (mainBytes > budget.mainBytesMax) {
    breaches.push(
      `${name}: the main file has ${mainBytes} bytes, at most ${budget.mainBytesMax} are allowed`,
    );
  }
  if (ownBytes > budget.ownBytesMax) {
    breaches.push(`${name}: own code has ${ownBytes} bytes, at most ${budget.ownBytesMax} are allowed`);
  }
  for (const module of budget.forbidden) {
    const found = Object.keys(metafile.inputs).find((path) => path.includes(`node_modules/${module}/`));
    if (found !== undefined)
      breaches.push(`${name}: contains ${found}, and ${module} must not be in a function`);
  }
  const packaged = Object.keys(metafile.inputs).find((path) => path.includes('node_modules/'));
  if (budget === NOTIFY_BUDGET && packaged !== undefined) {
    breaches.push(`${name}: contains ${packaged}, and no package may be in it`);
  }
  return breaches;
}

/** The entry and everything it imports by `import` or `require` statements, transitively. */
function readStaticFiles(metafile: Metafile): ReadonlySet<string> {
  const queue = Object.entries(metafile.outputs)
    .filter(([, output]) => output.entryPoint?.endsWith('/handler.ts'))
    .map(([path]) => path);
  const found = new Set(queue);
  for (const path of queue) {
    for (const imported of metafile.outputs[path]?.imports ?? []) {
      if (imported.external === true || imported.kind === 'dynamic-import' || found.has(imported.path))
        continue;
      found.add(imported.path);
      queue.push(imported.path);
    }
  }
  return found;
}

function ownInputs(inputs: Metafile['outputs'][string]['inputs']): readonly number[] {
  return Object.entries(inputs)
    .filter(([path]) => path.startsWith('lambdas/'))
    .map(([, input]) => input.bytesInOutput);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
