import type { Case, Half } from './half.ts';
import { shrink } from './shrink.ts';
import { simulate } from './simulate.ts';

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

/** Plays cases, one after the other, until they are over or so many have failed. */
export async function hunt<Scenario, Action>(
  half: Half<Scenario, Action>,
  cases: Iterable<Case<Scenario, Action> & { readonly seed?: number }>,
  failuresMax = 3,
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
    if (verdict.violations.length > 0) failures.push(await explain(half, one, verdict.violations));
    if (failures.length >= failuresMax) break;
  }
  return { ...sum, states: states.size, seconds: (performance.now() - started) / 1000, failures };
}

/** The cases of consecutive seeds. */
export function* seeds<Scenario, Action>(half: Half<Scenario, Action>, first: number, count: number) {
  for (let seed = first; seed < first + count; seed += 1) yield { ...half.draw(seed), seed };
}

async function explain<Scenario, Action>(
  half: Half<Scenario, Action>,
  one: Case<Scenario, Action> & { readonly seed?: number },
  violations: readonly string[],
): Promise<Failure> {
  const schedule = await shrink(half, one, violations[0] ?? '');
  const trace: string[] = [];
  const shrunk = await simulate(await half.world(one.scenario), schedule, trace);
  const replay =
    one.seed === undefined ? '' : `replay: npm run simulate -- --half ${half.name} --seed ${one.seed}`;
  const account = [
    `${half.name}${one.seed === undefined ? '' : `, seed ${one.seed}`}`,
    ...violations.map((violation) => `  ${violation}`),
    replay,
    `world: ${JSON.stringify(one.scenario)}`,
    `schedule, made smaller: ${JSON.stringify(schedule)}`,
    ...shrunk.violations.map((violation) => `  ${violation}`),
    'trace:',
    ...trace.map((line) => `  ${line}`),
  ];
  return {
    half: half.name,
    seed: one.seed,
    violations,
    account: account.filter((line) => line !== '').join('\n'),
  };
}
