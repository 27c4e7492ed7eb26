import type { Random } from '../random.ts';
import type { Delivery, PlotItem } from '../schedule.ts';

/** Which parameter or secret a key is read from; `live` follows that label instead of the current version. */
export interface Mapping {
  readonly parameter: string;
  readonly live?: boolean;
  /** By a find: what does not exist is no failure. */
  readonly found?: boolean;
}

/** An ExternalSecret, in the few fields that are varied. */
export interface Spec {
  readonly name: string;
  /** `other` is granted nothing, every other namespace what it asks for. */
  readonly namespace: string;
  readonly target: string;
  readonly creationPolicy: 'Owner' | 'Orphan' | 'Merge' | 'CreateOrMerge';
  readonly deletionPolicy: 'Retain' | 'Delete' | 'Merge';
  readonly data: Readonly<Record<string, Mapping>>;
  /** Through a chain of roles; by default with the function's own. */
  readonly store?: 'chained';
  /** Besides `data`, everything there is below the prefix. */
  readonly finds?: boolean;
  /** A template adds a key. */
  readonly template?: boolean;
  /** refreshPolicy CreatedOnce, and a template that adds a random key. */
  readonly once?: boolean;
}

/** What a cluster and a Parameter Store start with. */
export interface SecretsScenario {
  readonly parameters: readonly string[];
  readonly specs: readonly Spec[];
  /** Namespaces that a ClusterExternalSecret selects at first; without it there is none. */
  readonly selected?: readonly string[];
  /** A Deployment reads `t0` and is to be restarted when it changes. */
  readonly restart?: boolean;
  /** Secrets that people made by hand. */
  readonly handMade: readonly string[];
  /** Everything is in sync before the first thing happens. */
  readonly synced: boolean;
  readonly pageSize: number;
}

/** What people and other controllers do. */
export type SecretsAction =
  | {
      readonly do: 'put' | 'same' | 'remove' | 'recreate' | 'label' | 'deny' | 'allow';
      readonly parameter: string;
    }
  | { readonly do: 'edit' | 'touch' | 'delete' | 'make'; readonly secret: string }
  | { readonly do: 'deleteClaim' | 'createClaim' | 'recreateClaim'; readonly claim: number }
  | { readonly do: 'respecify'; readonly claim: number; readonly data: Spec['data'] }
  | { readonly do: 'retarget'; readonly claim: number; readonly target: string }
  /** A namespace gets the label that is selected by, loses it, or goes; and appears again with the first. */
  | { readonly do: 'enter' | 'leave' | 'drop'; readonly namespace: string };

export const PARAMETERS: readonly string[] = ['p0', 'p1', 'p2'];
export const SECRETS: readonly string[] = ['s0', 's1'];
export const SELECTABLE: readonly string[] = ['n0', 'n1'];
/** Outside every prefix that is granted. */
export const SECRET_PARAMETER = 'hidden';
const KEYS: readonly string[] = ['k0', 'k1', 'k2'];
const DELIVERIES: readonly Delivery[] = ['sent', 'sent', 'sent', 'lost', 'twice', 'late'];

export function drawScenario(random: Random): SecretsScenario {
  const count = random.pick([1, 1, 1, 2, 2, 3]);
  const drawn = Array.from({ length: count }, (_, index) => drawSpec(random, index));
  // Only Owners know whose a Secret is; others that share one overwrite each other, as with ESO.
  const isShared = drawn.some(({ target }, index) => index > 0 && target === 't0');
  const specs = drawn.map((spec) =>
    isShared && spec.target === 't0' ? { ...spec, creationPolicy: 'Owner' as const } : spec,
  );
  return {
    parameters: [...PARAMETERS, ...SECRETS].filter(() => random.chance(0.85)),
    specs,
    ...(random.chance(0.12) ? { selected: SELECTABLE.filter(() => random.chance(0.5)) } : {}),
    ...(random.chance(0.1) ? { restart: true } : {}),
    handMade: specs.filter(() => random.chance(0.12)).map(({ target }) => target),
    synced: random.chance(0.7),
    pageSize: random.chance(0.3) ? 1 : 500,
  };
}

