import type { Case } from '../half.ts';
import type { Random } from '../random.ts';
import { type Deviation, drawDeviation, type PlotItem } from '../schedule.ts';
import type { SecretsAction, SecretsScenario, Spec } from './scenario.ts';

type SecretsCase = Case<SecretsScenario, SecretsAction>;

/**
 * Situations in which a guard of its own decides, and which chance alone seldom brings about: a share of all schedules
 * is drawn from these. Each leaves open what does not matter to it.
 */
export function drawShaped(random: Random): SecretsCase {
  const { scenario, schedule } = random.pick(SHAPES)(random);
  const others = Array.from({ length: random.pick([0, 0, 0, 1, 2]) }, () => drawDeviation(random));
  const deviations = [...schedule.deviations, ...others].sort((left, right) => left.step - right.step);
  return { scenario, schedule: { ...schedule, deviations } };
}

/** Permissions of an invocation that writes one Secret: 10 until it holds the manifest and the Secret, 18 in all. */
const LISTED = 5;
const READ = 11;
const WHOLE = 18;

/** The event comes twice, and the second time a replica answers that lacks the change. */
function laggingReplica(random: Random): SecretsCase {
  const change = random.pick(['put', 'put', 'recreate'] as const);
  const plot = [...sometimes(random, put('p0')), user({ do: change, parameter: 'p0' }, 'twice')];
  const begun = plot.length > 1 ? WHOLE : 0;
  const step = begun + READ + 1 + random.int(WHOLE);
  return world(random, plot, [{ step, kind: 'stale' }]);
}

/** A change is worked on by another invocation while one stands between its read and its write. */
function lostRace(random: Random): SecretsCase {
  const second = random.pick<SecretsAction>([
    { do: 'put', parameter: 'p0' },
    { do: 'recreate', parameter: 'p0' },
    { do: 'edit', secret: 't0' },
  ]);
  return world(random, [put('p0'), user(second)], meanwhile(READ - 1 + random.int(3)));
}

/** The manifest changes and is worked on while an invocation holds it as it was. */
function olderManifest(random: Random): SecretsCase {
  const data = {
    k0: { parameter: random.pick(['p1', 'p2']) },
    ...(random.chance(0.5) ? { k1: { parameter: 'p0' } } : {}),
  };
  const change = random.chance(0.8)
    ? ({ do: 'respecify', claim: 0, data } as const)
    : ({ do: 'recreateClaim', claim: 0 } as const);
  return world(random, [put('p0'), user(change)], meanwhile(LISTED + random.int(6)));
}

/** AWS or the API server fails while a change is worked on, and nothing else reminds of it. */
function failedWork(random: Random): SecretsCase {
  const step = LISTED + random.int(WHOLE - LISTED);
  const deviation: Deviation = random.chance(0.6)
    ? { step, kind: 'fault', fault: random.pick(['throttled', 'unavailable', 'reset']) }
    : { step, kind: 'outage', calls: 4 + random.int(8) };
  return world(random, [put('p0'), ...sometimes(random, put('p1'))], [deviation]);
}

/** While an absence waits for its second observation, something else of the same Secret changes. */
function changeWhileWaiting(random: Random): SecretsCase {
  const gone = random.pick(['p0', 'p1', 'p2']);
  const other = random.pick(['p0', 'p1', 'p2'].filter((one) => one !== gone));
  const plot: PlotItem<SecretsAction>[] = [
    user({ do: 'remove', parameter: gone }),
    ...sometimes(random, { kind: 'wait', ms: random.pick([2_000, 30_000, 61_000]) }),
    user({ do: random.pick(['put', 'put', 'remove']), parameter: other }),
    ...sometimes(random, { kind: 'sweep' }),
    ...sometimes(random, user({ do: 'put', parameter: gone })),
  ];
  return world(random, plot, [], {
    finds: random.chance(0.5),
    deletionPolicy: random.pick(['Delete', 'Merge', 'Retain']),
  });
}

