import type { ObservedZone } from './observed-zone.ts';
import { isOurs } from './ownership.ts';
import type { RecordSet } from './record-set.ts';
import type { Registry } from './registry.ts';
import { policyOf } from './routing-policy.ts';

/**
 * Markers of ours without a record, left by a run that was overtaken, with whose routing Route 53 would refuse the new
 * one beside them: the record could never be created.
 */
export function orphansInTheWay(
  marker: RecordSet,
  { zone, registry }: { readonly zone: ObservedZone; readonly registry: Registry },
): readonly RecordSet[] {
  const rivals = (zone.txt.get(marker.name) ?? []).filter(
    ({ set, labels }) =>
      labels !== undefined && isOurs(labels, registry) && policyOf(set) !== policyOf(marker),
  );
  if (rivals.length === 0) return [];
  const records = [...zone.names.values()].flatMap((name) => name.records);
  const claimed = new Set(records.flatMap(({ markers }) => markers.map(({ set }) => set)));
  return rivals.map(({ set }) => set).filter((set) => !claimed.has(set));
}
