import { Command, Option } from 'commander';
import { DNS_HALF } from './dns/dns-half.ts';
import { enumerate } from './enumerate.ts';
import type { Half } from './half.ts';
import { type Catch, hunt, seeds } from './hunt.ts';
import { huntPlanted } from './planted.ts';
import { SECRETS_HALF } from './secrets/secrets-half.ts';
import { simulate } from './simulate.ts';

/** `npm run simulate`: hunts through schedules, replays one, or plays every course of the smallest worlds. */
const options = new Command('simulate')
  .option('--schedules <number>', 'how many to play in each half', Number, 10_000)
  .option('--from <seed>', 'the first seed', Number, 0)
  .option('--minutes <number>', 'begin no more schedules after so long in each half', Number)
  .option('--seed <seed>', 'play this one schedule and print everything that happens', Number)
  .option('--enumerate', 'play every schedule with at most two deviations in the smallest worlds')
  .option('--brief', 'name what is broken, and leave its schedule as it was drawn')
  .option(
    '--planted [names...]',
    'prove that every bug of test/simulation/planted is found, or those with one of these in their names',
  )
  .addOption(new Option('--half <half>', 'one half only').choices(['secrets', 'dns']))
  .parse()
  .opts<{
    schedules: number;
    from: number;
    minutes?: number;
    seed?: number;
    enumerate?: true;
    brief?: true;
    planted?: true | string[];
    half?: string;
  }>();

async function replay<S, A>(half: Half<S, A>, seed: number): Promise<void> {
  const { scenario, schedule } = half.draw(seed);
  const trace: string[] = [];
  const { violations } = await simulate(await half.world(scenario), schedule, trace);
  console.log(
    `world: ${JSON.stringify(scenario)}\nschedule: ${JSON.stringify(schedule)}\n${trace.join('\n')}`,
  );
  for (const violation of violations) console.log(violation);
  console.log(`${half.name} seed ${seed}: ${violations.length} violations`);
  if (violations.length > 0) {
    process.exitCode = 1;
    const { failures } = await hunt(half, seeds(half, seed, 1));
    for (const { account } of failures) console.log(`\n${account}`);
  }
}

async function exhaust<S, A>(half: Half<S, A>): Promise<void> {
  for (const [index, one] of half.smallest.entries()) {
    const { steps } = await simulate(await half.world(one.scenario), one.schedule);
    tell(
      `${half.name}, smallest world ${index + 1}, every schedule`,
      await hunt(half, enumerate(one, steps)),
    );
  }
}

function tell(what: string, { schedules, states, steps, invocations, seconds, failures }: Catch): void {
  for (const { account } of failures) console.log(`${account}\n`);
  const figures = [
    `${schedules} schedules`,
    `${(schedules / seconds).toFixed(0)} a second`,
    `${invocations} invocations`,
    `${steps} steps interleaved`,
    `${states} states`,
    `${failures.length} failed`,
  ];
  console.log(`${what}: ${figures.join(', ')}`);
  if (failures.length > 0) process.exitCode = 1;
}

async function run<S, A>(half: Half<S, A>): Promise<void> {
  if (options.half !== undefined && options.half !== half.name) return;
  const { brief = false } = options;
  const cases = seeds(half, options.from, options.schedules);
  if (options.seed !== undefined) await replay(half, options.seed);
  else if (options.enumerate) await exhaust(half);
  else tell(half.name, await hunt(half, inTime(cases), { failuresMax: 1, brief }));
}

function* inTime<T>(cases: Iterable<T>): Generator<T> {
  const end = performance.now() + (options.minutes ?? Number.POSITIVE_INFINITY) * 60_000;
  for (const one of cases) {
    if (performance.now() > end) return;
    yield one;
  }
}

async function provePlanted(names: readonly string[]): Promise<void> {
  const results = await huntPlanted(names, ({ name, found, schedules, seconds, told }) => {
    const effort = `${schedules} schedules, ${seconds.toFixed(1)} s`;
    console.log(`${found ? 'found' : 'NOT FOUND'} ${name} (${effort}): ${told}`);
  });
  const missed = results.filter(({ found }) => !found).length;
  console.log(`${results.length} planted bugs, ${results.length - missed} found`);
  if (missed > 0 || results.length === 0) process.exitCode = 1;
}

if (options.planted !== undefined) await provePlanted(options.planted === true ? [] : options.planted);
else {
  await run(SECRETS_HALF);
  await run(DNS_HALF);
}
