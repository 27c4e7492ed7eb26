import type { Case } from '../half.ts';
import type { Random } from '../random.ts';
import { type Deviation, drawDeviation, type PlotItem } from '../schedule.ts';
import type { Claim, DnsAction, DnsScenario } from './scenario.ts';

type DnsCase = Case<DnsScenario, DnsAction>;

/**
 * Situations in which a guard of its own decides, and which chance alone seldom brings about: a share of all schedules
 * is drawn from these. Each leaves open what does not matter to it.
 */
export function drawShaped(random: Random): DnsCase {
  const { scenario, schedule } = random.pick(SHAPES)(random);
  const others = Array.from({ length: random.pick([0, 0, 0, 1, 2]) }, () => drawDeviation(random));
  const deviations = [...schedule.deviations, ...others].sort((left, right) => left.step - right.step);
  return { scenario, schedule: { ...schedule, deviations } };
}

/** Permissions of an invocation that changes one name: 14 until it has read everything, 18 in all. */
const READ = 14;

/** A target changes and is worked on by another invocation while one holds what it has read so far. */
function olderReading(random: Random): DnsCase {
  const second = random.pick(['retarget', 'retarget', 'rename-target', 'empty'] as const);
  const step = 2 + random.int(READ);
  return world(random, [user({ do: 'retarget', claim: 0 }), user({ do: second, claim: 0 })], meanwhile(step));
}

/** What a second observation is about to delete is asked for again. */
function wantedAgain(random: Random): DnsCase {
  const plot: PlotItem<DnsAction>[] = [
    user({ do: 'delete', claim: 0 }),
    { kind: 'wait', ms: 61_000 },
    user({ do: random.pick(['create', 'create', 'move']), claim: 0 }),
  ];
  // The first look takes ten permissions; the second one reads twice, and takes the Lease between.
  return world(random, plot, meanwhile(10 + random.int(24)));
}

const SHAPES: readonly ((random: Random) => DnsCase)[] = [olderReading, olderReading, wantedAgain];

/** One name in sync, and another beside it. */
function world(
  random: Random,
  plot: readonly PlotItem<DnsAction>[],
  deviations: readonly Deviation[],
): DnsCase {
  const kinds = random.pick([
    ['Ingress', 'Ingress'],
    ['LoadBalancer', 'Ingress'],
    ['DNSEndpoint', 'Ingress'],
  ] as const);
  const claims = kinds.map((kind, index): Claim => {
    const host = `h${index}.example.com`;
    return { kind, name: `n${index}`, host, id: '', targets: [`10.0.0.${index + 1}`] };
  });
  const scenario: DnsScenario = {
    claims,
    registry: random.pick(['plain', 'plain', 'compat-0.14']),
    inherited: 'none',
    unowned: [],
    foreign: [],
    policy: 'sync',
    synced: true,
    pageSize: 300,
  };
  return { scenario, schedule: { plot: [...plot, { kind: 'sweep' }], deviations, batchSize: 1 } };
}

/** The next item of the plot happens, and another invocation works on it. */
function meanwhile(step: number): readonly Deviation[] {
  return [
    { step, kind: 'next' },
    { step, kind: 'switch' },
  ];
}

function user(action: DnsAction): PlotItem<DnsAction> {
  return { kind: 'user', action, delivery: 'sent' };
}
