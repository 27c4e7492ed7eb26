import { DNS_REASON } from '../../../../lambdas/core/dns/reasons.ts';
import type { ReportEntry } from '../../../../lambdas/core/report.ts';
import type { RecordedCall } from '../../../fakes/port-call.ts';
import type { DnsWorld } from './world.ts';

/** Sweeps after which a world that still changes is called endless. */
const SWEEPS_MAX = 12;
/** The scheduler's period. */
const SWEEP_MS = 60_000;
const BREAKER_REASONS: ReadonlySet<string> = new Set([
  DNS_REASON.breakerShare,
  DNS_REASON.breakerAll,
  DNS_REASON.breakerSourceEmpty,
]);

/** What came of driving one step. */
export interface Settled {
  /** ChangeResourceRecordSets calls, in order. */
  readonly changes: readonly RecordedCall[];
  /** What the last sweep and what it caused reported, `unchanged` and `skipped` aside. */
  readonly entries: readonly ReportEntry[];
  /** `<zone>.<name>` of every deletion that the breaker stopped. */
  readonly stopped: ReadonlySet<string>;
  /** Still changing after SWEEPS_MAX sweeps. */
  readonly endless: boolean;
}

/**
 * Delivers `events`, then sweeps until a sweep and what it sends changes no zone. Delayed messages (second
 * observations, retries) are delivered by moving the clock to their time.
 */
export async function settle(world: DnsWorld, events: readonly object[]): Promise<Settled> {
  if (world.refusal() !== undefined) return { changes: [], entries: [], stopped: new Set(), endless: false };
  const changes: RecordedCall[] = [];
  let entries: readonly ReportEntry[] = [];
  const stopped = new Set<string>();
  const run = async (bodies: readonly object[]) => {
    world.queue.put(bodies);
    const invoked = await drain(world);
    const made = world.zones.takeChanges();
    changes.push(...made);
    entries = invoked;
    for (const entry of invoked) for (const place of stoppedBy(world, entry)) stopped.add(place);
    return made.some(({ error }) => error === undefined);
  };
  if (events.length > 0) await run(events);
  for (let sweeps = 0; sweeps < SWEEPS_MAX; sweeps += 1) {
    const changed = await run([sweepBody(world)]);
    if (!changed) return { changes, entries, stopped, endless: false };
    world.clock.advance(SWEEP_MS);
  }
  return { changes, entries, stopped, endless: true };
}

/** One more sweep: the changes it makes, refused ones included, of which there should be none. */
export async function sweepOnce(world: DnsWorld): Promise<readonly RecordedCall[]> {
  if (world.refusal() !== undefined) return [];
  world.clock.advance(SWEEP_MS);
  world.queue.put([sweepBody(world)]);
  await drain(world);
  return world.zones.takeChanges();
}

/** Lets stopped deletions through as a person does: reads the plan, then names its checksum. */
export async function release(world: DnsWorld): Promise<void> {
  const plan = await world.invoke({ action: 'plan' });
  const checksum = 'checksum' in plan ? plan.checksum : undefined;
  if (checksum === undefined)
    throw new Error('deletions were stopped, but the plan has no checksum to release');
  await world.invoke({ action: 'release', checksum });
}

/** What the function says of every name, also of those it leaves alone. */
export async function readPlan(world: DnsWorld): Promise<readonly ReportEntry[]> {
  if (world.refusal() !== undefined) return [];
  const plan = await world.invoke({ action: 'plan' });
  world.takeReport();
  return 'entries' in plan ? plan.entries : [];
}

/** The deletions that an entry of the breaker names; its subject is the zone, its keys are names. */
function stoppedBy(world: DnsWorld, { reason, subject, keys = [] }: ReportEntry): readonly string[] {
  if (!BREAKER_REASONS.has(reason)) return [];
  return keys.map((name) => `${world.zones.labelOf(subject)}.${name}`);
}

function sweepBody(world: DnsWorld): object {
  return { sluice: 'sweep', at: new Date(world.clock.now()).toISOString() };
}

/** Invokes until the queue is empty; gives what the invocations reported. */
async function drain(world: DnsWorld): Promise<readonly ReportEntry[]> {
  const entries: ReportEntry[] = [];
  for (let at = world.queue.nextAt(); at !== undefined; at = world.queue.nextAt()) {
    world.clock.advance(Math.max(0, at - world.clock.now()));
    const next = world.queue.receive();
    if (next === undefined) throw new Error('a message was due and could not be received');
    const result = await world.invoke(next.batch);
    if (!('batchItemFailures' in result))
      throw new TypeError('a batch must be answered with batchItemFailures');
    world.queue.settle(next.batch, result.batchItemFailures);
    entries.push(...world.takeReport());
  }
  return entries;
}
