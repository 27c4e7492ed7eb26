import type { HostedZone } from '../aws-ports.ts';
import type { RecordDecision } from './decision.ts';
import type { Endpoint } from './endpoint.ts';
import { isMarked } from './is-marked.ts';
import type { ObservedName, ObservedRecord } from './observed-zone.ts';
import { DNS_REASON } from './reasons.ts';
import type { Registry } from './registry.ts';

/**
 * The usual case, at a tenth of the price: every record set of a name is ours, asked for exactly once, right, and
 * marked. Undefined means "look closer", never "different": whatever is not plainly equal goes the long way.
 */
export function planUnchanged(
  observed: ObservedName,
  candidates: readonly Endpoint[],
  { zone, registry }: { readonly zone: HostedZone; readonly registry: Registry },
): readonly RecordDecision[] | undefined {
  if (observed.records.length !== candidates.length) return undefined;
  let decisions: readonly RecordDecision[] = NONE;
  for (const record of observed.records) {
    const endpoint = onlyCandidate(candidates, record.type);
    if (endpoint === undefined || !isPlain(record, endpoint)) return undefined;
    if (!isEqual(record, endpoint, zone) || !isMarked(record, registry)) return undefined;
    const decision = keep(record, endpoint);
    // Not pushed: an array that grows makes room for sixteen more.
    decisions = decisions.length === 0 ? [decision] : [...decisions, decision];
  }
  return decisions;
}

const NONE: readonly never[] = [];

function keep(observed: ObservedRecord, endpoint: Endpoint): RecordDecision {
  const { type, setIdentifier } = observed;
  return { verb: 'keep', reason: DNS_REASON.inSync, type, setIdentifier, observed, endpoint };
}

/** The one candidate of a type; undefined when there is none or there are several. */
function onlyCandidate(candidates: readonly Endpoint[], type: string): Endpoint | undefined {
  let only: Endpoint | undefined;
  for (const candidate of candidates) {
    if (candidate.recordType !== type) continue;
    if (only !== undefined) return undefined;
    only = candidate;
  }
  return only;
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
