import type { Case, Half } from './half.ts';
import { shrink } from './shrink.ts';
import { simulate, type Verdict } from './simulate.ts';

/** A schedule that broke an invariant. */
export interface Failure {
  readonly half: string;
  /** Undefined for an enumerated schedule. */
  readonly seed: number | undefined;
  readonly violations: readonly string[];
  /** The shrunk schedule and everything that happened in it, as text. */
  readonly account: string;
}

/** What a hunt came to. */
export interface Catch {
  readonly schedules: number;
  readonly states: number;
  readonly steps: number;
  readonly invocations: number;
  readonly seconds: number;
  readonly failures: readonly Failure[];
}

/** When to stop, and how much to tell. */
export interface HuntOptions {
  /** Default 3. */
  readonly failuresMax?: number;
  /** Name what is broken and leave the schedule as it was drawn: making it smaller plays it hundreds of times. */
  readonly brief?: boolean;
}

/** Plays cases, one after the other, until they are over or so many have failed. */
export async function hunt<Scenario, Action>(
  half: Half<Scenario, Action>,
  cases: Iterable<Case<Scenario, Action> & { readonly seed?: number }>,
  { failuresMax = 3, brief = false }: HuntOptions = {},
): Promise<Catch> {
  const started = performance.now();
  const states = new Set<number>();
  const failures: Failure[] = [];
  const sum = { schedules: 0, steps: 0, invocations: 0 };
  for (const one of cases) {
    const verdict = await simulate(await half.world(one.scenario), one.schedule);
    sum.schedules += 1;
    sum.steps += verdict.steps;
    sum.invocations += verdict.invocations;
    for (const state of verdict.states) states.add(state);
    if (verdict.violations.length > 0)
      failures.push(brief ? name(half, one, verdict) : await explain(half, one, verdict));
    if (failures.length >= failuresMax) break;
  }
  return { ...sum, states: states.size, seconds: (performance.now() - started) / 1000, failures };
}

/** The cases of consecutive seeds. */
export function* seeds<Scenario, Action>(half: Half<Scenario, Action>, first: number, count: number) {
  for (let seed = first; seed < first + count; seed += 1) yield { ...half.draw(seed), seed };
}

/** What is broken and by which seed. */
function name<Scenario, Action>(
  { name: half }: Half<Scenario, Action>,
  { seed }: { readonly seed?: number },
  { violations }: Verdict,
): Failure {
  const lines = [
    `${half}${seed === undefined ? '' : `, seed ${seed}`}`,
    ...violations.map((violation) => `  ${violation}`),
    ...(seed === undefined ? [] : [`replay: npm run simulate -- --half ${half} --seed ${seed}`]),
  ];
  return { half, seed, violations, account: lines.join('\n') };
}

async function explain<Scenario, Action>(
  half: Half<Scenario, Action>,
  one: Case<Scenario, Action> & { readonly seed?: number },
  verdict: Verdict,
): Promise<Failure> {
  const { violations } = verdict;
  const schedule = await shrink(half, one, violations[0] ?? '');
  const trace: string[] = [];
  const shrunk = await simulate(await half.world(one.scenario), schedule, trace);
  const named = name(half, one, verdict);
  const account = [
    named.account,
    `world: ${JSON.stringify(one.scenario)}`,
    `schedule, made smaller: ${JSON.stringify(schedule)}`,
    ...shrunk.violations.map((violation) => `  ${violation}`),
    'trace:',
    ...trace.map((line) => `  ${line}`),
  ];
  return { ...named, account: account.join('\n') };
}