function drawSpec(random: Random, index: number): Spec {
  const stranger = random.chance(0.05);
  const isPlain = stranger || random.chance(0.55);
  const chained = !isPlain && random.chance(0.4);
  const spec: Spec = {
    name: `e${index}`,
    namespace: stranger ? 'other' : 'team',
    target: index > 0 && !stranger && random.chance(0.06) ? 't0' : `t${index}`,
    creationPolicy: random.pick(['Owner', 'Owner', 'Owner', 'Owner', 'Orphan', 'Merge', 'CreateOrMerge']),
    deletionPolicy: random.pick(['Retain', 'Delete', 'Delete', 'Merge']),
    data: drawData(random, { chained, plain: isPlain }),
    ...(chained ? { store: 'chained' as const } : {}),
  };
  if (!isPlain && spec.target !== 't0' && random.chance(0.15))
    return {
      ...spec,
      creationPolicy: 'Owner',
      deletionPolicy: random.pick(['Retain', 'Delete']),
      once: true,
    };
  return {
    ...spec,
    ...(!isPlain && random.chance(0.3) ? { finds: true } : {}),
    ...(!isPlain && random.chance(0.4) ? { template: true } : {}),
  };
}

/** What a chain of roles may read is not bound to the function's prefixes; plain ones leave Secrets Manager alone. */
interface Reach {
  readonly chained: boolean;
  readonly plain: boolean;
}

function drawData(random: Random, reach: Reach): Spec['data'] {
  const keys = KEYS.slice(0, random.pick([1, 1, 2, 3]));
  return Object.fromEntries(keys.map((key) => [key, drawMapping(random, reach)]));
}

function drawMapping(random: Random, { chained, plain }: Reach): Mapping {
  if (!chained && random.chance(0.02)) return { parameter: SECRET_PARAMETER };
  const parameter = random.pick(!plain && random.chance(0.45) ? SECRETS : PARAMETERS);
  return random.chance(0.06) ? { parameter, live: true } : { parameter };
}

/** A parameter of the Secret that the workload reads. */
function rotatedBy(specs: readonly Spec[]): string | undefined {
  const reader = specs.find(({ target }) => target === 't0');
  return Object.values(reader?.data ?? {})[0]?.parameter;
}

/** A few actions, mostly about what the scenario uses, with sweeps and waits between them. */
export function drawPlot(random: Random, scenario: SecretsScenario): readonly PlotItem<SecretsAction>[] {
  const items: PlotItem<SecretsAction>[] = [];
  const count = random.pick([1, 1, 2, 2, 3]);
  for (let index = 0; index < count; index += 1) {
    const delivery = random.pick(DELIVERIES);
    items.push({ kind: 'user', action: drawAction(random, scenario), delivery });
    if (random.chance(0.35)) items.push({ kind: 'sweep' });
    if (random.chance(0.25)) items.push({ kind: 'wait', ms: random.pick([2_000, 61_000, 61_000, 125_000]) });
  }
  items.push({ kind: 'sweep' });
  return items;
}

function drawAction(random: Random, { specs, selected, restart }: SecretsScenario): SecretsAction {
  if (selected !== undefined && random.chance(0.5))
    return {
      do: random.pick(['enter', 'enter', 'leave', 'drop'] as const),
      namespace: random.pick(SELECTABLE),
    };
  const claim = random.int(specs.length);
  const spec = specs[claim];
  const used = specs.flatMap(({ data, finds }) => [
    ...Object.values(data).map(({ parameter }) => parameter),
    ...(finds === true ? PARAMETERS : []),
  ]);
  const parameter = random.pick(used);
  if (restart === true && random.chance(0.5)) return { do: 'put', parameter: rotatedBy(specs) ?? parameter };
  const secret = spec?.target ?? 't0';
  const dice = random.next();
  if (dice < 0.32) return { do: 'put', parameter };
  if (dice < 0.5) return { do: 'remove', parameter };
  if (dice < 0.6) return { do: 'recreate', parameter };
  if (dice < 0.64) return { do: random.pick(['same', 'label', 'deny', 'allow'] as const), parameter };
  if (dice < 0.8) return { do: random.pick(['edit', 'touch', 'delete', 'make'] as const), secret };
  if (dice < 0.9) return { do: random.pick(['deleteClaim', 'createClaim', 'recreateClaim'] as const), claim };
  if (dice < 0.96) {
    const plain = spec?.namespace === 'other' || random.chance(0.5);
    const reach = { chained: spec?.store === 'chained', plain };
    return { do: 'respecify', claim, data: drawData(random, reach) };
  }
  return { do: 'retarget', claim, target: random.pick([`t${claim}`, `u${claim}`]) };
}
