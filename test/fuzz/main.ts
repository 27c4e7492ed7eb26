import { Command, Option } from 'commander';
import { fuzz, type Part } from './fuzz.ts';

/** `npm run fuzz`: feeds the lexer, the evaluator and the path parser with inputs nobody would write. */
const { inputs, seed, only } = new Command('fuzz')
  .option('--inputs <number>', 'how many in all', Number, 1_000_000)
  .option('--seed <number>', 'the same seed makes the same inputs', Number, 1)
  .addOption(new Option('--only <part>', 'all inputs for one part').choices(['lexer', 'evaluator', 'paths']))
  .parse()
  .opts<{ inputs: number; seed: number; only?: Part }>();

// Most inputs end in an error, and its stack says nothing of the input.
Error.stackTraceLimit = 0;

const PROGRESS_EVERY = 500_000;
const started = performance.now();
// An evaluated template takes several times as long as one that is only read.
const share = Math.floor(inputs / 5);
const mixed = { lexer: 2 * share, evaluator: share, paths: inputs - 3 * share };
const { tallies, defects } = await fuzz({
  seed,
  inputs: only === undefined ? mixed : { lexer: 0, evaluator: 0, paths: 0, [only]: inputs },
  onProgress: (done) => {
    if (done % PROGRESS_EVERY === 0) console.log(`${done} inputs, ${seconds()} s`);
  },
});
for (const defect of defects) console.log(`${defect}\n`);
for (const { part, inputs: tried, results, slowestMs } of tallies) {
  console.log(`${part}: ${tried} inputs, ${results} with a result, slowest ${slowestMs.toFixed(0)} ms`);
}
const total = tallies.reduce((sum, tally) => sum + tally.inputs, 0);
console.log(`${total} inputs with seed ${seed} in ${seconds()} s: ${defects.length} defects`);
process.exitCode = defects.length === 0 ? 0 : 1;

function seconds(): string {
  return ((performance.now() - started) / 1000).toFixed(0);
}
