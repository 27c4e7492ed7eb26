import { Engine } from './engine.ts';
import { sweepAt } from './plot.ts';
import type { Schedule } from './schedule.ts';
import type { World } from './world.ts';

/** What came of one schedule. */
export interface Verdict {
  /** Empty when every invariant held. */
  readonly violations: readonly string[];
  readonly states: ReadonlySet<number>;
  /** Permissions given while it was played. */
  readonly steps: number;
  /** Invocations, those of the settling included. */
  readonly invocations: number;
}

/** Longer than every visibility timeout and Lease, so that what a crash left behind is over. */
const AFTERMATH_MS = 2_200_000;
/** Longer than two delays of a second observation, after which a container asks again. */
const ROUND_MS = 125_000;
const ROUNDS_MAX = 10;
/** Messages of a round: sweep, second observations, retries. */
const MESSAGES_MAX = 12;

/**
 * Plays a schedule in a world, then lets the world settle: no more faults, a sweep a round, everything delivered in
 * its time. Once a round wrote nothing and neither does a cold container, the world is judged.
 */
export async function simulate<Action>(
  world: World<Action>,
  schedule: Schedule<Action>,
  trace?: string[],
): Promise<Verdict> {
  const engine = new Engine(world, trace);
  await engine.play(schedule);
  const { steps } = engine;
  if (world.violations.length === 0) await settle(engine);
  return { violations: world.violations, states: world.states, steps, invocations: engine.invocations };
}

async function settle<Action>(engine: Engine<Action>): Promise<void> {
  const { world } = engine;
  engine.trace?.push('---- settling');
  world.clock.advance(AFTERMATH_MS);
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const before = world.writes;
    // Every other round is one of cold containers: a quiet one ends it.
    if (round % 2 === 1) engine.restart();
    await playRound(engine);
    if (world.writes === before && round % 2 === 1) {
      world.judge();
      return;
    }
  }
  world.violations.push(`I4 quiet: still writing after ${ROUNDS_MAX} sweeps without any change`);
}

async function playRound<Action>(engine: Engine<Action>): Promise<void> {
  const { clock, queue } = engine.world;
  const until = clock.now() + ROUND_MS;
  engine.world.collect();
  queue.put(sweepAt(clock.now()));
  for (let message = 0; message < MESSAGES_MAX; message += 1) {
    await engine.work();
    const next = queue.nextAt();
    if (next === undefined || next > until) break;
    clock.advance(Math.max(0, next - clock.now()));
  }
  clock.advance(Math.max(0, until - clock.now()));
}
