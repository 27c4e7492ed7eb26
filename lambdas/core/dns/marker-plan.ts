import { readMarkerName } from './marker-name.ts';
import { markedRecord, refuseName } from './marker-place.ts';
import type { ObservedZone } from './observed-zone.ts';
import { isOurs } from './ownership.ts';
import { DNS_REASON } from './reasons.ts';
import type { RecordSet } from './record-set.ts';
import type { Refusal } from './refuse-record.ts';
import { LABEL, type MarkedRecord, markerPlaces, type Registry } from './registry.ts';
import { policyOf } from './routing-policy.ts';

/**
 * A record without its marker could never be changed or deleted again, and one beside a foreign marker would belong
 * to somebody else (ExternalDNS writes both silently). So a record is created only when every marker can be.
 */
export function refuseForMarkers(record: RecordSet, context: MarkerContext): Refusal | undefined {
  const { zone, registry } = context;
  if (!registry.enabled) return undefined;
  const marked = markedRecord(record);
  for (const { name, optional } of markerPlaces(marked, registry)) {
    if (optional) continue;
    const refusal = refuseName(name, zone, record) ?? refuseTaken(name, record, context);
    if (refusal !== undefined) return refusal;
  }
  return foreignBeside(marked, record, context);
}

/** Whether an unchanged record of ours lacks a marker, or carries one of the owner we migrate from. */
export function needsMarkers(
  record: RecordSet & { readonly owner?: string },
  zone: ObservedZone,
  registry: Registry,
): boolean {
  if (record.owner !== registry.ownerId) return true;
  return markerPlaces(markedRecord(record), registry).some(
    ({ name, optional }) =>
      !optional &&
      refuseName(name, zone, record) === undefined &&
      findTxt(name, record.setIdentifier, zone) === undefined,
  );
}

/** What is known when a record set is about to be created. */
export interface MarkerContext {
  readonly zone: ObservedZone;
  readonly registry: Registry;
}

function findTxt(name: string, setIdentifier: string | undefined, zone: ObservedZone) {
  return zone.txt.get(name)?.find(({ set }) => set.setIdentifier === setIdentifier);
}

function refuseTaken(
  name: string,
  record: RecordSet,
  { zone, registry }: MarkerContext,
): Refusal | undefined {
  // Beside a TXT of another routing Route 53 takes no other; those of ours that are in the way go.
  const rival = zone.txt
    .get(name)
    ?.find(
      ({ set, labels }) =>
        policyOf(set) !== policyOf(record) && (labels === undefined || !isOurs(labels, registry)),
    );
  const txt = findTxt(name, record.setIdentifier, zone) ?? rival;
  if (txt === undefined) return undefined;
  if (txt.labels === undefined) {
    const message = `a TXT that is no marker stands at ${name}: remove it or choose another host name`;
    return { reason: DNS_REASON.markerNameTaken, message };
  }
  if (!isOurs(txt.labels, registry)) return foreign(name, txt.labels[LABEL.owner]);
  const other = readMarkerName(name, registry.txt).find(
    (reading) => reading.name !== record.name && isOnlyMarker(txt.set, reading.name, zone),
  );
  if (other === undefined) return undefined;
  const message = `${name} is the only marker of ${other.name}: nothing else would show that ${other.name} is ours`;
  return { reason: DNS_REASON.ambiguousMarker, message };
}

function isOnlyMarker(marker: RecordSet, name: string, zone: ObservedZone): boolean {
  const records = zone.names.get(name)?.records ?? [];
  return records.some(({ markers }) => markers.length === 1 && markers[0]?.set === marker);
}

/**
 * Markers of other shapes that an older ExternalDNS would read as this record's, and those of a record that could not
 * stand beside it: a CNAME stands alone.
 */
function foreignBeside(
  marked: MarkedRecord,
  record: RecordSet,
  { zone, registry }: MarkerContext,
): Refusal | undefined {
  const rivals = marked.type === 'CNAME' ? ['A', 'AAAA'] : ['CNAME'];
  const records = [marked, ...rivals.map((type) => ({ ...marked, type, alias: false }))];
  for (const compat of ['0.14', '0.22'] as const) {
    const shape = { ...registry, txt: { ...registry.txt, compat } };
    const places = records.flatMap((one) => markerPlaces(one, shape));
    for (const { name } of places) {
      const txt = findTxt(name, record.setIdentifier, zone);
      if (txt?.labels === undefined || isOurs(txt.labels, registry)) continue;
      if (!standsForAnother(name, record.name, { zone, registry }))
        return foreign(name, txt.labels[LABEL.owner]);
    }
  }
  return undefined;
}

/** `a-web` may be the type-less marker of a host `a-web`, but where a record `web` exists it is that one's. */
function standsForAnother(marker: string, recordName: string, { zone, registry }: MarkerContext): boolean {
  return readMarkerName(marker, registry.txt).some(
    (reading) =>
      reading.name !== recordName &&
      zone.names.get(reading.name)?.records.some((record) => record.type === reading.type) === true,
  );
}

function foreign(marker: string, owner: string | undefined): Refusal {
  const whose = owner === undefined ? 'without an owner' : `of owner ${JSON.stringify(owner)}`;
  return {
    reason: DNS_REASON.foreignMarker,
    message: `marker ${marker} ${whose} stands beside the name: remove it or let that owner publish the name`,
  };
}
