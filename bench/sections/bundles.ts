import { measureBundle } from '../../stack/bundling/budget.ts';
import { BUDGET } from '../../stack/bundling/limits.ts';
import type { Bench, FunctionName } from '../context.ts';
import type { Quantity } from '../quantity.ts';
import type { Section } from '../section.ts';

const FUNCTIONS: readonly FunctionName[] = ['secret-sync', 'dns-sync'];

/** Sizes of the deployed files; `sections/event.ts` sees which of them a run opens. */
export const bundles: Section = {
  name: 'bundles',
  title: 'the minified files of each function, as deployed',
  async measure(bench) {
    const measured: Quantity[] = [];
    for (const name of FUNCTIONS) measured.push(...(await measureFunction(bench, name)));
    return measured;
  },
};

async function measureFunction(bench: Bench, name: FunctionName): Promise<readonly Quantity[]> {
  const { metafile } = await bench.bundle(name);
  const { mainBytes, ownBytes, lazyFiles } = measureBundle(metafile);
  const inputs = Object.keys(metafile.inputs);
  const forbidden = BUDGET.forbidden.filter((module) =>
    inputs.some((path) => path.includes(`node_modules/${module}/`)),
  );
  const kilobytes = (bytes: number) => bytes / 1024;
  return [
    {
      name: `${name}: main file`,
      value: kilobytes(mainBytes),
      unit: 'KB',
      target: kilobytes(BUDGET.mainBytesTarget),
      fail: kilobytes(BUDGET.mainBytesMax),
      note: `${lazyFiles.length} files on first use`,
    },
    {
      name: `${name}: own code in the main file`,
      value: kilobytes(ownBytes),
      unit: 'KB',
      target: kilobytes(BUDGET.ownBytesMax),
      fail: kilobytes(BUDGET.ownBytesMax),
    },
    {
      name: `${name}: forbidden modules`,
      value: forbidden.length,
      unit: '',
      target: 0,
      fail: 0,
      note: forbidden.length === 0 ? `none of ${BUDGET.forbidden.join(', ')}` : forbidden.join(', '),
    },
  ];
}