/** A Secret with a random password is made, and before the status says so its invocation ends, or another one comes. */
function createdOnce(random: Random): SecretsCase {
  const step = READ + random.int(WHOLE - READ);
  const plot: PlotItem<SecretsAction>[] = [
    { kind: 'sweep' },
    random.chance(0.5) ? put('p0') : user({ do: random.pick(['touch', 'edit', 'delete']), secret: 't0' }),
  ];
  const deviations: readonly Deviation[] = random.chance(0.5)
    ? [{ step, kind: 'fault', fault: random.pick(['crash', 'crash', 'reset']) }]
    : meanwhile(step);
  const { scenario, schedule } = world(random, plot, deviations, { once: true, creationPolicy: 'Owner' });
  return { scenario: { ...scenario, synced: false }, schedule };
}

/** The restart after a rotation is told again, or the Secret is touched before it is. */
function restarted(random: Random): SecretsCase {
  const again = random.pick<SecretsAction>([
    { do: 'put', parameter: 'p0' },
    { do: 'touch', secret: 't0' },
    { do: 'edit', secret: 't0' },
  ]);
  const plot: PlotItem<SecretsAction>[] = [put('p0'), { kind: 'wait', ms: 11_000 }, user(again)];
  const step = READ + random.int(2 * WHOLE);
  const fault: Deviation = {
    step,
    kind: 'fault',
    fault: random.pick(['crash', 'crash', 'reset', 'unavailable']),
  };
  const deviations = random.pick<readonly Deviation[]>([
    [fault],
    meanwhile(step),
    [{ step: WHOLE + random.int(8), kind: 'undeleted' }],
  ]);
  const { scenario, schedule } = world(random, plot, deviations);
  return { scenario: { ...scenario, restart: true }, schedule };
}

const SHAPES: readonly ((random: Random) => SecretsCase)[] = [
  laggingReplica,
  laggingReplica,
  lostRace,
  lostRace,
  olderManifest,
  olderManifest,
  failedWork,
  changeWhileWaiting,
  createdOnce,
  restarted,
];

/** One ExternalSecret in sync, alone or beside a second that reads the same parameters. */
function world(
  random: Random,
  plot: readonly PlotItem<SecretsAction>[],
  deviations: readonly Deviation[],
  more: Partial<Spec> = {},
): SecretsCase {
  const spec: Spec = {
    name: 'e0',
    namespace: 'team',
    target: 't0',
    creationPolicy: random.pick(['Owner', 'Owner', 'Owner', 'Orphan']),
    deletionPolicy: random.pick(['Retain', 'Delete']),
    data: random.pick(DATA),
    ...more,
  };
  const second: Spec = { ...spec, name: 'e1', target: 't1', creationPolicy: 'Owner' };
  const specs = random.chance(0.85) ? [spec] : [spec, second];
  const scenario = { parameters: ['p0', 'p1', 'p2'], specs, handMade: [], synced: true, pageSize: 500 };
  return { scenario, schedule: { plot: [...plot, { kind: 'sweep' }], deviations, batchSize: 1 } };
}

const DATA: readonly Spec['data'][] = [
  { k0: { parameter: 'p0' } },
  { k0: { parameter: 'p0' }, k1: { parameter: 'p1' } },
  { k0: { parameter: 'p0' }, k1: { parameter: 'p1' }, k2: { parameter: 'p2' } },
];

/** The next item of the plot happens, and another invocation works on it. */
function meanwhile(step: number): readonly Deviation[] {
  return [
    { step, kind: 'next' },
    { step, kind: 'switch' },
  ];
}

function put(parameter: string): PlotItem<SecretsAction> {
  return user({ do: 'put', parameter });
}

function user(action: SecretsAction, delivery: 'sent' | 'twice' = 'sent'): PlotItem<SecretsAction> {
  return { kind: 'user', action, delivery };
}

function sometimes(random: Random, item: PlotItem<SecretsAction>): readonly PlotItem<SecretsAction>[] {
  return random.chance(0.5) ? [item] : [];
}
