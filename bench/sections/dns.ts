import { RECORD_SETS_PER_PAGE } from '../../lambdas/core/bounds.ts';
import { NODE_OPTIONS } from '../../stack/sync-function.ts';
import { createHarness, ingress, ZONE } from '../../test/dns-sync/harness.ts';
import type { Bench } from '../context.ts';
import type { DnsPlanProgram } from '../function/dns-plan.ts';
import type { Quantity } from '../quantity.ts';
import type { Section } from '../section.ts';
import { formatSpread, median } from '../statistics.ts';

const SIZES = [1_000, 10_000];
const FULL_SIZES = [...SIZES, 100_000];
const ROUNDS: Readonly<Record<number, number>> = { 1000: 60, 10000: 30, 100000: 5 };
/** Rounds of the growth to ten times as many names. */
const GROWTH_ROUNDS: Readonly<Record<number, number>> = { 1000: 40, 10000: 5 };
const US_PER_NAME_MAX = 10;
/** More than this for ten times the names is no longer linear (reference: performance 7). */
const GROWTH_MAX = 13;
/** RSS of one plan by number of names; a hundred thousand are reported only. */
const RSS_MB_MAX: Readonly<Record<number, number>> = { 10000: 200 };
/** Ingresses of the zone whose calls are counted. */
const NAMES = 400;
const CALLS_PER_NAME_MAX = 5;

/** The planner's time and memory, and the Route 53 calls of whole runs. */
export const dns: Section = {
  name: 'dns',
  title: 'CPU of the DNS plan in a fresh process, and Route 53 calls of whole runs counted at the sandbox',
  async measure(bench) {
    return [...(await measurePlans(bench)), ...(await countCalls())];
  },
};

async function measurePlans(bench: Bench): Promise<readonly Quantity[]> {
  const sizes = bench.full ? FULL_SIZES : SIZES;
  const quantities: Quantity[] = [];
  for (const count of sizes) quantities.push(...(await measurePlan(bench, count)));
  for (const count of sizes.slice(0, -1)) quantities.push(await measureGrowth(bench, count));
  return quantities;
}

async function measureGrowth(bench: Bench, count: number): Promise<Quantity> {
  const program = await bench.startProgram<DnsPlanProgram>('dns-plan', { NODE_OPTIONS });
  const ratios = await program.remote.growth(count, GROWTH_ROUNDS[count] ?? 5);
  await program.close();
  return {
    name: `plan time of ${count * 10} names against ${count}`,
    value: median(ratios),
    unit: 'x',
    ...(count < 10_000 ? { target: GROWTH_MAX, fail: GROWTH_MAX } : {}),
    note: `ten plans and one in turn; median of ${ratios.length}, middle half ${formatSpread(ratios, 1)} x`,
  };
}

async function measurePlan(bench: Bench, count: number): Promise<readonly Quantity[]> {
  const program = await bench.startProgram<DnsPlanProgram>('dns-plan', { NODE_OPTIONS });
  const { timesMs, firstPeakMb, peakMb } = await program.remote.plan(count, ROUNDS[count] ?? 5);
  await program.close();
  const warm = timesMs.slice(Math.ceil(timesMs.length / 3)).map((ms) => (ms * 1000) / count);
  const limit = RSS_MB_MAX[count];
  const cold = `cold ${(((timesMs[0] ?? Number.NaN) * 1000) / count).toFixed(1)} us`;
  return [
    {
      name: `plan of ${count} names, a name, warm`,
      value: median(warm),
      unit: 'us',
      ...(count <= 10_000 ? { target: US_PER_NAME_MAX } : {}),
      note: `${cold}, middle half ${formatSpread(warm, 1)} us`,
    },
    {
      name: `peak RSS of planning ${count} names`,
      value: peakMb,
      unit: 'MB',
      note: `after the first plan ${firstPeakMb.toFixed(0)} MB; ${timesMs.length} plans one after another`,
      ...(limit === undefined ? {} : { target: limit }),
    },
  ];
}

async function countCalls(): Promise<readonly Quantity[]> {
  const harness = createHarness();
  for (let index = 0; index < NAMES; index += 1) await harness.create(ingress(`web-${index}`));
  await harness.sweep();
  const records = recordCount(harness);
  const sweep = await countRun(harness, () => harness.sweep());
  await harness.setStatus('web-7', [{ hostname: 'k8s-other-987654321.us-east-1.elb.amazonaws.com' }]);
  const change = await countRun(harness, () => harness.hint('Ingress', 'web-7'));
  if (change.changes !== 1) throw new Error(`one name changed, ${change.changes} batches were sent`);
  const pages = Math.ceil(records / RECORD_SETS_PER_PAGE);
  return [
    {
      name: 'Route 53 calls for one changed name with A and AAAA',
      value: change.lists + change.changes,
      unit: '',
      target: CALLS_PER_NAME_MAX,
      fail: CALLS_PER_NAME_MAX,
      note: 'GetChange and zone discovery aside',
    },
    {
      name: `list calls of a sweep without changes, ${records} record sets`,
      value: sweep.lists,
      unit: '',
      target: pages,
      fail: pages,
    },
    { name: 'changes of a sweep without changes', value: sweep.changes, unit: '', target: 0, fail: 0 },
  ];
}

type Harness = ReturnType<typeof createHarness>;

async function countRun(
  { zones }: Harness,
  run: () => Promise<number>,
): Promise<{ readonly lists: number; readonly changes: number }> {
  zones.calls.splice(0);
  const handedBack = await run();
  if (handedBack > 0) throw new Error(`${handedBack} messages were handed back: the run was not whole`);
  const count = (action: string) => zones.calls.filter((call) => call.action === action).length;
  return { lists: count('ListResourceRecordSets'), changes: count('ChangeResourceRecordSets') };
}

/** Everything in the zone, its NS and SOA too. */
function recordCount({ zones }: Harness): number {
  const { HostedZone } = zones.model.call('GetHostedZone', { Id: ZONE }) as {
    readonly HostedZone?: { readonly ResourceRecordSetCount?: number };
  };
  const { ResourceRecordSetCount } = HostedZone ?? {};
  if (ResourceRecordSetCount === undefined) throw new Error(`zone ${ZONE} does not say how many sets it has`);
  return ResourceRecordSetCount;
}
