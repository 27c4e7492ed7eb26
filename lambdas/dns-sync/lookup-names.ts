import type { HostedZone, HostedZones, RecordSetPosition } from '../core/aws-ports.ts';
import { NAME_LOOKUPS_MAX, RECORD_SETS_PER_LOOKUP, ZONE_PAGES_MAX } from '../core/bounds.ts';
import { observedName } from '../core/dns/dns-name.ts';
import { listWholeZone } from '../core/dns/list-zone.ts';
import { isWithin } from '../core/dns/name-rules.ts';
import { possibleMarkerNames } from '../core/dns/possible-markers.ts';
import type { RecordSet } from '../core/dns/record-set.ts';
import type { World } from './world.ts';

/**
 * Record sets at some names and at every place where a marker of theirs may stand: one call a place, all at once,
 * so that one changed name costs four calls and the change.
 */
export async function lookupNames(
  world: World,
  zone: HostedZone,
  names: readonly string[],
): Promise<readonly RecordSet[]> {
  if (names.length === 0) return [];
  if (names.length > NAME_LOOKUPS_MAX) return listWholeZone(world.zones, zone.id);
  const places = new Set(names.flatMap((name) => [name, ...possibleMarkerNames(name, world.registry)]));
  const inZone = [...places].filter((place) => isWithin(place, zone.name));
  const found = await Promise.all(inZone.map((place) => lookup(world.zones, zone.id, place)));
  return found.flat();
}

async function lookup(zones: HostedZones, zoneId: string, name: string): Promise<readonly RecordSet[]> {
  const found: RecordSet[] = [];
  let start: RecordSetPosition = { name: `${name}.` };
  for (let page = 0; page < ZONE_PAGES_MAX; page += 1) {
    const { recordSets, next } = await zones.listRecordSets(zoneId, start, RECORD_SETS_PER_LOOKUP);
    const matching = recordSets.filter((set) => observedName(set.name) === name);
    found.push(...matching);
    if (next === undefined || matching.length < recordSets.length) break;
    start = next;
  }
  return found;
}
