import { type Affixes, type MarkerReading, markerName } from './marker-name.ts';
import { typedMarker, typelessMarker } from './marker-types.ts';
import type { ObservedRecord } from './observed-zone.ts';
import { LABEL, type Registry } from './registry.ts';

/**
 * Whether a record set of ours has every marker that it needs, and none besides that may have to go. Every record set
 * of a zone is asked on every run, so no name is made to find out.
 */
export function isMarked(record: ObservedRecord, registry: Registry): boolean {
  const { type, set, markers, labels } = record;
  if (labels?.[LABEL.owner] !== registry.ownerId) return false;
  const alias = set.alias !== undefined;
  const typed = typedMarker(type, alias, registry);
  if (typed !== undefined && !hasMarker(record, typed, registry)) return false;
  const needsTypeless = typelessMarker(record.name, type, registry) === 'required';
  if (typed !== undefined && needsTypeless && !hasMarker(record, '', registry)) return false;
  // Those besides the one it needs may be of older shapes, which go when the handover is finished.
  return registry.txt.compat !== 'none' || markers.length <= 1;
}

function hasMarker({ name, markers }: ObservedRecord, type: string, { txt }: Registry): boolean {
  for (const marker of markers) if (isMarkerName(marker.name, { name, type }, txt)) return true;
  return false;
}

/** Whether `marker` is the `markerName` of a name. */
export function isMarkerName(marker: string, { name, type }: MarkerReading, affixes: Affixes): boolean {
  const isPlain = type !== '' && affixes.prefix === '' && affixes.suffix === '' && !name.startsWith('*');
  if (!isPlain) return marker === markerName(name, type, affixes);
  const isOfName = marker.length === type.length + 1 + name.length && marker.endsWith(name);
  return isOfName && marker[type.length] === '-' && marker.startsWith(type.toLowerCase());
}
