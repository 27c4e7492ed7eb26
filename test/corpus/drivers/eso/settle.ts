import { DENIED_NAME_MEMORY_MS } from '../../../../lambdas/core/bounds.ts';
import type { ReportEntry } from '../../../../lambdas/core/report.ts';
import type { InvocationResult } from '../../../../lambdas/runtime/invocation.ts';
import type { ManualClock } from '../../../fakes/clock.ts';
import type { RecordedCall } from '../../../fakes/port-call.ts';
import { sweepEvent } from './event-bodies.ts';
import type { MessageQueue } from './message-queue.ts';

/** Sweeps after which a world that still changes is called endless. */
const SWEEPS_MAX = 16;
/** The scheduler's period. */
const SWEEP_MS = 60_000;

/** What the settling needs of a world. */
export interface Settling {
  readonly clock: ManualClock;
  readonly queue: MessageQueue;
  /** One invocation of secret-sync. */
  invoke(event: object): Promise<InvocationResult>;
  /** Requests to the API server that changed something, Events aside, since the last time. */
  takeWrites(): readonly string[];
  /** Writes that lost against another one (409) since the last time: what they read is read again. */
  takeConflicts(): number;
  takeCalls(): readonly RecordedCall[];
  /** The cluster's own collector, where the case has one; returns how many objects went. */
  collectGarbage(): number | Promise<number>;
  /** `changes` of the reports logged since the last time. */
  takeReport(): readonly ReportEntry[];
  /** Runs that failed as a whole since the last time. */
  takeErrors(): readonly string[];
}

/** One invocation, as far as the comparison looks at it. */
export interface Invocation {
  readonly calls: readonly RecordedCall[];
  readonly report: readonly ReportEntry[];
  /** A second observation, a redelivery, or a run after one that left failures: its reads are our own. */
  readonly again: boolean;
  /** Writes that lost against another one: a name read twice for them counts once. */
  readonly conflicts: number;
}

/** What came of settling a step. */
export interface Settled {
  readonly invocations: readonly Invocation[];
  /** Writes of the last sweep, which must find nothing to do; empty when the world is quiet. */
  readonly restless: readonly string[];
  /** Runs that failed as a whole. */
  readonly errors: readonly string[];
}

/**
 * Delivers `events`, lets `elapseSeconds` pass, and sweeps until a sweep changes nothing and the queue is empty.
 * Delayed messages (second observations, retries) are delivered by moving the clock to their time. While something
 * fails, as much time passes as we remember a denied name.
 */
export async function settle(
  world: Settling,
  events: readonly object[],
  elapseSeconds: number,
): Promise<Settled> {
  const invocations: Invocation[] = [];
  const run = () => drain(world, invocations);
  const patience = world.clock.now() + DENIED_NAME_MEMORY_MS;
  world.takeWrites();
  world.queue.put(events);
  await run();
  await elapse(world, elapseSeconds, run);
  for (let sweeps = 0; ; sweeps += 1) {
    world.takeWrites();
    world.queue.put([sweepEvent(world.clock.now())]);
    await run();
    await drainDelayed(world, run);
    const collected = await world.collectGarbage();
    const restless = world.takeWrites();
    const isQuiet = restless.length === 0 && collected === 0;
    const isFailing = invocations.at(-1)?.report.some(({ action }) => action === 'failed') ?? false;
    if ((isQuiet && !(isFailing && world.clock.now() < patience)) || sweeps === SWEEPS_MAX) {
      return { invocations, restless, errors: world.takeErrors() };
    }
    world.clock.advance(SWEEP_MS);
  }
}

/** Time passes as it does in production: with a sweep every minute. */
async function elapse(world: Settling, seconds: number, run: () => Promise<void>): Promise<void> {
  for (let left = seconds * 1000; left > 0; left -= SWEEP_MS) {
    world.clock.advance(Math.min(left, SWEEP_MS));
    world.queue.put([sweepEvent(world.clock.now())]);
    await run();
  }
}

async function drainDelayed(world: Settling, run: () => Promise<void>): Promise<void> {
  for (let at = world.queue.nextAt(); at !== undefined; at = world.queue.nextAt()) {
    world.clock.advance(Math.max(0, at - world.clock.now()));
    await run();
  }
}

/** Invokes until nothing is visible. */
async function drain(world: Settling, invocations: Invocation[]): Promise<void> {
  for (let next = world.queue.receive(); next !== undefined; next = world.queue.receive()) {
    const { batch, again } = next;
    const result = await world.invoke(batch);
    if (!('batchItemFailures' in result))
      throw new TypeError('a batch must be answered with batchItemFailures');
    world.queue.settle(batch, result.batchItemFailures);
    const second = batch.Records.some(({ body }) => body.includes('"second-observation"'));
    const failedBefore = invocations.at(-1)?.report.some(({ action }) => action === 'failed') ?? false;
    invocations.push({
      calls: world.takeCalls(),
      report: world.takeReport(),
      again: again || second || failedBefore,
      conflicts: world.takeConflicts(),
    });
  }
}
