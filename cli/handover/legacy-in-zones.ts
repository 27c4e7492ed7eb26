import type { HostedZone, HostedZones } from '../../lambdas/core/aws-ports.ts';
import type { DnsSyncConfig } from '../../lambdas/core/dns/config.ts';
import { managedTypes } from '../../lambdas/core/dns/config.ts';
import { createDomainFilter } from '../../lambdas/core/dns/domain-filter.ts';
import { listWholeZone } from '../../lambdas/core/dns/list-zone.ts';
import { readZone } from '../../lambdas/core/dns/ownership.ts';
import type { RecordSet } from '../../lambdas/core/dns/record-set.ts';
import { markerPlaces, type Registry } from '../../lambdas/core/dns/registry.ts';
import { selectZones } from '../../lambdas/core/dns/zone-selection.ts';

type Reader = Pick<HostedZones, 'listRecordSets' | 'listZoneTags' | 'listZones'>;

/**
 * Names of the markers that go when the handover is finished, in the zones of the user's account: those of ours that
 * only versions before 0.22 read. Undefined where they cannot be read: encrypted, and the key is the function's alone.
 */
export async function readLegacyMarkers(
  zones: Reader,
  config: DnsSyncConfig,
): Promise<readonly string[] | undefined> {
  if (config.txt.encryptKey !== undefined) return undefined;
  const all = await zones.listZones();
  const tags = config.zones.tags.length === 0 ? undefined : await zones.listZoneTags(all.map(({ id }) => id));
  const elsewhere = new Set((config.zones.roles ?? []).map(({ id }) => id));
  const names: string[] = [];
  for (const zone of selectZones(all, tags, config)) {
    if (!elsewhere.has(zone.id))
      names.push(...findLegacyMarkers(zone, await listWholeZone(zones, zone.id), config));
  }
  return names.sort();
}

/** The same for one zone that was read. */
export function findLegacyMarkers(
  zone: HostedZone,
  recordSets: readonly RecordSet[],
  config: DnsSyncConfig,
): readonly string[] {
  const registry: Registry = {
    ownerId: config.ownerId,
    cluster: config.cluster.name,
    txt: { ...config.txt, compat: 'none' },
    enabled: config.registry === 'txt',
  };
  const filter = createDomainFilter(config);
  const managed = new Set(managedTypes(config));
  const { names } = readZone(zone, recordSets, { registry, managed, complete: true });
  const found = new Set<string>();
  for (const [name, { records }] of names) {
    if (!filter.matches(name)) continue;
    for (const { type, set, state, markers } of records) {
      if (state !== 'ours') continue;
      const needed = markerPlaces({ name, type, alias: set.alias !== undefined }, registry);
      for (const marker of markers)
        if (!needed.some((place) => place.name === marker.name)) found.add(marker.name);
    }
  }
  return [...found];
}
