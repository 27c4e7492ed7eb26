import type { HostedZone } from '../ports.ts';
import type { RecordDecision } from './decision.ts';
import type { Endpoint } from './endpoint.ts';
import type { ObservedRecord } from './observed-zone.ts';
import type { NameInput } from './plan-name.ts';
import { DNS_REASON } from './reasons.ts';
import { LABEL, markerPlaces, type Registry } from './registry.ts';

/**
 * The usual case, at a tenth of the price: every record set of a name is ours, asked for exactly once, right, and
 * marked. Undefined means "look closer", never "different": whatever is not plainly equal goes the long way.
 */
export function planUnchanged(input: NameInput): readonly RecordDecision[] | undefined {
  const { observed, candidates, zone, context } = input;
  if (observed.records.length !== candidates.length) return undefined;
  const decisions: RecordDecision[] = [];
  for (const record of observed.records) {
    const endpoint = candidates.find(({ recordType }) => recordType === record.type);
    if (endpoint === undefined || !isPlain(record, endpoint)) return undefined;
    if (candidates.some((other) => other !== endpoint && other.recordType === record.type)) return undefined;
    if (!isEqual(record, endpoint, zone.zone) || !isMarked(record, context.registry)) return undefined;
    const { type, setIdentifier } = record;
    decisions.push({
      verb: 'keep',
      reason: DNS_REASON.inSync,
      type,
      setIdentifier,
      observed: record,
      endpoint,
    });
  }
  return decisions;
}

function isPlain(record: ObservedRecord, endpoint: Endpoint): boolean {
  if (record.state !== 'ours' || record.setIdentifier !== '' || endpoint.setIdentifier !== '') return false;
  if (record.set.healthCheckId !== undefined) return false;
  for (const name in endpoint.properties) if (name.startsWith('aws/')) return false;
  return true;
}

function isEqual({ set }: ObservedRecord, { alias, targets, ttl }: Endpoint, zone: HostedZone): boolean {
  const [target = ''] = targets;
  if (alias !== undefined) {
    const { hostedZoneId = zone.id, evaluateTargetHealth } = alias;
    const found = set.alias;
    if (found?.hostedZoneId !== hostedZoneId || found.evaluateTargetHealth !== evaluateTargetHealth)
      return false;
    return found.dnsName === target || found.dnsName === `${target}.`;
  }
  const { values } = set;
  if (values === undefined || values.length !== targets.length || (ttl !== undefined && ttl !== set.ttl))
    return false;
  return values.length === 1
    ? values[0] === target
    : values.every((value, index) => value === targets[index]);
}

function isMarked({ name, type, set, markers, labels }: ObservedRecord, registry: Registry): boolean {
  if (labels?.[LABEL.owner] !== registry.ownerId) return false;
  const places = markerPlaces({ name, type, alias: set.alias !== undefined }, registry);
  return places.every((place) => place.optional || markers.some((marker) => marker.name === place.name));
}
