import type { HostedZone } from '../aws-ports.ts';
import type { DnsSyncConfig } from './config.ts';
import { createDomainFilter } from './domain-filter.ts';
import { isWithin } from './name-rules.ts';

const NONE: readonly never[] = [];

/** Tags of zones by id; undefined where none are asked for. */
export type ZoneTags = ReadonlyMap<string, Readonly<Record<string, string>>>;

/**
 * Zones in question (ExternalDNS `provider/aws/aws.go`): id by suffix, type, domain filter or its parents, all
 * tags. A zone that is named with its role needs no id beside it. Sorted by id.
 */
export function selectZones(
  zones: readonly HostedZone[],
  tags: ZoneTags | undefined,
  config: DnsSyncConfig,
): readonly HostedZone[] {
  const filter = createDomainFilter(config);
  const { ids, type, matchParent, roles = [] } = config.zones;
  const named = new Set(roles.map(({ id }) => id));
  return zones
    .filter(
      (zone) =>
        ids.length === 0 ||
        named.has(zone.id) ||
        ids.some((id) => id !== '' && `/hostedzone/${zone.id}`.endsWith(id)),
    )
    .filter((zone) => type === 'any' || zone.private === (type === 'private'))
    .filter((zone) => filter.matches(zone.name) || (matchParent && filter.matchesParent(zone.name)))
    .filter((zone) => config.zones.tags.every((wanted) => hasTag(tags?.get(zone.id) ?? {}, wanted)))
    .sort((left, right) => (left.id < right.id ? -1 : 1));
}

/**
 * Zones a name goes to: every private zone above it and the longest-named public one. `pin` (the property
 * `aws/hosted-zone-id`) names one zone, which must still be above the name.
 */
export function zonesOf(name: string, zones: readonly HostedZone[], pin?: string): readonly HostedZone[] {
  // Asked for every name of a run, and mostly there is one zone: no list is made then.
  if (zones.length === 1 && pin === undefined) return isWithin(name, zones[0]?.name ?? '') ? zones : NONE;
  return chooseZones(name, zones, pin);
}

function chooseZones(
  name: string,
  zones: readonly HostedZone[],
  pin: string | undefined,
): readonly HostedZone[] {
  const above = zones.filter((zone) => isWithin(name, zone.name));
  if (pin !== undefined) return above.filter((zone) => zone.id === pin.replace('/hostedzone/', ''));
  if (above.length < 2) return above;
  const longest = above
    .filter((zone) => !zone.private)
    .reduce<HostedZone | undefined>((best, zone) => {
      return best === undefined || zone.name.length > best.name.length ? zone : best;
    }, undefined);
  return above.filter((zone) => zone.private || zone === longest);
}

function hasTag(tags: Readonly<Record<string, string>>, wanted: string): boolean {
  const equals = wanted.indexOf('=');
  if (equals < 0) return wanted in tags;
  return tags[wanted.slice(0, equals)] === wanted.slice(equals + 1);
}
