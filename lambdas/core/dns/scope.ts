import { SECOND_OBSERVATION_LATE_MS_MAX } from '../bounds.ts';
import type { Hint, ObjectHint } from '../hint.ts';
import type { DnsSourceKind } from './config.ts';
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

const KINDS: Readonly<Record<string, DnsSourceKind>> = {
  'networking.k8s.io/Ingress': 'ingress',
  '/Service': 'service',
};

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
    full: active.some(looksEverywhere),
    objects: active.flatMap(resourceOf),
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
      return false;
    case 'second-observation':
      return hint.half === 'dns';
    case 'object': {
      const kind = KINDS[`${hint.group}/${hint.objectKind}`];
      return kind !== undefined && sources.includes(kind);
    }
    default:
      return true;
  }
}

/** A deletion needs the whole picture, so even the news of one starts as a complete first observation. */
function looksEverywhere(hint: Hint): boolean {
  switch (hint.kind) {
    case 'object':
      return hint.operation === 'DELETE';
    case 'resync':
      return hint.namespace === undefined;
    default:
      return true;
  }
}

function resourceOf(hint: Hint): readonly string[] {
  if (hint.kind === 'object') return [objectResource(hint)];
  if (hint.kind === 'resync' && hint.namespace !== undefined)
    return [`/${hint.namespace}/${hint.name ?? ''}`];
  return [];
}

function objectResource(hint: ObjectHint): string {
  return `${KINDS[`${hint.group}/${hint.objectKind}`] ?? ''}/${hint.namespace ?? ''}/${hint.name}`;
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
