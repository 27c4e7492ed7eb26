import { SECOND_OBSERVATION_LATE_MS_MAX } from '../bounds.ts';
import type { Hint, ObjectHint } from '../hint.ts';
import type { DnsSourceKind } from './config.ts';
import { resourceOfSource } from './resource-name.ts';
import type { Candidates } from './second-observation.ts';

/** What a run looks at, and what its hints allow. */
export interface DnsScope {
  /**
   * True: every source and every zone, which is what a deletion needs. False: only names of `objects`, which may
   * create and update and never deletes.
   */
  readonly full: boolean;
  /** Resources (`ingress/ns/name`, or `ns/` for a whole namespace) of a narrow run. */
  readonly objects: readonly string[];
  /** Deletions seen by an earlier observation, old enough to act on. */
  readonly confirmed: Candidates;
  /** Second observations that came too early: sent again with the rest of their delay. */
  readonly early: readonly {
    readonly candidates: Candidates;
    readonly at: number;
    readonly checksum?: string;
  }[];
  /** Checksum of stopped deletions that a person let through. */
  readonly released?: string;
  readonly dryRun: boolean;
  /** Only the schedule asked: calls are paced. */
  readonly sweep: boolean;
}

const GATEWAY_API = 'gateway.networking.k8s.io';
const KINDS: Readonly<Record<string, DnsSourceKind>> = {
  'networking.k8s.io/Ingress': 'ingress',
  '/Service': 'service',
  'externaldns.k8s.io/DNSEndpoint': 'crd',
  [`${GATEWAY_API}/HTTPRoute`]: 'gateway-httproute',
  [`${GATEWAY_API}/GRPCRoute`]: 'gateway-grpcroute',
  [`${GATEWAY_API}/TLSRoute`]: 'gateway-tlsroute',
  '/Node': 'node',
};
/** Objects that many others point to: the news of one is a look at everything. */
const SHARED: Readonly<Record<string, readonly DnsSourceKind[]>> = {
  [`${GATEWAY_API}/Gateway`]: ['gateway-httproute', 'gateway-grpcroute', 'gateway-tlsroute'],
  '/Node': ['service'],
  // Listeners may select namespaces by their labels.
  '/Namespace': ['gateway-httproute', 'gateway-grpcroute', 'gateway-tlsroute'],
};
/** Says which Pods answer for a Service of its namespace; which Service, only its labels say. */
const ENDPOINT_SLICE = 'discovery.k8s.io/EndpointSlice';

/** The scope of a batch of hints; undefined when none concerns this half. */
export function scopeOf(
  hints: readonly Hint[],
  options: {
    readonly now: number;
    readonly deleteDelayMs: number;
    readonly sources: readonly DnsSourceKind[];
  },
): DnsScope | undefined {
  const relevant = hints.filter((hint) => concerns(hint, options.sources));
  if (relevant.length === 0) return undefined;
  const observations = relevant.filter((hint) => hint.kind === 'second-observation');
  const lateness = (at: number) => options.now - at - options.deleteDelayMs;
  const early = observations.filter((hint) => lateness(hint.at) < 0);
  const due = observations.filter(
    (hint) => lateness(hint.at) >= 0 && lateness(hint.at) <= SECOND_OBSERVATION_LATE_MS_MAX,
  );
  const active = relevant.filter((hint) => !early.some((other) => other === hint));
  const released = [
    ...active.flatMap((hint) => (hint.kind === 'release' ? [hint.checksum] : [])),
    ...due.flatMap((hint) => (hint.checksum === undefined ? [] : [hint.checksum])),
  ];
  return {
    full: active.some((hint) => looksEverywhere(hint, options.sources)),
    objects: active.flatMap(namedBy),
    confirmed: mergeCandidates(due.map((hint) => hint.candidates)),
    early,
    ...(released[0] === undefined ? {} : { released: released[0] }),
    dryRun: active.length > 0 && active.every((hint) => hint.kind === 'resync' && hint.dryRun),
    sweep: active.every((hint) => hint.kind === 'sweep' || hint.kind === 'second-observation'),
  };
}

/** Whether a resource (`ingress/ns/name`) is asked for by a narrow run. */
export function isNamed(resource: string, scope: DnsScope): boolean {
  return scope.objects.some((object) => {
    const [kind, namespace, name] = object.split('/');
    const [ownKind, ownNamespace, ownName] = resource.split('/');
    if (kind !== '' && kind !== ownKind) return false;
    return namespace === ownNamespace && (name === '' || name === ownName);
  });
}

function concerns(hint: Hint, sources: readonly DnsSourceKind[]): boolean {
  switch (hint.kind) {
    case 'parameter':
    case 'secret-label':
    case 'restart':
      return false;
    case 'second-observation':
      return hint.half === 'dns';
    case 'object': {
      const kind = KINDS[kindOf(hint)];
      if (kindOf(hint) === ENDPOINT_SLICE) return sources.includes('service');
      return (kind !== undefined && sources.includes(kind)) || isShared(hint, sources);
    }
    default:
      return true;
  }
}

/** A deletion needs the whole picture, so even the news of one starts as a complete first observation. */
function looksEverywhere(hint: Hint, sources: readonly DnsSourceKind[]): boolean {
  switch (hint.kind) {
    case 'object':
      return hint.operation === 'DELETE' || isShared(hint, sources);
    case 'resync':
      return hint.namespace === undefined;
    default:
      return true;
  }
}

function namedBy(hint: Hint): readonly string[] {
  if (hint.kind === 'object') return [objectResource(hint)];
  if (hint.kind === 'resync' && hint.namespace !== undefined)
    return [`/${hint.namespace}/${hint.name ?? ''}`];
  return [];
}

function objectResource(hint: ObjectHint): string {
  const { namespace, name } = hint;
  if (kindOf(hint) === ENDPOINT_SLICE) return `service/${namespace ?? ''}/`;
  const kind = KINDS[kindOf(hint)];
  const resource = kind === undefined ? '' : resourceOfSource(kind);
  return namespace === undefined ? `${resource}/${name}` : `${resource}/${namespace}/${name}`;
}

function kindOf({ group, objectKind }: ObjectHint): string {
  return `${group}/${objectKind}`;
}

function isShared(hint: ObjectHint, sources: readonly DnsSourceKind[]): boolean {
  return SHARED[kindOf(hint)]?.some((kind) => sources.includes(kind)) === true;
}

function mergeCandidates(all: readonly Candidates[]): Candidates {
  const merged = new Map<string, Set<string>>();
  for (const candidates of all) {
    for (const [zoneId, keys] of Object.entries(candidates)) {
      merged.set(zoneId, new Set([...(merged.get(zoneId) ?? []), ...keys]));
    }
  }
  return Object.fromEntries([...merged].map(([zoneId, keys]) => [zoneId, [...keys]]));
}
