import type { HostedZone } from '../core/aws-ports.ts';
import { noteAbsentZones } from '../core/dns/absent-zones.ts';
import { managedTypes } from '../core/dns/config.ts';
import { compileDesired, type Desired, type SourceObjects } from '../core/dns/desired.ts';
import { createDomainFilter } from '../core/dns/domain-filter.ts';
import { listWholeZone } from '../core/dns/list-zone.ts';
import type { ObservedZone } from '../core/dns/observed-zone.ts';
import { readZone } from '../core/dns/ownership.ts';
import { type DnsScope, isNamed } from '../core/dns/scope.ts';
import { selectZones, zonesOf } from '../core/dns/zone-selection.ts';
import { TransientError } from '../core/errors.ts';
import type { ReportEntry } from '../core/report.ts';
import { failureEntry } from './failure.ts';
import { listSources } from './list-sources.ts';
import { lookupNames } from './lookup-names.ts';
import type { World } from './world.ts';

/** What one look at the cluster and the zones found. */
export interface Observation {
  readonly desired: Desired;
  readonly objects: SourceObjects;
  readonly zones: readonly ObservedZone[];
  /** Zones that are chosen and could not be read. */
  readonly unreadZones: readonly HostedZone[];
  /** Kinds and objects, as markers name them, of which it is not known what they ask for. */
  readonly unreadKinds: ReadonlySet<string>;
  /** Every page of every source and zone was read. */
  readonly complete: boolean;
  readonly inScope: (name: string) => boolean;
  readonly notes: readonly ReportEntry[];
  /** A zone could not be read for a passing reason. */
  readonly retry: boolean;
  /** When the cluster had been listed (ms since the epoch). */
  readonly at: number;
}

/**
 * The zones first, then the cluster, as with Secrets (read what will be replaced, then what it is made from): what is
 * written is at least as new as what it replaces, so that a slow run never puts back what a faster one has replaced.
 * A narrow run has to ask the cluster which names to look up, so it asks twice; it reads just these from Route 53.
 */
export async function observe(world: World, scope: DnsScope): Promise<Observation> {
  const names = scope.full ? new Set<string>() : await findNames(world, scope);
  const { zones, absent } = await chooseZones(world);
  const read = await Promise.all(zones.map((zone) => observeZone(world, zone, { names, scope, zones })));
  const sources = await listSources(world);
  const at = world.clock.now();
  const desired = compileDesired(sources.objects, world.config, {
    related: sources.related,
    templates: world.templates,
    routes: world.routes,
  });
  const filter = createDomainFilter(world.config);
  const failures = read.flatMap((zone) => ('failure' in zone ? [zone] : []));
  return {
    desired,
    objects: sources.objects,
    zones: read.flatMap((zone) => ('failure' in zone ? [] : [zone])),
    unreadZones: zones.filter((_zone, index) => 'failure' in (read[index] ?? {})),
    unreadKinds: new Set([...sources.unreadKinds, ...desired.unknown]),
    complete: scope.full && sources.complete && desired.complete && failures.length === 0,
    inScope: (name) => filter.matches(name) && (scope.full || names.has(name)),
    notes: [...absent, ...sources.notes, ...desired.notes, ...failures.map(({ failure }) => failure)],
    retry: failures.some(({ retry }) => retry),
    at,
  };
}

async function chooseZones({ zones, config }: World): Promise<{
  readonly zones: readonly HostedZone[];
  readonly absent: readonly ReportEntry[];
}> {
  const all = await zones.listZones();
  const absent = noteAbsentZones(all, config);
  if (config.zones.tags.length === 0) return { zones: selectZones(all, undefined, config), absent };
  const candidates = selectZones(all, undefined, { ...config, zones: { ...config.zones, tags: [] } });
  const tags = await zones.listZoneTags(candidates.map((zone) => zone.id));
  return { zones: selectZones(candidates, tags, config), absent };
}

/** Names of a narrow run: those its objects claim now. */
async function findNames(world: World, scope: DnsScope): Promise<ReadonlySet<string>> {
  const sources = await listSources(world);
  const desired = compileDesired(sources.objects, world.config, {
    related: sources.related,
    templates: world.templates,
    routes: world.routes,
  });
  const claims = [...desired.endpoints, ...desired.held].filter(({ resource }) => isNamed(resource, scope));
  return new Set(claims.map(({ dnsName }) => dnsName));
}

async function observeZone(
  world: World,
  zone: HostedZone,
  context: {
    readonly names: ReadonlySet<string>;
    readonly scope: DnsScope;
    readonly zones: readonly HostedZone[];
  },
): Promise<ObservedZone | { readonly failure: ReportEntry; readonly retry: boolean }> {
  const { full } = context.scope;
  const names = [...context.names].filter((name) => zonesOf(name, context.zones).includes(zone));
  const managed = new Set(managedTypes(world.config));
  try {
    const sets = full ? await listWholeZone(world.zones, zone.id) : await lookupNames(world, zone, names);
    return readZone(zone, sets, { registry: world.registry, managed, complete: full });
  } catch (error) {
    return { failure: failureEntry(zone.id, error), retry: error instanceof TransientError };
  }
}
