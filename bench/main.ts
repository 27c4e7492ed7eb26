import { createBench } from './context.ts';
import { type BenchOptions, parseBenchOptions, usage } from './options.ts';
import { formatQuantity, formatVerdict } from './print.ts';
import { countMarks, judge, type Quantity } from './quantity.ts';
import { SECTIONS } from './sections.ts';

const NAMES = SECTIONS.map(({ name }) => name);

/** `npm run bench`: measures, prints each quantity beside its limit, and exits 1 when a fail limit is passed. */
async function main(argv: readonly string[]): Promise<number> {
  const options = parseBenchOptions(argv, NAMES);
  if (options.help) {
    process.stdout.write(usage(NAMES));
    return 0;
  }
  const quantities = await measure(options);
  const verdict = countMarks(quantities.map(({ quantity }) => quantity));
  if (options.json) {
    const measured = quantities.map(({ section, quantity }) => ({
      section,
      mark: judge(quantity),
      ...quantity,
    }));
    process.stdout.write(
      `${JSON.stringify({ node: process.version, quantities: measured, verdict }, undefined, 2)}\n`,
    );
  } else process.stdout.write(`${formatVerdict(verdict)}\n`);
  return verdict.failed === 0 ? 0 : 1;
}

async function measure({
  sections,
  full,
  real,
  json,
}: BenchOptions): Promise<readonly { readonly section: string; readonly quantity: Quantity }[]> {
  const measured: { section: string; quantity: Quantity }[] = [];
  const bench = createBench({ full, real });
  try {
    for (const section of SECTIONS.filter(({ name }) => sections.includes(name))) {
      if (!json) process.stdout.write(`${section.name}: ${section.title}\n`);
      for (const quantity of await section.measure(bench)) {
        measured.push({ section: section.name, quantity });
        if (!json) process.stdout.write(`${formatQuantity(quantity)}\n`);
      }
      if (!json) process.stdout.write('\n');
    }
  } finally {
    await bench.close();
  }
  return measured;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
