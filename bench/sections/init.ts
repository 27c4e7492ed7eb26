import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { compileConfig } from '../container.ts';
import type { Bench, FunctionName } from '../context.ts';
import type { Quantity } from '../quantity.ts';
import type { Section } from '../section.ts';
import { formatSpread, median } from '../statistics.ts';

/** Fresh processes of each case; the cases take turns, so that a busy moment hits all of them. */
const ROUNDS = 21;
const LIMITS = {
  'secret-sync': { target: 3.6, fail: 4.4 },
  'dns-sync': { target: 3.6, fail: 4.4 },
  notify: { target: 1.5, fail: 1.5 },
} as const;
const FUNCTIONS = ['secret-sync', 'dns-sync', 'notify'] as const;
/** `performance.now()` counts from the start of the process; the bundle's last line has run by then. */
const READ_CLOCK = 'process.stdout.write(String(performance.now()));';

const run = promisify(execFile);

/** Loading a bundle with its clients constructed, against loading nothing (reference: performance 1). */
export const init: Section = {
  name: 'init',
  title: `process start to module loaded, against bare node (${ROUNDS} fresh processes each, in turn)`,
  async measure(bench) {
    const cases = await prepareCases(bench);
    const times = cases.map((): number[] => []);
    for (const one of cases) await startOnce(one);
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [index, one] of cases.entries()) times[index]?.push(await startOnce(one));
    }
    const [bare = [], ...functions] = times;
    return functions.map(
      (sample, index): Quantity => ({
        name: `${FUNCTIONS[index]}: init`,
        value: median(sample) / median(bare),
        unit: 'x',
        ...LIMITS[FUNCTIONS[index] ?? 'secret-sync'],
        note: `median ${median(sample).toFixed(0)} ms (${formatSpread(sample, 0)}), bare ${median(bare).toFixed(0)} ms (${formatSpread(bare, 0)})`,
      }),
    );
  },
};

interface Case {
  readonly name: string;
  readonly file: string;
  readonly config: string;
}

async function prepareCases(bench: Bench): Promise<readonly Case[]> {
  const cases = [prepareCase(bench, { name: 'bare', load: '', config: {} })];
  for (const name of FUNCTIONS satisfies readonly FunctionName[]) {
    const handler = join((await bench.bundle(name)).directory, 'handler.js');
    const config = compileConfig(name, {
      endpoint: 'https://127.0.0.1:6443',
      ca: 'not read before the first request',
    });
    cases.push(prepareCase(bench, { name, load: `require(${JSON.stringify(handler)});`, config }));
  }
  return cases;
}

function prepareCase(
  bench: Bench,
  { name, load, config }: { readonly name: string; readonly load: string; readonly config: object },
): Case {
  const file = join(bench.directory, `init-${name}.cjs`);
  writeFileSync(file, `${load}${READ_CLOCK}\n`);
  const configFile = join(bench.directory, `init-${name}.json`);
  writeFileSync(configFile, JSON.stringify(config));
  return { name, file, config: configFile };
}

/** Milliseconds from the start of the process to the end of its only file. */
async function startOnce({ file, config }: Case): Promise<number> {
  const env = {
    ...process.env,
    SLUICE_CONFIG: config,
    SLUICE_QUEUE_URL: 'http://127.0.0.1/123456789012/queue',
    AWS_REGION: 'ap-northeast-2',
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
  };
  const { stdout } = await run(process.execPath, [file], { env });
  return Number(stdout);
}
